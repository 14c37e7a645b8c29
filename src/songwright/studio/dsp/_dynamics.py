"""Dynamics: a compressor and a de-esser."""

from dataclasses import dataclass

import numpy as np

from songwright.studio.dsp._compiled import kernels
from songwright.studio.dsp._curves import HOP, Curve, one_pole, points_for, power_curve
from songwright.studio.dsp._filters import Band, Equaliser, MovingBand
from songwright.studio.dsp._samples import Samples

_DETECTOR_HOP = 16
"""Frames between two decisions of the compressor: a third of a millisecond, well under any attack time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compressor:
    """A feed-forward compressor with a soft knee; both channels share one gain, so the image stands still."""

    threshold_db: float
    """Mean-square level in dB at which it begins."""
    ratio: float
    attack_ms: float = 10.0
    release_ms: float = 120.0
    knee_db: float = 6.0
    window_ms: float = 5.0
    """Time over which the level is averaged."""

    def curve(self, samples: Samples) -> Curve:
        """The gain it would apply."""
        gains = np.ones(points_for(len(samples), _DETECTOR_HOP), np.float32)
        if len(samples):
            kernels().compression(
                power_curve(samples, _DETECTOR_HOP),
                self.threshold_db,
                1.0 - 1.0 / max(self.ratio, 1.0),
                max(self.knee_db, 1e-6),
                one_pole(self.attack_ms, _DETECTOR_HOP),
                one_pole(self.release_ms, _DETECTOR_HOP),
                one_pole(self.window_ms, _DETECTOR_HOP),
                gains,
            )
        return Curve(gains, _DETECTOR_HOP)

    def __call__(self, samples: Samples, /) -> Samples:
        """The compressed sound, without make-up gain."""
        return self.curve(samples)(samples)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeEsser:
    """Turns a sharp band down while it stands out against the whole sound, whatever the level."""

    hz: float = 7000.0
    q: float = 0.6
    allowed_db: float = -10.0
    """Level of the band against the whole that passes untouched."""
    most_db: float = 9.0
    """Deepest cut."""

    def __call__(self, samples: Samples, /) -> Samples:
        """The sound with tamed sibilants."""
        if not len(samples):
            return samples
        sharp = Equaliser((Band(kind="highpass", hz=self.hz / 1.5), Band(kind="lowpass", hz=self.hz * 1.5)))
        band = _smoothed(power_curve(sharp(samples)))
        whole = _smoothed(power_curve(samples))
        over_db = 10.0 * np.log10((band + 1e-12) / (whole + 1e-9)) - self.allowed_db
        gains = 10.0 ** (-np.clip(over_db, 0.0, self.most_db) / 20.0)
        return MovingBand(self.hz, self.q, Curve(np.append(gains, gains[-1]).astype(np.float32)))(samples)


def _smoothed(power: np.ndarray[tuple[int], np.dtype[np.float32]]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Power averaged over about 5 ms: quick enough for a consonant, too slow to follow a wave."""
    width = max(1, round(0.005 * 48_000 / HOP))
    return np.convolve(power, np.full(width, 1.0 / width, np.float32), "same")[: len(power)].astype(np.float32)
