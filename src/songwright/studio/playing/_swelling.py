"""Crescendo into arrivals: the band grows over the last bar before a fuller section."""

from bisect import bisect_right
from itertools import pairwise

from songwright.song import Role, Score

_GROWTH = {Role.DRUMS: 8.0, Role.VOCAL: 0.0, Role.BACKING: 0.0, Role.FX: 0.0}
"""Velocity gained by the end of the bar (composing.md 3.3); voices follow their words instead."""
_OTHERS = 5.0
_FULLER = 0.05
"""Energy by which the next section must stand above."""


class Swells:
    """Where a score grows."""

    def __init__(self, score: Score) -> None:
        self._bar = score.meter.bar_ticks
        sections = score.sections
        self._arrivals = [
            int(following.start)
            for section, following in pairwise(sections)
            if following.energy - section.energy >= _FULLER
        ]

    def push(self, tick: int, role: Role) -> float:
        """Velocity a note of this role gains at a tick."""
        place = bisect_right(self._arrivals, tick)
        if place == len(self._arrivals):
            return 0.0
        way = 1.0 - (self._arrivals[place] - tick) / self._bar
        return _GROWTH.get(role, _OTHERS) * way if way > 0.0 else 0.0
