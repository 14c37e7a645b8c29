"""Candidates: what an engine that can't promise its result made of one take, and how good each was."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """How good one thing about a recording is."""

    of: str
    """What was measured, as "length" or "tempo"."""
    mark: float
    """0 (not at all as it should be) to 1."""
    weight: float
    says: str
    """The measured figure, in a listener's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One recording of several, of which the best was kept."""

    ratings: tuple[Rating, ...] = ()
    """Nothing where it is no song."""
    fault: str = ""
    """Why the engine made none, so that no more were asked for; "" where it is one."""
    chosen: bool = False

    @property
    def mark(self) -> float:
        """The weighted mean of its ratings; 0 for what is no song."""
        weight = sum(rating.weight for rating in self.ratings)
        return sum(rating.mark * rating.weight for rating in self.ratings) / weight if weight else 0.0
