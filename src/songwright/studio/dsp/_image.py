"""Where a sound stands between the loudspeakers. Everything here folds down to mono without loss."""

import math
from dataclasses import dataclass

import numpy as np

from songwright.studio.dsp._compiled import kernels
from songwright.studio.dsp._filters import Band, Equaliser
from songwright.studio.dsp._samples import Samples, frames_of, mono, stereo, tidy


@dataclass(frozen=True, slots=True, kw_only=True)
class Pan:
    """Places a sound and sets its width: stereo out."""

    place: float = 0.0
    """-1 left to 1 right; the middle of a stereo sound is moved."""
    width: float = 1.0
    """Factor of the sides; 0 is mono."""

    def __call__(self, samples: Samples, /) -> Samples:
        """The placed sound, as loud at any place (sine law, 0 dB in the middle)."""
        angle = (min(max(self.place, -1.0), 1.0) + 1.0) * math.pi / 4.0
        left, right = math.sqrt(2.0) * math.cos(angle), math.sqrt(2.0) * math.sin(angle)
        if samples.shape[1] == 1:
            return _matrixed(samples, ((left, 0.0), (right, 0.0)))
        side = self.width
        return _matrixed(
            samples, ((0.5 * (left + side), 0.5 * (left - side)), (0.5 * (right - side), 0.5 * (right + side)))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Width:
    """Makes a stereo sound wider or narrower without touching its middle."""

    factor: float
    """Of the sides; 0 is mono."""

    def __call__(self, samples: Samples, /) -> Samples:
        """The sound with other sides; mono stays mono."""
        if samples.shape[1] == 1:
            return samples
        near, far = 0.5 * (1.0 + self.factor), 0.5 * (1.0 - self.factor)
        return _matrixed(samples, ((near, far), (far, near)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Gives a narrow sound sides, made of its own delayed self (Lauridsen): the mono sum is unchanged."""

    width: float
    """Level of the new sides against the middle."""
    delay_ms: float = 13.0

    def __call__(self, samples: Samples, /) -> Samples:
        """The wider sound, in stereo."""
        shift = frames_of(self.delay_ms / 1000.0)
        late = np.zeros((len(samples), 1), np.float32)
        late[shift:] = mono(samples)[: max(0, len(samples) - shift)] * np.float32(self.width)
        out = stereo(samples).copy()
        side = Equaliser((Band(kind="highpass", hz=220.0),))(late)[:, 0]
        out[:, 0] += side
        out[:, 1] -= side
        return out


def _matrixed(samples: Samples, shares: tuple[tuple[float, float], tuple[float, float]]) -> Samples:
    """Stereo out of the shares of each input, left row first; a mono sound uses the first column."""
    out = np.empty((len(samples), 2), np.float32)
    table = np.array(shares, np.float32)
    if samples.shape[1] == 1:
        table = np.ascontiguousarray(table[:, :1])
    kernels().matrix(tidy(samples), table, out)
    return out


def side_mid_db(samples: Samples) -> float:
    """Power of the sides against the middle's in dB; minus infinity for mono."""
    if samples.shape[1] == 1:
        return -math.inf
    left, right = samples[:, 0], samples[:, 1]
    own = float(np.dot(left, left)) + float(np.dot(right, right))
    shared = 2.0 * float(np.dot(left, right))
    side, middle = max(own - shared, 0.0), own + shared
    if side <= 1e-12 * own or own == 0.0:
        return -math.inf
    return 10.0 * math.log10(side / middle) if middle > 0.0 else math.inf
