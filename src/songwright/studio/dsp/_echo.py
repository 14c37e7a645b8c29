"""Delays that are heard as such, and those that move: echo, chorus, tape."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp._compiled import kernels
from songwright.studio.dsp._curves import HOP, points_for
from songwright.studio.dsp._samples import RATE_HZ, Samples, frames_of, mono, stereo, tidy


@dataclass(frozen=True, slots=True, kw_only=True)
class PingPong:
    """Echoes that change sides, the wet sound alone: mono or stereo in, stereo out. Linear."""

    delay_s: float
    feedback: float = 0.4
    """Level of each echo against the one before, under 1."""
    damping: float = 0.35
    """How much duller each echo is, 0 to 1."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.feedback < 1.0:
            raise ValueError(f"feedback must lie between 0 and 1, not {self.feedback}")

    def __call__(self, samples: Samples, /) -> Samples:
        """The echoes."""
        out = np.zeros((len(samples), 2), np.float32)
        if len(samples):
            kernels().ping_pong(tidy(mono(samples)), max(1, frames_of(self.delay_s)), self.feedback, self.damping, out)
        return out


def _wandered(samples: Samples, delays: npt.NDArray[np.float64]) -> Samples:
    """The sound read behind itself by delays in frames, shape (points, channels)."""
    out = np.zeros((len(samples), delays.shape[1]), np.float32)
    if len(samples):
        kernels().wander(tidy(samples), np.ascontiguousarray(delays, np.float32), HOP, out)
    return out


def _clock(frames: int) -> npt.NDArray[np.float64]:
    """Times of a curve's points in seconds."""
    return np.arange(points_for(frames), dtype=np.float64) * (HOP / RATE_HZ)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chorus:
    """A second player who is never quite in tune: stereo out."""

    rate_hz: float = 0.5
    depth_ms: float = 2.5
    delay_ms: float = 12.0
    blend: float = 0.4
    """Share of the moving voice, 0 to 1."""

    def __call__(self, samples: Samples, /) -> Samples:
        """The sound with its moving double, opposite left and right."""
        swing = 2.0 * np.pi * self.rate_hz * _clock(len(samples))[:, None] + np.array([0.0, 1.9])
        delays = (self.delay_ms + self.depth_ms * np.sin(swing)) * RATE_HZ / 1000.0
        share = np.float32(self.blend)
        still = stereo(samples) * (np.float32(1.0) - np.float32(0.4) * share)
        return np.asarray(still + share * _wandered(stereo(samples), delays), np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubler:
    """Two late copies left and right in place of the sound itself, as a singer's doubles: stereo out."""

    left_ms: float = 11.0
    right_ms: float = 17.0
    drift_ms: float = 1.2

    def __call__(self, samples: Samples, /) -> Samples:
        """The two copies."""
        seconds = _clock(len(samples))
        left = self.left_ms + self.drift_ms * np.sin(2.0 * np.pi * 0.37 * seconds)
        right = self.right_ms + self.drift_ms * np.sin(2.0 * np.pi * 0.29 * seconds + 2.0)
        return _wandered(mono(samples), np.stack((left, right), axis=1) * RATE_HZ / 1000.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wow:
    """An uneven tape: slow wow, a little flutter and a drift that never repeats."""

    depth_ms: float
    """How far the tape runs ahead and behind; .3 is a good deck, 1.5 a worn one."""
    seed: int = 0

    def __call__(self, samples: Samples, /) -> Samples:
        """The sound as the tape plays it, in the same channels, late by the depth."""
        seconds = _clock(len(samples))
        rng = np.random.default_rng([self.seed, 0x776F77])
        knots = rng.standard_normal(int(seconds[-1]) + 4)
        drift = np.interp(seconds, np.arange(len(knots)) - 1.0, knots)
        turn = 2.0 * np.pi * seconds
        sway = 0.55 * np.sin(turn * 0.55 + rng.random() * 6.0) + 0.03 * np.sin(turn * 6.3) + 0.2 * np.tanh(drift)
        delays = self.depth_ms * (1.0 + sway) * RATE_HZ / 1000.0
        return _wandered(samples, np.repeat(delays[:, None], samples.shape[1], axis=1))
