"""Backing voices: the lead's words and rhythm in choruses, a third or sixth away inside the chord."""

from songwright.song import Note, SectionKind
from songwright.studio.composing._form import Passage
from songwright.studio.composing._melisma import whole_syllables
from songwright.studio.composing._numerals import scale_under
from songwright.studio.composing._sheet import Sheet
from songwright.studio.models import leanings

_JOINING = (SectionKind.CHORUS, SectionKind.POST, SectionKind.DROP)
UNACCOMPANIED = "unaccompanied"
"""The word of a voice's manner by which a request bans backing voices."""


def write_backing(sheet: Sheet, voice_range: tuple[int, int]) -> tuple[Note, ...]:
    """Notes of the backing voice, in order; empty where the style sings alone, or was asked to."""
    model = leanings(sheet.brief.model)
    alone = sheet.manner.backing == "none" and not model.harmony_everywhere
    if alone or UNACCOMPANIED in sheet.brief.voice_manner:
        return ()
    found: list[Note] = []
    for passage in sheet.passages:
        if passage.stanza is None or passage.kind not in _JOINING or not _joins(passage, model.harmony_from):
            continue
        start, end = int(passage.start), sheet.end_of(passage)
        for note in whole_syllables(sheet.vocal):
            if start <= note.start < end:
                pitch = _second_voice(note, sheet, passage, voice_range)
                found.append(
                    Note(
                        start=note.start,
                        duration=note.duration,
                        pitch=pitch,
                        velocity=max(1, note.velocity - 16),
                        syllable=note.syllable,
                    )
                )
    return tuple(found)


def _joins(passage: Passage, first: int) -> bool:
    """Backing voices wait for the model's first chorus with them, or sing in the only one."""
    return passage.nth >= first or passage.of == 1


def _second_voice(note: Note, sheet: Sheet, passage: Passage, voice_range: tuple[int, int]) -> int:
    """A third above (a sixth below where that is too high), a chord tone wherever one is near."""
    if sheet.manner.backing == "unison":
        return note.pitch - 12 if note.pitch - 12 >= voice_range[0] - 3 else note.pitch
    chord = sheet.span_at(passage, int(note.start) + int(note.duration) // 2).chord
    key = sheet.key_of(passage)
    scale = {(key.tonic + step) % 12 for step in scale_under(chord, key)}
    above = [note.pitch + step for step in (4, 3, 5)]
    below = [note.pitch - step for step in (8, 9, 7, 5, 4, 3)]
    options = above if note.pitch + 4 <= voice_range[1] else below
    for allowed in (set(chord.tones) & scale, set(chord.tones), scale):
        for pitch in options:
            if pitch % 12 in allowed and pitch >= voice_range[0] - 5:
                return pitch
    return note.pitch
