"""Rooms: synthesised impulse responses and the convolution that puts a sound into them."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp._blocks import Blocks, Samples, cut, even, joined
from songwright.studio.dsp._filters import Band, Equaliser
from songwright.studio.dsp._samples import RATE_HZ, Flow, frames_of, tidy


class Space(StrEnum):
    """Kinds of rooms and devices."""

    ROOM = "room"
    PLATE = "plate"
    HALL = "hall"
    SPRING = "spring"
    GATED = "gated"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Build:
    """How a space grows: build-up, early reflections and where its sound lives."""

    onset_ms: float
    early: int
    early_span_ms: float
    low_hz: float
    high_hz: float
    bass_share: float
    """Decay time of the lowest band against the middle's."""


_BUILDS = {
    Space.ROOM: _Build(onset_ms=3.0, early=14, early_span_ms=40.0, low_hz=160.0, high_hz=11_000.0, bass_share=0.9),
    Space.PLATE: _Build(onset_ms=1.5, early=0, early_span_ms=0.0, low_hz=220.0, high_hz=13_000.0, bass_share=0.7),
    Space.HALL: _Build(onset_ms=45.0, early=18, early_span_ms=90.0, low_hz=90.0, high_hz=9_000.0, bass_share=1.15),
    Space.SPRING: _Build(onset_ms=2.0, early=0, early_span_ms=0.0, low_hz=250.0, high_hz=4_500.0, bass_share=0.8),
    Space.GATED: _Build(onset_ms=1.0, early=10, early_span_ms=25.0, low_hz=180.0, high_hz=10_000.0, bass_share=1.0),
}
_NOTHING = 1e-20
"""-400 dB: less would become numbers that processors are slow with."""
_EDGES_HZ = (60.0, 250.0, 700.0, 2000.0, 5000.0, 14_000.0)
_DAMPING = (1.0, 1.0, 1.0, 0.8, 0.5)
"""Decay time of each band against the middle's: air and walls take the highs first."""


