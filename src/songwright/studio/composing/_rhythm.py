"""Words into rhythm: syllables laid on the grid by dynamic programming, as one would speak them in time.

Costs after the trial of `composing.md` 2.1: content words want strong places, function words weak ones, a line
ends long, and a breath follows. Noise of .18 gives each take a reading of its own without putting "the" on beats.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from songwright.song import PPQ, Line, Meter, seconds_at, ticks_at
from songwright.studio.composing._form import BREATH_S, SHORTEST_SYLLABLE_S, beats_in_bar, grid_unit, strength

_STRESSED = (0.0, 0.1, 0.4, 1.2, 2.2)
_UNSTRESSED = (1.2, 0.8, 0.35, 0.0, 0.5)
_SPREAD = 0.18
_EIGHTH = PPQ // 2
_Row = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a style delivers words in one kind of section."""

    syllables_per_second: float
    pickup_ticks: int
    """How far a line may begin before its bar."""
    anticipate: float
    """Share of strong syllables that come just before their beat."""
    shortest_s: float = SHORTEST_SYLLABLE_S
    breath_s: float = BREATH_S
    fills: bool = True
    """Whether few words are drawn out to fill much room."""


class Need(NamedTuple):
    """How long a syllable must last to be understood, where the line has room."""

    least_s: float
    liked_s: float


_NO_NEED = Need(0.0, 0.0)
_LINE_BEGIN = Need(0.16, 0.22)
_WEAK_BEGIN = Need(0.15, 0.15)
_BEFORE_PAUSE = Need(0.15, 0.36)
_TOO_SHORT, _SHORTISH = 3.0, 0.9
"""Costs of a syllable below its need: a listener loses "a", "at", "asleep" at the beginning of a line or word."""
_PAUSES = tuple(",;:.!?…—")


def needs_of(line: Line) -> tuple[Need, ...]:
    """What each syllable needs: most at a line's beginning, some where a word begins weakly, room at a comma."""
    found = []
    begins = True
    for place, syllable in enumerate(line.syllables):
        need = _NO_NEED
        if place == 0:
            need = _LINE_BEGIN
        elif syllable.text.endswith(_PAUSES):
            need = _BEFORE_PAUSE
        elif begins and syllable.stress == 0 and not syllable.ends_word:
            need = _WEAK_BEGIN
        begins = syllable.ends_word
        found.append(need)
    return tuple(found)


def understood(onsets: Sequence[int], needs: Sequence[Need], tempo_bpm: float) -> bool:
    """Whether every syllable but the last, which is held anyway, lasts as long as it must."""
    return all(
        seconds_at(following - onset, tempo_bpm) >= need.least_s - _TOLERANCE_S
        for (onset, following), need in zip(pairwise(onsets), needs, strict=False)
    )


_TOLERANCE_S = 0.005


def weights_of(line: Line) -> tuple[float, ...]:
    """How much each syllable wants a strong place: .6 for meaning, .4 for stress.

    A line's end is strong in itself: on its last syllable, or on the one before where the word ends weakly.
    """
    found = [
        (0.6 * syllable.content * (syllable.stress > 0 or _monosyllable(line, i)) + 0.2 * syllable.stress)
        for i, syllable in enumerate(line.syllables)
    ]
    last = len(found) - 1
    weak = last > 0 and line.syllables[last].stress == 0 and not _monosyllable(line, last)
    found[last - weak] = max(found[last - weak], 0.6)
    return tuple(min(1.0, weight) for weight in found)


def _monosyllable(line: Line, place: int) -> bool:
    starts = place == 0 or line.syllables[place - 1].ends_word
    return starts and line.syllables[place].ends_word


