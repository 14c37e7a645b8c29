"""Where a sound stands between the loudspeakers. Everything here folds down to mono without loss."""

import math
from dataclasses import dataclass

import numpy as np

from songwright.studio.dsp._blocks import Blocks, Samples, cut
from songwright.studio.dsp._compiled import kernels
from songwright.studio.dsp._filters import Band, Equaliser
from songwright.studio.dsp._samples import Flow, frames_of, mono, stereo, tidy


@dataclass(frozen=True, slots=True, kw_only=True)
class Pan(Flow):
    """Places a sound and sets its width: stereo out."""

    place: float = 0.0
    """-1 left to 1 right; the middle of a stereo sound is moved."""
    width: float = 1.0
    """Factor of the sides; 0 is mono."""

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The placed sound, as loud at any place (sine law, 0 dB in the middle)."""
        del frames
        angle = (min(max(self.place, -1.0), 1.0) + 1.0) * math.pi / 4.0
        left, right = math.sqrt(2.0) * math.cos(angle), math.sqrt(2.0) * math.sin(angle)
        side = self.width
        one = ((left, 0.0), (right, 0.0))
        two = ((0.5 * (left + side), 0.5 * (left - side)), (0.5 * (right - side), 0.5 * (right + side)))
        return (_matrixed(block, one if block.shape[1] == 1 else two) for block in blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Width(Flow):
    """Makes a stereo sound wider or narrower without touching its middle."""

    factor: float
    """Of the sides; 0 is mono."""

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The sound with other sides; mono stays mono."""
        del frames
        near, far = 0.5 * (1.0 + self.factor), 0.5 * (1.0 - self.factor)
        sides = ((near, far), (far, near))
        return (block if block.shape[1] == 1 else _matrixed(block, sides) for block in blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread(Flow):
    """Gives a narrow sound sides, made of its own delayed self (Lauridsen): the mono sum is unchanged."""

    width: float
    """Level of the new sides against the middle."""
    delay_ms: float = 13.0

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The wider sound, in stereo."""
        del frames
        before = np.zeros((frames_of(self.delay_ms / 1000.0), 1), np.float32)
        without_bass = Equaliser((Band(kind="highpass", hz=220.0),)).opened(1)
        for block in blocks:
            late = np.concatenate((before, mono(block) * np.float32(self.width)))
            before = late[len(block) :]
            out = stereo(block).copy()
            side = without_bass(late[: len(block)])[:, 0]
            out[:, 0] += side
            out[:, 1] -= side
            yield out


def _matrixed(samples: Samples, shares: tuple[tuple[float, float], tuple[float, float]]) -> Samples:
    """Stereo out of the shares of each input, left row first; a mono sound uses the first column."""
    out = np.empty((len(samples), 2), np.float32)
    table = np.array(shares, np.float32)
    if samples.shape[1] == 1:
        table = np.ascontiguousarray(table[:, :1])
    kernels().matrix(tidy(samples), table, out)
    return out


class Sides:
    """Measures block by block how much of a sound is in its sides."""

    def __init__(self) -> None:
        self._own = self._shared = 0.0

    def hear(self, block: Samples) -> None:
        """Count a block in."""
        if block.shape[1] == 2:
            left, right = block[:, 0], block[:, 1]
            self._own += float(np.dot(left, left)) + float(np.dot(right, right))
            self._shared += 2.0 * float(np.dot(left, right))

    @property
    def against_middle_db(self) -> float:
        """Power of the sides against the middle's in dB; minus infinity for mono."""
        side, middle = max(self._own - self._shared, 0.0), self._own + self._shared
        if side <= 1e-12 * self._own or self._own == 0.0:
            return -math.inf
        return 10.0 * math.log10(side / middle) if middle > 0.0 else math.inf


def side_mid_db(samples: Samples) -> float:
    """Power of the sides against the middle's in dB; minus infinity for mono."""
    sides = Sides()
    for block in cut(samples):
        sides.hear(block)
    return sides.against_middle_db
