"""How families of styles play and sing where a style file leaves it open: read from `manners.toml`."""

import re
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, NamedTuple

import msgspec

from songwright.song import Meter, Role, SectionKind
from songwright.studio.composing._cells import parse_cell
from songwright.studio.styles import Cell, PartManner, Style

Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


class Manner(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Habits of one family of styles."""

    styles: tuple[str, ...]
    """Ids of the styles it serves."""
    anticipate: Share
    """Share of strong syllables sung just before their beat (composing.md 2.1)."""
    loose: Share
    """How freely the verse ignores the chord: Temperley's "loose verse, tight chorus"."""
    pentatonic: Share
    """How strictly the fourth and seventh (in minor second and sixth) are passed over."""
    backing: str
    """What backing voices do in choruses: "thirds", "unison" or "none"."""
    fills: Literal["toms", "snare", "machine", "omit", "none"]
    """Whose fills of `fills.toml` the drummer plays; "omit" leaves beats out instead, "none" keeps the groove."""
    ending: Literal["hit", "ring"]
    """The last bar: "hit" together, or "ring" without drums."""
    answers: Share
    """How often an instrument answers the voice at a line's end."""
    walks: Share = 0.5
    """How often the bass approaches a change by a step."""
    steady: tuple[Role, ...] = ()
    """Chairs whose pattern is the pulse and goes on under the words; others leave the words room."""
    solo: str = "song"
    """Whose way of improvising a solo has: a manner of `solos.toml`, or "theme" for the tune with turns."""
    riffs: Share = 0.0
    """How often the song opens, breaks and ends on a riff of `riffs.toml`."""
    ghosts: Share = 0.0
    """How often a snare without written ghost notes gets some."""
    counter: Share = 0.4
    """How often a second tune joins the voice in later choruses."""
    tag: Share = 0.3
    """How often the ending recalls the last line."""
    stops: Share = 0.15
    """How often the band is silent for a beat before a chorus or drop."""
    feels: dict[str, Share] = {}
    """Chance that the bridge goes "half" time, or the last chorus "double" time or begins with drums "out"."""
    parts: dict[str, PartManner] = {}


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lanes: dict[str, tuple[int, int, int]]
    unwritten: dict[str, str]
    common: dict[str, PartManner]
    family: dict[str, Manner]


@cache
def _read() -> _File:
    text = (files("songwright.studio.composing") / "manners.toml").read_bytes()
    return msgspec.toml.decode(text, type=_File)


@cache
def _manner_by_style() -> dict[str, Manner]:
    found: dict[str, Manner] = {}
    for name, manner in _read().family.items():
        for style_id in manner.styles:
            if style_id in found:
                raise ValueError(f"manners.toml: {style_id} stands in two families, one of them {name}")
            found[style_id] = manner
    return found


def family_of(style: Style) -> str:
    """The family a style belongs to; pop for a style no family names."""
    return next((name for name, manner in _read().family.items() if style.id in manner.styles), "pop")


def families() -> tuple[str, ...]:
    """The names of all families."""
    return tuple(_read().family)


def manner_of(style: Style) -> Manner:
    """The family habits of a style; those of pop for a style no family names."""
    return _manner_by_style().get(style.id, _read().family["pop"])


def part_manner(style: Style, role: Role) -> PartManner:
    """What a chair of this role plays: the style's own cells, else the family's, else the common ones."""
    layers = [style.parts.get(role), manner_of(style).parts.get(role), _read().common.get(role)]
    found = [layer for layer in layers if layer is not None]
    if not found:
        return PartManner()
    with_cells = next((layer for layer in found if layer.cells), found[0])
    enters = next((layer.enters for layer in found if layer.enters > 0), 0.0)
    limits = next((layer.range for layer in found if layer.range is not None), None)
    grip = next((layer.grip for layer in found if layer.grip), with_cells.grip)
    motion = next((layer.motion for layer in found if layer.motion != "near"), with_cells.motion)
    return msgspec.structs.replace(with_cells, enters=enters, range=limits, grip=grip, motion=motion)


def common_cells(role: Role) -> tuple[Cell, ...]:
    """The plain cells of a role, which cover every kind of bar."""
    manner = _read().common.get(role)
    return manner.cells if manner else ()


def lane_keys(lane: str) -> tuple[int, int, int]:
    """Drum keys of a lane's accents, hits and ghosts; a lane nobody knows is played on a wood block."""
    return _read().lanes.get(lane, (76, 77, 77))


def written_lanes(style: Style, level: str) -> tuple[dict[str, str], bool]:
    """The style's groove for a level, or its one skeleton; and whether it was written for that level."""
    groove = next((groove.lanes for groove in style.drums.grooves if groove.level == level), None)
    if groove is not None:
        return groove, True
    return style.drums.lanes or _read().unwritten, False


def bar_class(meter: Meter) -> str:
    """Which cells suit a meter: "four", "three" or "compound"; other meters borrow from "four"."""
    if meter.compound:
        return "compound"
    return "three" if meter.bar_ticks == Meter(beats=3).bar_ticks else "four"


_BAR_CLASSES = ("four", "three", "compound")


def cells_for(
    style: Style, role: Role, meter: Meter, level: str, kind: str, *, nth: int = 0, bar: int | None = None
) -> tuple[Cell, ...]:
    """Cells that hold here, the most particular ones alone if any name this section, level or chair.

    With `bar` (counted from the section's start) only the cells kept for that bar of a group, as "bar 4 of 4".
    """
    place = _Place(bar_class=bar_class(meter), level=level, kind=kind, chair=_CHAIRS[min(nth, 2)])
    for pool in (part_manner(style, role).cells, common_cells(role)):
        scored = [(score, cell) for cell in pool if _due(cell, bar) and (score := _score(cell, place)) is not None]
        if scored:
            best = max(score for score, _ in scored)
            return tuple(cell for score, cell in scored if score == best)
        if bar is not None:
            return ()
    return ()


_CHAIRS = ("first", "second", "third")
_LEVELS = ("low", "mid", "high")
_BAR_MASK = re.compile(r"bar (\d+) of (\d+)")


class _Place(NamedTuple):
    """Where a cell would play."""

    bar_class: str
    level: str
    kind: str
    chair: str


def _words(cell: Cell) -> list[str]:
    return [word.strip() for word in cell.when.split(",") if word.strip()]


def _due(cell: Cell, bar: int | None) -> bool:
    """Whether a cell's bar mask fits: cells without one play in every bar but are no turns."""
    masks = [mask for word in _words(cell) if (mask := _BAR_MASK.fullmatch(word))]
    if bar is None or not masks:
        return bar is None and not masks
    return any(bar % int(mask[2]) == int(mask[1]) - 1 for mask in masks)


def _score(cell: Cell, place: _Place) -> int | None:
    """How particularly a cell's mask names this place; None when it excludes it."""
    words = [word for word in _words(cell) if not _BAR_MASK.fullmatch(word)]
    classes = [word for word in words if word in _BAR_CLASSES] or ["four"]
    if classes[0] != place.bar_class:
        return None
    score = 0
    rest = [word for word in words if word not in _BAR_CLASSES]
    for family, own, worth in ((_LEVELS, place.level, 1), (_CHAIRS, place.chair, 2)):
        named = [word for word in rest if word in family]
        if named and own not in named:
            return None
        score += worth if named else 0
        rest = [word for word in rest if word not in family]
    if rest and place.kind not in rest:
        return None
    return score + (2 if rest else 0)


def faults_of_cells(style: Style) -> list[str]:
    """What is wrong with the cells a style uses, one sentence each; empty when they can be played."""
    wrong = []
    for role, manner in (*style.parts.items(), *manner_of(style).parts.items(), *_read().common.items()):
        for cell in manner.cells:
            unknown = set(_words(cell)) - {*_BAR_CLASSES, *_LEVELS, *_CHAIRS, *SectionKind}
            wrong += [f"parts.{role}: unknown mask {word}" for word in unknown if not _BAR_MASK.fullmatch(word)]
            try:
                parse_cell(cell.cell, cell.beats)
            except ValueError as error:
                wrong.append(f"parts.{role}: {error}")
    return wrong
