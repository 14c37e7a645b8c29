"""The steps of a song as plain functions of ports. Each may run twice and then does no harm."""

import logging
import math
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace

import msgspec

from songwright.service.ports import (
    Clock,
    Fault,
    FaultKind,
    Headway,
    ObjectStore,
    Plan,
    Queue,
    Status,
    Task,
    Track,
    TrackFile,
    UnitOfWork,
    Units,
    Workshop,
    file_key,
)
from songwright.service.tasks._admission import give_back
from songwright.service.tasks._airing import AirCheck
from songwright.service.tasks._borders import Border, Unmade, unfinished
from songwright.service.tasks._milestones import milestone
from songwright.service.tasks._outbox import Announce, owe
from songwright.song import BadRequest, Cancelled, Seconds
from songwright.studio.airing import Broadcast
from songwright.studio.session import Stopwatch

log = logging.getLogger(__name__)

_TRACKS = uuid.UUID("0c6a6c0e-7a57-5b39-8b53-40f1d6a2c9d4")
"""Namespace of track ids; any fixed value does."""
_STARTS = 10
"""Starts of one take before it is given up."""
_LOOK_EVERY_S = 0.5
"""How often a running take looks whether its task was cancelled, and tells how far it is."""
_STAGE_LETTERS = 64
"""What is kept of a stage's name; an engine of somebody else's may call it as it likes."""
TAKE = "take"
"""Name under which seconds of work on whole takes are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What a rendered take leaves for its row."""

    duration_s: Seconds
    files: tuple[TrackFile, ...]
    seconds_by_stage: Mapping[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    """Of work, by the clock on the wall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Everything a worker needs to do a task's work."""

    units: Units
    workshop: Workshop
    files: ObjectStore
    queue: Queue
    clock: Clock
    announce: Announce
    forbidden: Callable[[str], str | None] = lambda _text: None
    """The first forbidden word or phrase in a text, or None."""

    def plan(self, task_id: str) -> str:
        """Decide the brief and write the words; returns the Plan as JSON. Raises Unmade."""
        task = self.open_task(task_id)
        asked = task.request
        with Border(task_id, "planning"):
            self.check(asked.prompt, asked.words, asked.style, asked.title)
            brief, lyrics = self.workshop.studio.plan(asked)
            self.check(lyrics.title, lyrics.text)
        return msgspec.json.encode(Plan(brief=brief, lyrics=lyrics)).decode()

    def keep_plan(self, unit: UnitOfWork, task_id: str, plan_json: str) -> int:
        """Write the plan down and promise its tracks; returns how many takes are to be made. Raises Unmade."""
        task = unfinished(unit, task_id)
        plan = msgspec.json.decode(plan_json, type=Plan)
        unit.tasks.set_plan(task_id, plan)
        for take in range(task.takes):
            unit.tracks.put(self._promised(task, plan, take))
        self._move_on(unit, replace(task, plan=plan))
        return task.takes

    def record(self, task_id: str, take: int) -> str:
        """Make one take and store its files; returns what is Finished as JSON. Raises Unmade."""
        task = self._start(task_id, take)
        if task.plan is None:
            raise Unmade(FaultKind.BROKEN, "The task has no plan.")
        watch = Stopwatch(time.perf_counter, _Watch(self.units, self.clock, task_id, take))
        began = time.perf_counter()
        with Border(task_id, f"take {take}"), self._on_air(task_id, take) as air:
            with Broadcast(self.workshop.studio.finisher, air) if air else nullcontext() as broadcast:
                made = self.workshop.studio.record(task.plan.brief, task.plan.lyrics, take, watch, broadcast)
                if broadcast:
                    broadcast.end(made.master.audio)
                pressed = self.workshop.press(made, watch)
                for name, content in pressed.items():
                    self.files.put(file_key(task_id, take, name), content)
            if air:
                air.end()
            if broadcast and broadcast.fault:
                log.warning("task %s take %d went off air early", task_id, take, exc_info=broadcast.fault)
        seconds = time.perf_counter() - began
        log.info("task %s take %d rendered in %.1f s", task_id, take, seconds)
        finished = Finished(
            duration_s=made.master.audio.length_s,
            files=(
                *(TrackFile(name=name, size_bytes=len(content)) for name, content in pressed.items()),
                *(air.kept if air else ()),
            ),
            seconds_by_stage=dict(watch.seconds),
            seconds=seconds,
        )
        return msgspec.json.encode(finished).decode()

    @contextmanager
    def _on_air(self, task_id: str, take: int) -> Iterator[AirCheck | None]:
        """Where the take is kept while it is made, if it can be heard then; emptied if the take comes to nothing."""
        if self.workshop.encoder is None:
            yield None
            return
        air = AirCheck(self.files, self.workshop.encoder(), task_id, take)
        try:
            yield air
        except BaseException:
            air.drop()
            raise

    def keep_take(self, unit: UnitOfWork, task_id: str, take: int, finished_json: str) -> None:
        """Write a finished take down, move the task on and owe its callback. Raises Unmade."""
        task = unfinished(unit, task_id)
        finished = msgspec.json.decode(finished_json, type=Finished)
        track = _track(unit, task_id, take)
        unit.tracks.put(
            replace(track, finished_at=self.clock.now(), duration_s=finished.duration_s, files=finished.files)
        )
        for stage, seconds in sorted(finished.seconds_by_stage.items()):  # one order, or two takes could deadlock
            unit.tallies.add("stage", stage, seconds)
        unit.tallies.add(TAKE, task.crew, finished.seconds)
        unit.headway.forget(task_id)
        self._move_on(unit, task)

    def give_up(self, unit: UnitOfWork, task_id: str, fault: Fault) -> None:
        """Write down that the task failed and owe the callback; a finished task stays as it is."""
        task = unit.tasks.get(task_id, lock=True)
        if task is None or task.status.finished:
            return
        now, status = self.clock.now(), fault.kind.status
        unit.tasks.set_status(task_id, status, finished_at=now, fault=fault)
        give_back(unit, task, now)
        unit.headway.forget(task_id)
        failed = replace(task, status=status, finished_at=now, fault=fault)
        owe(unit, self.queue, self.clock, self.announce, failed, unit.tracks.of(task_id))
        log.warning("task %s failed: %s", task_id, fault.message)

    def check(self, *texts: str | None) -> None:
        """Raise Unmade for the first text with a forbidden word in it."""
        word = self.forbidden_word(*texts)
        if word is not None:
            message = f"The request contains words that this service does not allow: {word}"
            raise Unmade(FaultKind.FORBIDDEN_WORD, message)

    def forbidden_word(self, *texts: str | None) -> str | None:
        """The first forbidden word or phrase in these texts, or None."""
        try:
            words = [self.forbidden(text) for text in texts if text]
        except BadRequest as error:
            # The operator's fault, and the path of his list is nobody's business: the log tells it, the client not.
            raise RuntimeError("the list of forbidden words can't be read") from error
        return next((word for word in words if word is not None), None)

    def open_task(self, task_id: str) -> Task:
        """The task, if work on it still makes sense. Raises Unmade."""
        with self.units.open(reading=True) as unit:
            return unfinished(unit, task_id, lock=False)

    def _start(self, task_id: str, take: int) -> Task:
        """Count the start of a take: a song that ends its worker each time must not do so for ever."""
        with self.units.open() as unit:
            task = unfinished(unit, task_id)
            track = _track(unit, task_id, take)
            if track.starts >= _STARTS:
                raise Unmade(FaultKind.BROKEN, f"The song was begun {_STARTS} times and never ended.")
            unit.tracks.put(replace(track, starts=track.starts + 1))
        return task

    def _promised(self, task: Task, plan: Plan, take: int) -> Track:
        """The row of a take that is still to be made."""
        return Track(
            id=str(uuid.uuid5(_TRACKS, f"{task.id}/{take}")),
            task_id=task.id,
            take=take,
            title=plan.lyrics.title or plan.brief.title or "",
            tags=plan.brief.tags,
            words=plan.lyrics.text or task.request.prompt,
            created_at=self.clock.now(),
        )

    def _move_on(self, unit: UnitOfWork, task: Task) -> None:
        """Bring the task to the milestone its rows speak of."""
        made = sum(track.made for track in unit.tracks.of(task.id))
        self.reach(unit, task, milestone(written=task.plan is not None, made=made, takes=task.takes))

    def reach(self, unit: UnitOfWork, task: Task, status: Status) -> None:
        """Bring the task to this status, and owe the callback of it."""
        finished_at = self.clock.now() if status.finished else None
        if not unit.tasks.set_status(task.id, status, finished_at=finished_at):
            raise Unmade(FaultKind.CANCELLED, "The task has ended meanwhile.")
        moved = replace(task, status=status, finished_at=finished_at)
        owe(unit, self.queue, self.clock, self.announce, moved, unit.tracks.of(task.id))
        log.info("task %s reached %s", task.id, status.value)


def _track(unit: UnitOfWork, task_id: str, take: int) -> Track:
    """The row of a take, which `keep_plan` has promised."""
    return next(track for track in unit.tracks.of(task_id) if track.take == take)


class _Watch:
    """The progress a take reports to: it notes how far the take is and stops it when its task was cancelled."""

    def __init__(self, units: Units, clock: Clock, task_id: str, take: int) -> None:
        self._units = units
        self._clock = clock
        self._task_id = task_id
        self._take = take
        self._began_at = clock.now()
        self._looked_at = -math.inf

    def __call__(self, stage: str, fraction: float) -> None:
        """Note progress; raises Cancelled once the task is cancelled."""
        log.debug("task %s %s %.0f %%", self._task_id, stage, 100 * fraction)
        now = time.monotonic()
        if now - self._looked_at < _LOOK_EVERY_S:
            return
        self._looked_at = now
        headway = Headway(
            task_id=self._task_id,
            take=self._take,
            stage=stage[:_STAGE_LETTERS],
            fraction=min(max(fraction, 0.0), 1.0),
            began_at=self._began_at,
            seen_at=self._clock.now(),
        )
        with self._units.open() as unit:
            if unit.tasks.status(self._task_id) is Status.CANCELLED:
                raise Cancelled
            unit.headway.note(headway)
