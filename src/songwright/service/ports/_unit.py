"""The unit of work: the tables as one transaction sees them."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

from songwright.service.ports._door import DoorTable, HeadwayTable
from songwright.service.ports._records import (
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
    Tally,
    Task,
    Track,
    Work,
    WorkerSign,
)


class TaskTable(Protocol):
    """The clients' tasks."""

    def add(self, task: Task) -> None:
        """Keep a new task. Its id must be new."""
        ...

    def get(self, task_id: str, *, lock: bool = False) -> Task | None:
        """The task, or None. With `lock`, nobody else may change or lock it until this transaction ends."""
        ...

    def status(self, task_id: str) -> Status | None:
        """Only its status, cheaply."""
        ...

    def set_plan(self, task_id: str, plan: Plan) -> None:
        """Note what was decided."""
        ...

    def set_sheets(self, task_id: str, sheets: tuple[LyricSheet, ...]) -> None:
        """Note the lyrics that were written; those from before are replaced."""
        ...

    def set_status(
        self, task_id: str, status: Status, *, finished_at: datetime | None = None, fault: Fault | None = None
    ) -> bool:
        """Move the task on; False, and nothing is changed, where it has finished: what ended stays ended."""
        ...

    def submitted_as(self, key_id: str, idempotency_key: str) -> Task | None:
        """The key's task that was submitted under this name."""
        ...

    def count_since(self, key_id: str, since: datetime) -> int:
        """How many tasks the key submitted after that moment."""
        ...

    def count_unfinished(self, key_id: str) -> int:
        """How many tasks of the key have not ended."""
        ...

    def page(
        self,
        key_id: str | None,
        *,
        standings: frozenset[Standing] = frozenset(),
        after: Place | None = None,
        limit: int,
    ) -> tuple[Task, ...]:
        """Tasks of a key (None: of all), newest first: those that stand so (none: all) and come after that place."""
        ...

    def unfinished(self) -> Mapping[Standing, int]:
        """How many tasks of all keys stand at each status that is no end, by their work."""
        ...

    def by_day(self, key_id: str, since: datetime) -> Mapping[date, int]:
        """How many tasks the key submitted on each day (UTC) after that moment; days without any are left out."""
        ...

    def set_crew(self, task_id: str, crew: str) -> None:
        """Note that workers of this crew take it from now on."""
        ...

    def unfinished_of_crews(self) -> Mapping[str, int]:
        """How many songs' tasks of all keys have not ended, by the crew that takes them; crews without are left out."""
        ...

    def waiting_since(self) -> Mapping[Work, datetime]:
        """When the oldest task of each work was submitted that nothing has come of yet; no work without one."""
        ...


class TrackTable(Protocol):
    """The takes of tasks."""

    def put(self, track: Track) -> None:
        """Keep a track; the row of the same id is replaced."""
        ...

    def get(self, track_id: str) -> Track | None:
        """The track, or None."""
        ...

    def of(self, task_id: str) -> tuple[Track, ...]:
        """The task's tracks, by take."""
        ...

    def of_all(self, task_ids: tuple[str, ...]) -> Mapping[str, tuple[Track, ...]]:
        """The tracks of each of these tasks, by take; tasks without tracks are left out."""
        ...

    def due(self, finished_before: datetime, binned_before: datetime, limit: int) -> tuple[Track, ...]:
        """Finished tracks whose files were not swept yet and that are due for it, oldest first.

        Due is what was thrown away before `binned_before`, and what was finished before `finished_before` and is not
        to be kept.
        """
        ...


class KeyTable(Protocol):
    """The API keys."""

    def add(self, key: ApiKey) -> None:
        """Keep a new key."""
        ...

    def all(self) -> tuple[ApiKey, ...]:
        """Every key, revoked ones too, oldest first."""
        ...

    def by_prefix(self, prefix: str) -> tuple[ApiKey, ...]:
        """Keys whose secret begins so."""
        ...

    def get(self, key_id: str, *, lock: bool = False) -> ApiKey | None:
        """The key, or None. With `lock`, nobody else may submit by it or change it until this transaction ends."""
        ...

    def change(self, key: ApiKey) -> None:
        """Keep everything of this key but its last use as it is here; it must have been got with a lock."""
        ...

    def book(self, entry: CreditEntry) -> bool:
        """Keep a movement of credits and move the balance, unless it is unlimited; False if it was kept before."""
        ...

    def entries(self, key_id: str) -> tuple[CreditEntry, ...]:
        """The movements of a key's credits, oldest first."""
        ...

    def touch(self, key_id: str, used_at: datetime) -> None:
        """Note that the key was used."""
        ...

    def revoke(self, key_id: str, revoked_at: datetime) -> bool:
        """Close the key at once; False if there is no open key of this id."""
        ...


