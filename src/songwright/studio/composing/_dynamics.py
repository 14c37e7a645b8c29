"""One curve of loudness over the song, which all of the band follows: sections apart, and swells into arrivals."""

from dataclasses import replace

from songwright.song import Note, SectionKind
from songwright.studio.composing._form import Passage
from songwright.studio.composing._sheet import Sheet

_DEPTH = 56.0
"""Velocity between the quietest and the fullest energy, beside what each part plays louder on its own."""
_SWELLING = (SectionKind.PRE, SectionKind.BUILD)
_SWELL_BARS = 4
"""Bars before an arrival over which a pre-chorus or a build grows towards it."""


def graded(notes: list[Note], sheet: Sheet) -> list[Note]:
    """The notes, softer the further their section lies below the song's fullest one."""
    if not notes:
        return notes
    loudest = max(passage.energy for passage in sheet.passages)
    found = []
    at = 0
    ordered = sorted(notes, key=lambda note: (note.start, note.pitch))
    passage, end = sheet.passages[0], sheet.end_of(sheet.passages[0])
    for note in ordered:
        while note.start >= end and at + 1 < len(sheet.passages):
            at += 1
            passage, end = sheet.passages[at], sheet.end_of(sheet.passages[at])
        drop = round(_DEPTH * (loudest - _energy_at(sheet, passage, int(note.start))))
        found.append(replace(note, velocity=max(12, note.velocity - drop)) if drop > 0 else note)
    return found


def _energy_at(sheet: Sheet, passage: Passage, tick: int) -> float:
    """The passage's energy, rising to half way of what comes where a pre-chorus or a build swells."""
    following = sheet.following(passage)
    if passage.kind not in _SWELLING or following is None or following.energy <= passage.energy:
        return passage.energy
    end = sheet.end_of(passage)
    room = min(passage.bars, _SWELL_BARS) * sheet.meter.bar_ticks
    through = max(0.0, 1.0 - (end - tick) / room)
    return passage.energy + 0.5 * through * (following.energy - passage.energy)
