"""Tying sung time to spoken time: vowels on their notes, consonants at their own pace, the rest of a note a hold."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from songwright.song import Delivery
from songwright.studio.singing._alphabet import alphabet
from songwright.studio.singing._curves import Curve
from songwright.studio.singing._phrases import Phrase, SungSyllable
from songwright.studio.singing._speech import Vowel

LEAD_S = 0.5
"""Sound before the first vowel."""
TAIL_S = 0.35
"""Sound after the last note."""
_LONGEST_PICKUP_S = 0.32
_LONGEST_CLUSTER_S = 0.22
_CLUSTER_SHARE = 0.45
"""Consonants take at most this share of the note before them."""
_DRAWN_OUT = 1.1
"""Consonants of speech are drawn out by this much at most."""
_LONGEST_VOICED_S, _LONGEST_BURST_S, _LONGEST_HISS_S = 0.045, 0.06, 0.08
"""How long before its vowel a syllable may be heard to begin: with a voice ("l", "z"), on a burst ("k"), a hiss ("s").
Slow speech takes up to twice as long, and the ear counts from there (decision 0019)."""
_LATE_SHARE, _LATEST_S = 0.35, 0.016
"""A syllable's beat lies before its vowel by about a third of its first consonants: Marcus, "Acoustic determinants of
perceptual center (P-center) location", Perception & Psychophysics 30 (1981), .65 of them after their beginning."""
_CODA_S, _OPEN_S = 0.10, 0.05
"""How long before the end of a phrase its last vowel ends, with consonants behind it and without."""
_PAUSE_S = 0.12
"""A rest this long between words is a silence; a shorter one is sung through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time in seconds."""

    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        """How long it is."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A stretch of a note and the stable place in the spoken vowel that fills it."""

    sung: Span
    spoken: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Knots:
    """How a phrase's sung time runs through its spoken time."""

    sung_s: Curve
    spoken_s: Curve
    holds: tuple[Hold, ...]
    vowels: tuple[Span, ...]
    """Each vowel in sung time."""
    pauses: tuple[Span, ...]
    """Silences between words, in sung time."""

    def spoken_at(self, sung_s: Curve) -> Curve:
        """Spoken time under each sung time."""
        return np.asarray(np.interp(sung_s, self.sung_s, self.spoken_s), np.float64)

    def sung_at(self, spoken_s: Curve) -> Curve:
        """Sung time of each spoken time."""
        # Equal neighbours are set apart by less than a sample, so that the way back is a function too.
        apart = self.spoken_s + np.arange(len(self.spoken_s)) * 1e-7
        return np.asarray(np.interp(spoken_s, apart, self.sung_s), np.float64)


