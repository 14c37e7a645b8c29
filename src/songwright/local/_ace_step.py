"""ACE-Step 1.5 in this process, through the pipeline that diffusers has for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from songwright.local._planner import PlanOrder, plan_order
from songwright.local._shelf import Shelf
from songwright.local._sound import sound_of
from songwright.local._watching import Headway, watched
from songwright.song import Brief, CannotMake, Credit, Lyrics, Recording, Role, Stem
from songwright.studio.captions import ace_step_handling, ace_step_sheet, caption
from songwright.studio.engines import take_seed
from songwright.studio.ports import Monitor, Progress, Tier

_MOST_CAPTION, _LEAST_CAPTION = 512, 16
"""Characters; the model was taught with no longer ones."""
_MOST_CAPTION_TOKENS, MOST_WORD_TOKENS = 256, 2048
"""What the pipeline cuts off behind, tempo and key with a caption's end."""
_TURBO_STEPS, _BASE_STEPS, _BASE_TOP_STEPS = 8, 32, 50
_USUAL_S = 120.0


class AceStepModel(Protocol):
    """A loaded model."""

    turbo: bool
    """Whether its guidance is built in."""
    plans: bool
    """Whether there is a planner."""
    rate_hz: int

    def tokens(self, request: dict[str, Any]) -> tuple[int, int]:
        """How many tokens the caption with its figures and the words of a request have."""
        ...

    def plan(self, order: PlanOrder, seed: int, headway: Headway) -> str:
        """A planner's codes, for the argument `audio_codes`; `headway` as with `make`."""
        ...

    def make(self, request: dict[str, Any], seed: int, headway: Headway) -> npt.NDArray[np.float32]:
        """Samples shaped (channels, frames). Between two steps `headway` hears of it, and stops it by raising."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AceStep:
    """Implements the Engine port. Takes are made one by one, since two in a batch would not be the same samples."""

    shelf: Shelf[AceStepModel]
    checkpoint: str
    """What reports call the model, and its planner where there is one."""
    licence: str = "MIT"
    tier: Tier = Tier.STANDARD

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        """One take as a single stem without a score.

        Raises CannotMake when the model can't be loaded, fails, or can't read so many words; Cancelled when stopped.
        """
        del monitor  # nothing can be heard before the last step
        return watched(lambda headway: self._recorded(brief, lyrics, take, headway), progress)

    def request(
        self, brief: Brief, lyrics: Lyrics, *, turbo: bool, tokens: Callable[[dict[str, Any]], tuple[int, int]]
    ) -> dict[str, Any]:
        """The arguments of the pipeline that the song decides; the caption is shortened until the model reads it all.

        Raises CannotMake for words that the model would cut.
        """
        sheet = ace_step_sheet(brief, lyrics)
        most = _MOST_CAPTION
        request = {
            "prompt": caption(brief, figures=False, most=most),
            "lyrics": sheet.words,
            "vocal_language": sheet.language,
            "audio_duration": sheet.length_s or _USUAL_S,
            "bpm": sheet.bpm,
            "keyscale": sheet.key_scale,
            "timesignature": sheet.time_signature,
            "num_inference_steps": self._steps(turbo=turbo),
            "guidance_scale": 1.0 if turbo else sheet.guidance,
        }
        told, words = tokens(request)
        if words > MOST_WORD_TOKENS:
            raise CannotMake(f"its model reads {MOST_WORD_TOKENS} tokens of words, and these are {words}")
        while told > _MOST_CAPTION_TOKENS and most > _LEAST_CAPTION:
            most = most * 7 // 8
            request["prompt"] = caption(brief, figures=False, most=most)
            told, _ = tokens(request)
        return request

    def _steps(self, *, turbo: bool) -> int:
        """As the model documents them."""
        return _TURBO_STEPS if turbo else _BASE_TOP_STEPS if self.tier is Tier.TOP else _BASE_STEPS

    def _recorded(self, brief: Brief, lyrics: Lyrics, take: int, headway: Headway) -> Recording:
        with self.shelf.lend(headway) as model:
            turbo, plans = model.turbo, model.plans and self.tier is not Tier.DRAFT
            request, seed = self.request(brief, lyrics, turbo=turbo, tokens=model.tokens), take_seed(brief, take)
            if plans:
                request["audio_codes"] = model.plan(plan_order(brief, lyrics, request), seed, headway)
            samples = model.make(request, seed, headway)
            rate_hz = model.rate_hz
        audio = sound_of(samples, rate_hz, request["audio_duration"], headway.tell)
        credit = Credit(
            engine="ace-step", checkpoint=self.checkpoint, licence=self.licence,
            handling=ace_step_handling(plans=plans, turbo=turbo), tier=self.tier.value,
        )  # fmt: skip
        role = Role.VOCAL if brief.sung else Role.LEAD
        stem = Stem(name="mix", role=role, audio=audio, source=self.checkpoint)
        return Recording(stems=(stem,), style=brief.style, credit=credit)
