"""What a model made, as sound of the studio; values that are no sound are a fault of the model."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from songwright.song import SAMPLE_RATE_HZ, Audio, CannotMake
from songwright.studio.dsp import resampled


def sound_of(
    channels: npt.NDArray[np.float32], rate_hz: int, length_s: float | None, hear: Callable[[], None]
) -> Audio:
    """The sound of samples shaped (channels, frames), at 48 kHz and cut to a length; what a model adds is cut off.

    `hear` is called often and stops it by raising. Raises CannotMake for values that are no numbers.
    """
    if channels.ndim != 2 or channels.shape[0] not in (1, 2) or not channels.shape[1]:
        raise CannotMake(f"its model made samples of the shape {channels.shape}, which is no sound")
    if not np.isfinite(channels).all():
        raise CannotMake("its model made values that are no numbers: another SONGWRIGHT_LOCAL_DTYPE may help")
    frames = np.ascontiguousarray(channels.T, dtype=np.float32)
    samples = resampled(frames, rate_hz, hear)
    if length_s is not None:
        samples = samples[: round(length_s * SAMPLE_RATE_HZ)]
    return Audio(samples=np.ascontiguousarray(samples))
