"""Equalisers: recipes for single bands, a bank of them as one effect, and a band that moves."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp._blocks import Blocks, Samples
from songwright.studio.dsp._compiled import kernels
from songwright.studio.dsp._curves import Curve
from songwright.studio.dsp._samples import RATE_HZ, Flow, mono, tidy

_HIGHEST_HZ = 0.49 * RATE_HZ
"""Corner frequencies are held just below half the rate, where the recipes still hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One band of an equaliser; its recipe is Robert Bristow-Johnson's Audio EQ Cookbook."""

    kind: str
    """"highpass", "lowpass", "peak", "low_shelf" or "high_shelf"."""
    hz: float
    db: float = 0.0
    """Lift or cut; high-pass and low-pass have none."""
    q: float = math.sqrt(0.5)

    def __post_init__(self) -> None:
        if self.kind not in _RECIPES:
            raise ValueError(f"no such band: {self.kind!r}; one of {', '.join(_RECIPES)}")
        if not self.hz > 0.0 or not self.q > 0.0:
            raise ValueError(f"a band needs hz and q above 0, not {self.hz} and {self.q}")

    @property
    def coefficients(self) -> tuple[float, float, float, float, float]:
        """b0 b1 b2 a1 a2, divided by a0."""
        angle = 2.0 * math.pi * min(self.hz, _HIGHEST_HZ) / RATE_HZ
        b0, b1, b2, a0, a1, a2 = _RECIPES[self.kind](
            math.cos(angle), math.sin(angle) / (2.0 * self.q), 10.0 ** (self.db / 40.0)
        )
        return b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0


_Section = tuple[float, float, float, float, float, float]


def _highpass(cosine: float, alpha: float, _lift: float) -> _Section:
    return (1 + cosine) / 2, -(1 + cosine), (1 + cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha


def _lowpass(cosine: float, alpha: float, _lift: float) -> _Section:
    return (1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha


def _peak(cosine: float, alpha: float, lift: float) -> _Section:
    return 1 + alpha * lift, -2 * cosine, 1 - alpha * lift, 1 + alpha / lift, -2 * cosine, 1 - alpha / lift


def _low_shelf(cosine: float, alpha: float, lift: float) -> _Section:
    root, up, down = 2 * math.sqrt(lift) * alpha, lift + 1, lift - 1
    return (
        lift * (up - down * cosine + root),
        2 * lift * (down - up * cosine),
        lift * (up - down * cosine - root),
        up + down * cosine + root,
        -2 * (down + up * cosine),
        up + down * cosine - root,
    )


def _high_shelf(cosine: float, alpha: float, lift: float) -> _Section:
    root, up, down = 2 * math.sqrt(lift) * alpha, lift + 1, lift - 1
    return (
        lift * (up + down * cosine + root),
        -2 * lift * (down + up * cosine),
        lift * (up + down * cosine - root),
        up - down * cosine + root,
        2 * (down - up * cosine),
        up - down * cosine - root,
    )


_RECIPES: dict[str, Callable[[float, float, float], _Section]] = {
    "highpass": _highpass,
    "lowpass": _lowpass,
    "peak": _peak,
    "low_shelf": _low_shelf,
    "high_shelf": _high_shelf,
}


class Filter:
    """Second-order sections, rows of b0 b1 b2 a1 a2, that remember the sound before."""

    def __init__(self, sections: npt.NDArray[np.float64], channels: int) -> None:
        self._sections = np.ascontiguousarray(sections)
        self._state = np.zeros((channels, 2 * -(-len(sections) // 2), 2))

    def __call__(self, block: Samples) -> Samples:
        """The next block, filtered."""
        out = np.empty(block.shape, np.float32)
        if len(block):
            kernels().biquads(tidy(block), self._sections, self._state, out)
        return out


@dataclass(frozen=True)
class Equaliser(Flow):
    """Bands in series. Linear, without latency, the same for both channels."""

    bands: tuple[Band, ...]

    @cached_property
    def _sections(self) -> npt.NDArray[np.float64]:
        return np.array([band.coefficients for band in self.bands], np.float64)

    def opened(self, channels: int) -> Callable[[Samples], Samples]:
        """What filters one block after another."""
        return Filter(self._sections, channels) if self.bands else _wire

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The equalised sound; without bands a wire."""
        del frames
        filtered: Callable[[Samples], Samples] | None = None
        for block in blocks:
            filtered = filtered or self.opened(block.shape[1])
            yield filtered(block)


def _wire(block: Samples) -> Samples:
    return block


@dataclass(frozen=True, slots=True)
class MovingBand(Flow):
    """A peaking band whose gain follows a curve; where the curve is 1 the sound is untouched."""

    hz: float
    q: float
    curve: Curve

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The sound with the band at the curve's gain."""
        moved, gains, point = Moved(self.hz, self.q), self.curve.covering(frames), 0
        for block in blocks:
            yield moved(block, gains[point:], self.curve.hop)
            point += len(block) // self.curve.hop


class Moved:
    """A peaking band that remembers the sound before, for gains that come with each block."""

    def __init__(self, hz: float, q: float) -> None:
        angle = 2.0 * math.pi * min(hz, _HIGHEST_HZ) / RATE_HZ
        alpha = math.sin(angle) / (2.0 * q)
        self._band = np.array([alpha, -2.0 * math.cos(angle), 1.0 - alpha]) / (1.0 + alpha)
        self._state = np.zeros((2, 2))

    def __call__(self, block: Samples, gains: npt.NDArray[np.float32], hop: int) -> Samples:
        """The next block with the band at these gains, the first for its first frame."""
        out = np.empty(block.shape, np.float32)
        if len(block):
            kernels().moving_band(tidy(block), self._band, gains, hop, self._state, out)
        return out


@dataclass(frozen=True, slots=True)
class MonoBelow(Flow):
    """Takes the difference between the channels away below a frequency: one loudspeaker's worth of bass."""

    hz: float

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The same middle; sides without bass. Mono sound is untouched."""
        del frames
        without_bass = Equaliser((Band(kind="highpass", hz=self.hz),)).opened(1)
        for block in blocks:
            if block.shape[1] == 1:
                yield block
                continue
            middle = mono(block)
            side = without_bass((block[:, :1] - block[:, 1:]) * np.float32(0.5))
            out = np.empty(block.shape, np.float32)
            np.add(middle, side, out=out[:, :1])
            np.subtract(middle, side, out=out[:, 1:])
            yield out
