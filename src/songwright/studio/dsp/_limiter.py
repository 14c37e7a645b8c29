"""True peaks and the limiter that keeps them under a ceiling."""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp._compiled import kernels
from songwright.studio.dsp._loudness import loudness
from songwright.studio.dsp._samples import RATE_HZ, Samples, db_of, frames_of, gain_of, tidy

_TAPS = 24
"""Length of the interpolator; with this window it is flat within .1 dB up to 20 kHz."""
_WORTH_LOOKING = 0.4
"""Frames under this share of the level that matters can't hide a peak of it between them in real sound."""
_LOUDNESS_TOLERANCE_LU = 0.03
_MOST_TURNS = 6


@cache
def _phases(factor: int) -> npt.NDArray[np.float32]:
    """Windowed sincs that read between two frames at each 1/factor."""
    places = np.arange(1, factor)[:, None] / factor
    taps = np.arange(_TAPS)[None, :] - (_TAPS // 2 - 1) - places
    window = np.i0(7.0 * np.sqrt(np.maximum(0.0, 1.0 - (taps / (_TAPS / 2)) ** 2))) / np.i0(7.0)
    phases = np.sinc(taps) * window
    return np.ascontiguousarray(phases / phases.sum(axis=1, keepdims=True), np.float32)


def _peaks(samples: Samples, factor: int, floor: float) -> npt.NDArray[np.float32]:
    """True peak around each frame, both channels; exact only where samples exceed `floor`."""
    out = np.zeros(len(samples), np.float32)
    if len(samples):
        kernels().true_peaks(tidy(samples), _phases(factor), floor, out)
    return out


def true_peak_db(samples: Samples) -> float:
    """Largest true peak in dBTP, eight times oversampled; minus infinity for silence."""
    highest = float(np.abs(samples).max(initial=0.0))
    return db_of(float(_peaks(samples, 8, _WORTH_LOOKING * highest).max(initial=0.0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limiter:
    """Holds true peaks under a ceiling, looking ahead; without latency and inaudible below the ceiling."""

    ceiling_db: float
    lookahead_ms: float = 3.0
    release_ms: float = 90.0

    def __call__(self, samples: Samples, /) -> Samples:
        """The sound with no true peak above the ceiling."""
        return self.lifted(samples, 0.0)

    def lifted(self, samples: Samples, gain_db: float) -> Samples:
        """The sound with gain, then limited."""
        peaks = _peaks(samples, 4, _WORTH_LOOKING * gain_of(self.ceiling_db - gain_db))
        return self._applied(samples, peaks, gain_db)

    def lifted_to(self, samples: Samples, target_lufs: float, most_gain_db: float) -> tuple[Samples, float]:
        """The sound limited at the gain that brings it to a loudness, and that loudness.

        Limiting itself costs loudness, so the gain is searched; it never exceeds `most_gain_db`.
        Silence comes back as it is, with minus infinity.
        """
        heard = loudness(samples)
        if math.isinf(heard):
            return samples, heard
        gain_db = min(target_lufs - heard, most_gain_db)
        peaks = _peaks(samples, 4, _WORTH_LOOKING * gain_of(self.ceiling_db - gain_db - 6.0))
        for _ in range(_MOST_TURNS):
            out = self._applied(samples, peaks, gain_db)
            heard = loudness(out)
            missing_db = target_lufs - heard
            if abs(missing_db) <= _LOUDNESS_TOLERANCE_LU or (missing_db > 0.0 and gain_db >= most_gain_db):
                break
            # A limited sound gains less than it is given: ask for a little more than is missing.
            gain_db = min(gain_db + 1.25 * missing_db, most_gain_db)
        return out, heard

    def _applied(self, samples: Samples, peaks: npt.NDArray[np.float32], gain_db: float) -> Samples:
        """The sound after the gain and the limiter's own curve."""
        if not len(samples):
            return samples
        curve = np.empty(len(samples), np.float32)
        reach = max(1, frames_of(self.lookahead_ms / 1000.0) // 4)
        release = math.exp(-1000.0 / (self.release_ms * RATE_HZ))
        kernels().limiting(peaks, gain_of(gain_db), gain_of(self.ceiling_db), reach, release, curve)
        out = samples * curve[:, None]
        # The gain moves while a wave passes between two frames: take the last hundredths off exactly.
        over_db = true_peak_db(out) - self.ceiling_db
        return out * np.float32(gain_of(-over_db)) if over_db > 0.0 else out
