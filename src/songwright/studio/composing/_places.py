"""Where each note of a set line stands: its chord, its weight in the bar, its length."""

from songwright.song import PPQ, ChordSpan
from songwright.studio.composing._form import Passage, strength
from songwright.studio.composing._lines import SetLine
from songwright.studio.composing._numerals import degree_fit
from songwright.studio.composing._phrase import Place
from songwright.studio.composing._rhythm import lengths_of
from songwright.studio.composing._sheet import Sheet
from songwright.studio.models import leanings


def places_of(line: SetLine, sheet: Sheet, passage: Passage) -> tuple[Place, ...]:
    """What the tune must know about each note of a line sung in this passage."""
    lengths = lengths_in(line, sheet)
    found = []
    for onset, length, weight in zip(line.onsets, lengths, line.weights, strict=True):
        tick = passage.start + line.start + onset
        chord = chord_under(sheet, passage, tick, length).chord
        found.append(
            Place(
                fit=degree_fit(chord, sheet.key_of(passage)),
                strength=strength(tick + _push(sheet, tick, length), sheet.meter),
                beats=length / sheet.meter.beat_ticks,
                weight=weight,
            )
        )
    return tuple(found)


def lengths_in(line: SetLine, sheet: Sheet) -> tuple[int, ...]:
    """Ticks of each note of a line; its last is held as the model likes line ends."""
    hold = leanings(sheet.brief.model).line_end
    return lengths_of(line.onsets, line.room, sheet.brief.tempo_bpm, hold=hold)


def _push(sheet: Sheet, tick: int, length: int) -> int:
    """How much earlier than its beat a note comes: an anticipation counts as the beat it stands for."""
    for early in (PPQ // 4, PPQ // 2):
        if length > early and strength(tick + early, sheet.meter) <= 1 and strength(tick, sheet.meter) >= 3:
            return early
    return 0


def chord_under(sheet: Sheet, passage: Passage, tick: int, length: int) -> ChordSpan:
    """The chord a note belongs to: the next one for a note that anticipates it."""
    return sheet.span_at(passage, tick + min(length // 2, PPQ // 2))
