"""Delays that are heard as such, and those that move: echo, chorus, tape."""

from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp._blocks import Blocks, Samples, neighbours, shared
from songwright.studio.dsp._compiled import kernels
from songwright.studio.dsp._curves import HOP, points_for
from songwright.studio.dsp._samples import RATE_HZ, Flow, frames_of, mono, stereo, tidy


@dataclass(frozen=True, slots=True, kw_only=True)
class PingPong(Flow):
    """Echoes that change sides, the wet sound alone: mono or stereo in, stereo out. Linear."""

    delay_s: float
    feedback: float = 0.4
    """Level of each echo against the one before, under 1."""
    damping: float = 0.35
    """How much duller each echo is, 0 to 1."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.feedback < 1.0:
            raise ValueError(f"feedback must lie between 0 and 1, not {self.feedback}")

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The echoes."""
        del frames
        delay, state = max(1, frames_of(self.delay_s)), np.zeros(2)
        before, echoed = np.zeros((delay, 1), np.float32), np.zeros((delay, 2), np.float32)
        for block in blocks:
            sound = np.concatenate((before, mono(block)))
            out = np.empty((len(sound), 2), np.float32)
            out[:delay] = echoed
            kernels().ping_pong(sound, delay, self.feedback, self.damping, state, out)
            before, echoed = sound[len(block) :], out[len(block) :]
            yield out[delay:]


_AHEAD = 4
"""Frames behind a place that reading there may take."""


def _wandered(blocks: Blocks, frames: int, delays: npt.NDArray[np.float64]) -> Blocks:
    """The sound read behind itself by delays in frames, shape (points, channels)."""
    table = np.ascontiguousarray(delays, np.float32)
    reach = int(np.ceil(table.max(initial=0.0))) + _AHEAD
    before: Samples | None = None
    first = 0
    for _, block, after in neighbours(blocks):
        lead = block[:0] if before is None else before[-reach:]
        window = tidy(np.concatenate((lead, block, after[:_AHEAD])))
        out = np.zeros((len(block), table.shape[1]), np.float32)
        if len(block):
            kernels().wander(window, first - len(lead), frames, table, HOP, first, out)
        before = window[: len(lead) + len(block)]
        first += len(block)
        yield out


def _clock(frames: int) -> npt.NDArray[np.float64]:
    """Times of a curve's points in seconds."""
    return np.arange(points_for(frames), dtype=np.float64) * (HOP / RATE_HZ)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chorus(Flow):
    """A second player who is never quite in tune: stereo out."""

    rate_hz: float = 0.5
    depth_ms: float = 2.5
    delay_ms: float = 12.0
    blend: float = 0.4
    """Share of the moving voice, 0 to 1."""

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The sound with its moving double, opposite left and right."""
        swing = 2.0 * np.pi * self.rate_hz * _clock(frames)[:, None] + np.array([0.0, 1.9])
        delays = (self.delay_ms + self.depth_ms * np.sin(swing)) * RATE_HZ / 1000.0
        share = np.float32(self.blend)
        itself, doubled = shared(map(stereo, blocks), 2)
        for block, double in zip(itself, _wandered(doubled, frames, delays), strict=True):
            still = block * (np.float32(1.0) - np.float32(0.4) * share)
            yield np.asarray(still + share * double, np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubler(Flow):
    """Two late copies left and right in place of the sound itself, as a singer's doubles: stereo out."""

    left_ms: float = 11.0
    right_ms: float = 17.0
    drift_ms: float = 1.2

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The two copies."""
        seconds = _clock(frames)
        left = self.left_ms + self.drift_ms * np.sin(2.0 * np.pi * 0.37 * seconds)
        right = self.right_ms + self.drift_ms * np.sin(2.0 * np.pi * 0.29 * seconds + 2.0)
        return _wandered(map(mono, blocks), frames, np.stack((left, right), axis=1) * RATE_HZ / 1000.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wow(Flow):
    """An uneven tape: slow wow, a little flutter and a drift that never repeats."""

    depth_ms: float
    """How far the tape runs ahead and behind; .3 is a good deck, 1.5 a worn one."""
    seed: int = 0

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The sound as the tape plays it, in the same channels, late by the depth."""
        seconds = _clock(frames)
        rng = np.random.default_rng([self.seed, 0x776F77])
        knots = rng.standard_normal(int(seconds[-1]) + 4)
        drift = np.interp(seconds, np.arange(len(knots)) - 1.0, knots)
        turn = 2.0 * np.pi * seconds
        sway = 0.55 * np.sin(turn * 0.55 + rng.random() * 6.0) + 0.03 * np.sin(turn * 6.3) + 0.2 * np.tanh(drift)
        delays = self.depth_ms * (1.0 + sway) * RATE_HZ / 1000.0
        heard = iter(blocks)
        for first in heard:
            table = np.repeat(delays[:, None], first.shape[1], axis=1)
            yield from _wandered(chain((first,), heard), frames, table)
