"""Voice leading: the voicings of a whole row of chords chosen at once, so that the hand moves least over all of it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, pairwise

from songwright.song import Chord, ChordSpan, Note, Tick
from songwright.studio.composing._cheapest import cheapest
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._voicing import chosen_tones, positions

Voicing = tuple[int, ...]
_LOW, _HIGH = 48, 72
"""C3 to C5: outside, each semitone costs (composing.md 2.6)."""
_OUTSIDE, _DOUBLED_LEADING, _PARALLEL = 1.0, 4.0, 80.0
_OFF_CENTRE, _MUD, _TOP = 0.25, 1.5, 0.6
"""Cost of a semitone from the hand's middle, of a second in the low octave, and of a semitone the top voice moves."""
_WIDEST = 19
"""Semitones between the outer voices of a chord with a doubled tone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who plays the chords: range, voices, and what they mind."""

    low: int
    high: int
    voices: int
    rootless: bool
    """Whether the root may be left to the bass."""
    minded: bool = False
    """Whether parallel fifths and octaves are forbidden and triads are filled to all voices."""


@lru_cache(maxsize=8192)
def shapes_of(chord: Chord, hand: Hand) -> tuple[Voicing, ...]:
    """All voicings of a chord under a hand, rising pitches each; one note alone where nothing fits."""
    tones = chosen_tones(chord, hand.voices, rootless=hand.rootless)
    close = positions(tones, hand.low, hand.high)
    found = {*close}
    if hand.minded and len(tones) == 3 and hand.voices >= 4:
        doubles = {chord.root, (chord.root + 7) % 12, (chord.root + 4) % 12} & set(tones)
        for shape in close:
            more = (p for p in range(hand.low, hand.high + 1) if p % 12 in doubles and p not in shape)
            found |= {full for p in more if (full := tuple(sorted((*shape, p))))[-1] - full[0] <= _WIDEST}
    if not found:
        pitch = hand.low + (tones[0] - hand.low) % 12
        return ((min(pitch, hand.high),),)
    return tuple(sorted(found))


@lru_cache(maxsize=8192)
def standing_cost(shape: Voicing, chord: Chord, hand: Hand) -> float:
    """Cost of a voicing by itself: register, mud, a doubled leading note."""
    cost = _OFF_CENTRE * abs(sum(shape) / len(shape) - (hand.low + hand.high) / 2)
    cost += _OUTSIDE * sum(max(0, _LOW - pitch, pitch - _HIGH) for pitch in shape) / len(shape)
    cost += sum(_MUD for one, other in pairwise(shape) if other - one < 3 and one < 55)
    leading = (chord.root + 4) % 12 if {4, 10} <= set(chord.intervals) else None
    return cost + _DOUBLED_LEADING * (sum(pitch % 12 == leading for pitch in shape) > 1)


@lru_cache(maxsize=65536)
def moving_cost(before: Voicing, after: Voicing, hand: Hand) -> float:
    """Cost of going from one voicing to the next: semitones moved, the top voice's most, parallels where minded."""
    if len(before) == len(after):
        moved = float(sum(abs(one - other) for one, other in zip(before, after, strict=True)))
    else:
        moved = float(sum(min(abs(pitch - old) for old in before) for pitch in after))
        moved += 0.5 * sum(min(abs(pitch - new) for new in after) for pitch in before)
    cost = moved + _TOP * abs(after[-1] - before[-1])
    return cost + (_PARALLEL * parallels(before, after) if hand.minded else 0.0)


def parallels(before: Voicing, after: Voicing) -> int:
    """Pairs of voices that go in parallel fifths or octaves; voices are told by their nearest notes."""
    if len(before) == len(after):
        ways = list(zip(before, after, strict=True))
    else:
        ways = [(min(before, key=lambda old: (abs(old - pitch), old)), pitch) for pitch in after]
    return sum(
        low[0] != high[0] and low[1] - low[0] == high[1] - high[0] != 0 and (high[0] - low[0]) % 12 in (0, 7)
        for low, high in combinations(ways, 2)
    )


