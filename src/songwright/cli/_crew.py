"""Worker processes beside the API: started, restarted when they die, ended with their parent."""

import logging
import os
import subprocess
import sys
import threading
import time
from typing import Self

log = logging.getLogger(__name__)

_PATIENCE_S = 10.0
"""How long a worker may take to leave before it is killed; its work is taken over either way."""
_PAUSE_S, _LONGEST_PAUSE_S = 0.25, 30.0
"""Pause before a restart, doubled while workers die young."""
_YOUNG_S = 30.0


class Crew:
    """Keeps a number of workers alive. Each holds the read end of a pipe and leaves when this process is gone."""

    def __init__(self, size: int) -> None:
        self._ended = threading.Event()
        self._watchers = [threading.Thread(target=self._watch, name=f"crew-{place}") for place in range(size)]

    def __enter__(self) -> Self:
        for watcher in self._watchers:
            watcher.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        for watcher in self._watchers:
            watcher.join()

    def _watch(self) -> None:
        """Keep one worker alive until the end."""
        pause_s = _PAUSE_S
        while not self._ended.is_set():
            born_s = time.monotonic()
            code = self._one_life()
            if self._ended.is_set():
                return
            pause_s = _PAUSE_S if time.monotonic() - born_s > _YOUNG_S else min(2 * pause_s, _LONGEST_PAUSE_S)
            log.warning("a worker ended with %s; another starts in %.1f s", code, pause_s)
            self._ended.wait(pause_s)

    def _one_life(self) -> int:
        """Start a worker and wait for its end, or bring it about; returns its exit code."""
        command = [sys.executable, "-m", "songwright", "worker", "--with-parent"]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as worker:  # noqa: S603 - our own command
            while worker.poll() is None:
                if self._ended.wait(0.1):
                    _end(worker)
            return worker.returncode


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.terminate()
    try:
        worker.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        worker.kill()


def watch_parent(stop: threading.Event) -> None:
    """Set `stop` once the parent is gone, which closes our standard input."""

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 1):  # past Python's buffer, whose lock would hold up the exit
            continue
        stop.set()

    threading.Thread(target=wait, name="parent", daemon=True).start()
