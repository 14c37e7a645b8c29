"""One set-up at a time: a lock that the operating system takes back when its holder dies."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from songwright.song import TryAgain

_POLL_S = 0.2


@contextmanager
def only_one(path: Path, *, wait_s: float, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock file at `path`; `waiting` is called once if another process holds it.

    Raises TryAgain when the other has not finished after `wait_s`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as handle:
        if not _take(handle.fileno()):
            waiting()
            deadline = time.monotonic() + wait_s
            while not _take(handle.fileno()):
                if time.monotonic() > deadline:
                    raise TryAgain("another `songwright setup` is still at work; try again when it is done")
                time.sleep(_POLL_S)
        yield  # closing the file, or dying, gives the lock back


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
