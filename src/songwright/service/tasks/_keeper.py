"""The keeper: each worker gives signs of life, and the living take over the work of the dead."""

import logging
import os
import platform
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from songwright.service.ports import Clock, Units, WorkerSign

log = logging.getLogger(__name__)

_CLAIM = timedelta(seconds=60)
"""A claim on a dead worker's tasks that is older was left by a claimant who died himself."""


def this_machine() -> str:
    """Name of the machine, its boot and its process space: where this is equal, process numbers can be compared."""
    parts = [platform.node()]
    for path in (Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")):
        try:
            parts.append(str(path.readlink()) if path.is_symlink() else path.read_text().strip())
        except OSError:
            continue
    return "/".join(parts)


def alive(pid: int) -> bool:
    """Whether a process of this number runs on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Keeps one worker's sign of life fresh and looks after the others."""

    units: Units
    clock: Clock
    me: str
    """Id of this worker."""
    silent_after: timedelta
    take_over: Callable[[str], int]
    """Requeues the unfinished work of a dead worker and returns how much there was."""
    machine: str
    pid: int
    crew: str = ""
    """The crew this worker belongs to."""
    also: Callable[[], int] = lambda: 0
    """What is looked after besides, at every beat."""

    def beat(self) -> None:
        """Give a sign of life."""
        with self.units.open() as unit:
            unit.workers.beat(self._sign(self.clock.now()))

    def leave(self) -> None:
        """Say good-bye: whatever is unfinished may be taken over at once."""
        with self.units.open() as unit:
            if any(sign.id == self.me for sign in unit.workers.all()):
                long_ago = self.clock.now() - 10 * self.silent_after
                unit.workers.beat(self._sign(long_ago))

    def look_after(self) -> int:
        """Take over the work of every dead worker; returns how many tasks and callbacks were requeued."""
        with self.units.open(reading=True) as unit:
            dead = [sign.id for sign in unit.workers.all() if self._dead(sign)]
        return sum(self._bury(worker_id) for worker_id in dead)

    def run(self, every_s: float, stop: threading.Event) -> None:
        """Beat and look after the others until `stop` is set."""
        while not stop.wait(every_s):
            self.beat()
            self.look_after()
            self.also()

    def _sign(self, seen_at: datetime) -> WorkerSign:
        return WorkerSign(id=self.me, machine=self.machine, pid=self.pid, seen_at=seen_at, crew=self.crew)

    def _dead(self, sign: WorkerSign) -> bool:
        """Whether that worker is certainly or most probably dead."""
        if sign.id == self.me:
            return False
        if sign.machine == self.machine and (sign.pid == self.pid or not alive(sign.pid)):
            return True
        return self.clock.now() - sign.seen_at > self.silent_after

    def _bury(self, worker_id: str) -> int:
        """Requeue the work of a dead worker, unless another keeper is at it."""
        now = self.clock.now()
        with self.units.open() as unit:
            if not unit.workers.claim(worker_id, by=self.me, now=now, stale_before=now - _CLAIM):
                return 0
        requeued = self.take_over(worker_id)
        with self.units.open() as unit:
            unit.workers.remove(worker_id)
        log.warning("worker %s is dead; %d pieces of its work were requeued", worker_id, requeued)
        return requeued
