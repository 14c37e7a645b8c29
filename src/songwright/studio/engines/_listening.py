"""Listens to what an engine hands over: silence and broken-off sound are failures, never songs."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from songwright.song import SAMPLE_RATE_HZ, Brief, CannotMake, Lyrics, Recording
from songwright.studio.dsp import Held
from songwright.studio.ports import Engine, Monitor, Progress

SECOND_GO = 1000
"""Added to the number of a take that is made once more, so that it gets dice of its own, the same ones each time."""
STEP_S = 0.1
_SILENT_DB = -60.0
"""Full scale is 0; what nowhere is louder is no song."""
FADED_DB = -60.0
"""Against the loudest moment: what is fainter is not heard beside it."""
_LEAST_S = 5.0
_SHARE = 0.5
"""Of an asked length that must be heard."""
_LONGEST_HOLE_S = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listened:
    """An engine whose takes are listened to; a fault is tried once more. Implements the Engine port."""

    engine: Engine

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        """The engine's take, or its second go where the first was no song; a remark tells of that.

        The monitor hears the first go alone.

        Raises what the engine raises, and CannotMake when the second go is none either.
        """
        recording = self.engine.record(brief, lyrics, take, progress, monitor)
        first = fault_of(recording, brief)
        if not first:
            return recording
        again = self.engine.record(brief, lyrics, take + SECOND_GO, progress)
        second = fault_of(again, brief)
        if second:
            raise CannotMake(f"what it made is no song, twice: {first}; {second}")
        return replace(again, remarks=(f"made once more, since at first {first}", *again.remarks))


def fault_of(recording: Recording, brief: Brief) -> str:
    """Why this is no song, as part of a sentence; "" if it is one."""
    level = levels_db(recording)
    if not len(level) or level.max() < _SILENT_DB:
        return "it was silent"
    heard = np.flatnonzero(level > level.max() + FADED_DB)
    heard_s = (heard[-1] - heard[0] + 1) * STEP_S
    wanted_s = max(_LEAST_S, _SHARE * (brief.duration_s or 0.0))
    if heard_s < wanted_s:
        return f"it broke off after {heard_s:.0f} s"
    hole_s = float(np.diff(heard).max(initial=1) - 1) * STEP_S
    return f"it fell silent for {hole_s:.0f} s" if hole_s > _LONGEST_HOLE_S else ""


def levels_db(recording: Recording) -> npt.NDArray[np.float64]:
    """Level of each tenth of a second of all stems together, as if none cancelled another."""
    frames = round(STEP_S * SAMPLE_RATE_HZ)
    longest = max((len(stem.audio.samples) for stem in recording.stems), default=0)
    power = np.zeros(-(-longest // frames))
    for stem in recording.stems:
        first = 0
        for block in Held(stem.audio.samples).play():
            whole = len(block) // frames
            steps = block[: whole * frames].reshape(whole, frames * block.shape[1])
            power[first : first + whole] += np.einsum("ij,ij->i", steps, steps, dtype=np.float64) / steps.shape[1]
            rest = block[whole * frames :]
            if len(rest):
                power[first + whole] += float(np.square(rest, dtype=np.float64).mean())
            first += whole
    return 10.0 * np.log10(power + 1e-20)
