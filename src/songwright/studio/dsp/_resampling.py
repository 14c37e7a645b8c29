"""Sound at another sample rate, by the SoX resampler."""

from collections.abc import Callable

import numpy as np

from songwright.studio.dsp._blocks import BLOCK, Samples
from songwright.studio.dsp._samples import RATE_HZ, tidy

_QUALITY = "HQ"
"""Images and aliases lie more than 130 dB down; the passband ends 5 % below the lower Nyquist frequency or later."""


def _unheard() -> None:
    """Nobody waits for signs of life."""


def resampled(
    samples: Samples, rate_hz: int, hear: Callable[[], None] = _unheard, *, wanted_hz: int = int(RATE_HZ)
) -> Samples:
    """The sound at the studio's rate, or another; the same array where it has that rate already.

    Frames are `ceil(frames * wanted_hz / rate_hz)`, times stay where they are. `hear` is called often, and stops it by
    raising.
    """
    if rate_hz == wanted_hz or not len(samples):
        return samples
    import soxr  # noqa: PLC0415 - only sound that comes from elsewhere or goes there has other rates

    channels = samples.shape[1]
    stream = soxr.ResampleStream(rate_hz, wanted_hz, channels, dtype="float32", quality=_QUALITY)
    out = np.zeros((-(-len(samples) * wanted_hz // rate_hz), channels), np.float32)
    place = 0
    for first in range(0, len(samples), BLOCK):
        hear()
        block = tidy(samples[first : first + BLOCK])
        made = stream.resample_chunk(block, last=first + BLOCK >= len(samples)).reshape(-1, channels)
        made = made[: len(out) - place]
        out[place : place + len(made)] = made
        place += len(made)
    return out