def tie(phrase: Phrase, vowels: Sequence[Vowel], holds: Sequence[Span], spoken_length_s: float) -> Knots:
    """The knots of a phrase whose vowels, and the stable places in them, are known in spoken time."""
    late_s = [_late_s(vowel, syllable) for vowel, syllable in zip(vowels, phrase.syllables, strict=True)]
    first = _onset(vowels[0], max(vowels[0].onset_s - _LONGEST_PICKUP_S, 0.0))
    begins_s = late_s[0] - first.sung_s
    pairs = [(begins_s - 0.3, max(first.spoken_s - 0.3, 0.0)), (begins_s, first.spoken_s), *first.knots(late_s[0], 1.0)]
    filled: list[Hold] = []
    sung: list[Span] = []
    pauses: list[Span] = []
    for place, (vowel, stable) in enumerate(zip(vowels, holds, strict=True)):
        later = vowels[place + 1] if place + 1 < len(vowels) else None
        end_s, pause, after = _vowel_end(phrase, place, vowel, later, late_s[place + 1] if later else 0.0)
        syllable = phrase.syllables[place]
        span = Span(start_s=syllable.start_s + late_s[place], end_s=end_s)
        hold = _hold(span, vowel, stable)
        pairs += [
            (span.start_s, vowel.onset_s),
            (hold.sung.start_s, stable.start_s),
            (hold.sung.end_s, stable.end_s),
            (span.end_s, vowel.end_s),
            *after,
        ]
        filled.append(hold)
        sung.append(span)
        pauses += [pause] if pause else []
    pairs.append((sung[-1].end_s + spoken_length_s - vowels[-1].end_s, spoken_length_s))
    pairs.sort(key=lambda pair: pair[0])
    return Knots(
        sung_s=np.array([pair[0] for pair in pairs]),
        spoken_s=np.maximum.accumulate(np.array([pair[1] for pair in pairs])),
        holds=tuple(filled),
        vowels=tuple(sung),
        pauses=tuple(pauses),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Onset:
    """The consonants before a vowel: how long they are sung when there is room, and where their attack lies."""

    spoken_s: float
    """Where they begin."""
    sung_s: float
    """How long they take."""
    attack: tuple[float, float] | None
    """Where they rise and how long before the vowel that is sung, if it has to be drawn nearer."""

    def knots(self, vowel_s: float, scale: float) -> list[tuple[float, float]]:
        """The attack's place, before a vowel sung at this time, with all sung times scaled."""
        return [(vowel_s - scale * self.attack[1], self.attack[0])] if self.attack else []


def _onset(vowel: Vowel, begins_s: float) -> _Onset:
    """The consonants before a vowel from a spoken time on: an attack far from the vowel is drawn near."""
    whole_s = max(vowel.onset_s - begins_s, 0.0)
    early_s = 0.0 if vowel.attack_s is None else vowel.onset_s - max(vowel.attack_s, begins_s)
    longest_s = _longest_attack_s(vowel.before)
    if early_s <= longest_s:
        return _Onset(spoken_s=begins_s, sung_s=whole_s, attack=None)
    attack = (vowel.onset_s - early_s, longest_s)
    return _Onset(spoken_s=begins_s, sung_s=whole_s - early_s + longest_s, attack=attack)


def _longest_attack_s(before: str) -> float:
    """How long before the vowel a syllable may be heard to begin."""
    letters = alphabet()
    if before in letters.sonorants or before in letters.buzzing:
        return _LONGEST_VOICED_S
    return _LONGEST_BURST_S if before in letters.bursts else _LONGEST_HISS_S


def _late_s(vowel: Vowel, syllable: SungSyllable) -> float:
    """How long after its note a vowel is sung, so that the beat of its syllable is on the note."""
    if vowel.attack_s is None:
        return 0.0
    early_s = min(vowel.onset_s - vowel.attack_s, _longest_attack_s(vowel.before))
    return min(_LATE_SHARE * early_s, _LATEST_S, 0.045 * (syllable.end_s - syllable.start_s))


def _vowel_end(
    phrase: Phrase, place: int, vowel: Vowel, later: Vowel | None, late_s: float
) -> tuple[float, Span | None, list[tuple[float, float]]]:
    """When a vowel stops being sung, the pause after its word, and the knots from there to the next vowel.

    `late_s` is how long after its note the next vowel is sung.
    """
    syllable = phrase.syllables[place]
    if later is None:
        last = syllable.notes[-1]
        after_s = _CODA_S if vowel.after else _OPEN_S
        return syllable.end_s - min(after_s, 2.2 * after_s * (last.end_s - last.start_s)), None, []
    rest_s = phrase.syllables[place + 1].start_s - syllable.end_s
    next_s = syllable.end_s + rest_s + late_s
    if vowel.word_end_s is None or rest_s < _PAUSE_S:
        onset = _onset(later, vowel.end_s)
        room_s = next_s - syllable.start_s
        if phrase.delivery is not Delivery.SUNG:
            return next_s - _in_proportion(onset.sung_s, vowel.length_s, room_s), None, []
        fitted_s = _fitted(onset.sung_s, room_s)
        return next_s - fitted_s, None, onset.knots(next_s, fitted_s / max(onset.sung_s, 1e-6))
    border_s = min(max(vowel.word_end_s, vowel.end_s), later.onset_s)
    coda_s = _fitted(border_s - vowel.end_s, syllable.end_s - syllable.start_s)
    onset = _onset(later, border_s)
    pickup_s = min(onset.sung_s, next_s - syllable.end_s)
    pause = Span(start_s=syllable.end_s, end_s=next_s - pickup_s)
    within_s = onset.knots(next_s, pickup_s / max(onset.sung_s, 1e-6))
    return syllable.end_s - coda_s, pause, [(pause.start_s, border_s), (pause.end_s, border_s), *within_s]


def _fitted(cluster_s: float, room_s: float) -> float:
    """Time given to consonants out of the time there is."""
    return min(cluster_s, _CLUSTER_SHARE * room_s, _LONGEST_CLUSTER_S)


def _in_proportion(cluster_s: float, vowel_s: float, room_s: float) -> float:
    """Time given to consonants where words are said: their share of the syllable, but little more than they took."""
    return cluster_s * min(room_s / max(vowel_s + cluster_s, 1e-6), _DRAWN_OUT)


def _hold(span: Span, vowel: Vowel, stable: Span) -> Hold:
    """Where the stable place is held: the vowel's rise and fall keep their length, or share a short note evenly."""
    rise_s, fall_s = stable.start_s - vowel.onset_s, vowel.end_s - stable.end_s
    room_s = 0.9 * span.length_s
    scale = min(1.0, room_s / max(rise_s + fall_s, 1e-6))
    held = Span(start_s=span.start_s + scale * rise_s, end_s=span.end_s - scale * fall_s)
    return Hold(sung=held, spoken=stable)
