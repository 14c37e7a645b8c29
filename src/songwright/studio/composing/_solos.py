"""Solos: phrases that breathe, take one another up, and climb to a climax in the last third. One note at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from numpy.random import Generator

from songwright.song import PPQ, Chord, Key, Note, Tick
from songwright.studio.composing._arrange import Cue, Player
from songwright.studio.composing._dice import pick
from songwright.studio.composing._form import beats_in_bar, strength
from songwright.studio.composing._improv import Figure, Improvising, improvising_of, reach_of
from songwright.studio.composing._numerals import scale_under
from songwright.studio.composing._sheet import Sheet

_CLIMAX = 0.76
"""Where a solo is highest and fullest, as a share of its length."""
_BLUES = (0, 3, 5, 6, 7, 10)
_MINOR_FIVE = (0, 3, 5, 7, 10)
_MAJOR_FIVE = (0, 2, 4, 7, 9)
_SLOPES = ((1, -1), (-1, 1), (1, 1, -1), (-1, -1, 1), (1, -1, 1), (-1,), (1,))
"""Directions a phrase takes in turn."""
_LEAP = 5
"""Semitones from which a move is a leap."""
_STEP_REACH, _LEAP_REACH = 4, 9
"""Semitones within which a line steps and leaps."""
_ON_WEAK = 0.35
"""By how much the share of chord tones falls on short, weak notes, since strong ones take chord tones anyway."""


@dataclass(frozen=True, slots=True)
class _Beat:
    """A stroke of a phrase: ticks from the phrase's start."""

    at: int
    length: int


@dataclass(slots=True)
class _Line:
    """What a soloist keeps in mind."""

    low: int
    high: int
    manner: Improvising
    rng: Generator
    last: int = 0
    rhythm: tuple[_Beat, ...] = ()
    pitches: tuple[int, ...] = ()


