"""What an ACE-Step 1.5 model is told of a song, wherever it runs (the model's docs/en/API.md and INFERENCE.md)."""

from dataclasses import dataclass

from songwright.song import Brief, Lyrics
from songwright.studio.captions._caption import planned_s, sung_text

_LENGTHS_S = (10.0, 600.0)
_BPM = (30, 300)
_METERS = {"2/4": "2", "3/4": "3", "4/4": "4", "6/8": "6"}
_WITHOUT_WORDS = "[Instrumental]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything but the caption, whose length each way of running the model bounds in its own way."""

    words: str
    """Section by section with a tag above each; the documented "[Instrumental]" where nobody sings."""
    language: str
    bpm: int
    key_scale: str
    """A tonic with "major" or "minor", which is what the model knows."""
    time_signature: str
    """Empty for a meter that the model does not know."""
    length_s: float | None
    """None where neither a length nor a form was planned."""
    guidance: float
    """Of a model that has its guidance not built in; a style weight in the middle gives the documented 7."""
    plan_guidance: float
    """Of the planner; the middle gives the documented 2.5."""
    plan_temperature: float
    """The middle of weirdness gives the documented 0.85."""
    plan_top_p: float
    """The middle gives the documented 0.9."""


def ace_step_sheet(brief: Brief, lyrics: Lyrics) -> Sheet:
    """What the model is told of this song."""
    length_s = planned_s(brief)
    return Sheet(
        words=sung_text(brief, lyrics) or _WITHOUT_WORDS,
        language=brief.language if brief.sung else "unknown",
        bpm=min(max(round(brief.tempo_bpm), _BPM[0]), _BPM[1]),
        key_scale=f"{brief.key.spell(brief.key.tonic)} {'minor' if brief.key.minorish else 'major'}",
        time_signature=_METERS.get(str(brief.meter), ""),
        length_s=None if length_s is None else min(max(length_s, _LENGTHS_S[0]), _LENGTHS_S[1]),
        guidance=round(2.0 + 10.0 * brief.weights.style, 3),
        plan_guidance=round(1.0 + 3.0 * brief.weights.style, 3),
        plan_temperature=round(0.5 + 0.7 * brief.weights.weirdness, 3),
        plan_top_p=round(0.8 + 0.2 * brief.weights.weirdness, 3),
    )
