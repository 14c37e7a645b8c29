"""Casting: which voices sing a take."""

from collections.abc import Mapping
from dataclasses import dataclass

from songwright.song import Brief, CannotMake
from songwright.studio.ports import VoiceCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The voices of one take."""

    lead: VoiceCard
    backing: VoiceCard


def cast(brief: Brief, take: int, voices: Mapping[str, VoiceCard]) -> Cast | None:
    """The voices of a take, or None for an instrumental.

    Voices of the gender asked for, those first whose description shares words with the wished manner; takes go round
    them, so that two takes sound different. Raises CannotMake when no voice of that gender is there.
    """
    if brief.voice is None:
        return None
    wished = set(brief.voice_manner.lower().replace(",", " ").split())
    fitting = [card for card in voices.values() if card.gender == brief.voice.value]
    if not fitting:
        raise CannotMake(f"there is no voice of gender {brief.voice.value!r}; run `songwright doctor`")
    fitting.sort(key=lambda card: -len(wished & set(card.says.lower().replace(",", " ").split())))
    lead = fitting[take % len(fitting)]
    return Cast(lead=lead, backing=fitting[(take + 1) % len(fitting)])
