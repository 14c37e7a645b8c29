"""Sound block by block: even blocks out of any, each with its neighbours, and all of them in one again."""

import queue
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

Samples: TypeAlias = npt.NDArray[np.float32]
"""Sound of shape (frames, channels), one or two channels, full scale at 1."""
Blocks: TypeAlias = Iterator[Samples]
"""A sound in pieces, in order and without a gap, all with the same channels."""

_Block = TypeVar("_Block")
BLOCK = 38_400
"""Frames in an even block, .8 s: small enough for a processor's cache, and a whole number of every grain that effects
and meters have (16, 64, 512 and 4800 frames), so that a sound in even blocks is the whole one sample for sample."""


def cut(samples: Samples) -> Blocks:
    """The sound in even blocks, views of it, the last as long as is left; one empty block without any frame."""
    for start in range(0, max(len(samples), 1), BLOCK):
        yield samples[start : start + BLOCK]


def even(blocks: Iterable[Samples], size: int = 0) -> Blocks:
    """The same sound in blocks of so many frames (0 is `BLOCK`), the last one shorter; one empty one of no sound."""
    size = size or BLOCK
    held: list[Samples] = []
    count = 0
    given = False
    for block in blocks:
        rest = block
        while count + len(rest) >= size:
            held.append(rest[: size - count])
            rest = rest[size - count :]
            yield _one(held)
            held, count, given = [], 0, True
        if len(rest) or not (given or held):
            held.append(rest)
            count += len(rest)
    if held and (count or not given):
        yield _one(held)


def neighbours(blocks: Iterable[Samples]) -> Iterator[tuple[Samples, Samples, Samples]]:
    """Each block with the one before and the one after it, empty ones at the ends."""
    before: Samples | None = None
    here: Samples | None = None
    for block in blocks:
        if here is not None:
            yield here[:0] if before is None else before, here, block
            before = here
        here = block
    if here is not None:
        yield here[:0] if before is None else before, here, here[:0]


def shared(blocks: Iterable[_Block], count: int) -> list[Iterator[_Block]]:
    """So many iterators over the same blocks, in one thread; a block is let go when all have had it.

    `itertools.tee` would hold on to 57 of them.
    """
    source = iter(blocks)
    waiting: list[deque[_Block]] = [deque() for _ in range(count)]

    def taken(own: deque[_Block]) -> Iterator[_Block]:
        while True:
            if not own:
                try:
                    fresh = next(source)
                except StopIteration:
                    return
                for each in waiting:
                    each.append(fresh)
                del fresh
            yield own.popleft()

    return [taken(own) for own in waiting]


_AHEAD = 4
"""Blocks that a maker is ahead of whoever takes them."""


def ahead(blocks: Iterable[_Block]) -> Iterator[_Block]:
    """The same blocks, made in a thread of their own while earlier ones are used. What it raises is raised here."""
    made: queue.Queue[tuple[_Block, ...] | BaseException] = queue.Queue(_AHEAD)
    given_up = threading.Event()

    def offer(what: tuple[_Block, ...] | BaseException) -> None:
        while not given_up.is_set():
            with suppress(queue.Full):
                made.put(what, timeout=0.1)
                return

    def make() -> None:
        try:
            for block in blocks:
                offer((block,))
                if given_up.is_set():
                    return
            offer(())
        except BaseException as fault:  # noqa: BLE001 - handed to whoever takes the blocks
            offer(fault)

    maker = threading.Thread(target=make, name="ahead", daemon=True)
    maker.start()
    try:
        while what := made.get():
            if isinstance(what, BaseException):
                raise what
            yield what[0]
    finally:
        given_up.set()
        maker.join()


def joined(blocks: Iterable[Samples]) -> Samples:
    """All blocks in one."""
    return _one(list(blocks))


def _one(pieces: list[Samples]) -> Samples:
    if len(pieces) == 1:
        return pieces[0]
    sounding = [piece for piece in pieces if len(piece)]
    return np.concatenate(sounding or pieces[:1])
