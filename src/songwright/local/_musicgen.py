"""MusicGen in this process, through transformers: sketches without a voice."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from songwright.local._handling import MUSICGEN
from songwright.local._shelf import Shelf
from songwright.local._sound import sound_of
from songwright.local._watching import Headway, watched
from songwright.song import Brief, CannotMake, Credit, Lyrics, Recording, Role, Stem
from songwright.studio.captions import caption, planned_s
from songwright.studio.engines import take_seed
from songwright.studio.ports import Monitor, Progress, Tier

_MOST_CAPTION = 512
_LENGTHS_S = (5.0, 600.0)
_USUAL_S = 60.0
_TOP_K = 250
"""As the model's makers sample."""


class MusicGenModel(Protocol):
    """A loaded model."""

    rate_hz: int

    def make(self, request: dict[str, Any], seed: int, headway: Headway) -> npt.NDArray[np.float32]:
        """Samples shaped (channels, frames), of the length asked for or a little more. `headway` may stop each step."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicGen:
    """Implements the Engine port; one quality serves every tier."""

    shelf: Shelf[MusicGenModel]
    checkpoint: str
    licence: str = "CC-BY-NC-4.0"
    tier: Tier = Tier.STANDARD

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        """One take as a single stem without a score.

        Raises CannotMake for a song that is sung, and when the model can't be loaded or fails; Cancelled when stopped.
        """
        del monitor, lyrics  # nothing can be heard before the end, and what has words is refused
        request = self.request(brief)
        return watched(lambda headway: self._recorded(brief, request, take, headway), progress)

    def request(self, brief: Brief) -> dict[str, Any]:
        """What the song asks of the model. Raises CannotMake for a song that is sung."""
        if brief.sung:
            raise CannotMake("its model can't sing, and this song is sung")
        length_s = planned_s(brief) or _USUAL_S
        return {
            "text": caption(brief, figures=True, most=_MOST_CAPTION),
            "length_s": min(max(length_s, _LENGTHS_S[0]), _LENGTHS_S[1]),
            "guidance_scale": round(1.0 + 4.0 * brief.weights.style, 3),
            "temperature": round(0.5 + brief.weights.weirdness, 3),
            "top_k": _TOP_K,
        }

    def _recorded(self, brief: Brief, request: dict[str, Any], take: int, headway: Headway) -> Recording:
        with self.shelf.lend(headway) as model:
            samples = model.make(request, take_seed(brief, take), headway)
            rate_hz = model.rate_hz
        audio = sound_of(samples, rate_hz, request["length_s"], headway.tell)
        credit = Credit(
            engine="musicgen", checkpoint=self.checkpoint, licence=self.licence, handling=MUSICGEN,
            tier=self.tier.value,
        )  # fmt: skip
        stem = Stem(name="mix", role=Role.LEAD, audio=audio, source=self.checkpoint)
        return Recording(stems=(stem,), style=brief.style, credit=credit)
