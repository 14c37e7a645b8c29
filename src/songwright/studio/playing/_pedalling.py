"""The sustain pedal: what it catches rings until it is trodden anew, a little after the next chord."""

from bisect import bisect_right

import numpy as np

from songwright.song import Part, Role, Score, SectionKind
from songwright.studio.playing._groove import Clock
from songwright.studio.playing._stroke import Stroke
from songwright.studio.styles import Style

_LATE_S = (0.030, 0.060)
"""From a new chord to the pedal's change, so that old and new touch (composing.md 3.7)."""
_PEDALLED = ("piano", "grand", "celesta", "vibraphone")
"""Keyboards with such a pedal; organs and accordions have none."""
_NEVER = (SectionKind.BREAK, SectionKind.BUILD)


def pedalled(
    strokes: list[Stroke], part: Part, score: Score, style: Style, clock: Clock, rng: np.random.Generator
) -> list[Stroke]:
    """The strokes with their releases drawn out to the next change of pedal where the style treads one.

    `parts.keys.pedal` of a style is the energy of a section up to which it does. The pedal changes with each chord and
    at every bar line.
    """
    manner = style.parts.get(part.role.value)
    if part.role is not Role.KEYS or manner is None or not manner.pedal or not has_pedal(part.instrument):
        return strokes
    changes, down = _changes(score, manner.pedal, clock, rng)
    found: list[Stroke] = []
    for stroke in strokes:
        place = bisect_right(changes, stroke.release)
        rings = place < len(changes) and down[max(0, place - 1)]
        found.append(
            Stroke(
                written=stroke.written,
                onset=stroke.onset,
                release=changes[place] if rings else stroke.release,
                loudness=stroke.loudness,
            )
        )
    return found


def has_pedal(instrument: str) -> bool:
    """Whether an instrument of the rack has a sustain pedal."""
    return any(word in instrument for word in _PEDALLED)


def _changes(score: Score, most: float, clock: Clock, rng: np.random.Generator) -> tuple[list[float], list[bool]]:
    """Times at which the pedal is lifted, rising, and whether it is trodden again there."""
    ticks = sorted({int(span.start) for span in score.chords} | set(range(0, score.end, score.meter.bar_ticks)))
    quiet = [(int(section.start), section.energy <= most and section.kind not in _NEVER) for section in score.sections]
    starts = [start for start, _ in quiet]
    down = [bool(quiet) and quiet[max(0, bisect_right(starts, tick) - 1)][1] for tick in ticks]
    times = [
        float(clock.at(tick)) + float(late) for tick, late in zip(ticks, rng.uniform(*_LATE_S, len(ticks)), strict=True)
    ]
    return times, down
