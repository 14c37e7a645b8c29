"""Runs a model beside the thread that asked for it, which goes on asking `progress` and is free when that raises."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from songwright.song import Cancelled
from songwright.studio.ports import Progress

_ASK_EVERY_S = 0.25
"""Between two steps of a large model on a small machine half a minute may pass."""

_Made = TypeVar("_Made")


class Headway:
    """How far the model is; its word is passed on, and stops the model once the song is not wanted any more."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._stopped = threading.Event()
        self._stage, self._fraction = "waiting", 0.0

    def reach(self, stage: str, fraction: float = 0.0) -> None:
        """The model is here now: between two of its steps. Raises what `progress` raises, Cancelled once it did."""
        self._stage, self._fraction = stage, min(max(fraction, 0.0), 1.0)
        self.tell()

    def tell(self) -> None:
        """Tell `progress` once more."""
        if self._stopped.is_set():
            raise Cancelled
        well = False
        try:
            self._progress(self._stage, self._fraction)
            well = True
        finally:
            if not well:
                self.stop()

    def stop(self) -> None:
        """Have the model end at its next step; nothing more is told."""
        self._stopped.set()


def watched(work: Callable[[Headway], _Made], progress: Progress) -> _Made:
    """What the work makes, in a thread of its own.

    When `progress` raises, that is raised at once; the work ends at its next step, and what it made is dropped.
    """
    headway = Headway(progress)
    headway.tell()
    bench = ThreadPoolExecutor(max_workers=1, thread_name_prefix="song-model")
    try:
        made = bench.submit(work, headway)
        while not wait([made], timeout=_ASK_EVERY_S).done:
            headway.tell()
        return made.result()
    finally:
        headway.stop()  # also for Ctrl-C, or the process could not end before the song
        bench.shutdown(wait=False)
