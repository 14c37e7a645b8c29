"""Two hands at the desk: pieces of work done side by side and given back in order."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_HANDS = 2
"""Pieces under way at once: each holds copies of a part in memory, so more hands are not cheaper."""
_Piece = TypeVar("_Piece")
_Done = TypeVar("_Done")


def side_by_side(work: Callable[[_Piece], _Done], pieces: Sequence[_Piece]) -> Iterator[_Done]:
    """What `work` makes of each piece, in order; no more than `_HANDS` are begun before they are asked for."""
    waiting: list[Future[_Done]] = []
    coming = iter(pieces)
    with ThreadPoolExecutor(_HANDS, thread_name_prefix="mixing") as pool:
        for piece in coming:
            waiting.append(pool.submit(work, piece))
            if len(waiting) == _HANDS:
                yield waiting.pop(0).result()
        while waiting:
            yield waiting.pop(0).result()