def row_cost(chords: Sequence[Chord], voicings: Sequence[Voicing], hand: Hand) -> float:
    """Cost of a whole row of voicings; `chords` and `voicings` go together."""
    standing = sum(standing_cost(shape, chord, hand) for chord, shape in zip(chords, voicings, strict=True))
    return standing + sum(moving_cost(one, other, hand) for one, other in pairwise(voicings))


@lru_cache(maxsize=128)
def lead(chords: tuple[Chord, ...], hand: Hand, before: Voicing = ()) -> tuple[Voicing, ...]:
    """The voicings of a row of chords that cost least together, found by dynamic programming; one a chord.

    With `before`, the voicing they come from, the way from there counts too.
    """

    def standing(place: int, shape: Voicing) -> float:
        come = moving_cost(before, shape, hand) if before and not place else 0.0
        return standing_cost(shape, chords[place], hand) + come

    rows = [shapes_of(chord, hand) for chord in chords]
    return cheapest(rows, standing, lambda old, new: moving_cost(old, new, hand))


class Led:
    """The voicings of one hand over the whole song."""

    def __init__(self, sheet: Sheet, hand: Hand) -> None:
        spans = [span for passage in sheet.spans for span in passage]
        self._starts = [int(span.start) for span in spans]
        self._spans: list[ChordSpan] = spans
        self._hand = hand
        self._shapes: list[Voicing] = []
        known: list[tuple[tuple[Chord, ...], tuple[Voicing, ...]]] = []
        for passage in sheet.spans:
            row = tuple(span.chord for span in passage)
            shapes = self._returning(row, known)
            known.append((row, shapes))
            self._shapes += shapes

    def _returning(
        self, row: tuple[Chord, ...], known: Sequence[tuple[tuple[Chord, ...], tuple[Voicing, ...]]]
    ) -> tuple[Voicing, ...]:
        """The voicings of a section: as they were where its chords return, with an end of their own where that differs.

        A return that would come in on parallels where they are minded is led anew.
        """
        before = self._shapes[-1] if self._shapes else ()
        candidates = [(_shared(row, other), shapes) for other, shapes in known]
        if not candidates:
            return lead(row, self._hand, before)
        shared, model = max(candidates)
        if 2 * shared < len(row) or (self._hand.minded and before and parallels(before, model[0])):
            return lead(row, self._hand, before)
        return (*model[:shared], *lead(row[shared:], self._hand, model[shared - 1]))

    def shape(self, tick: int, chord: Chord) -> Voicing:
        """The voicing of a chord at a tick: of the span sounding there, or of the next for a chord that comes early."""
        place = max(0, bisect_right(self._starts, tick) - 1)
        for near in (place, place + 1, place - 1):
            if 0 <= near < len(self._spans) and self._spans[near].chord == chord:
                return self._shapes[near]
        return shapes_of(chord, self._hand)[0]


def _shared(row: Sequence[Chord], other: Sequence[Chord]) -> int:
    """How many chords two rows have in common from their start."""
    return next(
        (i for i, (one, two) in enumerate(zip(row, other, strict=False)) if one != two), min(len(row), len(other))
    )


def hand_of(sheet: Sheet, low: int, high: int, voices: int, *, rootless: bool) -> Hand:
    """A hand that minds parallels where the song's style does."""
    minded = sheet.style.harmony.parallels == "minded"
    return Hand(low=low, high=high, voices=voices, rootless=rootless, minded=minded)


def tied(chords: Sequence[Sequence[Note]]) -> list[Note]:
    """The notes of held chords in order; a tone that stays from one chord to the next is held on, not struck."""
    sounding: dict[int, Note] = {}
    found: list[Note] = []
    for chord in chords:
        held: dict[int, Note] = {}
        for note in chord:
            before = sounding.get(note.pitch)
            if before is not None and before.end == note.start:
                held[note.pitch] = replace(before, duration=Tick(note.end - before.start))
            else:
                held[note.pitch] = note
        found += [note for pitch, note in sounding.items() if pitch not in held or held[pitch].start != note.start]
        sounding = held
    return sorted([*found, *sounding.values()], key=lambda note: (note.start, note.pitch))
