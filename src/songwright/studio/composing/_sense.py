"""A learned sense of tune: how likely each next move is, as counted in old airs and songs (composing.md 5).

Four ways of listening to a tune (its last moves; the bar; the place in phrase and range; the phrase before) are
ladders of contexts, the longest first. What was seen often enough speaks, else the next shorter context does. The
ladders' distributions are multiplied, each to the power of its weight. `scripts/train_tunes.py` counts and writes
`tunes.msgpack`; `tunes.toml` beside it says from which tunes and by whose hands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec
import numpy as np
import numpy.typing as npt

OCTAVE = 7
"""Largest move in scale steps; larger ones count as this."""
MOVES = np.arange(-OCTAVE, OCTAVE + 1)
"""Moves that are weighed, in scale steps."""
NONE = 2 * OCTAVE + 1
"""Stands for a move where there was none."""
FIELDS = {
    "mode": 2, "degree": 7, "move1": 16, "move2": 16, "move3": 16, "echo": 16,
    "place": 5, "before": 5, "held": 4, "height": 5, "begin": 2, "end": 3,
}  # fmt: skip
"""What is known before a note's pitch is chosen, and how many values each has."""
LADDERS: dict[str, tuple[str, ...]] = {
    "tune": ("degree move1 move2 move3", "degree move1 move2", "degree move1", "degree", ""),
    "bar": ("mode degree move1 place before end", "degree move1 place end", "degree place end", "degree place", ""),
    "phrase": ("mode degree end begin height held", "degree end begin height", "degree end begin", "end begin", ""),
    "memory": ("echo move1 degree place", "echo move1 place", "echo move1", "echo", ""),
}
"""Contexts of each way of listening, the longest first."""
BITS = 16
"""A likelihood is kept as bits in sixteenths of a bit."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is known before a note, for each candidate (arrays) or for all alike (numbers); values as in FIELDS."""

    mode: int | Ints
    """0 major, 1 minor."""
    degree: Ints
    """Scale degree from which the move starts."""
    move1: Ints
    """The last move, counted from `MOVES[0]`, or NONE."""
    move2: Ints
    move3: Ints
    echo: Ints
    """What the phrase before did at this place."""
    place: int | Ints
    """Strength of the place in the bar, 0 the bar line to 4."""
    before: int | Ints
    """Strength of the place before."""
    held: int | Ints
    """Length: 0 below half a beat, 1 below one, 2 below two, 3 longer."""
    height: Ints
    """Where the tune stands against its middle, 0 to 4."""
    begin: int | Ints
    """1 for the first note of a phrase."""
    end: int | Ints
    """2 for the last note of a phrase, 1 for the one before."""


def held_class(beats: float) -> int:
    """The class of a note's length in beats."""
    return 0 if beats < 0.5 else 1 if beats < 1 else 2 if beats < 2 else 3


def height_class(above: Floats) -> Ints:
    """The class of a height in scale steps above the tune's middle."""
    return np.clip(np.round(above / 2.5), -2, 2).astype(np.int64) + 2


def context(moment: Moment, fields: Sequence[str]) -> Ints:
    """The number of the context that these fields make, below the product of their sizes."""
    number: Ints = np.zeros(1, dtype=np.int64)
    for field in fields:
        number = number * FIELDS[field] + getattr(moment, field)
    return number


def size_of(fields: Sequence[str]) -> int:
    """How many contexts these fields can make."""
    return int(np.prod([FIELDS[field] for field in fields], dtype=np.int64))


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """The contexts of one length that were seen often enough."""

    fields: str
    """Names of FIELDS, parted by spaces."""
    contexts: bytes
    """Their numbers, rising, two bytes each, little end first."""
    bits: bytes
    """For each context the bits of every move of MOVES, a byte each, in sixteenths."""


class Ladder(msgspec.Struct, frozen=True, kw_only=True):
    """One way of listening."""

    name: str
    weight: float
    levels: tuple[Level, ...]
    """The longest context first; the last is empty and always known."""


class Tunes(msgspec.Struct, frozen=True, kw_only=True):
    """What `tunes.msgpack` holds."""

    shares: tuple[float, float, float, float]
    """Repeats, steps, thirds and larger moves among all that was counted."""
    ladders: tuple[Ladder, ...]


class Sense:
    """The learned sense, laid out so that a whole choir of candidates is looked up at once."""

    def __init__(self, tunes: Tunes) -> None:
        self.shares = tunes.shares
        self._ladders = [_laid_out(ladder) for ladder in tunes.ladders]

    def likelihoods(self, moment: Moment) -> Floats:
        """Natural logarithm of the likelihood of each of MOVES, shape (candidates, moves); each row sums to one."""
        logs: Floats = np.zeros((len(moment.degree), len(MOVES)))
        for fields, row_of, rows in self._ladders:
            logs += rows[row_of[context(moment, fields)]]
        logs -= np.log(np.exp(logs).sum(axis=1, keepdims=True))
        return logs


def _laid_out(ladder: Ladder) -> tuple[tuple[str, ...], Ints, Floats]:
    """Fields of the longest context, for each such context its row, and the rows' weighted logarithms."""
    longest = tuple(ladder.levels[0].fields.split())
    values = np.unravel_index(np.arange(size_of(longest)), [FIELDS[field] for field in longest])
    row_of: Ints = np.zeros(size_of(longest), dtype=np.int64)
    rows: list[npt.NDArray[np.uint8]] = []
    first = 0
    for level in reversed(ladder.levels):
        fields = level.fields.split()
        numbers = np.frombuffer(level.contexts, dtype="<u2").astype(np.int64)
        known = np.full(size_of(fields), -1, dtype=np.int64)
        known[numbers] = first + np.arange(len(numbers))
        within = np.zeros(len(row_of), dtype=np.int64)
        for field in fields:
            within = within * FIELDS[field] + values[longest.index(field)]
        row_of = np.where(known[within] >= 0, known[within], row_of)
        rows.append(np.frombuffer(level.bits, dtype=np.uint8).reshape(-1, len(MOVES)))
        first += len(numbers)
    logs: Floats = np.concatenate(rows).astype(np.float64) * (-np.log(2.0) / BITS * ladder.weight)
    return longest, row_of, logs


@cache
def learned() -> Sense:
    """The sense that comes with the package. Raises ValueError when its file is damaged."""
    file = files("songwright.studio.composing") / "tunes.msgpack"
    try:
        return Sense(msgspec.msgpack.decode(file.read_bytes(), type=Tunes))
    except msgspec.MsgspecError as error:
        raise ValueError(f"tunes.msgpack: {error}; make it again with scripts/train_tunes.py") from error
