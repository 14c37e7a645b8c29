"""The desk: where tasks are submitted, read, listed and cancelled. It only writes down; workers work."""

import asyncio
import json
import secrets
import uuid
from dataclasses import dataclass, field, replace
from datetime import timedelta

from songwright.service.ports import (
    ANY,
    ApiKey,
    Clock,
    Crews,
    Fault,
    FaultKind,
    ObjectStore,
    Place,
    Queue,
    Standing,
    Status,
    Task,
    Track,
    UnitOfWork,
    Units,
    Work,
    file_key,
    hands,
    storable,
)
from songwright.service.tasks._admission import Limits, admit, charge, give_back
from songwright.service.tasks._outbox import Announce, owe
from songwright.song import BadRequest, SongRequest

TAKES = 2
"""Songs or lyrics per task: the family always makes two songs, and its documents show two lyrics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a client asks for."""

    request: SongRequest
    asked: str
    """The request as it came, as a JSON text in ASCII."""
    callback_url: str
    origin: str
    """Base address under which the client reached us."""
    work: Work = Work.SONG
    idempotency_key: str | None = None
    """The client's name of this submission; the same name again is the same task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A task and its tracks at one moment."""

    task: Task
    tracks: tuple[Track, ...]
    unattended: bool = False
    """Whether it waits and no worker that would take it is alive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackChange:
    """What is to change of a track; None: nothing."""

    title: str | None = None
    kept: bool | None = None
    binned: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Takes orders and tells how they stand."""

    units: Units
    queue: Queue
    clock: Clock
    announce: Announce
    limits: Limits = field(default_factory=Limits)
    crews: Crews = field(default_factory=Crews)
    silent_after: timedelta = timedelta(seconds=30)
    """A worker that gave no sign of life for so long is dead."""

    async def submit(self, order: Order, key: ApiKey) -> str:
        """Write the task down, charge its price and queue it, in one transaction. Returns the task's id.

        An order with an idempotency key that is known is the task it was, for nothing. Raises a Refusal when the
        service does not take it on, and BadRequest when that idempotency key stands for another request.
        """
        # Where the tables are a file beside us, handing the work to a thread and back costs more than the work.
        return self._submit(order, key) if self.units.near else await asyncio.to_thread(self._submit, order, key)

    async def read(self, task_id: str, key: ApiKey, work: Work | None = None) -> View | None:
        """A task that the key reaches as it stands, or None; with `work`, also None for one of other work.

        Keys reach their own tasks, those of admins everybody's, here and wherever a task or track is named.
        """
        view = await self.look(task_id)
        if view is None or not _reaches(key, view.task) or work not in {None, view.task.work}:
            return None
        return view

    async def look(self, task_id: str) -> View | None:
        """Anybody's task, for the addresses of files, which carry their own secret."""
        if not storable(task_id):
            return None
        return self._read(task_id) if self.units.near else await asyncio.to_thread(self._read, task_id)

    async def page(
        self,
        key_id: str | None,
        *,
        standings: frozenset[Standing] = frozenset(),
        after: Place | None = None,
        limit: int,
    ) -> tuple[View, ...]:
        """The key's tasks (None: of all keys) that stand so (none: all), newest first, from a place on."""
        return await asyncio.to_thread(self._page, key_id, standings, after, limit)

    async def remove(self, track_id: str, key: ApiKey, files: ObjectStore) -> Track | None:
        """Remove the files of the key's finished track; None if there is no such track.

        The record stays. Raises BadRequest while the track is not finished.
        """
        if not storable(track_id):
            return None
        return await asyncio.to_thread(self._remove, track_id, key, files)

    async def change_track(self, track_id: str, key: ApiKey, change: TrackChange) -> Track | None:
        """The key's finished track with this changed; None if there is no such track.

        Raises BadRequest while the track is not finished, and once its files are gone.
        """
        if not storable(track_id):
            return None
        return await asyncio.to_thread(self._change_track, track_id, key, change)

    async def cancel(self, task_id: str, key: ApiKey) -> bool:
        """Stop the key's task; False if there is no such unfinished task."""
        if not storable(task_id):
            return False
        return await asyncio.to_thread(self._cancel, task_id, key)

    def _submit(self, order: Order, key: ApiKey) -> str:
        with self.units.open() as unit:
            holder = unit.keys.get(key.id, lock=True) or key
            earlier = unit.tasks.submitted_as(key.id, order.idempotency_key) if order.idempotency_key else None
            if earlier:
                return _same(earlier, order)
            task = self._task(order, holder)
            admit(unit, holder, self.limits, task.created_at, price=task.cost)
            unit.tasks.add(task)
            charge(unit, task)
            if task.work is Work.LYRICS:
                self.queue.write(unit.session, task.id, key.id)
            else:
                self.queue.make(unit.session, task.id, key.id, task.crew)
        return task.id

    def _task(self, order: Order, key: ApiKey) -> Task:
        return Task(
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
            work=order.work,
            # A key without a balance pays nothing, so that nothing can be given back to it either.
            cost=0 if key.credits is None else self.limits.price(order.work),
            idempotency_key=order.idempotency_key,
            crew=self.crews.of(order.request.model) if order.work is Work.SONG else ANY,
        )

    def _page(
        self, key_id: str | None, standings: frozenset[Standing], after: Place | None, limit: int
    ) -> tuple[View, ...]:
        with self.units.open(reading=True) as unit:
            tasks = unit.tasks.page(key_id, standings=standings, after=after, limit=limit)
            tracks = unit.tracks.of_all(tuple(task.id for task in tasks))
            alone = self._unattended(unit, tasks)
        return tuple(View(task=task, tracks=tracks.get(task.id, ()), unattended=task.id in alone) for task in tasks)

    def _unattended(self, unit: UnitOfWork, tasks: tuple[Task, ...]) -> frozenset[str]:
        """Ids of those that nothing has come of yet and that no living worker would take."""
        waiting = [task for task in tasks if task.status is Status.PENDING]
        if not waiting:
            return frozenset()
        present = hands(unit.workers.all(), self.clock.now(), self.silent_after)
        return frozenset(task.id for task in waiting if not present[task.crew])

    def _remove(self, track_id: str, key: ApiKey, files: ObjectStore) -> Track | None:
        with self.units.open(reading=True) as unit:
            track = unit.tracks.get(track_id)
            task = unit.tasks.get(track.task_id) if track else None
        if track is None or task is None or not _reaches(key, task):
            return None
        if not track.made:
            raise BadRequest("This track has no files yet; cancel its task to stop it.")
        if track.swept_at is None:
            # Files before the row: a removal that is cut in between repeats harmlessly.
            files.delete(file_key(track.task_id, track.take, file.name) for file in track.files)
            track = replace(track, swept_at=self.clock.now())
            with self.units.open() as unit:
                unit.tracks.put(track)
        return track

    def _change_track(self, track_id: str, key: ApiKey, change: TrackChange) -> Track | None:
        with self.units.open() as unit:
            found = unit.tracks.get(track_id)
            # The task is locked, so that no worker and no second change comes in between.
            task = unit.tasks.get(found.task_id, lock=True) if found else None
            track = unit.tracks.get(track_id)
            if track is None or task is None or not _reaches(key, task):
                return None
            if not track.made:
                raise BadRequest("This track is not made yet; cancel its task to stop it.")
            if track.swept_at is not None:
                raise BadRequest("The files of this track are gone; its record stays as it is.")
            if change.title is not None:
                track = replace(track, title=change.title)
            if change.kept is not None:
                track = replace(track, kept=change.kept)
            if change.binned is not None:
                track = replace(track, binned_at=(track.binned_at or self.clock.now()) if change.binned else None)
            unit.tracks.put(track)
        return track

    def _read(self, task_id: str) -> View | None:
        with self.units.open(reading=True) as unit:
            task = unit.tasks.get(task_id)
            if task is None:
                return None
            alone = self._unattended(unit, (task,))
            return View(task=task, tracks=unit.tracks.of(task_id), unattended=bool(alone))

    def _cancel(self, task_id: str, key: ApiKey) -> bool:
        fault = Fault(kind=FaultKind.CANCELLED, message="The task was cancelled.")
        with self.units.open() as unit:
            task = unit.tasks.get(task_id, lock=True)
            if task is None or not _reaches(key, task) or task.status.finished:
                return False
            now = self.clock.now()
            unit.tasks.set_status(task_id, Status.CANCELLED, finished_at=now, fault=fault)
            give_back(unit, task, now)
            unit.headway.forget(task_id)
            cancelled = replace(task, status=Status.CANCELLED, finished_at=now, fault=fault)
            owe(unit, self.queue, self.clock, self.announce, cancelled, unit.tracks.of(task_id))
        # The row decides; taking the work out of the queue only saves the worker from finding that out.
        self.queue.drop(task_id)
        return True


def _reaches(key: ApiKey, task: Task) -> bool:
    return key.admin or task.key_id == key.id


def _same(earlier: Task, order: Order) -> str:
    """Id of the task that was submitted under the order's name. Raises BadRequest if it asked for something else."""
    if earlier.work is not order.work or json.loads(earlier.asked) != json.loads(order.asked):
        raise BadRequest("Idempotency-Key: it was used for another request before", field="Idempotency-Key")
    return earlier.id
