"""Fretted instruments as they are: strings, four fingers, a hand that reaches four frets and would rather stay."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, product

from songwright.song import Chord, ChordSpan, Key
from songwright.studio.composing._cheapest import cheapest

_SPAN = 4
"""Frets under a hand (composing.md 3.7)."""
_FINGERS = 4
_BEST = 10
"""Fingerings of a chord between which the row of chords may choose."""
_MISSING, _BASSLESS, _FIRST_POSITION = 9.0, 5.0, 0.35
_THIN, _DOUBLED, _KEPT, _MOVED = 1.2, 0.6, 1.1, 0.5
"""Costs: a telling tone left out, a wrong bass, a fret up the neck, a string not used, a telling tone twice; and for a
change of chord a finger that stays (gain) and a fret by which the hand moves."""

_HIGH_FIFTHS = 0.9
"""Cost of each string by which bare fifths lie above the lowest."""
_CLOSED = 0.9
"""Dislike of open strings from which they are used only where nothing else is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neck:
    """A fretted instrument."""

    name: str
    strings: tuple[int, ...]
    """Open strings as MIDI pitches, in the order in which a down stroke meets them."""
    frets: int = 14
    rooted: bool = True
    """Whether its lowest note is heard as the bass of its chord: not with four short strings."""


GUITAR = Neck(name="guitar", strings=(40, 45, 50, 55, 59, 64))
_NECKS = {
    "banjo": Neck(name="banjo", strings=(50, 55, 59, 62), rooted=False),
    "mandolin": Neck(name="mandolin", strings=(55, 62, 69, 76), rooted=False),
    "ukulele": Neck(name="ukulele", strings=(67, 60, 64, 69), rooted=False),
    "cavaquinho": Neck(name="cavaquinho", strings=(62, 67, 71, 74), rooted=False),
    "tres": Neck(name="tres", strings=(55, 60, 64), rooted=False),
}
"""Other necks by a word of the instrument's name. A banjo's fifth string is left out: it is a drone, not a chord."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grip:
    """What a player likes to hold."""

    strings: tuple[int, int]
    """Fewest and most strings that sound."""
    lowest: int = 0
    """First string of the neck that is used, counted from the low one."""
    position: float = 0.0
    """Fret at which the hand is most at home."""
    open_strings: float = 0.0
    """Cost of an open string; below nothing it is liked."""
    rooted: bool = True
    """Whether the chord's bass lies on the lowest string."""
    power: bool = False
    """Root, fifth and octave alone."""


GRIPS = {
    "open": Grip(strings=(4, 6), open_strings=-0.55),
    "barre": Grip(strings=(4, 6), position=4.0, open_strings=0.25),
    "power": Grip(strings=(3, 3), position=3.0, power=True),
    "shells": Grip(strings=(3, 4), lowest=1, position=5.0, open_strings=2.0, rooted=False),
    "upper": Grip(strings=(3, 4), lowest=2, position=6.0, open_strings=1.0, rooted=False),
}
"""By name, as style files give it: folk's open chords, the closed ones of soul and funk, rock's fifths, the few inner
strings of jazz, and the upper strings of a second guitar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingering:
    """A chord under the hand."""

    frets: tuple[int | None, ...]
    """Fret of each string in the neck's order; 0 is open, None silent."""
    pitches: tuple[int, ...]
    """What sounds, in the order in which a down stroke meets the strings."""
    cost: float

    @property
    def position(self) -> int:
        """The lowest fret a finger holds; 0 where all strings are open."""
        return min((fret for fret in self.frets if fret), default=0)


def neck_of(instrument: str) -> Neck:
    """The neck of an instrument of the rack; a guitar's where the name says nothing else."""
    return next((neck for word, neck in _NECKS.items() if word in instrument), GUITAR)


def capoed(neck: Neck, key: Key) -> Neck:
    """The neck with a capo where it gives the key of the song the open shapes of C, G, D, A or E."""
    fret = next(fret for fret in range(12) if (key.relative_major - fret) % 12 in _OPEN_KEYS)
    return replace(neck, strings=tuple(pitch + fret for pitch in neck.strings))


_OPEN_KEYS = frozenset({0, 2, 4, 7, 9})


def fingers_needed(frets: Sequence[int | None]) -> int:
    """Fingers for a fingering; the first lies across the lowest fret where more than one string is held there.

    A bar is impossible over an open string; then each string takes a finger of its own.
    """
    held = [(string, fret) for string, fret in enumerate(frets) if fret]
    if not held:
        return 0
    low = min(fret for _, fret in held)
    barred = [string for string, fret in held if fret == low]
    covered = frets[barred[0] : barred[-1] + 1]
    if len(barred) > 1 and 0 not in covered and None not in covered:
        return 1 + len(held) - len(barred)
    return len(held)


@lru_cache(maxsize=4096)
def fingerings(chord: Chord, neck: Neck, grip: Grip) -> tuple[Fingering, ...]:
    """Playable ways to hold a chord, the best first; at least one.

    Every one spans at most four frets beside open strings, needs at most four fingers and leaves no string silent
    between two that sound.
    """
    wanted = _power(chord) if grip.power else chord
    found: dict[tuple[int | None, ...], Fingering] = {}
    for frets in _held(wanted, neck, grip):
        if frets not in found and fingers_needed(frets) <= _FINGERS:
            pitches = tuple(
                open_pitch + fret for open_pitch, fret in zip(neck.strings, frets, strict=True) if fret is not None
            )
            found[frets] = Fingering(frets=frets, pitches=pitches, cost=_cost(wanted, frets, pitches, neck, grip))
    if not found:
        return fingerings(_plainer(chord), neck, GRIPS["barre"] if grip.power else grip)
    ranked = sorted(found.values(), key=lambda each: (each.cost, [-1 if f is None else f for f in each.frets]))
    return tuple(ranked[:_BEST])


