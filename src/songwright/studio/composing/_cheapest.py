"""The cheapest way through rows of choices, one a place: what a hand weighs over a whole song (Viterbi, 1967)."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

Choice = TypeVar("Choice")


def cheapest(
    rows: Sequence[Sequence[Choice]],
    standing: Callable[[int, Choice], float],
    moving: Callable[[Choice, Choice], float],
) -> tuple[Choice, ...]:
    """One choice of each row, so that all costs together are least; of equal ways the one that comes first.

    Args:
        rows: The choices at each place, at least one each.
        standing: Cost of a choice at a place.
        moving: Cost of going from one choice to the next.
    """
    if not rows:
        return ()
    costs = [standing(0, each) for each in rows[0]]
    back: list[list[int]] = []
    for place, (before, row) in enumerate(pairwise(rows), start=1):
        came, reached = [], []
        for each in row:
            ways = [cost + moving(old, each) for old, cost in zip(before, costs, strict=True)]
            best = min(range(len(ways)), key=ways.__getitem__)
            came.append(best)
            reached.append(ways[best] + standing(place, each))
        costs = reached
        back.append(came)
    at = min(range(len(costs)), key=costs.__getitem__)
    found = [rows[-1][at]]
    for row, came in zip(reversed(rows[:-1]), reversed(back), strict=True):
        at = came[at]
        found.append(row[at])
    return tuple(reversed(found))