def set_words(
    weights: Sequence[float],
    room: int,
    meter: Meter,
    tempo_bpm: float,
    pace: Pace,
    rng: Generator,
    like: Sequence[int] = (),
    needs: Sequence[Need] = (),
    shares: Sequence[float] = (),
) -> tuple[int, ...]:
    """Onsets of the syllables in ticks from the line's bar, rising; negative ones are pick-ups.

    `room` is the line's length in ticks; every onset leaves a breath before its end. `like` is the rhythm of an earlier
    line to resemble, `needs` what each syllable must last, `shares` how long each would like to be against the others.
    """
    count = len(weights)
    needs = needs or (_NO_NEED,) * count
    shares = shares or (1.0,) * count
    unit = _unit(count, room, tempo_bpm, pace)
    breath = ticks_at(pace.breath_s, tempo_bpm)
    last = (room - breath - unit) // unit
    first = -min(pace.pickup_ticks, meter.bar_ticks // 2) // unit if weights[0] < 0.6 else 0
    if last - first + 1 < count:
        return _spread(count, room - breath)
    places = np.arange(first, last + 1)
    strengths = [strength(int(x) * unit, meter) for x in places]
    gap_ticks = _gap(count, room - breath, unit, tempo_bpm, pace)
    goal = _goal(count, gap_ticks, room, meter)
    favoured = np.isin(places * unit, np.asarray(like, dtype=np.int64)) if like else None

    cost = _place_costs(weights[0], strengths, rng, favoured)
    cost += 0.25 * np.abs(places) * unit / _EIGHTH
    cost[places * unit > meter.bar_ticks // 2] += 4.0
    back: list[npt.NDArray[np.int64]] = []
    for i in range(1, count):
        prices = _prices(weights[i - 1], needs[i - 1], len(cost), unit, gap_ticks * shares[i - 1], tempo_bpm)
        cost, steps = _advance(cost, prices, _pushed(weights[i - 1], strengths, pace, rng), gap_ticks / unit)
        cost += _place_costs(weights[i], strengths, rng, favoured)
        back.append(steps)
    ends = places * unit
    cost += 0.25 * np.abs(ends - goal) / _EIGHTH + 1.2 * (ends > room - breath - meter.beat_ticks)
    path = _path(cost, back)
    return tuple(int(places[x]) * unit for x in path) if path else _spread(count, room - breath)


def _path(cost: _Row, back: Sequence[npt.NDArray[np.int64]]) -> list[int]:
    """Places of the cheapest way through, first to last; empty when there is none."""
    at = int(np.argmin(cost))
    if not np.isfinite(cost[at]):
        return []
    path = [at]
    for steps in reversed(back):
        at -= int(steps[at])
        path.append(at)
    return path[::-1]


def _unit(count: int, room: int, tempo_bpm: float, pace: Pace) -> int:
    """The grid: eighths if they leave the line air at the style's pace, else the finest that can be sung."""
    fine = grid_unit(tempo_bpm, pace.shortest_s)
    if fine >= _EIGHTH:
        return fine
    eighths_a_second = tempo_bpm / 30.0
    airy = count <= 0.62 * room / _EIGHTH
    return _EIGHTH if airy and pace.syllables_per_second <= 1.15 * eighths_a_second else fine


def _gap(count: int, room: int, unit: int, tempo_bpm: float, pace: Pace) -> float:
    """Ticks from syllable to syllable: the style's pace, slower where few words have much room, faster where many."""
    own = PPQ * tempo_bpm / 60.0 / pace.syllables_per_second
    filling = 0.72 * room / count
    if pace.fills and filling > own:
        # Half way to filling the line, so that short lines sing out and still leave an answer its place.
        own = min(math.sqrt(own * filling), 2 * PPQ)
    return max(unit, min(own, (room - PPQ) / count))


def _goal(count: int, gap_ticks: float, room: int, meter: Meter) -> int:
    """Where the last syllable would best fall: on a beat, early enough to leave half a bar."""
    natural = (count - 1) * gap_ticks
    beat = meter.beat_ticks
    latest = max(beat, room - beats_in_bar(meter) * beat // 2)
    return int(min(latest, max(beat, round(natural / beat) * beat)))


def _place_costs(
    weight: float, strengths: Sequence[int], rng: Generator, favoured: npt.NDArray[np.bool_] | None
) -> _Row:
    costs = np.array([weight * _STRESSED[s] + (1 - weight) * _UNSTRESSED[s] for s in strengths])
    costs += _SPREAD * rng.standard_normal(len(strengths))
    if favoured is not None:
        costs -= 0.5 * favoured
    return costs


def _prices(weight: float, need: Need, size: int, unit: int, gap_ticks: float, tempo_bpm: float) -> list[float]:
    """What a syllable costs by its length, the shortest first, in steps of the grid."""
    found = []
    for gap in range(1, max(1, min(size - 1, int(3 * max(gap_ticks, unit) // unit) + 1)) + 1):
        ratio = math.log2(gap * unit / gap_ticks)
        lasts_s = seconds_at(gap * unit, tempo_bpm)
        price = 0.45 * ratio * ratio
        if ratio < -0.3:
            price += 0.35 * weight
        if ratio > 0.55 and lasts_s > 1.5 * need.liked_s:
            price += 0.6 * (1 - weight)
        if lasts_s < need.least_s - _TOLERANCE_S:
            price += _TOO_SHORT
        elif lasts_s < 0.93 * need.liked_s:
            price += _SHORTISH
        found.append(price)
    return found


def _pushed(weight: float, strengths: Sequence[int], pace: Pace, rng: Generator) -> _Row:
    """What a strong syllable saves at each place by coming just before its beat."""
    saved = np.zeros(len(strengths))
    if weight >= 0.5 and rng.random() < pace.anticipate:
        early = [s >= 3 and following <= 2 for s, following in zip(strengths, [*strengths[1:], 4], strict=True)]
        saved[np.asarray(early)] = -1.5
    return saved


def _advance(cost: _Row, prices: Sequence[float], pushed: _Row, usual: float) -> tuple[_Row, npt.NDArray[np.int64]]:
    """Least cost of standing at each place after one more syllable, and the gap that led there."""
    size = len(cost)
    options = np.full((len(prices), size), np.inf)
    for gap, price in enumerate(prices, start=1):
        source = cost[: size - gap] + price
        if gap >= usual and gap > 1:
            source = source + pushed[: size - gap]
        options[gap - 1, gap:] = source
    best = np.argmin(options, axis=0)
    return options[best, np.arange(size)], best + 1


def _spread(count: int, room: int) -> tuple[int, ...]:
    """Even steps for a line that no grid can hold."""
    return tuple(i * max(count, room) // count for i in range(count))


def lengths_of(onsets: Sequence[int], limit: int, tempo_bpm: float, *, hold: float = 2.5) -> tuple[int, ...]:
    """Length of each syllable: up to the next; the last `hold` times the line's median, as far as `limit` allows."""
    gaps = [following - onset for onset, following in pairwise(onsets)]
    longest = ticks_at(1.6, tempo_bpm)
    middle = sorted(gaps)[len(gaps) // 2] if gaps else PPQ
    last = max(grid_unit(tempo_bpm), min(int(max(middle * hold, PPQ)), limit - onsets[-1]))
    return (*(min(gap, longest) for gap in gaps), last)
