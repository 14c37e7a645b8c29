"""The unit of work in memory: the honest fake beside the real one."""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from songwright.service.ports import (
    ApiKey,
    CreditEntry,
    Delivery,
    Event,
    Fault,
    LyricSheet,
    Place,
    Plan,
    Standing,
    Status,
    Task,
    Track,
    Work,
)
from songwright.service.storage._memory_house import Door, Headways, Switches, Tallies, Workers
from songwright.service.storage._memory_shelves import Shelves

_Aged = TypeVar("_Aged", Task, Event)


class _Tasks:
    def __init__(self, shelves: Shelves) -> None:
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

    def set_sheets(self, task_id: str, sheets: tuple[LyricSheet, ...]) -> None:
        self._tasks[task_id] = replace(self._tasks[task_id], sheets=sheets)

    def set_status(
        self, task_id: str, status: Status, *, finished_at: datetime | None = None, fault: Fault | None = None
    ) -> bool:
        task = self._tasks[task_id]
        if task.finished_at is not None:
            return False
        self._tasks[task_id] = replace(task, status=status, finished_at=finished_at, fault=fault or task.fault)
        return True

    def submitted_as(self, key_id: str, idempotency_key: str) -> Task | None:
        return next((task for task in self._of(key_id) if task.idempotency_key == idempotency_key), None)

    def count_since(self, key_id: str, since: datetime) -> int:
        return sum(task.created_at > since for task in self._of(key_id))

    def count_unfinished(self, key_id: str) -> int:
        return sum(task.finished_at is None for task in self._of(key_id))

    def page(
        self,
        key_id: str | None,
        *,
        standings: frozenset[Standing] = frozenset(),
        after: Place | None = None,
        limit: int,
    ) -> tuple[Task, ...]:
        wanted = [task for task in self._of(key_id) if not standings or (task.work, task.status) in standings]
        return _newest_first(wanted, after)[:limit]

    def unfinished(self) -> Mapping[Standing, int]:
        return Counter(Standing(task.work, task.status) for task in self._tasks.values() if task.finished_at is None)

    def by_day(self, key_id: str, since: datetime) -> Mapping[date, int]:
        return Counter(task.created_at.date() for task in self._of(key_id) if task.created_at > since)

    def set_crew(self, task_id: str, crew: str) -> None:
        self._tasks[task_id] = replace(self._tasks[task_id], crew=crew)

    def unfinished_of_crews(self) -> Mapping[str, int]:
        songs = (task for task in self._tasks.values() if task.finished_at is None and task.work is Work.SONG)
        return Counter(task.crew for task in songs)

    def waiting_since(self) -> Mapping[Work, datetime]:
        waiting: dict[Work, datetime] = {}
        for task in self._tasks.values():
            if task.status is Status.PENDING:
                waiting[task.work] = min(task.created_at, waiting.get(task.work, task.created_at))
        return waiting

    def _of(self, key_id: str | None) -> list[Task]:
        return [task for task in self._tasks.values() if key_id in {None, task.key_id}]


class _Tracks:
    def __init__(self, shelves: Shelves) -> None:
        self._tracks = shelves.tracks

    def put(self, track: Track) -> None:
        self._tracks[track.id] = track

    def get(self, track_id: str) -> Track | None:
        return self._tracks.get(track_id)

    def of_all(self, task_ids: tuple[str, ...]) -> Mapping[str, tuple[Track, ...]]:
        return {task_id: tracks for task_id in task_ids if (tracks := self.of(task_id))}

    def of(self, task_id: str) -> tuple[Track, ...]:
        mine = (track for track in self._tracks.values() if track.task_id == task_id)
        return tuple(sorted(mine, key=lambda track: track.take))

    def due(self, finished_before: datetime, binned_before: datetime, limit: int) -> tuple[Track, ...]:
        due = [
            (track.finished_at, track.id, track)
            for track in self._tracks.values()
            if track.finished_at and not track.swept_at
            if (track.finished_at < finished_before and not track.kept)
            or (track.binned_at and track.binned_at < binned_before)
        ]
        return tuple(track for _, _, track in sorted(due, key=lambda each: each[:2])[:limit])


class _Keys:
    def __init__(self, shelves: Shelves) -> None:
        self._keys = shelves.keys
        self._entries = shelves.entries

    def get(self, key_id: str, *, lock: bool = False) -> ApiKey | None:  # noqa: ARG002 - one transaction at a time
        return self._keys.get(key_id)

    def change(self, key: ApiKey) -> None:
        self._keys[key.id] = replace(key, last_used_at=self._keys[key.id].last_used_at)

    def book(self, entry: CreditEntry) -> bool:
        if entry.id in self._entries:
            return False
        self._entries[entry.id] = entry
        key = self._keys[entry.key_id]
        if key.credits is not None:
            self._keys[key.id] = replace(key, credits=key.credits + entry.amount)
        return True

    def entries(self, key_id: str) -> tuple[CreditEntry, ...]:
        mine = (entry for entry in self._entries.values() if entry.key_id == key_id)
        return tuple(sorted(mine, key=lambda entry: (entry.at, entry.id)))

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
    def __init__(self, shelves: Shelves) -> None:
        self._tasks = shelves.tasks
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

    def get(self, event_id: str) -> Event | None:
        return self._events.get(event_id)

    def page(
        self, key_id: str, *, task_id: str | None = None, after: Place | None = None, limit: int
    ) -> tuple[Event, ...]:
        theirs = [event for event in self._events.values() if self._tasks[event.task_id].key_id == key_id]
        wanted = [event for event in theirs if task_id in {None, event.task_id}]
        return _newest_first(wanted, after)[:limit]

    def reopen(self, event_id: str, *, tries_before: int) -> None:
        event = self._events[event_id]
        self._events[event_id] = replace(event, settled_at=None, delivered=False, tries_before=tries_before)

    def tried(self, delivery: Delivery) -> None:
        self._deliveries[delivery.event_id, delivery.attempt] = delivery

    def deliveries(self, event_id: str) -> tuple[Delivery, ...]:
        return tuple(self._deliveries[place] for place in sorted(self._deliveries) if place[0] == event_id)

    def settle(self, event_id: str, *, settled_at: datetime, delivered: bool) -> None:
        self._events[event_id] = replace(self._events[event_id], settled_at=settled_at, delivered=delivered)


def _newest_first(records: list[_Aged], after: Place | None) -> tuple[_Aged, ...]:
    """Records by age and id, from the newest on that comes after the place."""
    ordered = sorted(records, key=lambda record: (record.created_at, record.id), reverse=True)
    return tuple(each for each in ordered if after is None or (each.created_at, each.id) < (after.at, after.id))


class MemoryUnitOfWork:
    """All tables inside one transaction; its session is the unit of work itself."""

    def __init__(self, shelves: Shelves) -> None:
        self.tasks = _Tasks(shelves)
        self.tracks = _Tracks(shelves)
        self.keys = _Keys(shelves)
        self.outbox = _Outbox(shelves)
        self.workers = Workers(shelves)
        self.switches = Switches(shelves)
        self.tallies = Tallies(shelves)
        self.door = Door(shelves)
        self.headway = Headways(shelves)

    @property
    def session(self) -> object:
        """The transaction to lend."""
        return self


class MemoryUnits:
    """Opens units of work that forget with the process. One at a time, as a database would serialise them."""

    near = True

    def __init__(self) -> None:
        self._shelves = Shelves()
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
