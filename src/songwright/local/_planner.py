"""What ACE-Step's planner is asked: a language model that writes a song down as five codes a second.

The form is that of the makers' own `build_formatted_prompt_with_cot` (ace-step/ACE-Step-1.5).
"""

import math
from dataclasses import dataclass
from typing import Any

from songwright.song import Brief, Lyrics
from songwright.studio.captions import ace_step_sheet

CODES_PER_S = 5
INSTRUCTION = "# Instruction\nGenerate audio semantic tokens based on the given conditions:\n\n"
_UNPLANNED = "<think>\n</think>"
Turns = list[dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOrder:
    """A plan that is asked for. Its figures are the song's own, so that the model need not think of any."""

    caption: str
    words: str
    figures: dict[str, str | int]
    """As they stand between the tags of the model's thoughts."""
    avoid: str
    codes: int
    guidance: float
    temperature: float
    top_p: float

    def turns(self, thoughts: str) -> Turns:
        """The talk that the model goes on with codes, its thoughts being the figures as YAML."""
        return _turns(self.caption, self.words, f"<think>\n{thoughts.strip()}\n</think>")

    def turns_away(self) -> Turns:
        """What guidance leads away from: the same words without thoughts, and what is to be avoided as caption."""
        return _turns(self.avoid or self.caption, self.words, _UNPLANNED)


def plan_order(brief: Brief, lyrics: Lyrics, request: dict[str, Any]) -> PlanOrder:
    """What is asked for this song, whose pipeline is called with that request."""
    sheet = ace_step_sheet(brief, lyrics)
    length_s = float(request["audio_duration"])
    figures: dict[str, str | int] = {"bpm": sheet.bpm, "duration": int(length_s), "keyscale": sheet.key_scale}
    if brief.sung:
        figures["language"] = sheet.language
    if sheet.time_signature:
        figures["timesignature"] = int(sheet.time_signature)
    return PlanOrder(
        caption=request["prompt"],
        words=request["lyrics"],
        figures=figures,
        avoid=" ".join(brief.avoid.split()),
        codes=math.ceil(length_s * CODES_PER_S),
        guidance=sheet.plan_guidance,
        temperature=sheet.plan_temperature,
        top_p=sheet.plan_top_p,
    )


def _turns(caption: str, words: str, thoughts: str) -> Turns:
    return [
        {"role": "system", "content": INSTRUCTION},
        {"role": "user", "content": f"# Caption\n{caption}\n\n# Lyric\n{words}\n"},
        {"role": "assistant", "content": thoughts},
    ]
