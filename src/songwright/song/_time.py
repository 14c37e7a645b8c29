"""Musical and clock time: ticks, seconds, metres and the one conversion between them."""

from dataclasses import dataclass
from typing import NewType

Tick = NewType("Tick", int)
Seconds = NewType("Seconds", float)

PPQ = 480
"""Ticks in a quarter note: divisible by 3, 5 and 16, so triplets and swing stay whole numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """A time signature, as 4/4 or 6/8."""

    beats: int = 4
    """The upper number."""
    unit: int = 4
    """The lower number: 4 is a quarter note, 8 an eighth."""

    def __post_init__(self) -> None:
        if not 1 <= self.beats <= 32 or self.unit not in (1, 2, 4, 8, 16):
            raise ValueError(f"no such meter: {self.beats}/{self.unit}")

    def __str__(self) -> str:
        return f"{self.beats}/{self.unit}"

    @property
    def unit_ticks(self) -> int:
        """Ticks of the note that the lower number names."""
        return PPQ * 4 // self.unit

    @property
    def bar_ticks(self) -> int:
        """Ticks of one bar."""
        return self.beats * self.unit_ticks

    @property
    def compound(self) -> bool:
        """Whether beats are felt in threes (6/8, 9/8, 12/8)."""
        return self.unit == 8 and self.beats % 3 == 0 and self.beats > 3

    @property
    def beat_ticks(self) -> int:
        """Ticks of the felt beat: a dotted quarter in compound metres, else the lower number's note."""
        return 3 * self.unit_ticks if self.compound else self.unit_ticks


def seconds_at(tick: int, tempo_bpm: float) -> Seconds:
    """Clock time of `tick` at a constant tempo counted in quarter notes a minute."""
    return Seconds(tick * 60.0 / (tempo_bpm * PPQ))


def ticks_at(seconds: float, tempo_bpm: float) -> Tick:
    """The tick nearest to a clock time at a constant tempo counted in quarter notes a minute."""
    return Tick(round(seconds * tempo_bpm * PPQ / 60.0))
