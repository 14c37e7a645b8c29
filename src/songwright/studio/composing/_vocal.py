"""What the voice sings through the whole song."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from songwright.song import Delivery, Note, SectionKind, Syllable, Tick, ticks_at
from songwright.studio.composing._flow import LAST_BREATH_S, as_said
from songwright.studio.composing._form import BREATH_S, Passage, grid_unit, strength
from songwright.studio.composing._lines import set_stanzas
from songwright.studio.composing._melisma import with_melisma
from songwright.studio.composing._melody import pitch_of
from songwright.studio.composing._places import chord_under, lengths_in
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._tunes import REFRAINS, Tune, followed, new_tune, recalled
from songwright.studio.models import leanings


def write_vocal(sheet: Sheet, voice_range: tuple[int, int]) -> tuple[tuple[Note, ...], dict[SectionKind, Tune]]:
    """The sung notes of the whole song and the first tune of each kind of section."""
    set_lines = set_stanzas(sheet)
    first = {p.stanza: p for p in reversed(sheet.passages) if p.stanza is not None}
    order = sorted(set_lines, key=lambda stanza: (_turn(first[stanza]), first[stanza].index))
    tunes: dict[int, Tune] = {}
    by_kind: dict[SectionKind, Tune] = {}
    for stanza in order:
        passage = first[stanza]
        recall = None
        if passage.kind is SectionKind.OUTRO:
            recall = recalled(tuple(tunes.values()), set_lines[stanza], sheet, passage, voice_range)
        if recall is not None:
            tunes[stanza] = recall
        elif passage.kind in by_kind:
            tunes[stanza] = followed(by_kind[passage.kind], set_lines[stanza], sheet, passage, voice_range)
        else:
            verse = by_kind.get(SectionKind.VERSE)
            tunes[stanza] = new_tune(set_lines[stanza], sheet, passage, voice_range, verse)
            by_kind[passage.kind] = tunes[stanza]
    notes: list[Note] = []
    once = leanings(sheet.brief.model).sings_once
    for passage in sheet.passages:
        if passage.stanza is not None:
            sung = [slot.line.syllables for slot in passage.slots]
            # Words that return as loud as they were are sung once and heard twice.
            as_loud_as = first[passage.stanza] if once else passage
            written = notes_of(tunes[passage.stanza], sheet, passage, sung, voice_range, energy=as_loud_as.energy)
            notes += as_said(written, passage, sheet, voice_range)
    return with_melisma(_breathing(notes, sheet), sheet, voice_range), by_kind


def _turn(passage: Passage) -> int:
    """When a section's tune is written: refrains after what they stand above, endings after what they remember."""
    return 2 if passage.kind is SectionKind.OUTRO else int(passage.kind in REFRAINS)


def notes_of(
    tune: Tune,
    sheet: Sheet,
    passage: Passage,
    sung: Sequence[Sequence[Syllable | None]],
    limits: tuple[int, int],
    *,
    energy: float,
) -> list[Note]:
    """Written notes of one passage, as loud as `energy` asks."""
    found = []
    accent = 78 + round(26 * energy)
    for line, steps, syllables in zip(tune.lines, tune.steps, sung, strict=True):
        lengths = lengths_in(line, sheet)
        for i, (onset, length, step) in enumerate(zip(line.onsets, lengths, steps, strict=True)):
            tick = passage.start + line.start + onset
            chord = chord_under(sheet, passage, tick, length).chord
            pitch = pitch_of(step, chord, sheet.key_of(passage)) + sheet.octave_of(passage)
            stress = round(10 * line.weights[i]) - 6 * (strength(tick, sheet.meter) >= 3)
            found.append(
                Note(
                    start=Tick(tick),
                    duration=Tick(length),
                    pitch=_inside(pitch - passage.lift, limits) + passage.lift,
                    velocity=min(120, accent + stress),
                    syllable=syllables[i],
                )
            )
    return found


def _inside(pitch: int, limits: tuple[int, int]) -> int:
    """The pitch, moved by octaves and at worst clipped into the range."""
    low, high = limits
    while pitch < low and pitch + 12 <= high:
        pitch += 12
    while pitch > high and pitch - 12 >= low:
        pitch -= 12
    return min(max(pitch, low), high)


def _breathing(notes: list[Note], sheet: Sheet) -> tuple[Note, ...]:
    """Notes in order, none over the next, with a breath before each new line."""
    breath = ticks_at(BREATH_S, sheet.brief.tempo_bpm)
    quick = ticks_at(LAST_BREATH_S, sheet.brief.tempo_bpm)
    least = grid_unit(sheet.brief.tempo_bpm)
    end = sheet.end_of(sheet.passages[-1])
    found = []
    for note, following in zip_longest(notes, notes[1:]):
        if following is None:
            # The band has the last word.
            latest = max(end - breath, min(int(note.start) + least, end))
        else:
            new_line = note.syllable is not None and note.syllable.ends_line
            own = breath if note.delivery is Delivery.SUNG else quick
            latest = int(following.start) - (own if new_line else 0)
            latest = max(latest, min(int(note.start) + least, int(following.start)))
        found.append(replace(note, duration=Tick(max(1, min(int(note.duration), latest - note.start)))))
    return tuple(found)
