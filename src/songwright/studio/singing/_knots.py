"""Tying sung time to spoken time: vowels on their notes, consonants at their own pace, the rest of a note a hold."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from songwright.song import Delivery
from songwright.studio.singing._curves import Curve
from songwright.studio.singing._phrases import Phrase
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
    pickup_s = min(_LONGEST_PICKUP_S, vowels[0].onset_s)
    spoken_start_s = vowels[0].onset_s - pickup_s
    pairs = [(-pickup_s - 0.3, max(spoken_start_s - 0.3, 0.0)), (-pickup_s, spoken_start_s)]
    filled: list[Hold] = []
    sung: list[Span] = []
    pauses: list[Span] = []
    for place, (vowel, stable) in enumerate(zip(vowels, holds, strict=True)):
        later = vowels[place + 1] if place + 1 < len(vowels) else None
        end_s, pause, after = _vowel_end(phrase, place, vowel, later)
        span = Span(start_s=phrase.syllables[place].start_s, end_s=end_s)
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


def _vowel_end(
    phrase: Phrase, place: int, vowel: Vowel, later: Vowel | None
) -> tuple[float, Span | None, list[tuple[float, float]]]:
    """When a vowel stops being sung, the pause after its word, and the knots around that pause."""
    syllable = phrase.syllables[place]
    if later is None:
        last = syllable.notes[-1]
        return syllable.end_s - min(0.10, 0.22 * (last.end_s - last.start_s)), None, []
    next_s = phrase.syllables[place + 1].start_s
    if vowel.word_end_s is None or next_s - syllable.end_s < _PAUSE_S:
        cluster_s = max(later.onset_s - vowel.end_s, 0.0)
        room_s = next_s - syllable.start_s
        if phrase.delivery is not Delivery.SUNG:
            return next_s - _in_proportion(cluster_s, vowel.length_s, room_s), None, []
        return next_s - _fitted(cluster_s, room_s), None, []
    border_s = min(max(vowel.word_end_s, vowel.end_s), later.onset_s)
    coda_s = _fitted(border_s - vowel.end_s, syllable.end_s - syllable.start_s)
    pickup_s = min(later.onset_s - border_s, next_s - syllable.end_s)
    pause = Span(start_s=syllable.end_s, end_s=next_s - pickup_s)
    return syllable.end_s - coda_s, pause, [(pause.start_s, border_s), (pause.end_s, border_s)]


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
