"""How the notes of one chord follow one another: a pick across strings, two hands on keys."""

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from songwright.song import PPQ, Note, Part, Score
from songwright.studio.playing._touch import Touch
from songwright.studio.styles import Style

_DOWN_S, _UP_S = (0.012, 0.035), (0.008, 0.020)
"""First to last string of a full stroke, down and up (composing.md 3.7)."""
_FULL = 4
"""Notes of a full stroke; fewer strings are crossed sooner."""
_AHEAD = 0.25
"""Share of a down stroke that lies before the beat, so that its weight falls on it."""
_SIXTEENTHS = 0.1
"""Share of strokes off the eighths from which the arm swings in sixteenths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strummer:
    """How one part's chords are spread."""

    touch: Touch
    strum_s: float
    """The style's own down stroke, 0 for none."""
    half: int
    """Ticks of half a swing of the arm: down strokes fall on even halves of the bar, up strokes on odd ones."""
    bar: int

    def upward(self, tick: int) -> bool:
        """Whether the arm comes back up at this tick."""
        return tick % self.bar // self.half % 2 == 1

    def late_s(self, count: int, tick: int, rng: np.random.Generator) -> tuple[float, ...]:
        """Lateness of each of `count` notes in seconds, low to high."""
        low, high = self.touch.spread_s
        if count < 2 or high == 0.0:
            return (0.0,) * count
        if not self.touch.strums:
            return _steps(float(rng.uniform(low, high)) * min(1.0, (count - 1) / 3.0), count)
        up = self.upward(tick)
        low, high = _UP_S if up else _DOWN_S
        if self.strum_s:
            low = high = self.strum_s * (0.6 if up else 1.0)
        total = float(rng.uniform(low, high)) * min(1.0, (count - 1) / (_FULL - 1))
        steps = _steps(total, count)
        return steps[::-1] if up else tuple(step - _AHEAD * total for step in steps)


def _steps(total_s: float, count: int) -> tuple[float, ...]:
    return tuple(total_s * place / (count - 1) for place in range(count))


def strummer_of(part: Part, score: Score, style: Style, touch: Touch) -> Strummer:
    """The arm of this part's player: it swings in eighths, or in sixteenths where the part is strummed so."""
    manner = style.parts.get(part.role.value)
    eighth = score.meter.unit_ticks if score.meter.unit == 8 else PPQ // 2
    half = eighth // 2 if touch.strums and _in_sixteenths(part.notes, eighth) else eighth
    return Strummer(
        touch=touch,
        strum_s=manner.strum_ms / 1000.0 if manner else 0.0,
        half=half,
        bar=score.meter.bar_ticks,
    )


def _in_sixteenths(notes: tuple[Note, ...], eighth: int) -> bool:
    """Whether a fair share of the chords begins off the eighths."""
    starts = [start for start, chord in groupby(notes, key=lambda note: int(note.start)) if len(list(chord)) > 1]
    return sum(start % eighth != 0 for start in starts) > _SIXTEENTHS * len(starts)
