"""Where the notes of a chord lie: least movement for keys and pads."""

from functools import cache
from itertools import pairwise

from songwright.song import Chord


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


def place(tone: int, low: int, high: int, near: int) -> int:
    """The pitch of this class inside a range that lies nearest to another pitch."""
    first = low + (tone - low) % 12
    return min(range(first, max(high, first) + 1, 12), key=lambda pitch: (abs(pitch - near), pitch))
