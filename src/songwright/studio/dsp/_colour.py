"""Colour: saturation that keeps its symmetry, and coarse digital steps."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp._blocks import Blocks, neighbours
from songwright.studio.dsp._compiled import kernels
from songwright.studio.dsp._samples import Flow, gain_of, tidy

_TAPS = 16


@cache
def _half_band() -> npt.NDArray[np.float32]:
    """Taps that read half-way between two frames, one side of a symmetric pair."""
    places = np.arange(_TAPS) + 0.5
    taps = np.sinc(places) * np.i0(6.0 * np.sqrt(1.0 - (places / (_TAPS + 0.5)) ** 2)) / np.i0(6.0)
    return np.asarray(taps / (2.0 * taps.sum()), np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saturator(Flow):
    """Soft clipping at twice the rate. Symmetric, so it makes no DC and wastes no headroom on one side."""

    drive_db: float

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The saturated sound; quiet sound keeps its level."""
        del frames
        for before, block, after in neighbours(blocks):
            out = np.empty(block.shape, np.float32)
            if len(block):
                lead = before[-2 * _TAPS :]
                window = np.concatenate((lead, block, after[: 2 * _TAPS]))
                kernels().saturate(tidy(window), len(lead), gain_of(self.drive_db), _half_band(), out)
            yield out


@dataclass(frozen=True, slots=True, kw_only=True)
class Grit(Flow):
    """The steps of an early sampler."""

    bits: float

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The sound rounded to so many bits; silence stays silent."""
        del frames
        steps = np.float32(2.0 ** (self.bits - 1.0))
        return (np.asarray(np.round(block * steps) / steps, np.float32) for block in blocks)
