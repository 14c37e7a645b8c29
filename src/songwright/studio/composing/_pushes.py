"""Pushes: chord changes that the whole harmony plays early, a sixteenth or an eighth ahead of the beat."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from songwright.song import PPQ, Note, Role, Tick
from songwright.studio.composing._sheet import Sheet

PUSHING = (Role.KEYS, Role.GUITAR, Role.PAD, Role.STRINGS, Role.CHOIR, Role.BRASS, Role.BASS)
"""Roles that push; arpeggios and tunes keep to the beat."""
_WALKS = 1.0
"""Share of walking from which the bass keeps to the beat too, as in jazz."""

_PHRASE_BARS = 4


def pushes_of(sheet: Sheet) -> Mapping[int, int]:
    """Ticks of pushed changes, each with how many ticks early it comes; none at the start of a section.

    Sections of one kind push at the same places of each phrase of four bars, by the share of the style.
    """
    share = sheet.style.harmony.push
    early = PPQ // 4 if sheet.style.time.swing.unit == 16 else PPQ // 2
    found = {}
    last = sheet.end_of(sheet.passages[-1]) - sheet.meter.bar_ticks
    phrase = _PHRASE_BARS * sheet.meter.bar_ticks
    for passage in sheet.passages:
        marks = sheet.dice("push", passage.kind).random(64)
        for span in sheet.spans[passage.index][1:]:
            place = (int(span.start) - int(passage.start)) % phrase // sheet.meter.beat_ticks
            if marks[place % len(marks)] < share and span.start < last:
                found[int(span.start)] = early
    return found


def pushed(notes: Sequence[Note], role: Role, sheet: Sheet) -> list[Note]:
    """A part's notes with those on pushed changes begun early, and what sounded there cut short or left out."""
    if role not in PUSHING or (role is Role.BASS and sheet.manner.walks >= _WALKS) or not sheet.style.harmony.push:
        return list(notes)
    changes = pushes_of(sheet)
    onsets = sorted(changes.keys() & {int(note.start) for note in notes})
    if not onsets:
        return list(notes)
    found = []
    for written in notes:
        note = written
        place = bisect_right(onsets, note.start)
        limit = onsets[place] - changes[onsets[place]] if place < len(onsets) else int(note.end)
        start = int(note.start) - changes.get(int(note.start), 0)
        if start < note.start or start < limit < note.end:
            note = replace(note, start=Tick(start), duration=Tick(min(int(note.end), limit) - start))
        if start < limit:
            found.append(note)
    return found
