"""Sung words and lines with the times at which they are heard."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedWord:
    """A sung word."""

    word: str
    start_s: float
    end_s: float
    line: int
    """Which sung line it stands in, counted from 0 over the whole song."""
    section: str
    """Kind of the section, as "verse"."""
    section_index: int
    """Which section of the form, counted from 0."""
    backing: bool = False
    recognised: bool = False
    """Whether a recogniser heard it and told its times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedLine:
    """A sung line: its text as written, and its words."""

    text: str
    words: tuple[TimedWord, ...]

    @property
    def start_s(self) -> float:
        """When its first word begins."""
        return self.words[0].start_s

    @property
    def end_s(self) -> float:
        """When its last word ends."""
        return max(word.end_s for word in self.words)
