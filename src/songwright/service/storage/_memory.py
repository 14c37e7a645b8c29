"""The unit of work in memory: the honest fake beside the real one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime

from songwright.service.ports import ApiKey, Delivery, Event, Fault, Plan, Status, Task, Track, WorkerSign


@dataclass(slots=True)
class _Shelves:
    """Everything that is kept."""

    tasks: dict[str, Task] = field(default_factory=dict)
    tracks: dict[str, Track] = field(default_factory=dict)
    keys: dict[str, ApiKey] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    deliveries: dict[tuple[str, int], Delivery] = field(default_factory=dict)
    workers: dict[str, WorkerSign] = field(default_factory=dict)
    claims: dict[str, datetime] = field(default_factory=dict)

    def copied(self) -> "_Shelves":
        """The same records on other shelves; records are frozen, so they need no copy."""
        return _Shelves(*(copy(getattr(self, name)) for name in self.__slots__))

    def restore(self, earlier: "_Shelves") -> None:
        """Put everything back as it was."""
        for name in self.__slots__:
            setattr(self, name, getattr(earlier, name))


class _Tasks:
    def __init__(self, shelves: _Shelves) -> None:
        self._tasks = shelves.tasks

    def add(self, task: Task) -> None:
        if task.id in self._tasks:
            raise ValueError(f"task {task.id} exists")
        self._tasks[task.id] = task

    def get(self, task_id: str, *, lock: bool = False) -> Task | None:  # noqa: ARG002 - one transaction at a time
        return self._tasks.get(task_id)

    def status(self, task_id: str) -> Status | None:
        task = self._tasks.get(task_id)
        return task.status if task else None

    def set_plan(self, task_id: str, plan: Plan) -> None:
        self._tasks[task_id] = replace(self._tasks[task_id], plan=plan)

    def set_status(
        self, task_id: str, status: Status, *, finished_at: datetime | None = None, fault: Fault | None = None
    ) -> None:
        task = self._tasks[task_id]
        self._tasks[task_id] = replace(task, status=status, finished_at=finished_at, fault=fault or task.fault)


class _Tracks:
    def __init__(self, shelves: _Shelves) -> None:
        self._tracks = shelves.tracks

    def put(self, track: Track) -> None:
        self._tracks[track.id] = track

    def of(self, task_id: str) -> tuple[Track, ...]:
        mine = (track for track in self._tracks.values() if track.task_id == task_id)
        return tuple(sorted(mine, key=lambda track: track.take))

    def due(self, finished_before: datetime, limit: int) -> tuple[Track, ...]:
        due = [
            (track.finished_at, track.id, track)
            for track in self._tracks.values()
            if track.finished_at and track.finished_at < finished_before and not track.swept_at
        ]
        return tuple(track for _, _, track in sorted(due, key=lambda each: each[:2])[:limit])


class _Keys:
    def __init__(self, shelves: _Shelves) -> None:
        self._keys = shelves.keys

    def add(self, key: ApiKey) -> None:
        self._keys[key.id] = key

    def all(self) -> tuple[ApiKey, ...]:
        return tuple(sorted(self._keys.values(), key=lambda key: (key.created_at, key.id)))

    def by_prefix(self, prefix: str) -> tuple[ApiKey, ...]:
        return tuple(key for key in self._keys.values() if key.prefix == prefix)

    def touch(self, key_id: str, used_at: datetime) -> None:
        self._keys[key_id] = replace(self._keys[key_id], last_used_at=used_at)

    def revoke(self, key_id: str, revoked_at: datetime) -> bool:
        key = self._keys.get(key_id)
        if key is None or key.revoked_at is not None:
            return False
        self._keys[key_id] = replace(key, revoked_at=revoked_at)
        return True


class _Outbox:
    def __init__(self, shelves: _Shelves) -> None:
        self._events = shelves.events
        self._deliveries = shelves.deliveries

    def owe(self, event: Event) -> bool:
        if event.id in self._events:
            return False
        self._events[event.id] = event
        return True

    def next(self, task_id: str) -> Event | None:
        return next((event for event in self.events(task_id) if event.settled_at is None), None)

    def events(self, task_id: str) -> tuple[Event, ...]:
        return tuple(event for event in self._events.values() if event.task_id == task_id)

    def tried(self, delivery: Delivery) -> None:
        self._deliveries[delivery.event_id, delivery.attempt] = delivery

    def deliveries(self, event_id: str) -> tuple[Delivery, ...]:
        return tuple(self._deliveries[place] for place in sorted(self._deliveries) if place[0] == event_id)

    def settle(self, event_id: str, *, settled_at: datetime, delivered: bool) -> None:
        self._events[event_id] = replace(self._events[event_id], settled_at=settled_at, delivered=delivered)


class _Workers:
    def __init__(self, shelves: _Shelves) -> None:
        self._workers = shelves.workers
        self._claims = shelves.claims

    def beat(self, sign: WorkerSign) -> None:
        self._workers[sign.id] = sign
        self._claims.pop(sign.id, None)

    def all(self) -> tuple[WorkerSign, ...]:
        return tuple(self._workers[name] for name in sorted(self._workers))

    def claim(self, worker_id: str, *, by: str, now: datetime, stale_before: datetime) -> bool:  # noqa: ARG002
        claimed_at = self._claims.get(worker_id)
        if worker_id not in self._workers or (claimed_at is not None and claimed_at >= stale_before):
            return False
        self._claims[worker_id] = now
        return True

    def remove(self, worker_id: str) -> None:
        self._workers.pop(worker_id, None)
        self._claims.pop(worker_id, None)


class MemoryUnitOfWork:
    """All tables inside one transaction; its session is the unit of work itself."""

    def __init__(self, shelves: _Shelves) -> None:
        self.tasks = _Tasks(shelves)
        self.tracks = _Tracks(shelves)
        self.keys = _Keys(shelves)
        self.outbox = _Outbox(shelves)
        self.workers = _Workers(shelves)

    @property
    def session(self) -> object:
        """The transaction to lend."""
        return self


class MemoryUnits:
    """Opens units of work that forget with the process. One at a time, as a database would serialise them."""

    def __init__(self) -> None:
        self._shelves = _Shelves()
        self._lock = threading.RLock()

    @contextmanager
    def open(self, *, reading: bool = False) -> Iterator[MemoryUnitOfWork]:  # noqa: ARG002 - readers wait here too
        """A new transaction, undone when its block raises."""
        with self._lock:
            earlier = self._shelves.copied()
            try:
                yield MemoryUnitOfWork(self._shelves)
            except BaseException:
                self._shelves.restore(earlier)
                raise

    def join(self, session: object) -> MemoryUnitOfWork:
        """The tables inside a transaction opened before."""
        if not isinstance(session, MemoryUnitOfWork):
            raise TypeError(f"a memory unit of work is needed, not {type(session).__name__}")
        return session
