"""What the composer knows of harmony beyond the style files' rows: read from `harmony.toml`."""

from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from songwright.studio.styles import Grammar

Ends = Literal["open", "half", "closed", "loop", "turn", "climb"]
"""What a section's last chords promise: to lead on, to stand on the dominant, to be home, nothing, to lead back, to
arrive from the flat side."""


class Brick(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A named ending."""

    name: str
    ends: Ends
    mode: Literal["major", "minor"]
    chords: str
    weight: dict[Grammar, float]


class Odd(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Chords from outside the key that may stand for plain ones."""

    near: dict[str, tuple[str, ...]]
    far: dict[str, tuple[str, ...]]


class Lore(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole file. Tables by mode have the keys "major" and "minor"."""

    grammar: dict[Grammar, dict[str, dict[str, dict[str, float]]]]
    """Chances of the next chord: by grammar, mode and chord."""
    mode: dict[str, dict[str, str]]
    """What becomes of chords that would leave a mode."""
    dress: dict[str, dict[str, str]]
    """Endings of plain chords, by the style's colour."""
    start: dict[str, dict[str, dict[str, float]]]
    """First chords by group of sections and mode."""
    usual: dict[str, dict[Ends, float]]
    """How sections end where a style says nothing."""
    brick: tuple[Brick, ...]
    launcher: dict[str, str]
    borrowed: dict[str, dict[str, str]]
    odd: dict[str, Odd]
    decorated: dict[str, tuple[str, ...]]


@cache
def lore() -> Lore:
    """The file, read once."""
    return msgspec.toml.decode((files("songwright.studio.composing") / "harmony.toml").read_bytes(), type=Lore)


def side(*, minor: bool) -> str:
    """The key of a table by mode."""
    return "minor" if minor else "major"
