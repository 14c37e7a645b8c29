"""What the engines on other machines make of each control, for reports and for the table in docs/engines.md."""

from songwright.song import Control, Handling, Heed
from songwright.studio.captions import ACE_STEP_READS, CAPTION_READS, Told, handling_of

_ACE_STEP: Told = {
    **ACE_STEP_READS,
    Control.AVOID: (Heed.APPROXIMATED, "left out of the caption, and the planner's negative prompt"),
    Control.STYLE_WEIGHT: (Heed.HONOURED, "guidance of the model (2 + 10 w) and of the planner (1 + 3 w)"),
    Control.WEIRDNESS: (Heed.HONOURED, "temperature (0.5 + 0.7 w) and top-p (0.8 + 0.2 w) of the planner"),
}

_SPEECH: Told = {
    **CAPTION_READS,
    Control.WORDS: (Heed.HONOURED, "the input, each tag on a line of its own"),
    Control.INSTRUMENTAL: (Heed.APPROXIMATED, "words are mandatory: the caption asks for no vocals"),
    Control.LANGUAGE: (Heed.APPROXIMATED, "heard from the words alone"),
    Control.STYLE_WEIGHT: (Heed.IGNORED, "the model's guidance is fixed"),
    Control.WEIRDNESS: (Heed.IGNORED, "the model's sampling is fixed"),
    Control.DURATION: (Heed.APPROXIMATED, "an upper bound; the song may end before it"),
}


def ace_step(*, plans: bool, turbo: bool) -> tuple[Handling, ...]:
    """What the server does with each control, with or without its planner, and with a turbo model or another."""
    told = dict(_ACE_STEP)
    if not plans:
        told[Control.AVOID] = ACE_STEP_READS[Control.AVOID]
        told[Control.WEIRDNESS] = (Heed.IGNORED, "it steers the planner, which drafts go without")
    if turbo:
        says = "guidance of the planner (1 + 3 w)" if plans else "turbo models have none, and drafts no planner"
        told[Control.STYLE_WEIGHT] = (Heed.HONOURED if plans else Heed.IGNORED, says)
    return handling_of(told)


SPEECH = handling_of(_SPEECH)
