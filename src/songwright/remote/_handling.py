"""What the engines on other machines make of each control, for reports and for the table in docs/engines.md."""

from songwright.song import Control, Handling, Heed

_BY_CHANCE = "passed on, and followed by chance: `measured` in the report is what is heard"

_CAPTION = {
    Control.PROMPT: (Heed.APPROXIMATED, "part of the caption, which the model reads as it can"),
    Control.STYLE: (Heed.APPROXIMATED, "part of the caption, which the model reads as it can"),
    Control.VOICE: (Heed.APPROXIMATED, "named in the caption; the model has no field for it"),
    Control.AUDIO_WEIGHT: (Heed.IGNORED, "it steers how source audio is kept, and there is none"),
}

_ACE_STEP = _CAPTION | {
    Control.WORDS: (Heed.HONOURED, "sent whole, section by section; words too long for the model are refused"),
    Control.AVOID: (Heed.APPROXIMATED, "left out of the caption, and the planner's negative prompt"),
    Control.INSTRUMENTAL: (Heed.HONOURED, "asked for as the model documents it: [Instrumental]"),
    Control.LANGUAGE: (Heed.HONOURED, "vocal_language"),
    Control.STYLE_WEIGHT: (Heed.HONOURED, "guidance of the model (2 + 10 w) and of the planner (1 + 3 w)"),
    Control.WEIRDNESS: (Heed.HONOURED, "temperature (0.5 + 0.7 w) and top-p (0.8 + 0.2 w) of the planner"),
    Control.DURATION: (Heed.HONOURED, "audio_duration, 10 to 600 s"),
    Control.TEMPO: (Heed.APPROXIMATED, _BY_CHANCE),
    Control.KEY: (Heed.APPROXIMATED, f"{_BY_CHANCE}; modes are told as major or minor"),
    Control.METER: (Heed.APPROXIMATED, "2/4, 3/4, 4/4 and 6/8 are passed on, others left to the model"),
    Control.SEED: (Heed.HONOURED, "one seed for each take"),
}

_SPEECH = _CAPTION | {
    Control.WORDS: (Heed.HONOURED, "the input, each tag on a line of its own"),
    Control.AVOID: (Heed.APPROXIMATED, "left out of the caption; nothing forbids it"),
    Control.INSTRUMENTAL: (Heed.APPROXIMATED, "words are mandatory: the caption asks for no vocals"),
    Control.LANGUAGE: (Heed.APPROXIMATED, "heard from the words alone"),
    Control.STYLE_WEIGHT: (Heed.IGNORED, "the model's guidance is fixed"),
    Control.WEIRDNESS: (Heed.IGNORED, "the model's sampling is fixed"),
    Control.DURATION: (Heed.APPROXIMATED, "an upper bound; the song may end before it"),
    Control.TEMPO: (Heed.APPROXIMATED, "named in the caption; the model reads it as it can"),
    Control.KEY: (Heed.APPROXIMATED, "named in the caption; the model reads it as it can"),
    Control.METER: (Heed.APPROXIMATED, "named in the caption; the model reads it as it can"),
    Control.SEED: (Heed.HONOURED, "one seed for each take"),
}


def _table(told: dict[Control, tuple[Heed, str]]) -> tuple[Handling, ...]:
    return tuple(Handling(control=control, heed=told[control][0], how=told[control][1]) for control in Control)


def ace_step(*, plans: bool, turbo: bool) -> tuple[Handling, ...]:
    """What the server does with each control, with or without its planner, and with a turbo model or another."""
    told = dict(_ACE_STEP)
    if not plans:
        told[Control.AVOID] = (Heed.APPROXIMATED, "left out of the caption; nothing forbids it")
        told[Control.WEIRDNESS] = (Heed.IGNORED, "it steers the planner, which drafts go without")
    if turbo:
        says = "guidance of the planner (1 + 3 w)" if plans else "turbo models have none, and drafts no planner"
        told[Control.STYLE_WEIGHT] = (Heed.HONOURED if plans else Heed.IGNORED, says)
    return _table(told)


SPEECH = _table(_SPEECH)
