"""The left hand of a piano without a bass: roots, fifths and tenths under chords that leave the low keys free."""

from bisect import bisect_left
from collections.abc import Iterator

from songwright.song import ChordSpan, Note, Tick
from songwright.studio.composing._arrange import Cue, Player
from songwright.studio.composing._sheet import Sheet

_LOWEST = 33
"""A1: roots lie in the octave from here."""
_FREE_BELOW = 48
"""Where a cell itself plays below this, it has a left hand of its own."""


def left_hand(sheet: Sheet, player: Player, right: list[Note]) -> list[Note]:
    """The left hand's notes under a right hand that plays `right`, wherever that keeps off the low keys."""
    low = sorted(int(note.start) for note in right if note.pitch < _FREE_BELOW)
    busy = sorted(int(note.start) for note in right)
    found: list[Note] = []
    for cue in player.cues:
        for span in sheet.spans[cue.passage.index]:
            start, end = max(int(span.start), cue.start), min(int(span.start + span.duration), cue.end)
            sounds = bisect_left(busy, start) < bisect_left(busy, end)
            if start < end and sounds and bisect_left(low, start) == bisect_left(low, end):
                found += _under(sheet, cue, span, (start, end))
    return found


def _under(sheet: Sheet, cue: Cue, span: ChordSpan, window: tuple[int, int]) -> Iterator[Note]:
    """Root, fifth and tenth in broken beats where it is quiet; root and fifth, then octaves, where it is full."""
    chord, beat, bar = span.chord, sheet.meter.beat_ticks, sheet.meter.bar_ticks
    root = _LOWEST + (chord.bass - _LOWEST) % 12
    fifth = next((step for step in chord.intervals if step % 12 in (6, 7, 8)), 7)
    third = next((step for step in chord.intervals if step % 12 in (3, 4)), 4)
    above = (chord.root - chord.bass) % 12
    steps = {
        "low": ((0,), (above + fifth,), (above + third + 12,)),
        "mid": ((0,), (above + fifth,)),
        "high": ((0, 12),),
    }[cue.level]
    stride = beat if cue.level == "low" else max(beat, bar // 2 // beat * beat)
    loud = 56 + round(24 * cue.energy)
    start, end = window
    while start < end:
        close = min(end, start - start % bar + bar)
        places = range(start, close, stride)[: 3 if cue.level == "low" else 2]
        for number, place in enumerate(places):
            for step in steps[min(number, len(steps) - 1)]:
                yield Note(
                    start=Tick(place),
                    duration=Tick(close - place if cue.level != "high" else min(stride, close - place)),
                    pitch=root + step,
                    velocity=loud - 4 * bool(number),
                )
        start = close
