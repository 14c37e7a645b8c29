"""The desk: where a client's task is submitted, read and cancelled. It only writes down; workers work."""

import asyncio
import secrets
import uuid
from dataclasses import dataclass, replace

from songwright.service.ports import (
    ApiKey,
    Clock,
    Fault,
    FaultKind,
    Queue,
    Status,
    Task,
    Track,
    Units,
)
from songwright.service.tasks._outbox import Announce, owe
from songwright.song import SongRequest

TAKES = 2
"""Songs per task: the family always makes two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a client asks for."""

    request: SongRequest
    asked: str
    """The request as it came, as a JSON text in ASCII."""
    callback_url: str
    origin: str
    """Base address under which the client reached us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A task and its tracks at one moment."""

    task: Task
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Takes orders and tells how they stand."""

    units: Units
    queue: Queue
    clock: Clock
    announce: Announce

    async def submit(self, order: Order, key: ApiKey) -> str:
        """Write the task down and queue it, in one transaction. Returns the task's id."""
        return await asyncio.to_thread(self._submit, order, key)

    async def read(self, task_id: str, key: ApiKey) -> View | None:
        """The key's task as it stands, or None."""
        if not _possible(task_id):
            return None
        view = await asyncio.to_thread(self._read, task_id)
        return view if view and view.task.key_id == key.id else None

    async def look(self, task_id: str) -> View | None:
        """Anybody's task, for the addresses of files, which carry their own secret."""
        if not _possible(task_id):
            return None
        return await asyncio.to_thread(self._read, task_id)

    async def cancel(self, task_id: str, key: ApiKey) -> bool:
        """Stop the key's task; False if there is no such unfinished task."""
        if not _possible(task_id):
            return False
        return await asyncio.to_thread(self._cancel, task_id, key)

    def _submit(self, order: Order, key: ApiKey) -> str:
        task = Task(
            id=uuid.uuid4().hex,
            key_id=key.id,
            secret=secrets.token_urlsafe(18),
            callback_url=order.callback_url,
            origin=order.origin,
            asked=order.asked,
            request=order.request,
            takes=TAKES,
            status=Status.PENDING,
            created_at=self.clock.now(),
        )
        with self.units.open() as unit:
            unit.tasks.add(task)
            self.queue.make(unit.session, task.id, key.id)
        return task.id

    def _read(self, task_id: str) -> View | None:
        with self.units.open(reading=True) as unit:
            task = unit.tasks.get(task_id)
            return View(task=task, tracks=unit.tracks.of(task_id)) if task else None

    def _cancel(self, task_id: str, key: ApiKey) -> bool:
        fault = Fault(kind=FaultKind.CANCELLED, message="The task was cancelled.")
        with self.units.open() as unit:
            task = unit.tasks.get(task_id, lock=True)
            if task is None or task.key_id != key.id or task.status.finished:
                return False
            now = self.clock.now()
            unit.tasks.set_status(task_id, Status.CANCELLED, finished_at=now, fault=fault)
            cancelled = replace(task, status=Status.CANCELLED, finished_at=now, fault=fault)
            owe(unit, self.queue, self.clock, self.announce, cancelled, unit.tracks.of(task_id))
        # The row decides; taking the work out of the queue only saves the worker from finding that out.
        self.queue.drop(task_id)
        return True


def _possible(task_id: str) -> bool:
    """Whether a task may have this id: Postgres refuses to be asked about texts with NUL or half a character."""
    return "\0" not in task_id and not any("\ud800" <= letter <= "\udfff" for letter in task_id)
