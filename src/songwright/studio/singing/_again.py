"""Singing a phrase once more: the small differences of time and tuning between two performances by one voice."""

from dataclasses import dataclass, replace

import numpy as np

from songwright.studio.singing._phrases import Phrase, SungSyllable

_LATE_S, _LATEST_S = 0.012, 0.025
"""How far a whole phrase comes early or late: sigma and most. Doubles that were not edited lie some 30 ms apart."""
_UNEVEN_S, _MOST_UNEVEN_S = 0.006, 0.014
"""The same of each syllable against its phrase."""
_CENTS = (4.0, 9.0)
"""How far off a second performance is tuned as a whole."""
_NOTE_CENTS = 3.0
"""Sigma of each note's own tuning."""
_SHORTEST_S = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One performance of a phrase."""

    phrase: Phrase
    """As it is performed, its first vowel at nought."""
    late_s: float = 0.0
    """By how much all of it comes after its written time."""
    detuned: float = 0.0
    """Semitones by which all of it is off."""


def once_more(phrase: Phrase, rng: np.random.Generator) -> Reading:
    """The phrase as the same singer gives it a second time; the words stay where they were to within 40 ms."""
    syllables: list[SungSyllable] = []
    for place, syllable in enumerate(phrase.syllables):
        first, *held = syllable.notes
        moved_s = float(np.clip(rng.normal(0.0, _UNEVEN_S), -_MOST_UNEVEN_S, _MOST_UNEVEN_S)) if place else 0.0
        start_s = min(first.start_s + moved_s, first.end_s - _SHORTEST_S)
        if syllables:
            earlier = syllables[-1].notes[-1]
            start_s = max(start_s, earlier.start_s + _SHORTEST_S)
            joined = earlier.end_s >= first.start_s
            end_s = start_s if joined else min(earlier.end_s, start_s)
            syllables[-1] = replace(syllables[-1], notes=(*syllables[-1].notes[:-1], replace(earlier, end_s=end_s)))
        tuned = [
            replace(note, pitch=note.pitch + 0.01 * float(rng.normal(0.0, _NOTE_CENTS)))
            for note in (replace(first, start_s=start_s), *held)
        ]
        syllables.append(replace(syllable, notes=tuple(tuned)))
    return Reading(
        phrase=replace(phrase, syllables=tuple(syllables)),
        late_s=float(np.clip(rng.normal(0.0, _LATE_S), -_LATEST_S, _LATEST_S)),
        detuned=float(rng.uniform(*_CENTS)) / 100.0 * (1.0 if rng.random() < 0.5 else -1.0),
    )
