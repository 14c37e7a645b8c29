"""Casting: which voices sing a take."""

from collections.abc import Mapping
from dataclasses import dataclass

from songwright.song import Brief, CannotMake
from songwright.studio.ports import VoiceCard

_ONE_VOICE = 0.7
"""Weight of audio from which every take has the same voice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The voices of one take."""

    lead: VoiceCard
    backing: VoiceCard


def cast(brief: Brief, take: int, voices: Mapping[str, VoiceCard], language: str = "en") -> Cast | None:
    """The voices of a take, or None for an instrumental.

    Voices of the gender asked for that speak the words' language, or English where none does; those first whose
    description shares words with the wished manner. Takes go round them, so that two takes sound different, unless a
    constant sound was asked for. Raises CannotMake when no voice of that gender is there.
    """
    if brief.voice is None:
        return None
    wished = set(brief.voice_manner.lower().replace(",", " ").split())
    fitting = [card for card in voices.values() if card.gender == brief.voice.value]
    if not fitting:
        raise CannotMake(f"there is no voice of gender {brief.voice.value!r}; run `songwright doctor`")
    speakers = {card.language for card in fitting}
    spoken = language if language in speakers else "en" if "en" in speakers else fitting[0].language
    fitting = [card for card in fitting if card.language == spoken]
    fitting.sort(key=lambda card: -len(wished & set(card.says.lower().replace(",", " ").split())))
    turn = 0 if brief.weights.audio > _ONE_VOICE else take
    return Cast(lead=fitting[turn % len(fitting)], backing=fitting[(turn + 1) % len(fitting)])