def _power(chord: Chord) -> Chord:
    """Root and fifth of a chord, or root and the fifth it has instead."""
    fifth = next((step for step in chord.intervals if step % 12 in (6, 7, 8)), 7)
    return Chord(root=chord.root, intervals=(0, fifth), bass=chord.root, symbol=chord.symbol)


def _plainer(chord: Chord) -> Chord:
    """A chord with fewer tones: its uppermost goes, at last its own fifth stays alone with the root."""
    intervals = chord.intervals[:-1] if len(chord.intervals) > 2 else (0, 7)
    return Chord(root=chord.root, intervals=intervals, bass=chord.root, symbol=chord.symbol)


def _held(chord: Chord, neck: Neck, grip: Grip) -> Iterator[tuple[int | None, ...]]:
    """Every way to hold a chord that reaches no further than a hand does."""
    count = len(neck.strings)
    short = count < len(GUITAR.strings)
    fewest, most = (min(3, count), count) if short else grip.strings
    first = 0 if short else grip.lowest
    tones, rooted = set(chord.tones) | {chord.bass}, neck.rooted and grip.rooted
    for position in range(1, neck.frets - _SPAN + 2):
        # Under this hand a string is open or held at one of four frets.
        choices = [
            [fret for fret in (0, *range(position, position + _SPAN)) if (open_pitch + fret) % 12 in tones]
            for open_pitch in neck.strings
        ]
        # A chord with its bass stands on one of the three low strings.
        for low in range(first, count - fewest + 1 if not rooted else min(3, count - fewest + 1)):
            for high in range(low + fewest, min(low + most, count) + 1):
                rows = choices[low:high]
                if grip.open_strings > _CLOSED:
                    rows = [[fret for fret in row if fret] or row for row in rows]
                if not all(rows):
                    continue
                lowest = [f for f in rows[0] if (neck.strings[low] + f) % 12 == chord.bass] if rooted else rows[0]
                for frets in product(lowest, *(row[:2] for row in rows[1:])):
                    yield (*(None,) * low, *frets, *(None,) * (count - high))


def _cost(chord: Chord, frets: tuple[int | None, ...], pitches: tuple[int, ...], neck: Neck, grip: Grip) -> float:
    """How unlikely a player is to hold a chord so."""
    classes = [pitch % 12 for pitch in pitches]
    fifth = (chord.root + 7) % 12
    telling = [tone for tone in chord.tones if tone not in (chord.root, fifth)] or [fifth]
    cost = _MISSING * sum(tone not in classes for tone in telling)
    if grip.rooted and neck.rooted:
        # Rich chords need not double, but they need their bass below.
        cost += _BASSLESS * (min(pitches) % 12 != chord.bass) + 2.0 * (chord.root not in classes)
    else:
        cost += 0.5 * (chord.root not in classes and len(chord.tones) < 4)
    cost += _DOUBLED * sum(max(0, classes.count(tone) - 1) for tone in telling)
    cost += 1.5 * sum(one == other for one, other in pairwise(pitches))
    hand = [fret for fret in frets if fret]
    place = min(hand, default=0)
    cost += _FIRST_POSITION * abs(place - grip.position) + 0.15 * fingers_needed(frets)
    cost += grip.open_strings * sum(fret == 0 for fret in frets)
    cost += _HIGH_FIFTHS * (grip.power and next(string for string, fret in enumerate(frets) if fret is not None))
    cost += _THIN * (min(len(frets), grip.strings[1]) - len(pitches))
    return cost + (0.6 * (max(hand) - place > 2) if hand else 0.0)


@lru_cache(maxsize=32768)
def change_cost(before: Fingering, after: Fingering) -> float:
    """Effort of a change: frets the hand moves, less the fingers that stay where they are."""
    kept = sum(one == other and bool(one) for one, other in zip(before.frets, after.frets, strict=True))
    both = before.position and after.position
    moved = abs(before.position - after.position) if both else 0
    return _MOVED * moved - _KEPT * min(kept, 2)


@lru_cache(maxsize=128)
def fingered(chords: tuple[Chord, ...], neck: Neck, grip: Grip) -> tuple[Fingering, ...]:
    """The fingerings of a row of chords that cost least together: one a chord, fingers kept where they can be."""
    rows = [fingerings(chord, neck, grip) for chord in chords]
    return cheapest(rows, lambda _, fingering: fingering.cost, change_cost)


class Fretboard:
    """One player's left hand over the whole song."""

    def __init__(self, spans: Sequence[ChordSpan], neck: Neck, grip: Grip) -> None:
        self._starts = [int(span.start) for span in spans]
        self._chords = tuple(span.chord for span in spans)
        self._held = fingered(self._chords, neck, grip)
        self._neck, self._grip = neck, grip

    def at(self, tick: int, chord: Chord) -> Fingering:
        """The fingering of a chord at a tick: of the span that sounds, or of its neighbour where it comes early."""
        place = max(0, bisect_right(self._starts, tick) - 1)
        for near in (place, place + 1, place - 1):
            if 0 <= near < len(self._chords) and self._chords[near] == chord:
                return self._held[near]
        return fingerings(chord, self._neck, self._grip)[0]