class Outbox(Protocol):
    """Callbacks owed, and the attempts to deliver them."""

    def owe(self, event: Event) -> bool:
        """Keep an event; False if it was owed before (its first body stays)."""
        ...

    def next(self, task_id: str) -> Event | None:
        """The task's oldest event that is neither delivered nor given up."""
        ...

    def events(self, task_id: str) -> tuple[Event, ...]:
        """All events of a task, in the order they were owed."""
        ...

    def get(self, event_id: str) -> Event | None:
        """The event, or None."""
        ...

    def page(
        self, key_id: str, *, task_id: str | None = None, after: Place | None = None, limit: int
    ) -> tuple[Event, ...]:
        """Events of the key's tasks, or of one of them, newest first, that come after that place."""
        ...

    def reopen(self, event_id: str, *, tries_before: int) -> None:
        """Owe a settled event again; the attempts so far stay and don't count."""
        ...

    def tried(self, delivery: Delivery) -> None:
        """Note an attempt; noting the same attempt again replaces it."""
        ...

    def deliveries(self, event_id: str) -> tuple[Delivery, ...]:
        """The attempts of an event, in order."""
        ...

    def settle(self, event_id: str, *, settled_at: datetime, delivered: bool) -> None:
        """Close an event."""
        ...


class WorkerTable(Protocol):
    """The workers' signs of life."""

    def beat(self, sign: WorkerSign) -> None:
        """Note that this worker lives."""
        ...

    def all(self) -> tuple[WorkerSign, ...]:
        """Every worker that has not said good-bye or been buried."""
        ...

    def claim(self, worker_id: str, *, by: str, now: datetime, stale_before: datetime) -> bool:
        """Claim the right to bury a dead worker; at most one claimant gets True until `stale_before` has passed it."""
        ...

    def remove(self, worker_id: str) -> None:
        """Forget a worker."""
        ...


class SwitchTable(Protocol):
    """What an operator may switch while everything runs."""

    def on(self, name: str) -> bool:
        """Whether the switch is on; one that was never set is off."""
        ...

    def set(self, name: str, *, on: bool) -> None:
        """Turn the switch."""
        ...


class TallyTable(Protocol):
    """Running counts over all processes."""

    def add(self, name: str, label: str, amount: float = 0.0) -> None:
        """Count once more, and add the amount to the total."""
        ...

    def all(self) -> tuple[Tally, ...]:
        """Every count, by name and label."""
        ...


class UnitOfWork(Protocol):
    """All tables inside one transaction."""

    @property
    def tasks(self) -> TaskTable:
        """The clients' tasks."""
        ...

    @property
    def tracks(self) -> TrackTable:
        """The takes of tasks."""
        ...

    @property
    def keys(self) -> KeyTable:
        """The API keys."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Callbacks owed and tried."""
        ...

    @property
    def workers(self) -> WorkerTable:
        """The workers' signs of life."""
        ...

    @property
    def switches(self) -> SwitchTable:
        """What an operator may switch."""
        ...

    @property
    def tallies(self) -> TallyTable:
        """Running counts."""
        ...

    @property
    def door(self) -> DoorTable:
        """Who may sign in to the page."""
        ...

    @property
    def headway(self) -> HeadwayTable:
        """How far takes under way have come."""
        ...

    @property
    def session(self) -> object:
        """The transaction itself, to be lent to the queue so that both commit together."""
        ...


class Units(Protocol):
    """Opens units of work."""

    @property
    def near(self) -> bool:
        """Whether the tables are this computer's own, so that a short transaction takes less than a thread for it."""
        ...

    def open(self, *, reading: bool = False) -> AbstractContextManager[UnitOfWork]:
        """A new transaction, committed when its block ends and rolled back when it raises.

        Args:
            reading: Nothing will be written; readers don't wait for one another.
        """
        ...

    def join(self, session: object) -> UnitOfWork:
        """The tables inside a transaction that somebody else opened and will end."""
        ...
