"""Cells laid over chords: which pattern a part repeats in a passage, and where its strokes fall."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from songwright.song import PPQ, Chord, ChordSpan, Role
from songwright.studio.composing._arrange import Cue, Player
from songwright.studio.composing._cells import Stroke, parse_cell
from songwright.studio.composing._dice import pick
from songwright.studio.composing._manners import cells_for
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._sliders import kindred, pattern_power
from songwright.studio.styles import Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A stroke in its place."""

    stroke: Stroke
    start: int
    end: int
    chord: Chord
    """The chord it belongs to, the next one for a stroke that says so."""
    next_chord: Chord
    """What the part is heading for."""
    leads: bool
    """Whether the chord changes at the end of this cell."""
    bar: int
    """Bars since the passage began."""
    origin: int
    """Tick at which its cell began."""


def hits(
    sheet: Sheet, cue: Cue, role: Role, player: Player, *, liking: Callable[[Cell], float] | None = None
) -> Iterator[Hit]:
    """The strokes of a part in one passage: one cell kept, another in the last bar of each group of four.

    `liking` weighs cells against what other parts play. Cells restart with the bar and are cut at chord changes.
    """
    guest = kindred(sheet.brief, sheet.take, "pattern", player.name, cue.passage.kind)
    place = (guest or sheet.style, role, sheet.meter, cue.level, str(cue.passage.kind))
    options = cells_for(*place, nth=player.nth)
    if not options:
        return
    rng = sheet.dice("cells", player.name, cue.passage.kind, cue.level)
    power = pattern_power(sheet.brief)
    weights = [cell.weight**power * (liking(cell) if liking else 1.0) for cell in options]
    main = pick(rng, options, weights)
    turn = pick(rng, options, weights) if rng.random() < 0.6 else main
    bar = sheet.meter.bar_ticks
    for span in sheet.spans[cue.passage.index]:
        at, end = int(span.start), int(span.start + span.duration)
        while at < end:
            number = (at - int(cue.passage.start)) // bar
            kept = cells_for(*place, nth=player.nth, bar=number)
            cell = kept[0] if kept else turn if number % 4 == 3 else main
            length = _laid(cell, options, end - at, at - int(cue.passage.start), bar)
            yield from _strokes(sheet, cue, span, length, at, min(end, at + length[1]), number)
            at += length[1]


def _laid(cell: Cell, options: tuple[Cell, ...], room: int, place: int, bar: int) -> tuple[Cell, int]:
    """The cell that fits the room before the next change, and how long it runs before a new one starts."""
    if _ticks(cell) > room:
        shorter = [other for other in options if _ticks(other) <= room]
        cell = max(shorter, key=lambda other: (_ticks(other), other.weight), default=cell)
    # Bars of other lengths cut or repeat the pattern at their line.
    rest = bar - place % bar
    length = _ticks(cell)
    if length > rest and length % bar:
        return cell, min(rest, room)
    return cell, min(length, room)


def _ticks(cell: Cell) -> int:
    return round(cell.beats * PPQ)


def _strokes(
    sheet: Sheet, cue: Cue, span: ChordSpan, laid: tuple[Cell, int], at: int, end: int, number: int
) -> Iterator[Hit]:
    cell, length = laid
    change = at + length >= span.start + span.duration
    following = sheet.chord_after(cue.passage, span) if change else span.chord
    for stroke in parse_cell(cell.cell, cell.beats):
        start = at + stroke.start
        if start >= end:
            break
        if not cue.start <= start < cue.end:
            continue
        yield Hit(
            stroke=stroke,
            start=start,
            end=min(start + stroke.duration, end),
            chord=following if stroke.of_next else span.chord,
            next_chord=following,
            leads=change and following != span.chord,
            bar=number + stroke.start // sheet.meter.bar_ticks,
            origin=at,
        )
