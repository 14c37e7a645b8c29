"""What every effect agrees on: the shape of samples, decibels, and that a chain of effects is an effect."""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from songwright.song import SAMPLE_RATE_HZ
from songwright.studio.dsp._blocks import Blocks, Samples, cut, joined
from songwright.studio.dsp._compiled import kernels

RATE_HZ = float(SAMPLE_RATE_HZ)


class Effect(Protocol):
    """Turns samples into samples of as many frames; keeps nothing between calls and never writes into its input."""

    def __call__(self, samples: Samples, /) -> Samples:
        """The treated sound."""
        ...

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The same sound block by block, from a sound of so many frames in all: sample for sample that of a call.

        Blocks come in and go out even (`even`), a few of them later where an effect looks ahead.
        """
        ...


class Flow:
    """An effect told by what it does to blocks; a call lets the whole sound flow through."""

    __slots__ = ()

    def __call__(self, samples: Samples, /) -> Samples:
        """The treated sound."""
        return joined(self.flow(cut(tidy(samples)), len(samples)))

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The treated blocks."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Chain(Flow):
    """Effects one after another: itself an effect, so chains nest."""

    effects: tuple[Effect, ...] = ()

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The sound after the last effect; an empty chain is a wire."""
        for effect in self.effects:
            blocks = effect.flow(blocks, frames)
        return blocks


@dataclass(frozen=True, slots=True)
class Gain(Flow):
    """A fader that stands still."""

    level_db: float

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The sound at another level."""
        del frames
        factor = np.float32(gain_of(self.level_db))
        return (block * factor for block in blocks)


def gain_of(level_db: float) -> float:
    """The amplitude factor of a level in dB."""
    return float(10.0 ** (level_db / 20.0))


def db_of(gain: float) -> float:
    """The level in dB of an amplitude factor; minus infinity for 0."""
    return 20.0 * math.log10(gain) if gain > 0.0 else -math.inf


def tidy(samples: Samples) -> Samples:
    """The samples as contiguous float32 (frames, channels), which the kernels want; a view where possible."""
    return np.ascontiguousarray(samples, dtype=np.float32)


def mono(samples: Samples) -> Samples:
    """The mean of the channels, shape (frames, 1)."""
    if samples.shape[1] == 1:
        return samples
    out = np.empty((len(samples), 1), np.float32)
    if len(samples):
        kernels().fold(tidy(samples), out)
    return out


def stereo(samples: Samples) -> Samples:
    """Two channels; one channel is put on both sides."""
    return samples if samples.shape[1] == 2 else np.repeat(samples, 2, axis=1)


def frames_of(seconds: float) -> int:
    """Frames nearest to a time."""
    return round(seconds * RATE_HZ)
