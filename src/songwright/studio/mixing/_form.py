"""The song's large dynamics: sections that rise and fall, a clean end, a fade where the style fades."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from songwright.song import Seconds, SectionKind
from songwright.studio.dsp import (
    HOP,
    STEP_S,
    Curve,
    Excerpt,
    MovingBand,
    Tape,
    Through,
    frames_of,
    lufs_of,
    points_for,
    power_curve,
)
from songwright.studio.mixing._clock import Stretch
from songwright.studio.mixing._ends import EndFade
from songwright.studio.mixing._voice import eased_db

_MOST_CUT_DB = 4.0
_MOST_LIFT_DB = 8.0
"""Bounds of the fader: a thin intro may come up further than a full chorus may be held back."""
_SHARE = 0.8
"""How much of the missing difference the fader makes up; the rest is the arrangement's to say."""
_SHADE_HZ, _SHADE_Q = 7000.0, 0.35
"""What opens: cymbals, the edge of guitars and synthesisers."""
_MOST_SHADE_DB = 11.0
_SHADE_EASE_S = 1.0
_PIECE_S = 5.0
"""About how long players of an intro are alone before the next one joins."""
_END_DB = -60.0
"""Where the last note has died away, against the loudest moment."""
_RING_S = 0.3
_EARLY_FADE_S = 1.2
"""Fade of a last chord that has no time to die away by itself."""


def section_ride(power: npt.NDArray[np.float64], frames: int, sections: tuple[Stretch, ...], range_db: float) -> Curve:
    """The fader over the whole mix that leads quiet sections down and full ones up.

    Args:
        power: The mix's K-weighted power each 100 ms.
        frames: Its length.
        sections: When they are, and with what energy.
        range_db: Wanted loudness of a section at full energy against one at half; the arrangement's own differences
            count towards it.
    """
    heard = []
    for piece in (piece for section in sections for piece in _pieces(section)):
        level = lufs_of(power[round(piece.start_s / STEP_S) : round(piece.end_s / STEP_S)])
        if math.isfinite(level):
            heard.append((piece, level))
    pieces = [piece for piece, _ in heard]
    missing = np.array([2.0 * range_db * piece.energy - level for piece, level in heard])
    if len(pieces) >= 2:
        missing -= np.average(missing, weights=[piece.end_s - piece.start_s for piece in pieces])
    else:
        missing[:] = 0.0
    rides = np.clip(_SHARE * missing, -_MOST_CUT_DB, _MOST_LIFT_DB)
    return eased_db(_steps(pieces, rides.tolist(), -(-frames // HOP)), 0.35)


def expected_db(sections: tuple[Stretch, ...], since_s: float, until_s: float, range_db: float) -> float:
    """How loud a stretch of the finished song will be against the whole of it, by the energies of its sections."""
    whole, there = _Mean(), _Mean()
    for section in sections:
        power = 10.0 ** (_SHARE * 2.0 * range_db * section.energy / 10.0)
        whole.add(power, section.end_s - section.start_s)
        there.add(power, min(section.end_s, until_s) - max(section.start_s, since_s))
    return 10.0 * math.log10(there.mean / whole.mean) if whole.mean and there.mean else 0.0


@dataclass(slots=True)
class _Mean:
    """A mean over time."""

    total: float = 0.0
    seconds: float = 0.0

    def add(self, value: float, seconds: float) -> None:
        """Count a value in for so long; nothing for no time."""
        self.total += value * max(seconds, 0.0)
        self.seconds += max(seconds, 0.0)

    @property
    def mean(self) -> float:
        """The mean so far, 0 before there is any."""
        return self.total / self.seconds if self.seconds else 0.0


def _steps(sections: Sequence[Stretch], levels_db: Sequence[float], points: int) -> npt.NDArray[np.float32]:
    """A level for each section at control rate; the last one's stays until the end."""
    line = np.zeros(points, np.float32)
    for section, level_db in zip(sections, levels_db, strict=True):
        line[frames_of(section.start_s) // HOP :] = level_db
    return line


def _pieces(section: Stretch) -> list[Stretch]:
    """An intro in stretches of about `_PIECE_S`, as its players come in one by one; other sections whole.

    Its first player alone would else be as faint as the whole band behind him is loud.
    """
    length_s = section.end_s - section.start_s
    count = int(length_s // _PIECE_S) if section.kind is SectionKind.INTRO else 1
    if count < 2:
        return [section]
    edges = [Seconds(section.start_s + length_s * place / count) for place in range(count + 1)]
    return [replace(section, start_s=start_s, end_s=end_s) for start_s, end_s in pairwise(edges)]


def shade(sections: tuple[Stretch, ...], frames: int, depth_db: float) -> MovingBand | None:
    """Treble of the band that opens with the energy of the sections; None where it would stay as it is.

    `depth_db` is what a section at half of the song's fullest energy is darker by.
    """
    fullest = max((section.energy for section in sections), default=0.0)
    if not depth_db or not fullest:
        return None
    levels_db = [-min(2.0 * depth_db * (1.0 - section.energy / fullest), _MOST_SHADE_DB) for section in sections]
    return MovingBand(_SHADE_HZ, _SHADE_Q, eased_db(_steps(sections, levels_db, points_for(frames) - 1), _SHADE_EASE_S))


def ended(mix: Tape, fade_s: float, most_frames: int | None = None) -> Tape:
    """The mix cut shortly after it has died away, fading over `fade_s` before that where that is asked for.

    What would ring on beyond `most_frames` is faded out until there.
    """
    loud = _loud_points(mix)
    if not len(loud):
        return mix
    stop = min(mix.frames, (int(loud[-1]) + 1) * HOP + frames_of(_RING_S))
    if most_frames is not None and most_frames < stop:
        stop, fade_s = most_frames, max(fade_s, _EARLY_FADE_S)
    fade = min(max(frames_of(fade_s), frames_of(_RING_S)), stop)
    slope = np.asarray(0.5 + 0.5 * np.cos(np.linspace(0.0, np.pi, fade, dtype=np.float32)), np.float32)
    return Through(Excerpt(mix, 0, stop), EndFade(slope))


def begun(mix: Tape, most_s: float = 0.25) -> Tape:
    """The mix without silence before its first sound, beyond `most_s`."""
    loud = _loud_points(mix)
    start = int(loud[0]) * HOP - frames_of(most_s) if len(loud) else 0
    return Excerpt(mix, start, mix.frames) if start > 0 else mix


def _loud_points(mix: Tape) -> npt.NDArray[np.intp]:
    """Points at control rate where something is heard beside the loudest moment."""
    power = np.concatenate([power_curve(block) for block in mix.play()])
    return np.flatnonzero(power > power.max(initial=0.0) * 10.0 ** (_END_DB / 10.0))
