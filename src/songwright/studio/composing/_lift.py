"""The rise of the last chorus into a higher key, in the styles that do it and only where the singer can."""

from dataclasses import replace

from songwright.song import Brief, SectionKind
from songwright.studio.composing._dice import dice, pick
from songwright.studio.composing._form import Passage
from songwright.studio.models import leanings
from songwright.studio.styles import Style

_REFRAINS = (SectionKind.CHORUS, SectionKind.DROP)
_WISHED = "key change"
"""In a section's note, asks for the rise whatever the style's habit."""
_MOST_OF_SONG = 0.25
"""Share of the song beyond which a listener would say that it is in the other key."""
_LEAST_ROOM = 12
"""Semitones a tune wants below the rise, or the style's own range where that is less."""


def lifted(
    brief: Brief, style: Style, passages: tuple[Passage, ...], take: int, voice_range: tuple[int, int]
) -> tuple[Passage, ...]:
    """The passages, from the last chorus on in a higher key where style and dice say so.

    A section's note may ask for it ("key change"). No lift out of a key that was asked for, where fewer
    than two choruses stand, where more than a quarter of the song would leave its key, or where the singer's range does
    not hold the tune and its rise. A model whose sections return as they were hardly lifts.
    """
    rng = dice(brief.seed, take, "lift")
    chance = style.key.lift.chance * (1.0 - leanings(brief.model).returns)
    semitones = pick(rng, style.key.lift.semitones)
    wished = any(_WISHED in passage.note.casefold() for passage in passages)
    if (brief.key_asked or rng.random() >= chance) and not wished:
        return passages
    last = next((p for p in reversed(passages) if p.kind in _REFRAINS and p.nth > 0), None)
    if last is None or not _holds(brief, style, voice_range, semitones):
        return passages
    bars = sum(passage.bars for passage in passages)
    if not wished and sum(passage.bars for passage in passages[last.index :]) > _MOST_OF_SONG * bars:
        return passages
    return (*passages[: last.index], *(replace(passage, lift=semitones) for passage in passages[last.index :]))


def _holds(brief: Brief, style: Style, voice_range: tuple[int, int], semitones: int) -> bool:
    """Whether a tune of usual width and its rise fit the voice."""
    low, high = voice_range
    return not brief.sung or high - low - semitones >= min(_LEAST_ROOM, style.melody.range_semitones)
