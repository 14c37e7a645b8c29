"""How families of styles play and sing where a style file leaves it open: read from `manners.toml`."""

from functools import cache
from importlib.resources import files
from typing import Annotated

import msgspec

from songwright.song import Meter, Role
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
    fills: str
    """Drum fills: "toms", "snare", "machine", "omit" or "none"."""
    ending: str
    """The last bar: "hit" together, or "ring" without drums."""
    answers: Share
    """How often an instrument answers the voice at a line's end."""
    walks: Share = 0.5
    """How often the bass approaches a change by a step."""
    parts: dict[str, PartManner] = {}


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lanes: dict[str, tuple[int, int, int]]
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
    return msgspec.structs.replace(with_cells, enters=enters, range=limits)


def common_cells(role: Role) -> tuple[Cell, ...]:
    """The plain cells of a role, which cover every kind of bar."""
    manner = _read().common.get(role)
    return manner.cells if manner else ()


def lane_keys(lane: str) -> tuple[int, int, int]:
    """Drum keys of a lane's accents, hits and ghosts; a lane nobody knows is played on a wood block."""
    return _read().lanes.get(lane, (76, 77, 77))


def bar_class(meter: Meter) -> str:
    """Which cells suit a meter: "four", "three" or "compound"; other meters borrow from "four"."""
    if meter.compound:
        return "compound"
    return "three" if meter.bar_ticks == Meter(beats=3).bar_ticks else "four"


_BAR_CLASSES = ("four", "three", "compound")


def cells_for(style: Style, role: Role, meter: Meter, level: str, kind: str) -> tuple[Cell, ...]:
    """Cells that hold here, the most particular ones alone if any name this section or level."""
    wanted = bar_class(meter)
    pools = (part_manner(style, role).cells, common_cells(role))
    for pool in pools:
        scored = [(score, cell) for cell in pool if (score := _score(cell, wanted, level, kind)) is not None]
        if scored:
            best = max(score for score, _ in scored)
            return tuple(cell for score, cell in scored if score == best)
    return ()


def _score(cell: Cell, wanted: str, level: str, kind: str) -> int | None:
    """How particularly a cell's mask names this place; None when it excludes it. Bar masks are read elsewhere."""
    words = [word.strip() for word in cell.when.split(",") if word.strip()]
    classes = [word for word in words if word in _BAR_CLASSES]
    if (classes or ["four"])[0] != wanted:
        return None
    score = 0
    levels = {word for word in words if word in ("low", "mid", "high")}
    kinds = {word for word in words if word not in levels and word not in _BAR_CLASSES and not word.startswith("bar ")}
    if levels:
        if level not in levels:
            return None
        score += 1
    if kinds:
        if kind not in kinds:
            return None
        score += 2
    return score


def faults_of_cells(style: Style) -> list[str]:
    """What is wrong with the cells a style uses, one sentence each; empty when they can be played."""
    wrong = []
    for role, manner in {**style.parts, **manner_of(style).parts, **_read().common}.items():
        for cell in manner.cells:
            try:
                parse_cell(cell.cell, cell.beats)
            except ValueError as error:
                wrong.append(f"parts.{role}: {error}")
    return wrong
