"""A word that is read otherwise than it is shown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A word in the letters that the rules of its language read."""

    said: str
    shown: tuple[str, ...]
    """What is shown at each of the letters that are read; together the word."""
    ends_word: bool = True
    """Whether the word ends here, or goes on, as with a particle."""
