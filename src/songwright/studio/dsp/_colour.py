"""Colour: saturation that keeps its symmetry, and coarse digital steps."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp._compiled import kernels
from songwright.studio.dsp._samples import Samples, gain_of, tidy

_TAPS = 16


@cache
def _half_band() -> npt.NDArray[np.float32]:
    """Taps that read half-way between two frames, one side of a symmetric pair."""
    places = np.arange(_TAPS) + 0.5
    taps = np.sinc(places) * np.i0(6.0 * np.sqrt(1.0 - (places / (_TAPS + 0.5)) ** 2)) / np.i0(6.0)
    return np.asarray(taps / (2.0 * taps.sum()), np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saturator:
    """Soft clipping at twice the rate. Symmetric, so it makes no DC and wastes no headroom on one side."""

    drive_db: float

    def __call__(self, samples: Samples, /) -> Samples:
        """The saturated sound; quiet sound keeps its level."""
        out = np.empty(samples.shape, np.float32)
        if len(samples):
            kernels().saturate(tidy(samples), gain_of(self.drive_db), _half_band(), out)
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Grit:
    """The steps of an early sampler."""

    bits: float

    def __call__(self, samples: Samples, /) -> Samples:
        """The sound rounded to so many bits; silence stays silent."""
        steps = np.float32(2.0 ** (self.bits - 1.0))
        return np.asarray(np.round(samples * steps) / steps, np.float32)
