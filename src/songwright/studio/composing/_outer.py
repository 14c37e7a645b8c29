"""Voice against bass: no parallel octaves from one strong beat to the next, where the style minds."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from songwright.song import Chord, Note
from songwright.studio.composing._form import beats_in_bar
from songwright.studio.composing._sheet import Sheet

_LOWEST, _HIGHEST = 28, 55


def strong_ticks(sheet: Sheet) -> range:
    """The strong places of the song: bar lines, and half bars where the bar divides in two."""
    bar = sheet.meter.bar_ticks
    even = beats_in_bar(sheet.meter) % 2 == 0
    return range(0, sheet.end_of(sheet.passages[-1]), bar // 2 if even else bar)


def octaves(voice: Sequence[Note], bass: Sequence[Note], strong: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Indices into `bass` of the two notes of each parallel octave between successive strong places."""
    sounding = [(_at(voice, tick), _at(bass, tick)) for tick in strong]
    for (first, below), (second, under) in pairwise(sounding):
        if first is None or below is None or second is None or under is None or below == under:
            continue
        moved = voice[first].pitch != voice[second].pitch and bass[below].pitch != bass[under].pitch
        together = (voice[first].pitch - bass[below].pitch) % 12 == 0 == (voice[second].pitch - bass[under].pitch) % 12
        if moved and together:
            yield below, under


def _at(notes: Sequence[Note], tick: int) -> int | None:
    """Index of the note sounding at a tick; notes are in order and never two at once."""
    low, high = 0, len(notes)
    while low < high:
        middle = (low + high) // 2
        if notes[middle].start <= tick:
            low = middle + 1
        else:
            high = middle
    return low - 1 if low and notes[low - 1].end > tick else None


def without_octaves(bass: list[Note], sheet: Sheet) -> list[Note]:
    """The bass line with another chord tone for the second note of each parallel octave with the voice.

    The last bar stays on its root: there the note before it gives way.
    """
    line, strong = list(bass), strong_ticks(sheet)
    final = sheet.end_of(sheet.passages[-1]) - sheet.meter.bar_ticks
    for _ in range(4):
        found = list(octaves(sheet.vocal, line, strong))
        if not found:
            break
        for first, second in found:
            place = first if line[second].start >= final else second
            line[place] = replace(line[place], pitch=_other(line, place, sheet))
    return line


def _other(line: Sequence[Note], place: int, sheet: Sheet) -> int:
    """A chord tone near the line that is neither the note itself nor what the voice sings over it."""
    note = line[place]
    passage = max((p for p in sheet.passages if p.start <= note.start), key=lambda p: p.start)
    chord: Chord = sheet.span_at(passage, int(note.start)).chord
    sung = {voice.pitch % 12 for voice in sheet.vocal if voice.start < note.end and note.start < voice.end}
    tones = [tone for tone in chord.tones[1:3] if tone not in sung] or [t for t in chord.tones if t != note.pitch % 12]
    last = line[place - 1].pitch if place else note.pitch
    following = line[place + 1].pitch if place + 1 < len(line) else note.pitch
    options = [
        p for p in range(_LOWEST, _HIGHEST + 1) if p % 12 in tones and max(abs(p - last), abs(p - following)) <= 12
    ]
    return min(options, key=lambda pitch: (abs(pitch - last) + abs(pitch - following), pitch), default=note.pitch)
