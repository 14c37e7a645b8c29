"""True peaks and the limiter that keeps them under a ceiling."""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp._compiled import kernels
from songwright.studio.dsp._curves import Curve
from songwright.studio.dsp._loudness import STEP, gated_loudness, loudness, weighted_power
from songwright.studio.dsp._samples import RATE_HZ, Samples, db_of, frames_of, gain_of, tidy

_FACTOR = 8
"""Oversampling: the standard's four misses up to .3 dB of a bright drum's peaks, eight under .05."""
_TAPS = 24
"""Length of the interpolator; with this window it is flat within .1 dB up to 20 kHz."""
_WORTH_LOOKING = 0.6
"""Frames under this share of the level that matters can't hide a peak of it between them in real sound."""
_COARSE = 16
"""Frames in one step of the search for the right gain, which needs no more detail."""
_PER_STEP = STEP // _COARSE
_LOUDNESS_TOLERANCE_LU = 0.03
_MOST_TURNS = 5
_MOST_COARSE_TURNS = 20
_LEAST_SLOPE = 0.2
"""A limited sound gains less than it is given; drums squeezed hard gain as little as this share."""


@cache
def _phases() -> npt.NDArray[np.float32]:
    """Windowed sincs that read between two frames at each eighth."""
    places = np.arange(1, _FACTOR)[:, None] / _FACTOR
    taps = np.arange(_TAPS)[None, :] - (_TAPS // 2 - 1) - places
    window = np.i0(7.0 * np.sqrt(np.maximum(0.0, 1.0 - (taps / (_TAPS / 2)) ** 2))) / np.i0(7.0)
    phases = np.sinc(taps) * window
    return np.ascontiguousarray(phases / phases.sum(axis=1, keepdims=True), np.float32)


def _peaks(samples: Samples, floor: float) -> npt.NDArray[np.float32]:
    """True peak around each frame, both channels; exact only where samples exceed `floor`."""
    out = np.zeros(len(samples), np.float32)
    if len(samples):
        kernels().true_peaks(tidy(samples), _phases(), floor, out)
    return out


def true_peak_db(samples: Samples) -> float:
    """Largest true peak in dBTP, eight times oversampled; minus infinity for silence."""
    highest = float(np.abs(samples).max(initial=0.0))
    return db_of(float(_peaks(samples, _WORTH_LOOKING * highest).max(initial=0.0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limiter:
    """Holds true peaks under a ceiling, looking ahead; without latency and inaudible below the ceiling."""

    ceiling_db: float
    lookahead_ms: float = 3.0
    release_ms: float = 90.0

    def __call__(self, samples: Samples, /) -> Samples:
        """The sound with no true peak above the ceiling."""
        return self.lifted(samples, 0.0).samples

    def lifted(self, samples: Samples, gain_db: float) -> "Limited":
        """The sound with gain, then limited."""
        if not len(samples):
            return Limited(samples=samples, lufs=-math.inf, true_peak_db=-math.inf)
        return self._finished(self._held(samples, self._peaks(samples, gain_db), gain_db))

    def lifted_to(self, samples: Samples, target_lufs: float, most_gain_db: float) -> "Limited":
        """The sound limited at the gain that brings it to a loudness.

        Limiting itself costs loudness, so the gain is searched; it never exceeds `most_gain_db`.
        Silence comes back as it is.
        """
        heard = loudness(samples)
        if math.isinf(heard):
            return Limited(samples=samples, lufs=heard, true_peak_db=true_peak_db(samples))
        gain_db = min(target_lufs - heard, most_gain_db)
        peaks = self._peaks(samples, gain_db + 3.0)
        search = _Search(target=target_lufs, most=most_gain_db)
        self._searched(peaks, weighted_power(samples, _COARSE), search, gain_db)
        held = self._held(samples, peaks, search.gain_db)
        for _ in range(_MOST_TURNS - 1):
            if search.satisfied(loudness(held)):
                break
            held = self._held(samples, peaks, search.gain_db)
        return self._finished(held)

    def _peaks(self, samples: Samples, gain_db: float) -> npt.NDArray[np.float32]:
        """Peaks that matter to a limiter behind so much gain."""
        return _peaks(samples, _WORTH_LOOKING * gain_of(self.ceiling_db - gain_db))

    def _searched(
        self, peaks: npt.NDArray[np.float32], power: npt.NDArray[np.float64], search: "_Search", gain_db: float
    ) -> None:
        """Lead the search near its end by coarse peaks and powers, which cost next to nothing."""
        coarse = np.maximum.reduceat(peaks, np.arange(0, len(peaks), _COARSE))
        whole = max(len(power) // _PER_STEP * _PER_STEP, min(len(power), _PER_STEP))
        search.gain_db = gain_db
        for _ in range(_MOST_COARSE_TURNS):
            held = power[:whole] * self._curve(coarse, search.gain_db, _COARSE)[:whole] ** 2
            steps = np.add.reduceat(held, np.arange(0, whole, _PER_STEP)) / min(whole, _PER_STEP)
            if search.satisfied(gated_loudness(steps)):
                break

    def _curve(self, peaks: npt.NDArray[np.float32], gain_db: float, hop: int = 1) -> npt.NDArray[np.float32]:
        """Gain and limiting in one, a value for each `hop` frames."""
        curve = np.empty(len(peaks), np.float32)
        reach = max(1, frames_of(self.lookahead_ms / 1000.0) // (4 * hop))
        release = math.exp(-1000.0 * hop / (self.release_ms * RATE_HZ))
        kernels().limiting(peaks, gain_of(gain_db), gain_of(self.ceiling_db), reach, release, curve)
        return curve

    def _held(self, samples: Samples, peaks: npt.NDArray[np.float32], gain_db: float) -> Samples:
        """The sound after the gain and the limiter's own curve."""
        return Curve(np.append(curve := self._curve(peaks, gain_db), curve[-1]), 1)(samples)

    def _finished(self, held: Samples) -> "Limited":
        """The limited sound; the gain moves while a wave passes between two frames, so its last hundredths go here."""
        highest_db = true_peak_db(held)
        if highest_db > self.ceiling_db:
            held *= np.float32(gain_of(self.ceiling_db - highest_db))
            highest_db = self.ceiling_db
        return Limited(samples=held, lufs=loudness(held), true_peak_db=highest_db)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Limited:
    """What a limiter made."""

    samples: Samples
    lufs: float
    true_peak_db: float


@dataclass(slots=True, kw_only=True, eq=False)
class _Search:
    """Newton's way to the gain that gives a loudness, with the slope learnt from step to step."""

    target: float
    most: float
    gain_db: float = 0.0
    _last: tuple[float, float] | None = None

    def satisfied(self, heard: float) -> bool:
        """Whether this is near enough; if not, `gain_db` moves on. The most gain that is allowed ends it too."""
        missing = self.target - heard
        if abs(missing) <= _LOUDNESS_TOLERANCE_LU or (missing > 0.0 and self.gain_db >= self.most):
            return True
        slope = 0.8
        if self._last is not None and abs(self.gain_db - self._last[0]) > 1e-3:
            slope = (heard - self._last[1]) / (self.gain_db - self._last[0])
        self._last = (self.gain_db, heard)
        self.gain_db = min(self.gain_db + missing / min(max(slope, _LEAST_SLOPE), 1.0), self.most)
        return False
