"""Heard words: what a recogniser makes of a recording."""

from dataclasses import dataclass

from songwright.song._time import Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardWord:
    """A word as it was recognised."""

    text: str
    start_s: Seconds
    end_s: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """All words that were recognised in a recording, by their start."""

    words: tuple[HeardWord, ...]
    by: str
    """Who recognised them, for the report."""
