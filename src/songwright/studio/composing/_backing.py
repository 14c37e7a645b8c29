"""Who sings what: echoes that the words mark, turns of a duet, and in choruses doubles, a second voice or a choir."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from songwright.song import Beside, Delivery, Note, SectionKind, Turn
from songwright.studio.composing._form import Passage
from songwright.studio.composing._second import ABOVE, BELOW, EITHER_SIDE, harmony
from songwright.studio.composing._sheet import Sheet
from songwright.studio.models import leanings

_JOINING = (SectionKind.CHORUS, SectionKind.POST, SectionKind.DROP)
CHORISTERS = "choir_aahs"
"""Instrument of the parts of a sung choir: a General MIDI name, for whoever plays the score."""
UNACCOMPANIED = "unaccompanied"
"""The word of a voice's manner by which a request bans backing voices."""
_ABOVE_LEAD, _BELOW_LEAD = 4, 9
"""How far beyond the lead's range the parts of a choir may go: other voices sing them, in octaves that suit them."""
_SOFTER, _ECHO_SOFTER, _BESIDE = 16, 8, 2
"""Velocity by which a second voice, an echo and the other singer of a duet stay behind the lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """The sung notes, shared out."""

    lead: tuple[Note, ...]
    backing: tuple[Note, ...]
    """One note at a time; empty where the style sings alone, or was asked to."""
    choir: tuple[tuple[Note, ...], ...] = ()
    """The parts of a choir from high to low, in the octave of the lead; () without one."""


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
    sing, whatever the style's habit, and nowhere else. A choir takes the place of the second voice, and the echoes.
    """
    lines = _lines(sheet)
    duet = sheet.brief.partner is not None
    banned = UNACCOMPANIED in sheet.brief.voice_manner
    if banned or all(line.echo for line in lines):
        lines = [replace(line, echo=False) for line in lines]
    shift = 12 * partner_octaves if duet else 0
    chorists = has_choir(sheet)
    backing: list[Note] = []
    for line in lines:
        if line.echo and (duet or not chorists):
            backing += _moved(line.notes, shift, -_ECHO_SOFTER)
        elif duet and line.turn is Turn.BOTH and not line.echo:
            backing += _moved(_second_voice(line, sheet, voice_range), shift, _SOFTER - _BESIDE)
        elif not duet and not banned and not chorists and _joins(line, sheet):
            backing += _second_voice(line, sheet, voice_range)
    lead: list[Note] = []
    for line in lines:
        if duet and line.turn is Turn.PARTNER and not line.echo:
            lead += [replace(note, partner=True) for note in _moved(line.notes, shift)]
        elif not line.echo:
            lead += [replace(note, doubled=True) for note in line.notes] if _doubled(line, sheet) else line.notes
    choir = _choir([line for line in lines if line.echo or _answers(line)], sheet, voice_range)
    return Voices(lead=tuple(lead), backing=tuple(backing), choir=choir if chorists else ())


def has_choir(sheet: Sheet) -> bool:
    """Whether a choir sings: where one is asked for, or the style has one and nobody took it out."""
    brief = sheet.brief
    if UNACCOMPANIED in brief.voice_manner or Beside.CHOIR in brief.not_beside:
        return False
    return Beside.CHOIR in brief.beside or sheet.style.vocal.choir


def _doubled(line: _Sung, sheet: Sheet) -> bool:
    """Whether the lead sings a line twice: in choruses where the style does, everywhere where it is asked for."""
    brief = sheet.brief
    if UNACCOMPANIED in brief.voice_manner or Beside.DOUBLES in brief.not_beside:
        return False
    if Beside.DOUBLES in brief.beside:
        return True
    habit = sheet.style.vocal.doubled
    # The two of a duet are each other's second voice.
    return brief.partner is None and (habit == "all" or (habit == "choruses" and line.passage.kind in _JOINING))


def _answers(line: _Sung) -> bool:
    """Whether the choir joins in a line: in refrains and at the end, where words are sung."""
    joins = line.passage.kind in (*_JOINING, SectionKind.OUTRO)
    return joins and all(note.delivery is Delivery.SUNG for note in line.notes)


def _choir(lines: Sequence[_Sung], sheet: Sheet, voice_range: tuple[int, int]) -> tuple[tuple[Note, ...], ...]:
    """Three parts in close position: one over the tune, the tune itself, one under it."""
    high: list[Note] = []
    middle: list[Note] = []
    low: list[Note] = []
    for line in lines:
        top = voice_range[1] + line.passage.lift + _ABOVE_LEAD
        over = harmony(line.notes, sheet, line.passage, (voice_range[0], top), ABOVE)
        under = harmony(line.notes, sheet, line.passage, (voice_range[0] - _BELOW_LEAD, top), BELOW)
        for note, above, below in zip(line.notes, over, under, strict=True):
            softer = replace(note, velocity=max(1, note.velocity - _SOFTER))
            high.append(replace(softer, pitch=above))
            middle.append(softer)
            low.append(replace(softer, pitch=below))
    return (tuple(high), tuple(middle), tuple(low)) if middle else ()


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
    asked = Beside.HARMONY in sheet.brief.beside or Beside.OCTAVES in sheet.brief.beside
    if (_habit(sheet) == "none" and not model.harmony_everywhere) or passage.kind not in _JOINING:
        return False
    return asked or passage.nth >= model.harmony_from or passage.of == 1


def _habit(sheet: Sheet) -> str:
    """What the second voice does: as asked, else as the style, else as its family does."""
    brief = sheet.brief
    if Beside.OCTAVES in brief.beside:
        return "octaves"
    if Beside.HARMONY in brief.beside:
        return "thirds"
    if Beside.HARMONY in brief.not_beside:
        return "none"
    habit = sheet.style.vocal.backing or sheet.manner.backing
    return "none" if habit == "octaves" and Beside.OCTAVES in brief.not_beside else habit


def _second_voice(line: _Sung, sheet: Sheet, voice_range: tuple[int, int]) -> list[Note]:
    """The line's words on a tune of their own: octaves in some styles, the octave below in unison ones, else a harmony.

    The two of a duet sing in unison, or octaves, where the style has no chords of voices.
    """
    habit = _habit(sheet)
    written = [note.pitch for note in line.notes]
    low, high = voice_range
    if any(note.delivery is not Delivery.SUNG for note in line.notes) or (
        sheet.brief.partner is not None and habit != "thirds"
    ):
        pitches = written
    elif habit == "unison":
        pitches = [pitch - 12 if pitch - 12 >= low - 3 else pitch for pitch in written]
    elif habit == "octaves":
        pitches = _octave_off(written, (low - 5, high + line.passage.lift))
    else:
        limits = voice_range[0] - 5, voice_range[1] + line.passage.lift
        pitches = harmony(line.notes, sheet, line.passage, limits, EITHER_SIDE)
    return [
        replace(note, pitch=pitch, velocity=max(1, note.velocity - _SOFTER))
        for note, pitch in zip(line.notes, pitches, strict=True)
    ]


def _octave_off(written: Sequence[int], limits: tuple[int, int]) -> list[int]:
    """The whole line an octave below or above, where more of it lies in reach; single notes out of reach stay."""
    low, high = limits

    def reached(octave: int) -> int:
        return sum(low <= pitch + octave <= high for pitch in written)

    octave = max((-12, 12), key=reached)
    return [pitch + octave if low <= pitch + octave <= high else pitch for pitch in written]
