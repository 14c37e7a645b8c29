"""Where notes stand on paper: the finest grid that can be read, and the note values that fill a stretch of a bar."""

from collections.abc import Iterable
from typing import NamedTuple

from songwright.song import PPQ, Meter, Note

_STRAIGHT, _TRIPLET = PPQ // 8, PPQ // 6
"""Grids of a beat: thirty-second notes, or sixteenths in threes."""


class Shape(NamedTuple):
    """How a duration is written."""

    ticks: int
    kind: str
    """MusicXML's name: "quarter", "eighth", "16th" …"""
    dots: int = 0
    triplet: bool = False


_KINDS = {"whole": 4 * PPQ, "half": 2 * PPQ, "quarter": PPQ, "eighth": PPQ // 2, "16th": PPQ // 4, "32nd": PPQ // 8}
_PLAIN = {ticks: Shape(ticks, kind) for kind, ticks in _KINDS.items()}
_DOTTED = {ticks * 3 // 2: Shape(ticks * 3 // 2, kind, 1) for kind, ticks in _KINDS.items() if ticks > PPQ // 8}
_SHAPES = dict(sorted((_PLAIN | _DOTTED).items(), reverse=True))
"""Every straight value by its length, longest first."""
_THREES = {
    shape.ticks: shape
    for shape in (
        Shape(PPQ * 2 // 3, "quarter", triplet=True),
        Shape(PPQ // 2, "eighth", 1, triplet=True),
        Shape(PPQ // 3, "eighth", triplet=True),
        Shape(PPQ // 6, "16th", triplet=True),
    )
}


class Grid:
    """The beats of a part: each is divided by two again and again, or in threes, as its notes ask."""

    def __init__(self, notes: Iterable[Note], meter: Meter) -> None:
        self.meter = meter
        self.beat = meter.beat_ticks if meter.compound else min(meter.unit_ticks, PPQ)
        self._threes = self._beats_in_threes(notes) if self.beat == PPQ else frozenset[int]()

    def _beats_in_threes(self, notes: Iterable[Note]) -> frozenset[int]:
        """Beats whose onsets lie nearer to a division in three."""
        straight: dict[int, int] = {}
        threes: dict[int, int] = {}
        for note in notes:
            beat, within = divmod(note.start, PPQ)
            straight[beat] = straight.get(beat, 0) + abs(within - _nearest(within, _STRAIGHT))
            threes[beat] = threes.get(beat, 0) + abs(within - _nearest(within, _TRIPLET))
        return frozenset(beat for beat, away in threes.items() if away < straight[beat])

    def in_threes(self, tick: int) -> bool:
        """Whether the beat at a tick is divided in threes."""
        return tick // self.beat in self._threes

    def unit_at(self, tick: int) -> int:
        """The grid's step at a tick."""
        return _TRIPLET if self.in_threes(tick) else _STRAIGHT

    def snap(self, tick: int) -> int:
        """The nearest place on the grid."""
        start = tick // self.beat * self.beat
        return start + _nearest(tick - start, self.unit_at(tick))

    def beat_end(self, tick: int) -> int:
        """First tick after the beat that holds a tick."""
        return (tick // self.beat + 1) * self.beat

    def values(self, start: int, end: int) -> list[Shape]:
        """Note values, to be tied, from `start` to `end`: both on the grid and within one bar, counted from its start.

        The beats stay visible: within a beat no value reaches into the next one, but for values that begin on a beat
        and an off-beat quarter that leaves the middle of the bar alone.
        """
        found: list[Shape] = []
        while start < end:
            shape = self._value(start, end - start)
            found.append(shape)
            start += shape.ticks
        return found

    def _value(self, start: int, length: int) -> Shape:
        """The longest value that may begin here."""
        within = start % self.beat
        if self.in_threes(start):
            if within == 0 and length >= self.beat:
                return self._from_beat(start, length)
            return next(shape for ticks, shape in _THREES.items() if ticks <= min(length, self.beat - within))
        if within == 0:
            return self._from_beat(start, length)
        if self._off_beat_quarter(start, length):
            return _SHAPES[PPQ]
        room = min(length, self.beat - within)
        if within % (2 * _STRAIGHT):
            room = min(room, _STRAIGHT)
        return next(shape for ticks, shape in _SHAPES.items() if ticks <= room)

    def _from_beat(self, start: int, length: int) -> Shape:
        """The longest value from a beat whose end is a place that the last beat's division knows."""
        for ticks, shape in _SHAPES.items():
            over = ticks % self.beat
            odd = over and (self.in_threes(start + ticks) or (self.meter.compound and ticks > self.beat))
            if ticks <= length and not odd:
                return shape
        raise ValueError(f"no note value fits {length} ticks at {start}")

    def _off_beat_quarter(self, start: int, length: int) -> bool:
        """Whether a quarter may stand across a beat: between two beats, not across the middle of the bar."""
        bar = self.meter.bar_ticks
        within, end = start % bar, start % bar + PPQ
        across = within < bar // 2 < end if bar % (2 * PPQ) == 0 else False
        fits = self.beat == PPQ and start % PPQ == PPQ // 2 and length == PPQ and end <= bar
        return fits and not across and not self.in_threes(start + PPQ)


def _nearest(ticks: int, step: int) -> int:
    """The multiple of a step nearest to a number of ticks; halves go up."""
    return (2 * ticks + step) // (2 * step) * step
