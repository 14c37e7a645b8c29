"""Who sings what: echoes that the words mark, turns of a duet, and in choruses a second voice within the chord."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from songwright.song import PPQ, Note, SectionKind, Turn
from songwright.studio.composing._form import Passage, strength
from songwright.studio.composing._numerals import scale_under
from songwright.studio.composing._sheet import Sheet
from songwright.studio.models import leanings

_JOINING = (SectionKind.CHORUS, SectionKind.POST, SectionKind.DROP)
UNACCOMPANIED = "unaccompanied"
"""The word of a voice's manner by which a request bans backing voices."""
_INTERVALS = {3: 0.0, 4: 0.0, 5: 0.7, -3: 0.3, -4: 0.3, -5: 0.9, -8: 0.25, -9: 0.25, -7: 1.0}
"""Distances from the lead in semitones and what each costs: thirds above, then sixths and thirds below."""
_SOFTER, _ECHO_SOFTER, _BESIDE = 16, 8, 2
"""Velocity by which a second voice, an echo and the other singer of a duet stay behind the lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """The sung notes, shared out."""

    lead: tuple[Note, ...]
    backing: tuple[Note, ...]
    """One note at a time; empty where the style sings alone, or was asked to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sung:
    """The notes of one line."""

    passage: Passage
    notes: tuple[Note, ...]
    echo: bool
    turn: Turn


def share_out(sheet: Sheet, voice_range: tuple[int, int], partner_octaves: int = 0) -> Voices:
    """Who sings what: lines in round brackets go to the backing voice, which also joins in choruses.

    Words that stand in brackets altogether stay with the lead, and so does everything where backing is banned. In a
    duet the partner has the tune of its own lines, in its own octave, and is the backing voice: it joins where both
    sing, whatever the style's habit, and nowhere else.
    """
    lines = _lines(sheet)
    duet = sheet.brief.partner is not None
    banned = UNACCOMPANIED in sheet.brief.voice_manner
    if banned or all(line.echo for line in lines):
        lines = [replace(line, echo=False) for line in lines]
    shift = 12 * partner_octaves if duet else 0
    backing: list[Note] = []
    for line in lines:
        if line.echo:
            backing += _moved(line.notes, shift, -_ECHO_SOFTER)
        elif duet and line.turn is Turn.BOTH:
            backing += _moved(_second_voice(line, sheet, voice_range), shift, _SOFTER - _BESIDE)
        elif not duet and not banned and _joins(line, sheet):
            backing += _second_voice(line, sheet, voice_range)
    lead: list[Note] = []
    for line in lines:
        if duet and line.turn is Turn.PARTNER and not line.echo:
            lead += [replace(note, partner=True) for note in _moved(line.notes, shift)]
        elif not line.echo:
            lead += line.notes
    return Voices(lead=tuple(lead), backing=tuple(backing))


def _moved(notes: Sequence[Note], semitones: int, louder: int = 0) -> list[Note]:
    """The notes elsewhere and at another loudness."""
    return [
        replace(note, pitch=note.pitch + semitones, velocity=min(127, max(1, note.velocity + louder))) for note in notes
    ]


def _lines(sheet: Sheet) -> list[_Sung]:
    """The sung notes by line, in order; a held vowel's further notes belong to its syllable's line."""
    found: list[_Sung] = []
    at = 0
    for passage in sheet.passages:
        for slot in passage.slots:
            first, left = at, len(slot.line.syllables)
            while at < len(sheet.vocal) and (left > 0 or sheet.vocal[at].syllable is None):
                left -= sheet.vocal[at].syllable is not None
                at += 1
            line = slot.line
            found.append(_Sung(passage=passage, notes=sheet.vocal[first:at], echo=line.backing, turn=line.turn))
    return found


def _joins(line: _Sung, sheet: Sheet) -> bool:
    """Whether the backing voices join: in choruses, from the first one that the model allows, or in the only one."""
    model, passage = leanings(sheet.brief.model), line.passage
    if (sheet.manner.backing == "none" and not model.harmony_everywhere) or passage.kind not in _JOINING:
        return False
    return passage.nth >= model.harmony_from or passage.of == 1


def _second_voice(line: _Sung, sheet: Sheet, voice_range: tuple[int, int]) -> list[Note]:
    """The line's words on a tune of their own: the octave below in unison styles, elsewhere inside the chord.

    The two of a duet sing in unison, or octaves, where the style has no chords of voices.
    """
    if sheet.brief.partner is not None and sheet.manner.backing != "thirds":
        pitches = [note.pitch for note in line.notes]
    elif sheet.manner.backing == "unison":
        pitches = [note.pitch - 12 if note.pitch - 12 >= voice_range[0] - 3 else note.pitch for note in line.notes]
    else:
        pitches = _harmony(line.notes, sheet, line.passage, voice_range)
    return [
        replace(note, pitch=pitch, velocity=max(1, note.velocity - _SOFTER))
        for note, pitch in zip(line.notes, pitches, strict=True)
    ]


def _harmony(notes: Sequence[Note], sheet: Sheet, passage: Passage, voice_range: tuple[int, int]) -> list[int]:
    """The cheapest second voice under or over a line: on the chord where it counts, on one side, moving with it."""
    low, high = voice_range[0] - 5, voice_range[1] + passage.lift
    rows: list[dict[int, tuple[float, int]]] = []
    for number, note in enumerate(notes):
        row: dict[int, tuple[float, int]] = {}
        for interval, cost in _INTERVALS.items():
            pitch = note.pitch + interval
            if not low <= pitch <= high:
                continue
            own = cost + _fit(pitch, note, sheet, passage)
            if number == 0:
                row[interval] = (own, interval)
                continue
            row[interval] = min(
                (before + own + _leap(origin, interval, notes[number - 1], note), origin)
                for origin, (before, _) in rows[-1].items()
            )
        rows.append(row or {0: (min(cost for cost, _ in rows[-1].values()) if rows else 0.0, _last(rows))})
    place = min(rows[-1], key=lambda each: (rows[-1][each][0], each)) if rows else 0
    found = []
    for note, row in zip(reversed(notes), reversed(rows), strict=True):
        found.append(note.pitch + place)
        place = row[place][1]
    return found[::-1]


def _last(rows: Sequence[dict[int, tuple[float, int]]]) -> int:
    """Where a line that has nowhere to go comes from."""
    return min(rows[-1], key=lambda each: (rows[-1][each][0], each)) if rows else 0


def _fit(pitch: int, note: Note, sheet: Sheet, passage: Passage) -> float:
    """What a pitch costs against the chord: nothing on it, little in passing, much outside the scale."""
    chord = sheet.span_at(passage, int(note.start) + min(int(note.duration) // 2, PPQ // 2)).chord
    key = sheet.key_of(passage)
    inside = (pitch - key.tonic) % 12 in scale_under(chord, key)
    # A power chord leaves its third to the voices.
    third = len(chord.intervals) == 2 and (pitch - chord.root) % 12 in (3, 4) and inside
    if pitch % 12 in chord.tones or third:
        return 0.0
    if not inside:
        return 6.0
    return 2.0 if note.duration >= PPQ or strength(int(note.start), sheet.meter) <= 1 else 0.6


def _leap(before: int, interval: int, last: Note, note: Note) -> float:
    """What a change of distance costs: crossing over the lead most, then jumps of its own."""
    crossed = 2.5 if (before > 0) != (interval > 0) else 0.0
    move = (note.pitch + interval) - (last.pitch + before)
    return crossed + (0.12 * max(0, abs(move) - 4)) + (0.1 if abs(interval - before) > 1 else 0.0)
