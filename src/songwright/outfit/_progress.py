"""How set-up tells what it is doing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A moment of set-up."""

    part: str
    """The part being made."""
    doing: str
    """What happens to it, in words: "fetching kokoro-js 1.2.1"."""
    done_bytes: int = 0
    total_bytes: int | None = None
    """None where nothing can be counted."""


Tell: TypeAlias = Callable[[Step], None]
"""Hears each step; called often, so it must be quick."""
