"""Dynamics: a compressor and a de-esser."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp._blocks import Blocks, Samples
from songwright.studio.dsp._compiled import level_kernels
from songwright.studio.dsp._curves import HOP, one_pole, power_curve, ridden
from songwright.studio.dsp._filters import Band, Equaliser, Moved
from songwright.studio.dsp._samples import Flow

_Line = npt.NDArray[np.float32]
_WINDOW = np.full(4, 0.25, np.float32)
"""Powers are averaged over about 5 ms: quick enough for a consonant, too slow to follow a wave."""
_DETECTOR_HOP = 16
"""Frames between two decisions of the compressor: a third of a millisecond, well under any attack time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compressor(Flow):
    """A feed-forward compressor with a soft knee; both channels share one gain, so the image stands still."""

    threshold_db: float
    """Mean-square level in dB at which it begins."""
    ratio: float
    attack_ms: float = 10.0
    release_ms: float = 120.0
    knee_db: float = 6.0
    window_ms: float = 5.0
    """Time over which the level is averaged."""

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The compressed sound, without make-up gain."""
        del frames
        return (ridden(block, gains, _DETECTOR_HOP) for block, gains in self.gains(blocks))

    def gains(self, blocks: Blocks) -> Iterator[tuple[Samples, _Line]]:
        """Each block with the gains it would get, one every 16 frames and one beyond its end."""
        state = np.zeros(2)
        held: tuple[Samples, _Line] | None = None
        for block in blocks:
            gains = np.empty(-(-len(block) // _DETECTOR_HOP), np.float32)
            level_kernels().compression(
                power_curve(block, _DETECTOR_HOP),
                self.threshold_db,
                1.0 - 1.0 / self.ratio,
                self.knee_db,
                one_pole(self.attack_ms, _DETECTOR_HOP),
                one_pole(self.release_ms, _DETECTOR_HOP),
                one_pole(self.window_ms, _DETECTOR_HOP),
                state,
                gains,
            )
            if held is not None:
                yield held[0], np.append(held[1], gains[:1])
            held = block, gains
        if held is not None:
            yield held[0], np.append(held[1], held[1][-1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class DeEsser(Flow):
    """Turns a sharp band down while it stands out against the whole sound, whatever the level."""

    hz: float = 7000.0
    q: float = 0.6
    allowed_db: float = -10.0
    """Level of the band against the whole that passes untouched."""
    most_db: float = 9.0
    """Deepest cut."""

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The sound with tamed sibilants."""
        del frames
        moved = Moved(self.hz, self.q)
        for (_, before), (block, here), (after_block, after) in _around(self._levels(blocks)):
            # The average at a point takes two points before it and one behind; the gain beyond a block one more.
            lines = np.concatenate((before[:, -2:], here, after[:, :2]), axis=1)
            lines = np.pad(lines, ((0, 0), (2 - min(before.shape[1], 2), 2 - min(after.shape[1], 2))))
            band, whole = (np.convolve(line, _WINDOW, "valid").astype(np.float32) for line in lines)
            over_db = 10.0 * np.log10((band + 1e-12) / (whole + 1e-9)) - self.allowed_db
            gains = (10.0 ** (-np.clip(over_db, 0.0, self.most_db) / 20.0)).astype(np.float32)
            if len(block) and not len(after_block):
                gains[-1] = gains[-2]
            yield moved(block, gains, HOP)

    def _levels(self, blocks: Blocks) -> Iterator[tuple[Samples, _Line]]:
        """Each block with the powers of the sharp band and of all of it, two rows."""
        sharp = Equaliser((Band(kind="highpass", hz=self.hz / 1.5), Band(kind="lowpass", hz=self.hz * 1.5)))
        filtered = None
        for block in blocks:
            filtered = filtered or sharp.opened(block.shape[1])
            yield block, np.stack((power_curve(filtered(block)), power_curve(block)))


def _around(
    levels: Iterator[tuple[Samples, _Line]],
) -> Iterator[tuple[tuple[Samples, _Line], tuple[Samples, _Line], tuple[Samples, _Line]]]:
    """Each block and its powers with those before and after, empty ones at the ends."""
    before: tuple[Samples, _Line] | None = None
    here: tuple[Samples, _Line] | None = None
    for after in levels:
        if here is not None:
            yield before or _none_of(here), here, after
            before = here
        here = after
    if here is not None:
        yield before or _none_of(here), here, _none_of(here)


def _none_of(level: tuple[Samples, _Line]) -> tuple[Samples, _Line]:
    return level[0][:0], level[1][:, :0]
