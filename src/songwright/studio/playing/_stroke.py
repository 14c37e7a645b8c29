"""A note on its way from paper to sound."""

from dataclasses import dataclass

from songwright.song import Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """One note as a player is about to sound it."""

    written: Note
    onset: float
    release: float
    """Seconds."""
    loudness: float
    """Velocity, before it is brought into 1 to 127."""
