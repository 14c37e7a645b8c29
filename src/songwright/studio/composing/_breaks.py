"""Held breaths: the beat before a chorus or drop in which the whole band is silent and only voices go on."""

from dataclasses import replace

from songwright.song import Note, SectionKind, Tick
from songwright.studio.composing._sheet import Sheet

Window = tuple[int, int]
_ARRIVALS = (SectionKind.CHORUS, SectionKind.DROP)
_SHORTEST = 60
"""Ticks below which what is left of a cut note is not worth striking."""


def silences(sheet: Sheet) -> tuple[Window, ...]:
    """The last beats before arrivals that stay empty, in order; the same before each return of a section."""
    found = []
    for passage, following in zip(sheet.passages, sheet.passages[1:], strict=False):
        rises = following.kind in _ARRIVALS and following.energy > passage.energy + 0.1
        chance = sheet.manner.stops * (1.0 if passage.kind is SectionKind.BUILD else 0.7)
        if rises and passage.bars >= 2 and sheet.dice("stop", passage.kind, following.kind).random() < chance:
            end = sheet.end_of(passage)
            found.append((end - sheet.meter.beat_ticks, end))
    return tuple(found)


def hushed(notes: list[Note], windows: tuple[Window, ...]) -> list[Note]:
    """The notes without what begins in a window, those that sound into one cut at its start."""
    if not windows:
        return notes
    found = []
    for note in notes:
        window = next(((start, end) for start, end in windows if start < note.end and note.start < end), None)
        if window is None:
            found.append(note)
        elif note.start < window[0] - _SHORTEST:
            found.append(replace(note, duration=Tick(window[0] - int(note.start))))
    return found
