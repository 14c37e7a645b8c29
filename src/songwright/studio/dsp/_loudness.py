"""Loudness after ITU-R BS.1770-4: K weighting, blocks of 400 ms, absolute and relative gate."""

import math
from functools import cache

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp._compiled import kernels
from songwright.studio.dsp._samples import RATE_HZ, Samples, tidy

STEP_S = 0.1
"""Blocks start every 100 ms: 400 ms long with three quarters of overlap."""
STEP = round(STEP_S * RATE_HZ)
"""The same in frames."""
_OFFSET_DB = -0.691
"""The standard's constant, which makes a full-scale 997 Hz sine in one channel -3.01 LUFS."""
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0


@cache
def _k_weighting(rate_hz: float) -> npt.NDArray[np.float64]:
    """The standard's two sections, derived for a rate from the analogue prototype of its 48 kHz table."""
    warp, quality = math.tan(math.pi * 1681.974450955533 / rate_hz), 0.7071752369554196
    high = 10.0 ** (3.999843853973347 / 20.0)
    band = high**0.4996667741545416
    scale = 1.0 + warp / quality + warp * warp
    shelf = [
        (high + band * warp / quality + warp * warp) / scale,
        2.0 * (warp * warp - high) / scale,
        (high - band * warp / quality + warp * warp) / scale,
        2.0 * (warp * warp - 1.0) / scale,
        (1.0 - warp / quality + warp * warp) / scale,
    ]
    warp, quality = math.tan(math.pi * 38.13547087602444 / rate_hz), 0.5003270373238773
    scale = 1.0 + warp / quality + warp * warp
    cut = [1.0, -2.0, 1.0, 2.0 * (warp * warp - 1.0) / scale, (1.0 - warp / quality + warp * warp) / scale]
    return np.array([shelf, cut])


def weighted_power(samples: Samples, hop: int = STEP, rate_hz: float = RATE_HZ) -> npt.NDArray[np.float64]:
    """K-weighted mean square, channels added, of each whole `hop` frames (100 ms); a shorter sound counts as one."""
    out = np.zeros(max(len(samples) // hop, min(len(samples), 1)))
    if len(samples):
        kernels().weighted_power(tidy(samples), _k_weighting(rate_hz), hop, out)
    return out


def lufs_of(power: npt.NDArray[np.float64]) -> float:
    """Ungated loudness of a stretch of weighted power; minus infinity for silence."""
    mean = float(power.mean()) if len(power) else 0.0
    return _OFFSET_DB + 10.0 * math.log10(mean) if mean > 0.0 else -math.inf


def gated_loudness(power: npt.NDArray[np.float64]) -> float:
    """Integrated loudness in LUFS from 100 ms powers; minus infinity when no block passes the absolute gate."""
    if len(power) >= 4:
        blocks = (power[:-3] + power[1:-2] + power[2:-1] + power[3:]) / 4.0
    else:
        blocks = power.mean(keepdims=True) if len(power) else power
    heard = blocks[blocks > 10.0 ** ((_ABSOLUTE_GATE_LUFS - _OFFSET_DB) / 10.0)]
    if not len(heard):
        return -math.inf
    kept = heard[heard > heard.mean() * 10.0 ** (_RELATIVE_GATE_LU / 10.0)]
    return lufs_of(kept)


def loudness(samples: Samples) -> float:
    """Integrated loudness in LUFS; minus infinity for silence."""
    return gated_loudness(weighted_power(samples))
