"""An ACE-Step 1.5 server: a task is released, asked after, and its sound fetched (its docs/en/API.md)."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import msgspec

from songwright.remote._line import MOST_SOUND_BYTES, Answer, Line, Talk, plain
from songwright.remote._sound import sound_of
from songwright.remote._waiting import Headway, wait_for
from songwright.song import Brief, CannotMake, Credit, Lyrics, Recording, Role, Stem
from songwright.studio.captions import Sheet, ace_step_handling, ace_step_sheet, caption
from songwright.studio.engines import take_seed
from songwright.studio.ports import Monitor, Progress, Tier

_MOST_CAPTION, _MOST_WORDS = 512, 4096
"""Characters that the model reads."""
_SOUND = "/v1/audio?path="
_LITERAL = 0.8
"""From this style weight on the planner takes the caption as it stands."""
_TURBO_STEPS, _BASE_STEPS, _BASE_TOP_STEPS = 8, 32, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What a finished task says of itself."""

    file: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AceStepServer:
    """Implements the Engine port. The server can't be told to stop: a cancelled song is left to it and not fetched."""

    line: Line
    tier: Tier = Tier.STANDARD
    model: str = ""
    """The model's name there; empty: the server's default, taken for a turbo model."""
    licence: str = "MIT"
    ask_every_s: float = 1.0

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        """One take as a single stem without a score.

        Raises CannotMake when the server gives none in time or the words are too long, Cancelled when told to stop.
        """
        del monitor  # nothing can be heard before the server has made it all
        body = self.request(brief, lyrics, take)
        headway = Headway(progress)
        made, answer = wait_for(lambda: self._fetch(body, headway), headway)
        headway.reach("listening")
        audio = sound_of(answer, headway.tell)
        credit = Credit(
            engine="ace-step-server", checkpoint=made.model or self.model or "not told", licence=self.licence,
            handling=ace_step_handling(plans=self._plans, turbo=self._turbo), tier=self.tier.value,
        )  # fmt: skip
        stem = Stem(name="mix", role=Role.VOCAL if brief.sung else Role.LEAD, audio=audio, source="ACE-Step server")
        return Recording(stems=(stem,), style=brief.style, credit=credit)

    def request(self, brief: Brief, lyrics: Lyrics, take: int) -> dict[str, Any]:
        """The body of `release_task`. Raises CannotMake for words that the model would cut."""
        sheet = ace_step_sheet(brief, lyrics)
        if len(sheet.words) > _MOST_WORDS:
            raise CannotMake(f"its model reads {_MOST_WORDS} characters of words, and these are {len(sheet.words)}")
        return {
            "task_type": "text2music",
            "prompt": caption(brief, figures=False, most=_MOST_CAPTION),
            "lyrics": sheet.words,
            "vocal_language": sheet.language,
            "audio_format": "flac",
            "batch_size": 1,
            "use_random_seed": False,
            "seed": take_seed(brief, take) & 0x7FFF_FFFF,
            "bpm": sheet.bpm,
            "key_scale": sheet.key_scale,
            "time_signature": sheet.time_signature,
            **({} if sheet.length_s is None else {"audio_duration": sheet.length_s}),
            **({"model": self.model} if self.model else {}),
            **self._quality(brief, sheet),
        }

    @property
    def _turbo(self) -> bool:
        """Whether the model has its guidance built in; it then takes eight steps."""
        return not self.model or "turbo" in self.model

    @property
    def _plans(self) -> bool:
        """Whether the language model plans the song first."""
        return self.tier is not Tier.DRAFT

    def _quality(self, brief: Brief, sheet: Sheet) -> dict[str, Any]:
        """Steps by tier and model; guidance and sampling by the weights, the middle being their documented defaults."""
        weights = brief.weights
        steps = _TURBO_STEPS if self._turbo else _BASE_TOP_STEPS if self.tier is Tier.TOP else _BASE_STEPS
        avoid = {"lm_negative_prompt": brief.avoid.strip()} if brief.avoid.strip() else {}
        return {
            "inference_steps": steps,
            "guidance_scale": sheet.guidance,
            "thinking": self._plans,
            "lm_cfg_scale": sheet.plan_guidance,
            "lm_temperature": sheet.plan_temperature,
            "lm_top_p": sheet.plan_top_p,
            "use_cot_caption": weights.style < _LITERAL,
            "use_cot_language": False,
            **avoid,
        }

    async def _fetch(self, body: Mapping[str, Any], headway: Headway) -> tuple[_Made, Answer]:
        async with self.line.open() as talk:
            task = _task_of(await talk.json("POST", "/release_task", body))
            headway.reach("rendering")
            made = await self._finished(talk, task)
            headway.reach("fetching")
            return made, await talk.call("GET", made.file, None, MOST_SOUND_BYTES)

    async def _finished(self, talk: Talk, task: str) -> _Made:
        """What became of the task; the line's time limit ends the asking."""
        while True:
            made = _result_of(await talk.json("POST", "/query_result", {"task_id_list": [task]}), task)
            if made is not None:
                return made
            await asyncio.sleep(self.ask_every_s)


def _task_of(told: Any) -> str:  # noqa: ANN401 - a stranger's answer
    task = told.get("data") if isinstance(told, dict) else None
    name = task.get("task_id") if isinstance(task, dict) else None
    if not isinstance(name, str) or not 0 < len(name) <= 200:
        raise CannotMake("its server named no task")
    return name


def _result_of(told: Any, task: str) -> _Made | None:  # noqa: ANN401 - a stranger's answer
    """The first sound of a finished task, None while it is at work. Raises CannotMake when it failed or is unknown."""
    rows = told.get("data") if isinstance(told, dict) else None
    named = [each for each in rows if isinstance(each, dict)] if isinstance(rows, list) else []
    row = next((each for each in named if each.get("task_id") == task), None)
    if row is None:
        raise CannotMake("its server forgot the task")
    if row.get("status") == 0:
        return None
    try:
        results = msgspec.json.decode(row.get("result") or "[]")
    except (msgspec.DecodeError, TypeError, RecursionError) as error:
        raise CannotMake("its server's result can't be read") from error
    first = results[0] if isinstance(results, list) and results and isinstance(results[0], dict) else {}
    if row.get("status") != 1:
        said = first.get("error") or row.get("error")
        why = f": {plain(said, 200)}" if isinstance(said, str) else ""
        raise CannotMake(f"its server failed with the song{why}")
    model = first.get("dit_model")
    return _Made(file=_path_of(first.get("file")), model=plain(model, 80) if isinstance(model, str) else "")


def _path_of(file: object) -> str:
    """The path to fetch a sound from, on the same server whatever the answer says."""
    if not isinstance(file, str) or not file or "://" in file or file.startswith("//") or len(file) > 2000:
        raise CannotMake("its server named no sound of its own")
    return file if file.startswith(_SOUND) else _SOUND + quote(file, safe="")
