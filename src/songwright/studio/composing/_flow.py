"""Words that are said instead of sung: the flow of rap on the grid of the beat, and speech at its own pace."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from numpy.random import Generator

from songwright.song import PPQ, Delivery, Line, Note, Syllable, Tick, ticks_at
from songwright.studio.composing._form import SAID_BREATH_S, Passage, strength
from songwright.studio.composing._rhythm import Need, Pace, set_words, weights_of
from songwright.studio.composing._sheet import Sheet

_SHORTEST_S = 0.1
"""Shortest step of rap: a sixteenth at 142 BPM lasts 106 ms, as weak syllables of quick speech do."""
_VOWELS = frozenset("AIWYOQaiueoyæɑɒɔəɚɛɜɪɨɐʊʌøœɯɤᵊᵻ")
"""Letters of phones that are vowels, capitals for English diphthongs; every other one is a consonant."""
_MARKS = frozenset("ˈˌː")
_LONG_VOWELS = frozenset("AIWYOQiuɑɔɜ")
_BASE_S, _CONSONANT_S, _LONG_S, _CONTENT_S = 0.10, 0.034, 0.029, 0.045
"""What a syllable lasts in the voice model's own speech, by least squares over 14 lines and four voices: from one vowel
to the next .10 s, and so much more for each consonant between, a long vowel, and a word that carries meaning."""
_LAST_S = 0.34
"""How long the last syllable of a line rings."""
LAST_BREATH_S = 0.12
"""Rest that a line of rap leaves at least: less is said over, more takes its last word."""
_DRAWN_OUT = 1.3
"""A syllable is said at most this much longer than it likes; what is left of its time is a rest."""
_BEGINS = Need(0.15, 0.2)
"""A line's first syllable is lost on a listener where it is shorter."""
_ACCENT, _OFF = 8, 5
"""Velocity that a strong syllable gains on a beat, and a weak one loses."""
_SPEAKS_ABOVE = 2
"""Semitones above its lowest comfortable note at which a voice speaks: ranges are chosen so (voices.toml)."""


def said(line: Line, room: int, sheet: Sheet, like: Sequence[int], before: int, rng: Generator) -> tuple[int, ...]:
    """Onsets of a line's syllables, in ticks from its bar: on the grid where it is rapped, free where it is spoken.

    Args:
        line: The words.
        room: Ticks it has.
        sheet: Tempo, meter and style.
        like: Onsets of an earlier line to resemble; () for none.
        before: Ticks by which it may begin before its bar.
        rng: Makes this take's own reading.
    """
    lengths_s = natural_lengths_s(line.syllables)
    if line.delivery is Delivery.SPOKEN:
        return _spoken(lengths_s, room, sheet, rng)
    slowest, fastest = sheet.style.syllables_per_second(Delivery.RAPPED)
    wanted = 0.5 * (slowest + fastest)
    pace = Pace(
        syllables_per_second=wanted,
        pickup_ticks=min(before, PPQ) if rng.random() < sheet.style.melody.pickup else 0,
        anticipate=0.15,
        shortest_s=_SHORTEST_S,
        breath_s=SAID_BREATH_S,
        fills=False,
    )
    usual_s = sum(lengths_s) / len(lengths_s)
    needs = [Need(0.62 * length_s, 0.8 * length_s) for length_s in lengths_s]
    needs[0] = _BEGINS
    shares = [(length_s / usual_s) ** 0.7 for length_s in lengths_s]
    return set_words(
        weights_of(line), room, sheet.meter, sheet.brief.tempo_bpm, pace, rng, like, needs=needs, shares=shares
    )


def natural_lengths_s(syllables: Sequence[Syllable]) -> tuple[float, ...]:
    """How long each syllable lasts in unhurried speech, in seconds from its vowel to the next one."""
    found = []
    for here, following in zip_longest(syllables, syllables[1:]):
        _, closing, vowel = _sounds(here)
        opening = _sounds(following)[0] if following is not None else 0
        found.append(
            _BASE_S + _CONSONANT_S * (closing + opening) + _LONG_S * (vowel in _LONG_VOWELS) + _CONTENT_S * here.content
        )
    return tuple(found)


def _sounds(syllable: Syllable) -> tuple[int, int, str]:
    """How many consonants come before and after a syllable's vowel, and the vowel."""
    sounds = [phone for phone in syllable.phones if phone.isalpha() and phone not in _MARKS]
    place = next((at for at, phone in enumerate(sounds) if phone in _VOWELS), 0)
    return place, max(len(sounds) - 1 - place, 0), sounds[place] if sounds else ""


def _spoken(lengths_s: Sequence[float], room: int, sheet: Sheet, rng: Generator) -> tuple[int, ...]:
    """Onsets of speech: each syllable as long as it is, the line a little after its bar, all of it inside its room."""
    tempo_bpm = sheet.brief.tempo_bpm
    slowest, fastest = sheet.style.syllables_per_second(Delivery.SPOKEN)
    usual_s = sum(lengths_s) / len(lengths_s)
    scale = 2.0 / (slowest + fastest) / usual_s
    free = max(room - ticks_at(SAID_BREATH_S + _LAST_S, tempo_bpm), len(lengths_s))
    start = min(int(rng.integers(0, 3)) * PPQ // 2, free // 8)
    long = sum(ticks_at(length_s * scale, tempo_bpm) for length_s in lengths_s[:-1])
    scale *= min(1.0, (free - start) / max(long, 1))
    onsets = [start]
    for length_s in lengths_s[:-1]:
        onsets.append(onsets[-1] + max(1, ticks_at(length_s * scale, tempo_bpm)))
    return tuple(onsets)


def as_said(notes: Sequence[Note], passage: Passage, sheet: Sheet, voice_range: tuple[int, int]) -> list[Note]:
    """The notes of a passage, those of its rapped and spoken lines at the pitch of speech and no longer than speech.

    The written pitch is a sign of where the voice lies: higher on strong syllables, lowest at the line's end. What is
    heard is the intonation of the words.
    """
    found: list[Note] = []
    at = 0
    for slot in passage.slots:
        size = len(slot.line.syllables)
        own, at = notes[at : at + size], at + size
        found += own if slot.line.delivery is Delivery.SUNG else _said_notes(own, slot.line, sheet, voice_range)
    return found


def _said_notes(notes: Sequence[Note], line: Line, sheet: Sheet, voice_range: tuple[int, int]) -> list[Note]:
    lengths_s, weights = natural_lengths_s(line.syllables), weights_of(line)
    home = voice_range[0] + _SPEAKS_ABOVE
    found = []
    for place, (note, length_s, weight) in enumerate(zip(notes, lengths_s, weights, strict=True)):
        last = place == len(notes) - 1
        longest = ticks_at(_LAST_S if last else _DRAWN_OUT * length_s, sheet.brief.tempo_bpm)
        on_beat = strength(note.start, sheet.meter) <= 2
        push = _ACCENT if on_beat and weight >= 0.5 else 0 if weight >= 0.5 else -_OFF
        found.append(
            replace(
                note,
                duration=Tick(max(1, min(int(note.duration), longest))),
                pitch=home + (-2 if last else 2 if weight >= 0.6 else 0),
                velocity=min(max(note.velocity + push, 1), 127),
                delivery=line.delivery,
            )
        )
    return found
