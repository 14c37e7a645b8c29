"""Walking bass lines: shapes of two to four quarters laid over each chord, scored by where they come from and lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import msgspec
from numpy.random import Generator

from songwright.song import Chord, Key
from songwright.studio.composing._numerals import scale_under

_LOWEST, _HIGHEST = 28, 55
_COMFORT = (31, 50)
_MAJOR = (0, 2, 4, 5, 7, 9, 11)
_WANTED = {3: (4, 3, 5), 5: (7, 6, 8), 7: (10, 11, 9)}
_SEAM = (2.0, 0.0, 0.0, 0.4, 0.4, 0.6, 1.0, 0.9, 1.6, 1.6, 2.0, 2.4, 1.6)
"""Cost of coming in from the last note, by semitones."""
_ARRIVAL = (2.2, 0.0, 0.2, 1.0, 1.2, 0.6, 1.4, 0.7, 1.8, 1.8, 2.0, 2.2, 2.0)
"""Cost of the way on to the next root, by semitones: half steps lead best, fifths next."""


class _Walk(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    says: str
    line: str
    weight: float


class _Walks(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    walk: tuple[_Walk, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A chord to be walked over."""

    chord: Chord
    following: Chord
    """What the line heads for; the chord itself where it stays."""
    beats: int
    key: Key


@cache
def _walks(beats: int) -> tuple[tuple[tuple[str, ...], float], ...]:
    """Shapes of so many quarters with their weights."""
    text = (files("songwright.studio.composing") / "walks.toml").read_bytes()
    read = msgspec.toml.decode(text, type=_Walks)
    lines = ((tuple(walk.line.split()), walk.weight) for walk in read.walk)
    return tuple((line, weight) for line, weight in lines if len(line) == beats)


def walkable(beats: int) -> bool:
    """Whether there are shapes of so many quarters."""
    return bool(_walks(beats))


def walk(
    step: Step, last: int, recent: Sequence[tuple[str, ...]], bpm: float, rng: Generator
) -> tuple[list[int], tuple[str, ...]]:
    """The pitches over one chord and the shape they came from; `recent` shapes are left out where others serve.

    The shape is chosen by harmony, register, seams on both sides, and smoothness that counts more at fast tempi.
    """
    shapes = _walks(step.beats)
    marks = rng.random(len(shapes))
    best: tuple[float, list[int], tuple[str, ...]] | None = None
    for (line, weight), luck in zip(shapes, marks, strict=True):
        for root in _roots(step.chord.bass):
            pitches = _pitches(line, root, step)
            cost = _cost(pitches, step, last, bpm) + 0.9 * float(luck) - 0.25 * weight + 1.6 * (line in recent)
            if best is None or cost < best[0]:
                best = (cost, pitches, line)
    if best is None:
        raise ValueError(f"walks.toml has no line of {step.beats} quarters")
    return best[1], best[2]


def _roots(tone: int) -> tuple[int, ...]:
    return tuple(range(_LOWEST + (tone - _LOWEST) % 12, _HIGHEST + 1, 12))


def _pitches(line: Sequence[str], root: int, step: Step) -> list[int]:
    found: list[int] = []
    for mark in line:
        near = found[-1] if found else root
        found.append(_lead_in(mark, near, step) if mark in "<>sd" else root + _degree(mark, step))
    return found


def _degree(mark: str, step: Step) -> int:
    """Semitones of a degree above the bass note of the chord."""
    below, bare = mark.startswith("-"), mark.lstrip("-b#")
    bend = mark.count("#") - mark.count("b")
    number = int(bare)
    octave, place = divmod(number - 1, 7)
    chord = step.chord
    if place + 1 in _WANTED:
        options = _WANTED[place + 1]
        semitones = next((each for each in options if each in chord.intervals), options[0])
        if bend < 0 and semitones == options[0]:
            semitones -= 1
        elif bend < 0:
            semitones = options[0] - 1
    else:
        semitones = _scale_degree(place, step) + bend
    semitones += (chord.root - chord.bass) % 12 if place else 0
    return semitones % 12 + 12 * octave - (12 if below else 0)


def _scale_degree(place: int, step: Step) -> int:
    """A second, fourth or sixth above the root, in the scale that the chord bends."""
    steps = {(step.key.tonic + each - step.chord.root) % 12 for each in scale_under(step.chord, step.key)}
    usual = _MAJOR[place]
    return next((each for each in (usual, usual - 1, usual + 1) if each in steps), usual)


def _lead_in(mark: str, near: int, step: Step) -> int:
    """An approach to the next root in the octave nearest to the line."""
    target = min(_roots(step.following.bass), key=lambda pitch: (abs(pitch - near), pitch))
    if mark == "<":
        return target - 1
    if mark == ">":
        return target + 1
    if mark == "d":
        return target + 7 if target + 7 <= _COMFORT[1] else target - 5
    scale = {(step.key.tonic + each) % 12 for each in scale_under(step.chord, step.key)}
    direction = -1 if near < target else 1
    return next(target + direction * far for far in (1, 2, 3) if (target + direction * far) % 12 in scale or far == 3)


def _cost(pitches: Sequence[int], step: Step, last: int, bpm: float) -> float:
    """How badly a line sits: less is better."""
    if min(pitches) < _LOWEST or max(pitches) > _HIGHEST:
        return 99.0
    cost = _SEAM[min(abs(pitches[0] - last), 12)] + 20.0 * (abs(pitches[0] - last) > 12)
    onward = min(abs(root - pitches[-1]) for root in _roots(step.following.bass))
    cost += 1.2 * _ARRIVAL[onward]
    cost += sum(0.12 * max(0, _COMFORT[0] - pitch, pitch - _COMFORT[1]) for pitch in pitches)
    cost += 1.5 * sum(one == other for one, other in pairwise(pitches))
    hurry = 0.5 + min(1.5, bpm / 160)
    cost += hurry * sum(0.25 * max(0, abs(one - other) - 4) for one, other in pairwise(pitches))
    if len(pitches) == 4 and pitches[2] % 12 not in step.chord.tones:
        cost += 0.7
    return cost
