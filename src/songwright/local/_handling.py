"""What the models on this machine make of each control, for reports and for the table in docs/engines.md."""

from songwright.song import Control, Handling, Heed
from songwright.studio.captions import ACE_STEP_READS, CAPTION_READS, Told, handling_of

_ACE_STEP: Told = {
    **ACE_STEP_READS,
    Control.STYLE_WEIGHT: (Heed.HONOURED, "guidance of the model (2 + 10 w)"),
    Control.WEIRDNESS: (Heed.IGNORED, "it steers a planner, and none is run here"),
}

_NOBODY_SINGS = (Heed.IGNORED, "the model can't sing: a song that is sung is refused")

_MUSICGEN: Told = {
    **CAPTION_READS,
    Control.WORDS: _NOBODY_SINGS,
    Control.INSTRUMENTAL: (Heed.HONOURED, "the model makes nothing else"),
    Control.VOICE: _NOBODY_SINGS,
    Control.LANGUAGE: _NOBODY_SINGS,
    Control.STYLE_WEIGHT: (Heed.HONOURED, "guidance (1 + 4 w)"),
    Control.WEIRDNESS: (Heed.HONOURED, "temperature (0.5 + w)"),
    Control.DURATION: (Heed.HONOURED, "to the sample, in windows of half a minute that continue one another"),
}


def ace_step(*, turbo: bool) -> tuple[Handling, ...]:
    """What ACE-Step does with each control, of a turbo model or another."""
    told = dict(_ACE_STEP)
    if turbo:
        told[Control.STYLE_WEIGHT] = (Heed.IGNORED, "turbo models have their guidance built in")
    return handling_of(told)


MUSICGEN = handling_of(_MUSICGEN)
