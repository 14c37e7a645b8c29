"""Ends of sounds led down."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp import Blocks, Flow


@dataclass(frozen=True, slots=True, eq=False)
class EndFade(Flow):
    """Leads the end of a sound down a slope."""

    slope: npt.NDArray[np.float32]
    """Gains of the last frames; no more of them than the sound has."""

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The sound with its end faded."""
        slope = self.slope[:, None]
        place = len(slope) - frames
        for block in blocks:
            first = max(-place, 0)
            out = block
            if first < len(block):
                out = block.copy()
                out[first:] *= slope[place + first : place + len(block)]
            place += len(block)
            yield out