def play_solo(sheet: Sheet, player: Player, cue: Cue) -> list[Note] | None:
    """An improvised solo over the passage, monophonic and inside the instrument's reach; None to keep the tune."""
    manner = improvising_of(sheet.style)
    if manner is None:
        return None
    low, high = reach_of(player.chair)
    rng = sheet.dice("solo", player.name, cue.passage.index)
    line = _Line(low=low, high=high, manner=manner, rng=rng, last=low + (high - low) * 2 // 5)
    bar = sheet.meter.bar_ticks
    total = (cue.end - cue.start) // bar
    found: list[Note] = []
    at = 0
    while at < total:
        bars = min(manner.phrase_bars, total - at)
        start = cue.start + at * bar
        through = (at + bars / 2) / total
        notes = _phrase(sheet, cue, line, (start, start + bars * bar), _arch(through), last=at + bars >= total)
        found += notes
        at += bars
    return found


def _arch(through: float) -> float:
    """Tension from 0 at the beginning over 1 at the climax and down again."""
    if through <= _CLIMAX:
        return through / _CLIMAX
    return max(0.0, 1.0 - 0.8 * (through - _CLIMAX) / (1.0 - _CLIMAX))


def _phrase(sheet: Sheet, cue: Cue, line: _Line, window: tuple[int, int], tension: float, *, last: bool) -> list[Note]:
    """One phrase: the last one's rhythm and contour taken up, or a new one."""
    start, end = window
    manner, rng = line.manner, line.rng
    again = bool(line.rhythm) and rng.random() < manner.again and not last
    if again:
        rhythm = tuple(beat for beat in line.rhythm if start + beat.at < end)
    else:
        rhythm = _rhythm(sheet, manner, end - start, tension, rng)
    if not rhythm:
        return []
    goal = line.low + round((line.high - line.low) * (0.32 + 0.5 * tension))
    if again and len(line.pitches) >= len(rhythm):
        pitches = _taken_up(sheet, cue, line, start, rhythm, goal)
    else:
        pitches = _new(sheet, cue, line, start, rhythm, goal)
    line.rhythm, line.pitches, line.last = rhythm, tuple(pitches), pitches[-1]
    loud = 74 + round(20 * cue.energy + 10 * tension)
    return [
        Note(
            start=Tick(start + beat.at),
            duration=Tick(min(beat.length, end - start - beat.at)),
            pitch=pitch,
            velocity=min(120, loud - (0 if (start + beat.at) % PPQ == 0 else 6)),
        )
        for beat, pitch in zip(rhythm, pitches, strict=True)
    ]


def _rhythm(sheet: Sheet, manner: Improvising, room: int, tension: float, rng: Generator) -> tuple[_Beat, ...]:
    """Figures in a row up to the phrase's rest, a denser one the higher the tension."""
    beat = sheet.meter.beat_ticks
    two = 2 * beat if beats_in_bar(sheet.meter) > 1 else beat
    low, high = manner.dense
    wanted = 0.5 * (low + (high - low) * tension)
    rests = manner.rest[0] + (manner.rest[1] - manner.rest[0]) * rng.random() * (1.0 - 0.5 * tension)
    until = max(beat, round(room * (1.0 - rests)))
    options = _fitting(manner.figures, compound=sheet.meter.compound)
    weights = [each.weight / (0.08 + abs(each.density - wanted)) for each in options]
    motif, other = pick(rng, options, weights), pick(rng, options, weights)
    found: list[_Beat] = []
    for number, at in enumerate(range(0, until, two)):
        figure = motif if number % 2 == 0 else other
        if number and rng.random() < 0.25:
            figure = pick(rng, options, weights)
        found += _struck(figure.figure, at, two)
    found = [each for each in found if each.at < until]
    if found:
        # The last note is held into the rest: a phrase ends on something longer (composing.md 2.1).
        final = found[-1]
        found[-1] = replace(final, length=max(final.length, min(beat + beat // 2, room - final.at)))
    return tuple(found)


def _fitting(figures: Sequence[Figure], *, compound: bool) -> list[Figure]:
    """The figures whose grid the meter knows: eighths of compound beats come in threes."""
    if compound:
        return [each for each in figures if len(each.figure) == 6] or [
            Figure(figure="x-xx-x", weight=1.0),
            Figure(figure="xxxx--", weight=1.0),
            Figure(figure="x--x-x", weight=1.0),
            Figure(figure="xxxxxx", weight=1.0),
        ]
    return list(figures)


def _struck(figure: str, at: int, ticks: int) -> list[_Beat]:
    step = ticks // len(figure)
    found: list[_Beat] = []
    for i, mark in enumerate(figure):
        if mark == "x":
            found.append(_Beat(at + i * step, step))
        elif mark == "-" and found:
            found[-1] = replace(found[-1], length=found[-1].length + step)
    return found


def _new(sheet: Sheet, cue: Cue, line: _Line, start: int, rhythm: Sequence[_Beat], goal: int) -> list[int]:
    """Pitches along a row of slopes around the goal."""
    slopes = pick(line.rng, _SLOPES)
    found: list[int] = []
    last = line.last
    for number, beat in enumerate(rhythm):
        way = slopes[number * len(slopes) // len(rhythm)]
        if abs(last - goal) > 7:
            way = 1 if goal > last else -1
        if len(found) > 1 and abs(last - found[-2]) >= _LEAP:
            # After a leap the line turns back (composing.md 2.2).
            way = -1 if last > found[-2] else 1
        ends = number == len(rhythm) - 1
        pitch = _next(sheet, cue, line, (start + beat.at, last, way), firm=ends or beat.length > PPQ)
        if found and line.rng.random() < line.manner.chromatic and _led(found, pitch, rhythm, number):
            found[-1] = pitch - 1
        found.append(pitch)
        last = pitch
    return found


def _led(found: Sequence[int], pitch: int, rhythm: Sequence[_Beat], number: int) -> bool:
    """Whether the note before may be a step from below: short, off the beat and near."""
    before = rhythm[number - 1]
    return before.length <= PPQ // 2 and before.at % PPQ != 0 and abs(found[-1] - pitch) <= 4


def _next(sheet: Sheet, cue: Cue, line: _Line, now: tuple[int, int, int], *, firm: bool) -> int:
    """The next pitch in a direction: a chord tone where it counts, else by the manner's shares."""
    tick, last, way = now
    chord, key = sheet.span_at(cue.passage, tick).chord, sheet.key_of(cue.passage)
    tones = line.manner.tones
    strong = firm or strength(tick, sheet.meter) <= 1
    mark = line.rng.random()
    chords = max(0.15, tones.chord - _ON_WEAK)
    classes = _classes(chord, key, line.manner.scale)
    if strong or mark < chords:
        allowed = classes[0]
    elif mark < chords + tones.colour:
        allowed = classes[1] or classes[0]
    else:
        allowed = classes[2]
    leaping = line.rng.random() < line.manner.leap
    spans = ((_LEAP, _LEAP_REACH), (1, _STEP_REACH), (1, 12)) if leaping else ((1, _STEP_REACH), (1, 7), (1, 12))
    for nearest, furthest in spans:
        for direction in (way, -way):
            moves = [last + direction * step for step in range(nearest, furthest + 1)]
            options = [pitch for pitch in moves if pitch % 12 in allowed and line.low <= pitch <= line.high]
            if options:
                return options[0]
    return min(max(last, line.low), line.high)


def _classes(chord: Chord, key: Key, scale: str) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    """Pitch classes of the chord, of its colours, and of the scale the manner runs along."""
    triad = {(chord.root + step) % 12 for step in chord.intervals if step < 9}
    if len(chord.intervals) == 2:
        # Without a third the key says which one is meant.
        triad |= {(chord.root + step) % 12 for step in (3, 4)} & set(key.scale)
    under = {(key.tonic + step) % 12 for step in scale_under(chord, key)}
    colours = {(chord.root + step) % 12 for step in (2, 9, 10, 11)} & under
    colours |= set(chord.tones) - triad
    if scale == "blues":
        runs = {(key.tonic + step) % 12 for step in _BLUES}
    elif scale == "pentatonic":
        minor = key.minorish or key.mode == "mixolydian"
        runs = {(key.tonic + step) % 12 for step in (_MINOR_FIVE if minor else _MAJOR_FIVE)}
    else:
        runs = under
    return frozenset(triad), frozenset(colours - triad), frozenset(runs)


def _taken_up(sheet: Sheet, cue: Cue, line: _Line, start: int, rhythm: Sequence[_Beat], goal: int) -> list[int]:
    """The last phrase again, moved towards the goal and bent to the chords that are now."""
    known = line.pitches[: len(rhythm)]
    middle = sum(known) / len(known)
    shift = 0 if line.rng.random() < 0.4 else round(max(-5.0, min(5.0, goal - middle)))
    key = sheet.key_of(cue.passage)
    found = []
    for number, (beat, pitch) in enumerate(zip(rhythm, known, strict=True)):
        tick = start + beat.at
        triad, colours, runs = _classes(sheet.span_at(cue.passage, tick).chord, key, line.manner.scale)
        ends = number == len(rhythm) - 1
        strong = ends or beat.length > PPQ or strength(tick, sheet.meter) <= 1
        found.append(_nearest(pitch + shift, triad if strong else triad | colours | runs, line.low, line.high))
    return found


def _nearest(pitch: int, classes: frozenset[int], low: int, high: int) -> int:
    """The pitch of these classes nearest to a pitch, inside the reach."""
    held = min(max(pitch, low), high)
    options = [each for each in range(low, high + 1) if each % 12 in classes]
    return min(options, key=lambda each: (abs(each - held), each)) if options else held
