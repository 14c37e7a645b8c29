"""Long syllables sung over several notes: leans, turns and falls, as often as the style does it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from numpy.random import Generator

from songwright.song import Delivery, Note, Tick, seconds_at, ticks_at
from songwright.studio.composing._dice import pick
from songwright.studio.composing._form import Passage, grid_unit, strength
from songwright.studio.composing._numerals import scale_under
from songwright.studio.composing._sheet import Sheet

_LONG_S = 0.75
"""Shortest syllable that is ornamented."""
_WITHIN = 0.35
"""How often a long syllable inside a line is ornamented, against one at its end."""
_QUICK_S = 0.17
"""Shortest note of an ornament: quicker ones are not heard as pitches."""
_SHAPES: tuple[tuple[str, tuple[int, ...], float], ...] = (
    ("lean", (1, 0), 3.0),
    ("scoop", (-1, 0), 1.5),
    ("turn", (0, 1, 0), 2.0),
    ("fall", (0, -1, -2), 2.0),
    ("rise", (0, 1, 2), 1.0),
)
"""Name, scale steps from the syllable's own pitch, weight; each ends in the chord or is not sung."""


def with_melisma(notes: Sequence[Note], sheet: Sheet, limits: tuple[int, int]) -> tuple[Note, ...]:
    """The sung notes, some long syllables broken over several pitches; the added notes carry no syllable.

    The same words are ornamented in the same way each time, so that a hook stays one.
    """
    share = sheet.style.melody.melisma
    if not share:
        return tuple(notes)
    starts = [int(passage.start) for passage in sheet.passages]
    found: list[Note] = []
    line = ""
    for note in notes:
        if note.syllable is None or note.delivery is not Delivery.SUNG:
            found.append(note)
            continue
        line += note.syllable.text.casefold()
        chance = share if note.syllable.ends_line else share * _WITHIN * (note.syllable.stress > 0)
        long = seconds_at(note.duration, sheet.brief.tempo_bpm) >= _LONG_S
        if long and chance and (rng := sheet.dice("melisma", line)).random() < chance:
            passage = sheet.passages[max(0, bisect_right(starts, note.start) - 1)]
            found += _ornamented(note, sheet, passage, limits, rng)
        else:
            found.append(note)
        line = "" if note.syllable.ends_line else line
    return tuple(found)


def whole_syllables(notes: Sequence[Note]) -> list[Note]:
    """Each syllable as one note, from its beginning to its end, on the pitch where it comes to rest."""
    found: list[Note] = []
    for note in notes:
        if note.syllable is None and found:
            before = found.pop()
            found.append(replace(before, duration=Tick(note.end - before.start), pitch=note.pitch))
        else:
            found.append(note)
    return found


def _ornamented(note: Note, sheet: Sheet, passage: Passage, limits: tuple[int, int], rng: Generator) -> list[Note]:
    """The note as one of the shapes that fit the chord and the voice, or as it was."""
    # Chords change under long notes: an ornament comes to rest in the one that sounds then.
    chord = sheet.span_at(passage, int(note.start) + int(note.duration) * 2 // 3).chord
    key = sheet.key_of(passage)
    scale = sorted({(key.tonic + step) % 12 for step in scale_under(chord, key)})
    fitting = []
    for name, steps, weight in _SHAPES:
        pitches = [_moved(note.pitch, step, scale) for step in steps]
        inside = all(limits[0] <= pitch <= limits[1] for pitch in pitches)
        if inside and pitches[-1] % 12 in chord.tones:
            # A lean on the bar line is the strongest tension there is: it stands where it can be heard to resolve.
            fitting.append(
                (pitches, weight * (1.5 if name == "lean" and strength(note.start, sheet.meter) < 3 else 1.0))
            )
    if not fitting:
        return [note]
    pitches = pick(rng, [shape for shape, _ in fitting], [weight for _, weight in fitting])
    lengths = _lengths(int(note.duration), len(pitches), sheet.brief.tempo_bpm)
    found, at = [], int(note.start)
    for place, (pitch, length) in enumerate(zip(pitches, lengths, strict=True)):
        found.append(
            replace(
                note,
                start=Tick(at),
                duration=Tick(length),
                pitch=pitch,
                velocity=max(1, note.velocity - 6 * (place > 0)),
                syllable=note.syllable if place == 0 else None,
            )
        )
        at += length
    return found


def _lengths(whole: int, count: int, tempo_bpm: float) -> tuple[int, ...]:
    """Ticks of an ornament's notes: two are short and long, three are long, short and the rest."""
    grid = grid_unit(tempo_bpm)
    quick = -(-ticks_at(_QUICK_S, tempo_bpm) // grid) * grid
    if count == 2:
        return quick, whole - quick
    first = max(quick, (whole // 2) // grid * grid)
    first = min(first, whole - 2 * quick)
    return first, quick, whole - first - quick


def _moved(pitch: int, steps: int, scale: Sequence[int]) -> int:
    """The pitch so many steps of the scale away; one outside the scale counts as the note below it."""
    place = bisect_right(scale, pitch % 12) - 1
    octave, degree = divmod(place + steps, len(scale))
    return pitch if steps == 0 else pitch - pitch % 12 + 12 * octave + scale[degree]
