"""The cell language of the style files: what a part does on a chord, without naming a note. See docs/styles.md."""

import re
from dataclasses import dataclass
from functools import cache

from songwright.song import PPQ

_TOKEN = re.compile(r"(?P<what>[Rro356789CSAcxpima-])(?P<next>'?)(?P<length>[0-9.t+]+)(?P<accent>!?)")
_LENGTH = re.compile(r"(1|2|4|8|16)(\.?)(t?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """One token of a cell."""

    what: str
    """R r o 3 5 6 7 8 9 C S A c x p i m a: see docs/styles.md."""
    start: int
    """Ticks from the cell's start."""
    duration: int
    of_next: bool
    """Whether it already belongs to the next chord."""
    accent: bool


@cache
def parse_cell(cell: str, beats: float) -> tuple[Stroke, ...]:
    """The strokes of a cell, rests left out; raises ValueError when a token is unknown or the lengths miss `beats`."""
    strokes, at = [], 0
    for token in cell.split():
        match = _TOKEN.fullmatch(token)
        if match is None:
            raise ValueError(
                f'cell "{cell}": "{token}" is not a token; write what sounds, then its length, as R8. or c4'
            )
        duration = sum(_ticks(part, token, cell) for part in match["length"].split("+"))
        if match["what"] != "-":
            strokes.append(
                Stroke(
                    what=match["what"],
                    start=at,
                    duration=duration,
                    of_next=bool(match["next"]),
                    accent=bool(match["accent"]),
                )
            )
        at += duration
    if abs(at - beats * PPQ) > 1:
        raise ValueError(f'cell "{cell}" lasts {at / PPQ:g} beats, not {beats:g}')
    return tuple(strokes)


def _ticks(length: str, token: str, cell: str) -> int:
    match = _LENGTH.fullmatch(length)
    if match is None:
        raise ValueError(f'cell "{cell}": the length of "{token}" must be 1, 2, 4, 8 or 16, with . or t')
    ticks = PPQ * 4 // int(match[1])
    return ticks * 3 // 2 if match[2] else ticks * 2 // 3 if match[3] else ticks
