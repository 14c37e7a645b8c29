"""Where the notes of a chord lie: least movement for keys and pads, frets for a guitar."""

from functools import cache
from itertools import pairwise, product

from songwright.song import Chord

_TUNING = (40, 45, 50, 55, 59, 64)
"""Strings of a guitar, low E first."""


@cache
def near_voicing(
    chord: Chord, low: int, high: int, before: tuple[int, ...], voices: int, *, rootless: bool
) -> tuple[int, ...]:
    """The chord's notes inside a range, rising: of all close and open positions the one nearest to the last voicing.

    With more tones than voices the root goes first when the bass has it, then the fifth (composing.md 2.6).
    """
    tones = chosen_tones(chord, voices, rootless=rootless)
    options = positions(tones, low, high)
    if not options:
        pitch = low + (tones[0] - low) % 12
        return (min(pitch, high),)
    centre = (low + high) / 2
    return min(options, key=lambda shape: (_movement(before, shape, centre), shape))


def chosen_tones(chord: Chord, voices: int, *, rootless: bool) -> tuple[int, ...]:
    """Pitch classes worth a finger, the most telling kept."""
    tones = list(chord.tones)
    fifth = (chord.root + 7) % 12
    if len(tones) > voices and rootless:
        tones.remove(chord.root)
    if len(tones) > voices and fifth in tones:
        tones.remove(fifth)
    while len(tones) > voices:
        tones.pop(0 if rootless and tones[0] == chord.root else -2)
    return tuple(tones)


def positions(tones: tuple[int, ...], low: int, high: int) -> list[tuple[int, ...]]:
    """Close positions of the tones in the range, and each with its second voice from the top dropped an octave."""
    found = []
    for bottom in range(low, high + 1):
        if bottom % 12 not in tones:
            continue
        close = tuple(sorted(bottom + (tone - bottom) % 12 for tone in tones))
        if close[-1] <= high:
            found.append(close)
        if len(close) >= 4 and close[-2] - 12 >= low and close[-1] <= high:
            found.append(tuple(sorted((*close[:-2], close[-2] - 12, close[-1]))))
    return found


def _movement(before: tuple[int, ...], shape: tuple[int, ...], centre: float) -> float:
    """Cost of a voicing: semitones moved, distance from the middle, mud in the low thirds."""
    cost = 0.25 * abs(sum(shape) / len(shape) - centre)
    cost += sum(1.5 for a, b in pairwise(shape) if b - a < 3 and a < 55)
    if before:
        cost += sum(min(abs(pitch - old) for old in before) for pitch in shape)
        cost += 0.6 * abs(shape[-1] - before[-1])
    return cost


@cache
def fretted(chord: Chord) -> tuple[int, ...]:
    """A guitar's notes for the chord, low string first: a span of four frets or open strings, root in the bass."""
    bass = chord.bass
    if len(chord.intervals) == 2:
        root = 40 + (bass - 40) % 12
        return (root, root + 7, root + 12)
    wanted = _essential(chord)
    best: tuple[float, tuple[int, ...]] | None = None
    for window in range(9):
        for string in range(3):
            shape = _shape(chord, wanted, window, string, bass)
            if shape and (best is None or shape[0] < best[0]):
                best = shape
    if best is None:
        root = 40 + (bass - 40) % 12
        return tuple(root + step for step in chord.intervals)
    return best[1]


def _essential(chord: Chord) -> set[int]:
    fifth = (chord.root + 7) % 12
    return {tone for tone in chord.tones if tone not in (fifth, chord.root)} or {fifth}


def _shape(chord: Chord, wanted: set[int], window: int, string: int, bass: int) -> tuple[float, tuple[int, ...]] | None:
    """The best fingering with its bass on this string and its hand at this fret, and its cost."""
    reach = range(window, window + 4) if window else range(4)
    low = [_TUNING[string] + fret for fret in _frets(reach, window) if (_TUNING[string] + fret) % 12 == bass]
    if not low:
        return None
    choices = []
    for open_pitch in _TUNING[string + 1 :]:
        here = [open_pitch + fret for fret in _frets(reach, window) if (open_pitch + fret) % 12 in chord.tones]
        if not here:
            return None
        choices.append(here[:2])
    best: tuple[float, tuple[int, ...]] | None = None
    for upper in product(*choices):
        notes = (low[0], *upper)
        classes = {note % 12 for note in notes}
        cost = 6.0 * len(wanted - classes) + 0.3 * window + 0.8 * string
        cost += sum(1.0 for note in notes[1:] if note % 12 in wanted and sum(n % 12 == note % 12 for n in notes) > 2)
        cost += 2.0 * sum(b <= a for a, b in pairwise(notes))
        if best is None or cost < best[0]:
            best = (cost, notes)
    return best


def _frets(reach: range, window: int) -> tuple[int, ...]:
    """Frets under the hand, open strings included near the nut."""
    return (0, *reach) if 0 < window <= 2 else tuple(reach)


def place(tone: int, low: int, high: int, near: int) -> int:
    """The pitch of this class inside a range that lies nearest to another pitch."""
    first = low + (tone - low) % 12
    return min(range(first, max(high, first) + 1, 12), key=lambda pitch: (abs(pitch - near), pitch))
