"""How a style keeps time: a steady count, or phrases that breathe and an ending that broadens."""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from songwright.song import PPQ, Meter, Score, Seconds, Tick, seconds_at
from songwright.studio.styles._schema import Style, Swing, Time

_PHRASE_BARS = 4
_STEADY = Time(tempo_bpm=(120.0, 120.0, 120.0), felt="full", meters=("4/4",), swing=Swing(unit=8, ratio=(1.0, 1.0)))
_CURVE = 3.0
"""Shape of the final ritardando: tempo falls along (1 + (w^q - 1) x)^(1/q) over the way x, with q near 3, as a runner
slows to a stop (Friberg and Sundberg 1999)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TempoMark:
    """From this tick on the tempo is this one."""

    tick: Tick
    tempo_bpm: float
    """Quarter notes a minute."""


RING_OUT_S = 2.0
"""How long a last chord is heard after its bar: 1.8 to 2.4 s in most styles, before long echoes (measured)."""


class Timeline:
    """The one clock of a score: every second that is heard, printed or drawn is read from it.

    The tempo is constant between two marks, so that a MIDI file can hold the clock exactly.
    """

    def __init__(self, marks: Sequence[TempoMark]) -> None:
        """Marks in order of their ticks, the first at tick 0."""
        self.marks = tuple(marks)
        self._ticks = [int(mark.tick) for mark in self.marks]
        seconds = [0.0]
        for mark, following in pairwise(self.marks):
            seconds.append(seconds[-1] + seconds_at(following.tick - mark.tick, mark.tempo_bpm))
        self._seconds = seconds

    def at(self, tick: float) -> Seconds:
        """Clock time of a tick; fractions allowed."""
        place = max(0, bisect_right(self._ticks, tick) - 1)
        since = tick - self._ticks[place]
        return Seconds(self._seconds[place] + seconds_at(1, self.marks[place].tempo_bpm) * since)

    def tempo_at(self, tick: float) -> float:
        """Quarter notes a minute at a tick."""
        return self.marks[max(0, bisect_right(self._ticks, tick) - 1)].tempo_bpm


def timeline_in(score: Score, time: Time | None) -> Timeline:
    """The clock of a score whose style keeps time so; a steady one where the style is unknown.

    With `time.rubato` every four bars of a section hurry to their middle and take their time at their ends, and take
    exactly as long as at the written tempo. With `time.ritardando` the last bar but one slows down and the last is
    held. Without either the clock is `seconds_at`.
    """
    bar = score.meter.bar_ticks
    time = time or _STEADY
    broad = _broad_bars(time, score.bars)
    until = score.end - broad * bar
    shares: list[tuple[int, float]] = []
    if time.rubato:
        for section in score.sections:
            first, last = int(section.start), min(int(section.start) + section.bars * bar, until)
            for start in range(first, last, _PHRASE_BARS * bar):
                shares += _arch(start, min(start + _PHRASE_BARS * bar, last), score.meter, time.rubato)
    if broad:
        shares += _broadening(until, score.end, score.meter, time.ritardando)
    marks = [TempoMark(tick=Tick(tick), tempo_bpm=score.tempo_bpm / share) for tick, share in shares]
    if not marks or marks[0].tick > 0:
        marks.insert(0, TempoMark(tick=Tick(0), tempo_bpm=score.tempo_bpm))
    return Timeline(marks)


def broadening_s(style: Style, meter: Meter, tempo_bpm: float, bars: int) -> Seconds:
    """Seconds by which the style's ritardando prolongs a song of so many bars."""
    bar, broad = meter.bar_ticks, _broad_bars(style.time, bars)
    if not broad:
        return Seconds(0.0)
    steps = [*_broadening(0, broad * bar, meter, style.time.ritardando), (broad * bar, 1.0)]
    gained = sum((following - tick) * (share - 1.0) for (tick, share), (following, _) in pairwise(steps))
    return Seconds(gained * seconds_at(1, tempo_bpm))


def _broad_bars(time: Time, bars: int) -> int:
    """Bars at the end that do not keep the tempo: the last moving one and the held one, in songs that have more."""
    return 2 if time.ritardando and bars > _PHRASE_BARS else 0


def _steps(start: int, end: int, meter: Meter) -> Iterator[tuple[int, int]]:
    """Beats of a stretch."""
    yield from pairwise([*range(start, end, meter.beat_ticks), end])


def _arch(start: int, end: int, meter: Meter, depth: float) -> Iterator[tuple[int, float]]:
    """How much longer than written each beat of a phrase lasts; over the phrase it comes to nothing."""
    length = end - start
    # A phrase cut short bends less: its ends lie nearer together.
    depth *= min(1.0, length / (_PHRASE_BARS * meter.bar_ticks))
    for one, other in _steps(start, end, meter):
        before, after = ((tick - start) / length for tick in (one, other))
        gained = (math.sin(math.tau * after) - math.sin(math.tau * before)) / math.tau
        yield one, 1.0 + depth * gained / (after - before)


def _broadening(start: int, end: int, meter: Meter, depth: float) -> Iterator[tuple[int, float]]:
    """How much longer than written each half beat of the slowing bar lasts, and the last bar at the last tempo."""
    last = end - meter.bar_ticks
    fall = math.pow(1.0 - depth, _CURVE) - 1.0
    power = 1.0 - 1.0 / _CURVE

    def passed(tick: int) -> float:
        """The integral of 1 / tempo over the way."""
        return (math.pow(1.0 + fall * (tick - start) / (last - start), power) - 1.0) / (fall * power)

    step = max(1, min(meter.beat_ticks, PPQ) // 2)
    for one, other in pairwise([*range(start, last, step), last]):
        yield one, (passed(other) - passed(one)) * (last - start) / (other - one)
    yield last, 1.0 / (1.0 - depth)
