"""Loudness after ITU-R BS.1770-4: K weighting, blocks of 400 ms, absolute and relative gate."""

import math
from functools import cache

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp._blocks import BLOCK, Samples, cut
from songwright.studio.dsp._compiled import level_kernels
from songwright.studio.dsp._samples import RATE_HZ, tidy

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


class PowerMeter:
    """Measures K-weighted powers block by block.

    Args:
        hop: Frames of one power; even blocks have a whole number of them.
        rate_hz: The sound's rate.
    """

    def __init__(self, hop: int = STEP, rate_hz: float = RATE_HZ) -> None:
        self._hop, self._weighting = hop, _k_weighting(rate_hz)
        self._state = np.zeros(8)
        self._found: list[npt.NDArray[np.float64]] = []
        self._frames = 0

    def hear(self, block: Samples) -> None:
        """Measure the next block; one that is not even must be the last."""
        count = len(block) // self._hop
        if not self._frames and not count:
            count = min(len(block), 1)
        out = np.zeros(count)
        if count:
            level_kernels().weighted_power(tidy(block), self._weighting, self._hop, self._state, out)
        self._found.append(out)
        self._frames += len(block)

    @property
    def power(self) -> npt.NDArray[np.float64]:
        """Mean square, channels added, of each whole `hop` frames so far; a shorter sound counts as one."""
        return np.concatenate(self._found) if self._found else np.zeros(0)

    @property
    def lufs(self) -> float:
        """Integrated loudness so far, at the hop of 100 ms; minus infinity for silence."""
        return gated_loudness(self.power)


def weighted_power(samples: Samples, hop: int = STEP, rate_hz: float = RATE_HZ) -> npt.NDArray[np.float64]:
    """K-weighted mean square, channels added, of each whole `hop` frames (100 ms); a shorter sound counts as one."""
    meter = PowerMeter(hop, rate_hz)
    for block in cut(samples) if not len(samples) or BLOCK % hop == 0 else (samples,):
        meter.hear(block)
    return meter.power


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
