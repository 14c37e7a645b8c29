"""Gain curves at control rate: fader rides, side-chain pumps and what a compressor decides."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp._blocks import Blocks, Samples
from songwright.studio.dsp._compiled import kernels, level_kernels
from songwright.studio.dsp._samples import RATE_HZ, Flow, gain_of, tidy

HOP = 64
"""Frames between two points of a curve: 1.3 ms, quicker than any fader."""


@dataclass(frozen=True, slots=True, eq=False)
class Curve(Flow):
    """Amplitude factors, one every `hop` frames with straight lines between; an effect that applies them."""

    gains: npt.NDArray[np.float32]
    hop: int = HOP

    def covering(self, frames: int) -> npt.NDArray[np.float32]:
        """The points for so many frames, one past the end; the last one holds."""
        points = points_for(frames, self.hop)
        if len(self.gains) >= points:
            return np.ascontiguousarray(self.gains[:points])
        last = self.gains[-1] if len(self.gains) else np.float32(1.0)
        return np.concatenate((self.gains, np.full(points - len(self.gains), last, np.float32)))

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The sound with the gains applied."""
        gains, point = self.covering(frames), 0
        for block in blocks:
            yield ridden(block, gains[point:], self.hop)
            point += len(block) // self.hop

    def times(self, other: "Curve") -> "Curve":
        """Both curves at once, as long as the longer; both must have the same hop."""
        if self.hop != other.hop:
            raise ValueError(f"curves of {self.hop} and {other.hop} frames a point don't multiply")
        frames = max(len(self.gains), len(other.gains), 1) * self.hop - self.hop
        return Curve(self.covering(frames) * other.covering(frames), self.hop)


def ridden(block: Samples, gains: npt.NDArray[np.float32], hop: int) -> Samples:
    """A block with gains, the first for its first frame; one point more than it has hops."""
    out = np.empty(block.shape, np.float32)
    if len(block):
        kernels().ride(tidy(block), gains, hop, out)
    return out


def points_for(frames: int, hop: int = HOP) -> int:
    """Points a curve needs for so many frames."""
    return -(-frames // hop) + 1


def power_curve(samples: Samples, hop: int = HOP) -> npt.NDArray[np.float32]:
    """Mean square of each stretch of `hop` frames, the louder channel's; the last one may be short."""
    out = np.zeros(-(-len(samples) // hop), np.float32)
    if len(samples):
        level_kernels().powers(tidy(samples), hop, out)
    return out


def followed(levels: npt.NDArray[np.float32], attack_ms: float, release_ms: float) -> npt.NDArray[np.float32]:
    """A control-rate line smoothed with one time constant upwards and another downwards."""
    out = np.empty(len(levels), np.float32)
    level_kernels().follow(np.ascontiguousarray(levels, np.float32), one_pole(attack_ms), one_pole(release_ms), out)
    return out


def one_pole(time_ms: float, hop: int = HOP) -> float:
    """Factor a point of a one-pole filter with this time constant."""
    return float(np.exp(-hop * 1000.0 / (max(time_ms, 1e-3) * RATE_HZ)))


def pump(frames: int, onsets_s: Iterable[float], depth_db: float, release_ms: float) -> Curve:
    """A side-chain's gain: down by `depth_db` at each onset within 5 ms, back in an S-curve of `release_ms`."""
    points = points_for(frames)
    gains = np.ones(points, np.float32)
    seconds = np.arange(int(release_ms * RATE_HZ / 1000.0 / HOP) + 4) * (HOP / RATE_HZ)
    attack_s, release_s = 0.005, max(release_ms, 1.0) / 1000.0
    back = np.clip((seconds - attack_s) / release_s, 0.0, 1.0)
    depth = 1.0 - gain_of(-abs(depth_db))
    shape = (1.0 - depth * np.minimum(seconds / attack_s, 1.0) * 0.5 * (1.0 + np.cos(np.pi * back))).astype(np.float32)
    for onset_s in onsets_s:
        start = int(onset_s * RATE_HZ / HOP)
        if 0 <= start < points:
            count = min(len(shape), points - start)
            gains[start : start + count] = np.minimum(gains[start : start + count], shape[:count])
    return Curve(gains)