@dataclass(frozen=True, kw_only=True)
class Reverb(Flow):
    """A space as an effect: mono or stereo in, stereo out, the wet sound alone. Linear."""

    space: Space = Space.PLATE
    decay_s: float = 1.8
    """Time to fall by 60 dB; for the gated space, its length."""
    predelay_ms: float = 10.0
    brightness: float = 1.0
    """Decay of the highs against the space's own: .5 is dark, 1.2 airy."""
    seed: int = 0

    @cached_property
    def impulse(self) -> Samples:
        """The impulse response, shape (frames, 2), each channel of energy 1."""
        rng = np.random.default_rng([self.seed, *self.space.value.encode()])
        build = _BUILDS[self.space]
        frames = max(64, frames_of(self.decay_s * (1.0 if self.space is Space.GATED else 1.15)))
        tail = self._tail(rng, build, frames)
        for number in range(build.early):
            at = frames_of(0.003 + build.early_span_ms / 1000.0 * rng.random() ** 1.3)
            if at < frames:
                tail[at, number % 2] += rng.choice((-1.0, 1.0)) * 5.0 * np.exp(-at / RATE_HZ * 20.0)
        if self.space is Space.SPRING:
            tail = _dispersed(tail)
        if self.space is Space.GATED:
            tail *= _gate(frames)[:, None]
        shaped = Equaliser((Band(kind="highpass", hz=build.low_hz), Band(kind="lowpass", hz=build.high_hz)))(
            tail.astype(np.float32)
        )
        shaped = np.concatenate((np.zeros((frames_of(self.predelay_ms / 1000.0), 2), np.float32), shaped))
        return np.asarray(shaped / np.sqrt((shaped.astype(np.float64) ** 2).sum(axis=0)), np.float32)

    def _tail(self, rng: np.random.Generator, build: _Build, frames: int) -> npt.NDArray[np.float64]:
        """Noise in bands that each die at their own pace, different left and right."""
        seconds = np.arange(frames) / RATE_HZ
        tail = np.zeros((frames, 2))
        for number, share in enumerate(_DAMPING):
            noise = rng.standard_normal((frames, 2)).astype(np.float32)
            low, high = _EDGES_HZ[number], _EDGES_HZ[number + 1]
            band = Equaliser((Band(kind="highpass", hz=low), Band(kind="lowpass", hz=high)))(noise)
            decay_s = self.decay_s * share * (build.bass_share if number == 0 else 1.0)
            decay_s *= self.brightness if number >= 3 else 1.0
            fall = np.exp(-6.91 * seconds / max(decay_s, 0.05)) if self.space is not Space.GATED else 1.0
            tail += band * np.reshape(fall, (-1, 1) if np.ndim(fall) else (1, 1))
        return tail * (1.0 - np.exp(-seconds * 1000.0 / build.onset_ms))[:, None]

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The wet sound in two channels."""
        del frames
        return even(_convolved(blocks, self.impulse))


def _gate(frames: int) -> npt.NDArray[np.float64]:
    """Almost level, then shut within 25 ms, as the gate on a drum room."""
    shut = min(frames, frames_of(0.025))
    shape = np.linspace(1.0, 0.75, frames)
    shape[frames - shut :] *= 0.5 * (1.0 + np.cos(np.linspace(0.0, np.pi, shut)))
    return shape


def _dispersed(tail: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """A spring's chirp: lows arrive before highs and come back every 37 ms."""
    spectrum = np.fft.rfft(tail, axis=0)
    hz = np.fft.rfftfreq(len(tail), 1.0 / RATE_HZ)
    spread_s = 0.028 * np.minimum(hz / 4500.0, 1.0) ** 1.5
    turn = np.exp(-2j * np.pi * np.cumsum(spread_s) * (hz[1] if len(hz) > 1 else 1.0))
    echo = 1.0 + 0.5 * np.exp(-2j * np.pi * hz * 0.037)
    return np.fft.irfft(spectrum * (turn * echo)[:, None], len(tail), axis=0)


def convolved(samples: Samples, impulse: Samples) -> Samples:
    """Convolution cut to the sound's length, in two channels.

    A mono sound meets both channels of the impulse; a stereo sound meets each with its own.
    """
    return joined(_convolved(cut(tidy(samples)), impulse))


def _convolved(blocks: Blocks, impulse: Samples) -> Blocks:
    """Overlap and add, in blocks of their own size."""
    length = len(impulse)
    size = max(1 << 14, 1 << (2 * length - 1).bit_length())
    spectrum = np.fft.rfft(tidy(impulse.T), size, axis=1)
    ringing = np.zeros((length - 1, 2), np.float32)
    # These are large, and made once: fresh memory for each block would cost as much as the arithmetic.
    heard, product = np.empty(spectrum.shape, np.complex64), np.empty(spectrum.shape, np.complex64)
    wet, faint = np.empty((2, size), np.float32), np.empty((2, size), bool)
    for block in even(blocks, size - length + 1):
        count, channels = len(block), block.shape[1]
        out = np.zeros((count, 2), np.float32)
        still = min(count, len(ringing))
        out[:still] += ringing[:still]
        ringing = np.concatenate((ringing[still:], np.zeros((still, 2), np.float32)))
        if block.any():
            source = np.zeros((channels, size), np.float32)
            source[:, :count] = block.T
            np.fft.rfft(source, axis=1, out=cast("Any", heard[:channels]))  # the stubs know 64 bits alone
            np.multiply(heard[:channels], spectrum, out=product)
            np.fft.irfft(product, size, axis=1, out=cast("Any", wet))
            np.less(np.abs(wet), _NOTHING, out=faint)
            wet[faint] = 0.0
            out += wet[:, :count].T
            ringing += wet[:, count : count + length - 1].T
        yield out
