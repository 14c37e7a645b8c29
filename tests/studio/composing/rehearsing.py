"""Songs and rehearsals on which the band's rules are proved, one or more of each family of styles."""

from dataclasses import replace
from functools import cache

from test_compose import RANGE, brief_of

from songwright.song import Note, Part, Role, Score, Section
from songwright.studio.composing import compose
from songwright.studio.composing._arrange import Player, arrange
from songwright.studio.composing._compose import _lead_sheet
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._vocal import write_vocal
from songwright.studio.styles import catalogue

EVERY = sorted(catalogue())
STYLES = [
    "blues", "bossa-nova", "celtic", "cinematic-orchestral", "funk", "house", "jazz-swing", "metal", "pop", "reggae",
    "rock", "soul", "synth-pop", "waltz",
]  # fmt: skip
"""One or more of each family; the slow sweep at the end takes them all."""
DRUMMED = [name for name in STYLES if any(chair.role is Role.DRUMS for chair in catalogue()[name].chairs)]


@cache
def score_of(style_id: str, seed: int = 1) -> Score:
    brief, words = brief_of(style_id, seed)
    return compose(brief, words, take=0, voice_range=RANGE)


@cache
def rehearsal(style_id: str, seed: int = 1) -> tuple[Sheet, tuple[Player, ...]]:
    """The lead sheet with the voice, and who plays when."""
    brief, words = brief_of(style_id, seed)
    sheet = _lead_sheet(brief, words, 0, RANGE)
    sheet = replace(sheet, vocal=write_vocal(sheet, RANGE)[0])
    return sheet, arrange(sheet)


def inside(part: Part | None, section: Section, score: Score) -> list[Note]:
    end = section.start + section.bars * score.meter.bar_ticks
    return [note for note in part.notes if section.start <= note.start < end] if part is not None else []


def bars_of(part: Part, section: Section, score: Score, *, drums: bool) -> list[frozenset[tuple[int, int]]]:
    """What is struck in each of a section's first eight bars."""
    bar = score.meter.bar_ticks
    notes = inside(part, section, score)
    return [
        frozenset((note.start - at, note.pitch if drums else 0) for note in notes if at <= note.start < at + bar)
        for at in range(section.start, section.start + min(8, section.bars) * bar, bar)
    ]
