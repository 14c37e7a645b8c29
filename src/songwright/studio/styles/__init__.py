"""The style catalogue: one readable file each, shared by the stages, of which each reads its own sections."""

from functools import cache
from importlib.resources import files

import msgspec

from songwright.song import Score
from songwright.studio.styles._kin import kin_of
from songwright.studio.styles._schema import (
    Cadence,
    Cell,
    Drums,
    FormPlan,
    Grammar,
    Groove,
    Harmony,
    Keys,
    Lift,
    Melody,
    Mix,
    PartManner,
    Seat,
    Style,
    Swing,
    Time,
    faults,
)
from songwright.studio.styles._tempo import RING_OUT_S, TempoMark, Timeline, broadening_s, timeline_in

__all__ = [
    "RING_OUT_S",
    "Cadence",
    "Cell",
    "Drums",
    "FormPlan",
    "Grammar",
    "Groove",
    "Harmony",
    "Keys",
    "Lift",
    "Melody",
    "Mix",
    "PartManner",
    "Seat",
    "Style",
    "Swing",
    "TempoMark",
    "Time",
    "Timeline",
    "broadening_s",
    "catalogue",
    "faults",
    "kin",
    "style",
    "timeline",
]


@cache
def catalogue() -> dict[str, Style]:
    """All styles by id. Raises ValueError naming the file and the fault when one is unsound."""
    found: dict[str, Style] = {}
    folder = files("songwright.studio.styles") / "catalogue"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        try:
            read = msgspec.toml.decode(file.read_bytes(), type=Style)
        except msgspec.ValidationError as error:
            raise ValueError(f"{file.name}: {error}") from error
        if wrong := faults(read):
            raise ValueError(f"{file.name}: {'; '.join(wrong)}")
        found[read.id] = read
    return found


def style(style_id: str) -> Style:
    """The style with this id; raises KeyError on an unknown one."""
    return catalogue()[style_id]


@cache
def kin(style_id: str) -> tuple[Style, ...]:
    """The styles nearest to this one, from which a loosely kept style borrows; raises KeyError on an unknown id."""
    return kin_of(catalogue()[style_id], tuple(catalogue().values()))


def timeline(score: Score) -> Timeline:
    """The one clock of a score: every second that is heard, printed or drawn is read from it."""
    known = catalogue().get(score.style)
    return timeline_in(score, known.time if known else None)
