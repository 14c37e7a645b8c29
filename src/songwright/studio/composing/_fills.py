"""Fills and build-ups: what a drummer does to lead on, and when he had better leave it."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import msgspec
from numpy.random import Generator

from songwright.song import PPQ, Note, Tick
from songwright.studio.composing._arrange import Cue
from songwright.studio.composing._dice import pick
from songwright.studio.composing._form import Passage, beats_in_bar
from songwright.studio.composing._sheet import Sheet

_STEP = PPQ // 4
_VELOCITY = {"X": 110, "x": 90, "g": 44}
_SMALL, _MEDIUM, _FULL = 1, 2, 4
_EVERY_FOUR, _EVERY_EIGHT = 0.3, 0.8
"""How often bar 4 ends on a small, bar 8 on a medium fill (composing.md 3.4)."""
_OMITTED = 0.3
"""How often a drummer who fills leaves the last beat out instead."""
_TRIPLET_SWING = 1.4
"""Swing ratio from which triplets belong to the style."""


class Fill(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One fill of `fills.toml`."""

    hand: Literal["toms", "snare", "machine"]
    beats: Literal[1, 2, 4]
    busy: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
    lanes: dict[str, str]

    @property
    def grid(self) -> int:
        """Steps a beat."""
        return len(next(iter(self.lanes.values()))) // self.beats


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    keys: dict[str, int]
    fill: tuple[Fill, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A stretch in which the groove gives way, and what is played there."""

    start: int
    end: int
    strokes: tuple[Note, ...]


@cache
def _read() -> _File:
    found = msgspec.toml.decode((files("songwright.studio.composing") / "fills.toml").read_bytes(), type=_File)
    for number, fill in enumerate(found.fill, start=1):
        lengths = {len(text) for text in fill.lanes.values()}
        sound = set(fill.lanes) <= set(found.keys) and not set("".join(fill.lanes.values())) - set("Xxg.")
        if len(lengths) != 1 or lengths.pop() // fill.beats not in (3, 4, 6) or not sound:
            raise ValueError(
                f"fills.toml: fill {number}: lanes must be known, of X x g . and of one length, 3, 4 or 6 a beat"
            )
    return found


def fills_of(sheet: Sheet, cue: Cue) -> tuple[Filled, ...]:
    """The fills of a passage in order: small in bar 4, medium in bar 8, full into another section.

    A fill never talks over the voice: it shrinks to the silence that is there, or is left out.
    """
    if sheet.manner.fills == "none" or cue.passage.bars < 2:
        return ()
    found = []
    for bar in range(4, cue.passage.bars, 4):
        filled = _inside(sheet, cue, bar)
        if filled is not None:
            found.append(filled)
    leading = _leading(sheet, cue)
    return (*found, leading) if leading is not None else tuple(found)


def _inside(sheet: Sheet, cue: Cue, bar: int) -> Filled | None:
    """A fill at the end of the bar-th bar, the same wherever such a section returns."""
    end = int(cue.passage.start) + bar * sheet.meter.bar_ticks
    if not cue.start < end - PPQ or end >= cue.end or cue.level == "low":
        return None
    rng = sheet.dice("fill", cue.passage.kind, bar % 8)
    chance, beats = (_EVERY_EIGHT, _MEDIUM) if bar % 8 == 0 else (_EVERY_FOUR, _SMALL)
    if rng.random() >= chance:
        return None
    return _fill(sheet, end, beats, cue.energy, rng)


def _leading(sheet: Sheet, cue: Cue) -> Filled | None:
    """The fill into the next section; its density follows that section's energy."""
    following = sheet.following(cue.passage)
    end = sheet.end_of(cue.passage)
    if following is None or cue.end < end:
        return None
    rng = sheet.dice("fill", cue.passage.kind, following.kind, cue.passage.nth % 2)
    rise = following.energy - cue.passage.energy
    beats = _FULL if rise > 0.15 else _MEDIUM if rise > -0.1 else _SMALL
    if beats == _FULL and rng.random() < 0.3:
        beats = _MEDIUM
    return _fill(sheet, end, beats, following.energy, rng)


def pickup(sheet: Sheet, passage: Passage) -> tuple[Note, ...]:
    """The strokes by which a drummer who has waited joins in, before his first passage; () where a voice sings."""
    if sheet.manner.fills in ("none", "omit") or not passage.start:
        return ()
    rng = sheet.dice("pickup", passage.kind)
    filled = _fill(sheet, int(passage.start), _MEDIUM, min(passage.energy, 0.7), rng, omits=False)
    return filled.strokes if filled is not None else ()


def _fill(sheet: Sheet, end: int, beats: int, energy: float, rng: Generator, *, omits: bool = True) -> Filled | None:
    """A fill of at most so many beats that fits the silence before `end`, or a beat left out."""
    beat = sheet.meter.beat_ticks
    manner = sheet.manner.fills
    room = min(beats, beats_in_bar(sheet.meter)) * beat
    silent = end - max(end - room, _silent_from(sheet, end))
    fitting = [size for size in (_FULL, _MEDIUM, _SMALL) if size * beat <= silent]
    if not fitting:
        return None
    if manner == "omit" or (omits and beats < _FULL and rng.random() < _OMITTED):
        # Leaving the last beat out is the more tasteful half of all fills (composing.md 3.4).
        strokes = (_stroke(end - _STEP, 38, 66),) if rng.random() < 0.5 else ()
        return Filled(start=end - beat, end=end, strokes=strokes)
    options = _options(sheet, manner, fitting[0])
    weights = [1.0 / (0.05 + abs(fill.busy - energy)) for fill in options]
    return _played(pick(rng, options, weights), end, beat, energy) if options else None


def _options(sheet: Sheet, hand: str, beats: int) -> list[Fill]:
    """The fills of a hand that fit the meter's beat: threes where beats are felt in threes, or swing so."""
    swings = sheet.style.time.swing.unit == 8 and max(sheet.style.time.swing.ratio) >= _TRIPLET_SWING
    found = [fill for fill in _read().fill if fill.hand == hand and fill.beats == beats]
    if sheet.meter.compound or swings:
        threes = [fill for fill in found if fill.grid in (3, 6)]
        return threes or ([] if sheet.meter.compound else found)
    return [fill for fill in found if fill.grid == 4] or found


def _played(fill: Fill, end: int, beat: int, energy: float) -> Filled:
    """The fill's strokes, swelling a little towards the bar line."""
    start = end - fill.beats * beat
    step = beat // fill.grid
    keys = _read().keys
    strokes = []
    for lane, text in fill.lanes.items():
        for i, mark in enumerate(text):
            if mark != ".":
                swell = (0.74 + 0.2 * energy) + 0.1 * i / len(text)
                strokes.append(_stroke(start + i * step, keys[lane], round(_VELOCITY[mark] * swell)))
    return Filled(start=start, end=end, strokes=tuple(sorted(strokes, key=lambda note: (note.start, note.pitch))))


def _silent_from(sheet: Sheet, end: int) -> int:
    """The tick from which the voice rests up to `end`, a pick-up into what follows counted as singing."""
    before = [note for note in sheet.vocal if note.start < end]
    return max((int(note.end) for note in before[-2:]), default=0)


def build_up(sheet: Sheet, cue: Cue) -> list[Note]:
    """Snare quarters, eighths, sixteenths, thirty-seconds; the kick leaves before the end (composing.md 3.4)."""
    start, end, bar = cue.start, cue.end, sheet.meter.bar_ticks
    found = []
    at = start
    while at < end:
        through = (at - start) / max(1, end - start)
        found.append(_stroke(at, 38, 52 + round(58 * through)))
        at += roll_step(through, bars=cue.passage.bars)
    kick_until = end - 2 * bar if cue.passage.bars >= 4 else end - bar
    found += [_stroke(at, 36, 104) for at in range(start, max(start, kick_until), sheet.meter.beat_ticks)]
    return found


def roll_step(through: float, *, bars: int) -> int:
    """Ticks to the next stroke of an accelerating roll, by how far it has come; short builds end on sixteenths."""
    if through < 0.5:
        return PPQ
    if through < 0.75:
        return PPQ // 2
    return _STEP // 2 if through >= 0.9 and bars >= 8 else _STEP


def _stroke(tick: int, key: int, velocity: int) -> Note:
    return Note(start=Tick(tick), duration=Tick(_STEP), pitch=key, velocity=min(max(velocity, 1), 122))
