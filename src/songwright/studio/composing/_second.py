"""The search for a second voice: a line of its own that stays within the chord and close to the first."""

from collections.abc import Mapping, Sequence

from songwright.song import PPQ, Note
from songwright.studio.composing._form import Passage, strength
from songwright.studio.composing._numerals import scale_under
from songwright.studio.composing._sheet import Sheet

EITHER_SIDE = {3: 0.0, 4: 0.0, 5: 0.7, -3: 0.3, -4: 0.3, -5: 0.9, -8: 0.25, -9: 0.25, -7: 1.0}
"""Distances from the lead in semitones and what each costs: thirds above, then sixths and thirds below."""
ABOVE = {3: 0.0, 4: 0.0, 5: 0.4, 7: 0.9, 8: 0.8, 9: 0.8}
BELOW = {-3: 0.0, -4: 0.0, -5: 0.4, -7: 0.9, -8: 0.6, -9: 0.6}
"""The same on one side: with the line between them, the outer voices of a close triad."""


def harmony(
    notes: Sequence[Note], sheet: Sheet, passage: Passage, limits: tuple[int, int], intervals: Mapping[int, float]
) -> list[int]:
    """The cheapest second voice to a line: on the chord where it counts, on one side, moving with it.

    Args:
        notes: The line.
        sheet: Its chords.
        passage: Where it is sung.
        limits: Lowest and highest pitch of the second voice.
        intervals: Distances from the line in semitones, and what each costs.
    """
    low, high = limits
    rows: list[dict[int, tuple[float, int]]] = []
    for number, note in enumerate(notes):
        row: dict[int, tuple[float, int]] = {}
        for interval, cost in intervals.items():
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
