"""Who made a recording, and what of the request it could follow."""

from dataclasses import dataclass
from enum import StrEnum

from songwright.song._brief import Brief


class Control(StrEnum):
    """What a request can steer."""

    PROMPT = "prompt"
    STYLE = "style"
    WORDS = "words"
    AVOID = "avoid"
    INSTRUMENTAL = "instrumental"
    VOICE = "voice"
    LANGUAGE = "language"
    STYLE_WEIGHT = "style weight"
    WEIRDNESS = "weirdness"
    AUDIO_WEIGHT = "audio weight"
    DURATION = "duration"
    TEMPO = "tempo"
    KEY = "key"
    METER = "meter"
    SEED = "seed"


class Heed(StrEnum):
    """How far an engine follows a control."""

    HONOURED = "honoured"
    APPROXIMATED = "approximated"
    """Passed on or stood in for; what comes of it isn't certain."""
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """How an engine follows one control."""

    control: Control
    heed: Heed
    how: str
    """In a listener's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What the report says of the engine."""

    engine: str
    checkpoint: str
    """The model that made the sound, as its makers call it."""
    licence: str
    """SPDX expression of that model, or the words of its makers."""
    handling: tuple[Handling, ...] = ()
    """One for each control; a control that is not named counts as ignored."""
    tier: str = ""
    """The quality that was asked of it."""
    passed_over: tuple[str, ...] = ()
    """Engines that came first and could not make it, each with its reason."""

    def unheeded(self, brief: Brief) -> tuple[Handling, ...]:
        """The controls of this brief that were approximated or ignored."""
        told = {each.control: each for each in self.handling}
        asked = (told.get(control) or _unnamed(control) for control in controls_of(brief))
        return tuple(each for each in asked if each.heed is not Heed.HONOURED)


def controls_of(brief: Brief) -> tuple[Control, ...]:
    """The controls that this brief uses; a weight in the middle asks for nothing."""
    unused = {
        Control.AVOID: not brief.avoid.strip(),
        Control.INSTRUMENTAL: brief.sung,
        Control.WORDS: not brief.sung,
        Control.VOICE: not brief.sung,
        Control.LANGUAGE: not brief.sung,
        Control.STYLE_WEIGHT: brief.weights.style == 0.5,
        Control.WEIRDNESS: brief.weights.weirdness == 0.5,
        Control.AUDIO_WEIGHT: brief.weights.audio == 0.5,
        Control.DURATION: brief.duration_s is None,
    }
    return tuple(control for control in Control if not unused.get(control))


def _unnamed(control: Control) -> Handling:
    return Handling(control=control, heed=Heed.IGNORED, how="the engine does not know it")
