"""Sound at another sample rate, by a windowed sinc in as many phases as the two rates have steps in common."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp._blocks import Samples
from songwright.studio.dsp._samples import RATE_HZ

_ZERO_CROSSINGS = 40
"""Of the sinc on each side: the passband then ends 5 % below the lower of the two Nyquist frequencies."""
_BETA = 10.0
"""Of the Kaiser window: images and aliases lie 100 dB down (Kaiser and Schafer, 1980)."""
_KEPT = 0.95
"""Edge of the passband against the lower Nyquist frequency, half way into the slope."""
_AT_ONCE = 1 << 15
"""Frames worked on at a time, which bounds memory."""


def _unheard() -> None:
    """Nobody waits for signs of life."""


def resampled(samples: Samples, rate_hz: int, hear: Callable[[], None] = _unheard) -> Samples:
    """The sound at the studio's rate; the same array where it has that rate already.

    Frames are `ceil(frames * 48000 / rate_hz)`, times stay where they are. `hear` is called often, and stops it by
    raising.
    """
    target = int(RATE_HZ)
    if rate_hz == target or not len(samples):
        return samples
    common = math.gcd(rate_hz, target)
    up, down = target // common, rate_hz // common
    scale = min(1.0, up / down) * _KEPT
    half = math.ceil(_ZERO_CROSSINGS / scale)
    padded = np.pad(samples, ((half, half + 1), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1, axis=0)
    frames = -(-len(samples) * up // down)
    out = np.empty((frames, samples.shape[1]), np.float32)
    for phase in range(min(up, frames)):
        starts = np.arange(phase, frames, up, dtype=np.int64) * down
        taps = _taps((phase * down % up) / up, half, scale)
        for first in range(0, len(starts), _AT_ONCE):
            hear()
            some = starts[first : first + _AT_ONCE] // up
            out[phase + first * up : phase + (first + len(some)) * up : up] = windows[some] @ taps
    return out


def _taps(offset: float, half: int, scale: float) -> npt.NDArray[np.float32]:
    """Weights of the frames around a point `offset` (0 to 1) behind a frame; they add up to 1."""
    at = np.arange(-half, half + 1) - offset
    window = np.i0(_BETA * np.sqrt(np.maximum(0.0, 1.0 - (at / (half + 1)) ** 2)))
    taps = np.sinc(at * scale) * window
    weights: npt.NDArray[np.float32] = (taps / taps.sum()).astype(np.float32)
    return weights
