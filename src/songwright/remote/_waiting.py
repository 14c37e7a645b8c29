"""Waits for work on the network and asks `progress` meanwhile, which may stop it at any moment."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from songwright.studio.ports import Progress

_ASK_EVERY_S = 0.25
_HALF_DONE_S = 60.0
"""After so long a bar of unknown length stands at half."""

_Made = TypeVar("_Made")


class Headway:
    """What the work says of itself: a stage, and how far it is where that is known."""

    def __init__(self, progress: Progress, clock: Callable[[], float] = time.monotonic) -> None:
        self._progress = progress
        self._clock = clock
        self._stage, self._began_s = "waiting", clock()

    def reach(self, stage: str) -> None:
        """The work is at this stage now."""
        if stage != self._stage:
            self._stage, self._began_s = stage, self._clock()

    def tell(self) -> None:
        """Tell `progress`, with a fraction that nears 1 and never gets there; raises what it raises."""
        spent_s = self._clock() - self._began_s
        self._progress(self._stage, 1.0 - math.exp2(-spent_s / _HALF_DONE_S))


def wait_for(work: Callable[[], Awaitable[_Made]], headway: Headway) -> _Made:
    """What the work makes. When `progress` raises, the work is cancelled, its connections closed, and that is raised.

    Must be called from a thread without an event loop, as every engine is.
    """
    return asyncio.run(_watched(work, headway))


async def _watched(work: Callable[[], Awaitable[_Made]], headway: Headway) -> _Made:
    task = asyncio.ensure_future(work())
    try:
        while True:
            headway.tell()
            done, _ = await asyncio.wait({task}, timeout=_ASK_EVERY_S)
            if done:
                return task.result()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.wait({task})
        if not task.cancelled():
            task.exception()  # looked at, or asyncio would report it as forgotten
