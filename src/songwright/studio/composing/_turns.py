"""Turns: the stroke or two by which bar 4 and bar 8 differ from their neighbours, and the ghosts a left hand drops."""

from songwright.song import PPQ
from songwright.studio.composing._arrange import Cue
from songwright.studio.composing._sheet import Sheet

_GHOST_PLACES = (7, 9, 15, 3)
"""Sixteenths beside the backbeats of a bar of four where a left hand drops its ghost notes."""


def ghosted(lanes: dict[str, str], sheet: Sheet, cue: Cue) -> dict[str, str]:
    """The lanes with ghost notes on the snare where the style likes them and has written none."""
    snare = lanes.get("snare", "")
    plain = snare and "g" not in snare and "ghost" not in lanes and len(snare) % 16 == 0
    if not plain or cue.level == "low" or cue.feel or sheet.meter.beats != 4:
        return lanes
    rng = sheet.dice("ghosts", cue.passage.kind)
    if rng.random() >= sheet.manner.ghosts:
        return lanes
    chosen = set(rng.choice(_GHOST_PLACES, size=2, replace=False).tolist())
    marks = ("g" if mark == "." and i % 16 in chosen else mark for i, mark in enumerate(snare))
    return {**lanes, "snare": "".join(marks)}


def turns_of(sheet: Sheet, cue: Cue, lanes: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The groove of bar 4 and of bar 8: at most two strokes changed (composing.md 3.5)."""
    if cue.level == "low" or sheet.meter.bar_ticks != 4 * PPQ:
        return lanes, lanes
    rng = sheet.dice("turns", cue.passage.kind)
    able = [turn for turn in _TURNS if turn(lanes) != lanes]
    if not able:
        return lanes, lanes
    small = able[int(rng.random() * len(able))]
    great = able[int(rng.random() * len(able))]
    return small(lanes), great(small(lanes))


def _with(lanes: dict[str, str], lane: str, place: int, mark: str) -> dict[str, str]:
    """The lanes with one mark set in every bar of a lane."""
    text = lanes.get(lane)
    if text is None or len(text) % 16:
        return lanes
    return {**lanes, lane: "".join(mark if i % 16 == place else old for i, old in enumerate(text))}


def _pushed(lanes: dict[str, str]) -> dict[str, str]:
    """A kick more on the way to the next bar, unless it beats four anyway."""
    text = lanes.get("kick", "")
    busy = len(text) % 16 or text[:16].count("X") + text[:16].count("x") >= 4
    return lanes if busy or text[10:11] in "Xx" else _with(lanes, "kick", 10, "x")


def _opened(lanes: dict[str, str]) -> dict[str, str]:
    """The hat open on the last off-beat."""
    return _with(lanes, "hat", 14, "o") if lanes.get("hat", "")[14:15] == "x" else lanes


def _doubled(lanes: dict[str, str]) -> dict[str, str]:
    """The last backbeat answered a sixteenth before the bar line."""
    return _with(lanes, "snare", 15, "x") if lanes.get("snare", "")[12:13] in ("X", "x") else lanes


def _lightened(lanes: dict[str, str]) -> dict[str, str]:
    """Four kicks without the last."""
    text = lanes.get("kick", "")
    return _with(lanes, "kick", 12, ".") if text[:16].count("X") == 4 and text[12:13] == "X" else lanes


def _clapped(lanes: dict[str, str]) -> dict[str, str]:
    """A clap more on the last sixteenth but one."""
    return _with(lanes, "clap", 14, "x") if lanes.get("clap", "")[12:13] in ("X", "x") else lanes


_TURNS = (_pushed, _opened, _doubled, _lightened, _clapped)
"""Ways to turn a bar."""
