"""What models that read captions make of each control, for reports and for the table in docs/engines.md."""

from collections.abc import Mapping

from songwright.song import Control, Handling, Heed

Told = Mapping[Control, tuple[Heed, str]]
"""What becomes of a control, and how, in a listener's words."""

_BY_CHANCE = "passed on, and followed by chance: `measured` in the report is what is heard"

CAPTION_READS: Told = {
    Control.PROMPT: (Heed.APPROXIMATED, "part of the caption, which the model reads as it can"),
    Control.STYLE: (Heed.APPROXIMATED, "part of the caption, which the model reads as it can"),
    Control.AVOID: (Heed.APPROXIMATED, "left out of the caption; nothing forbids it"),
    Control.VOICE: (Heed.APPROXIMATED, "named in the caption; the model has no field for it"),
    Control.AUDIO_WEIGHT: (Heed.IGNORED, "it steers how source audio is kept, and there is none"),
    Control.TEMPO: (Heed.APPROXIMATED, "named in the caption; the model reads it as it can"),
    Control.KEY: (Heed.APPROXIMATED, "named in the caption; the model reads it as it can"),
    Control.METER: (Heed.APPROXIMATED, "named in the caption; the model reads it as it can"),
    Control.SEED: (Heed.HONOURED, "one seed for each take"),
}
"""Of any model with a caption in which the figures stand too."""

_ACE_STEP: Told = {
    **CAPTION_READS,
    Control.WORDS: (Heed.HONOURED, "sent whole, section by section; words too long for the model are refused"),
    Control.AVOID: (Heed.APPROXIMATED, "left out of the caption, and the planner's negative prompt"),
    Control.STYLE_WEIGHT: (Heed.HONOURED, "guidance of the model (2 + 10 w) and of the planner (1 + 3 w)"),
    Control.WEIRDNESS: (Heed.HONOURED, "temperature (0.5 + 0.7 w) and top-p (0.8 + 0.2 w) of the planner"),
    Control.INSTRUMENTAL: (Heed.HONOURED, "asked for as the model documents it: [Instrumental]"),
    Control.LANGUAGE: (Heed.HONOURED, "vocal_language"),
    Control.DURATION: (Heed.HONOURED, "audio_duration, 10 to 600 s"),
    Control.TEMPO: (Heed.APPROXIMATED, _BY_CHANCE),
    Control.KEY: (Heed.APPROXIMATED, f"{_BY_CHANCE}; modes are told as major or minor"),
    Control.METER: (Heed.APPROXIMATED, "2/4, 3/4, 4/4 and 6/8 are passed on, others left to the model"),
}
"""Of an ACE-Step model whose guidance is not built in, behind its planner."""


def ace_step_handling(*, plans: bool, turbo: bool) -> tuple[Handling, ...]:
    """What ACE-Step does with each control, with or without its planner, and with a turbo model or another."""
    told = dict(_ACE_STEP)
    if not plans:
        told[Control.AVOID] = CAPTION_READS[Control.AVOID]
        told[Control.WEIRDNESS] = (Heed.IGNORED, "it steers a planner, and none is at work")
        told[Control.STYLE_WEIGHT] = (Heed.HONOURED, "guidance of the model (2 + 10 w)")
    if turbo:
        says = "guidance of the planner (1 + 3 w)" if plans else "turbo models have none, and no planner is at work"
        told[Control.STYLE_WEIGHT] = (Heed.HONOURED if plans else Heed.IGNORED, says)
    return handling_of(told)


def handling_of(told: Told) -> tuple[Handling, ...]:
    """The whole table in the order of the controls; each must be told."""
    return tuple(Handling(control=control, heed=told[control][0], how=told[control][1]) for control in Control)
