"""The thin face over DBOS: the queue, the workflows of songs and of lyrics, and the workflow of their callbacks.

The only module that imports dbos, so that the engine could be replaced here. What runs where:
the API holds a QueueClient, which only writes into the queue's tables; a worker process holds a
Worker, which runs workflows. Work survives a killed worker because DBOS keeps each step's result
and `_keeper` requeues what dead workers left.
"""

import itertools
import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, SQLAlchemyDatasource, StepOptions
from dbos import error as dbos_errors

from songwright.service.logs import about_task
from songwright.service.ports import ANY, Answer, Crews, Fault, FaultKind, UnitOfWork
from songwright.service.tasks._borders import Unmade
from songwright.service.tasks._keeper import Keeper
from songwright.service.tasks._posting import Postman
from songwright.service.tasks._scribe import UNWRITTEN, Scribe
from songwright.service.tasks._standing_in import StandIn
from songwright.service.tasks._steps import Bench
from songwright.song import TryAgain

log = logging.getLogger(__name__)

_APPLICATION = "songwright"
_VERSION = "1"
"""Version of the workflows' shape. Work of another version is left alone, so raise it only when steps change places."""
_SONGS = "songs"
_LYRICS = "lyrics"
_CALLBACKS = "callbacks"
_QUEUES = (_SONGS, _LYRICS, _CALLBACKS)
"""What workers without an engine of their own listen to."""
_OF_CREW = f"{_SONGS}-"
"""How the queue of a crew's songs begins; the engine's name follows."""
_MAKE = "make_song"
_WRITE = "write_lyrics"
_POST = "post_callbacks"
_SWEEP = "sweep_files"
_SWEEP_CRON = "0 17 * * * *"
"""Each hour at 17 minutes past; seconds come first."""
_REMEMBERED = timedelta(days=1)
"""How long the steps of ended work are kept, for whoever looks for a fault."""
_FORGOTTEN_AT_ONCE = 500
_LYRICS_AT_ONCE = 4
"""Lyrics written side by side in one worker: each takes a fraction of a second, less than the pause between two looks
into the queue."""
_POSTS_AT_ONCE = 64
"""Callbacks under way in one worker; most of the time they only wait."""
_TRIES = 3
"""Tries of a step that asks to be tried again."""


def prepare(database_url: str) -> None:
    """Make or move on DBOS's own tables in this database; safe to call from several processes at once."""
    logging.getLogger("dbos").setLevel(logging.WARNING)
    DBOS.migrate(database_url)
    SQLAlchemyDatasource.migrate(database_url)


class QueueClient:
    """The Queue over DBOS's tables, which must be prepared. Runs nothing."""

    def __init__(self, database_url: str) -> None:
        self._client = DBOSClient(system_database_url=database_url, application_name=_APPLICATION, lazy=True)

    def make(self, session: object, task_id: str, key_id: str, crew: str = ANY) -> None:
        """Queue the task; the workflow's id is the task's."""
        self._enqueue(session, _MAKE, _queue_of(crew), workflow_id=task_id, partition=key_id, task_id=task_id)

    def write(self, session: object, task_id: str, key_id: str) -> None:
        """Queue the task; the workflow's id is the task's."""
        self._enqueue(session, _WRITE, _LYRICS, workflow_id=task_id, partition=key_id, task_id=task_id)

    def post(self, session: object, task_id: str, event_id: str, tries_before: int = 0) -> None:
        """Queue the posting of the task's callbacks; one at a time per task keeps their order."""
        posting = f"{event_id}/{tries_before}"
        self._enqueue(session, _POST, _CALLBACKS, workflow_id=posting, partition=task_id, task_id=task_id)

    def drop(self, task_id: str) -> None:
        """Take the task's work out of the queue or stop it at its next step."""
        self._client.cancel_workflow(task_id)

    def forget(self, done_before: datetime) -> int:
        """Forget the steps of work that ended before that moment; our own tables keep what clients may ask for."""
        forgotten = 0
        while done := self._client.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=done_before.isoformat(),
            limit=_FORGOTTEN_AT_ONCE,
            load_input=False,
            load_output=False,
        ):
            self._client.delete_workflows([workflow.workflow_id for workflow in done])
            forgotten += len(done)
        return forgotten

    def close(self) -> None:
        """Give the connections back."""
        self._client.destroy()

    def _enqueue(
        self, session: object, workflow: str, queue: str, *, workflow_id: str, partition: str, task_id: str
    ) -> None:
        options: EnqueueOptions = {
            "workflow_name": workflow,
            "queue_name": queue,
            "workflow_id": workflow_id,
            "app_version": _VERSION,
            "queue_partition_key": partition,
        }
        # DBOS asks for an SQLAlchemy session; this package may not know that name.
        self._client.enqueue_in_transaction(cast("Any", session), options, task_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """One worker process: runs workflows until it is stopped. Only one can live in a process.

    One of a crew makes that crew's songs alone, one at a time, since its card has memory for one.
    """

    id: str
    database_url: str
    bench: Bench
    postman: Postman
    sweep: Callable[[], int]
    songs_at_once: int
    polling_s: float
    beat_s: float
    silent_after: timedelta
    machine: str
    pid: int
    crew: str = ANY
    crews: Crews = field(default_factory=Crews)
    patience: timedelta = timedelta(minutes=2)
    """How long a whole crew may be gone before others make those songs of it that they can."""

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set, then leave. Unfinished work is left to others, not waited for."""
        keeper = self._keeper()
        keeper.beat()
        self._launch()
        try:
            log.info("worker %s is at work", self.id)
            keeper.look_after()
            keeper.run(self.beat_s, stop)
        finally:
            with suppress(dbos_errors.DBOSException):
                DBOS.destroy(destroy_registry=True)
            keeper.leave()
            log.info("worker %s has left", self.id)

    def _keeper(self) -> Keeper:
        return Keeper(
            units=self.bench.units,
            clock=self.bench.clock,
            me=self.id,
            silent_after=self.silent_after,
            take_over=_take_over,
            machine=self.machine,
            pid=self.pid,
            crew=self.crew,
            also=self._stand_in().look if self.crew == ANY else lambda: 0,
        )

    def _stand_in(self) -> StandIn:
        return StandIn(
            units=self.bench.units,
            clock=self.bench.clock,
            crews=self.crews,
            silent_after=self.silent_after,
            patience=self.patience,
            waiting=_waiting_for,
            move=_move,
        )

    def _forget(self) -> int:
        return self.bench.queue.forget(self.bench.clock.now() - _REMEMBERED)

    def _launch(self) -> None:
        config: DBOSConfig = {
            "name": _APPLICATION,
            "system_database_url": self.database_url,
            "application_version": _VERSION,
            "executor_id": self.id,
            "log_level": "WARNING",
            "run_migrations": False,
        }
        DBOS(config=config)
        datasource = SQLAlchemyDatasource.create(self.database_url, run_migrations=False)
        _define_make_song(self.bench, datasource)
        _define_write_lyrics(self.bench, datasource)
        _define_post_callbacks(self.postman, datasource)
        sweep_files = _define_sweep(self.sweep, self._forget)
        DBOS.listen_queues(list(_QUEUES if self.crew == ANY else (_queue_of(self.crew),)))
        DBOS.launch()
        if self.crew == ANY:
            self._open(_SONGS, self.songs_at_once)
            self._open(_LYRICS, _LYRICS_AT_ONCE)
            DBOS.register_queue(
                _CALLBACKS,
                worker_concurrency=_POSTS_AT_ONCE,
                partition_concurrency=1,  # a partition is a task: its callbacks go one after the other
                polling_interval_sec=self.polling_s,
            )
        else:
            self._open(_queue_of(self.crew), 1)
        DBOS.apply_schedules([{"schedule_name": _SWEEP, "workflow_fn": sweep_files, "schedule": _SWEEP_CRON}])

    def _open(self, queue: str, at_once: int) -> None:
        """Say how a queue is worked off, for every worker that listens to it."""
        DBOS.register_queue(
            queue,
            worker_concurrency=at_once,
            # A partition is a key: keys are drawn by lot, so a long row of one key's tasks does not stop another's.
            partition_worker_concurrency=at_once,
            polling_interval_sec=self.polling_s,
        )


def _define_make_song(bench: Bench, datasource: SQLAlchemyDatasource) -> None:
    """Register the workflow of a song: words, then take by take. A step that succeeded never runs again.

    What a step writes into our tables and its checkpoint are one transaction.
    """

    def unit() -> UnitOfWork:
        return bench.units.join(datasource.sql_session())

    def make_take(task_id: str, take: int) -> None:
        finished = DBOS.run_step(_step("record"), bench.record, task_id, take)
        datasource.run_tx_step({"name": "keep_take"}, lambda: bench.keep_take(unit(), task_id, take, finished))

    @DBOS.workflow(name=_MAKE)
    def make_song(task_id: str) -> None:
        with about_task(task_id), _giving_up(bench, datasource, task_id, "The song could not be made"):
            plan = DBOS.run_step(_step("plan"), bench.plan, task_id)
            takes = datasource.run_tx_step({"name": "keep_plan"}, lambda: bench.keep_plan(unit(), task_id, plan))
            for take in range(takes):
                make_take(task_id, take)


def _define_write_lyrics(bench: Bench, datasource: SQLAlchemyDatasource) -> None:
    """Register the workflow of words alone: all are written in one step and kept in one transaction."""
    scribe = Scribe(bench=bench)

    @DBOS.workflow(name=_WRITE)
    def write_lyrics(task_id: str) -> None:
        with about_task(task_id), _giving_up(bench, datasource, task_id, UNWRITTEN):
            written = DBOS.run_step(_step("write"), scribe.write, task_id)
            datasource.run_tx_step(
                {"name": "keep_lyrics"},
                lambda: scribe.keep(bench.units.join(datasource.sql_session()), task_id, written),
            )


@contextmanager
def _giving_up(bench: Bench, datasource: SQLAlchemyDatasource, task_id: str, unmade: str) -> Iterator[None]:
    """Work on a task; where it can't be done, that is written down in a step of its own."""

    def give_up(fault: Fault) -> None:
        datasource.run_tx_step(
            {"name": "give_up"}, lambda: bench.give_up(bench.units.join(datasource.sql_session()), task_id, fault)
        )

    try:
        yield
    except Unmade as error:
        give_up(error.fault)
    except dbos_errors.DBOSMaxStepRetriesExceeded:
        give_up(Fault(kind=FaultKind.BROKEN, message=f"{unmade} in {_TRIES} tries."))


def _step(name: str) -> StepOptions:
    """A step that is tried again where it asks for it."""
    return {
        "name": name,
        "retries_allowed": True,
        "max_attempts": _TRIES,
        "should_retry": lambda error: isinstance(error, TryAgain),
    }


def _define_post_callbacks(postman: Postman, datasource: SQLAlchemyDatasource) -> None:
    """Register the workflow of a task's callbacks: all that are owed, in order, each until it is settled."""

    def note(event_id: str, attempt: int, answer: Answer) -> bool:
        return postman.note(postman.units.join(datasource.sql_session()), event_id, attempt, answer)

    @DBOS.workflow(name=_POST)
    def post_callbacks(task_id: str) -> None:
        with about_task(task_id):
            post(task_id)

    def post(task_id: str) -> None:
        while (following := DBOS.run_step({"name": "next"}, postman.next, task_id)) is not None:
            event_id, tries_before = following
            for tried in itertools.count(1):
                attempt = tries_before + tried
                answer = DBOS.run_step({"name": "send"}, postman.send, task_id, event_id, attempt)
                if datasource.run_tx_step({"name": "note"}, note, event_id, attempt, answer):
                    break
                DBOS.sleep(postman.pause_s(event_id, attempt, tried))


def _define_sweep(sweep: Callable[[], int], forget: Callable[[], int]) -> Callable[[datetime, object], None]:
    """Register the hourly sweep of old files and of the queue's own records."""

    @DBOS.workflow(name=_SWEEP)
    def sweep_files(_due_at: datetime, _context: object) -> None:
        DBOS.run_step({"name": "sweep"}, sweep)
        DBOS.run_step({"name": "forget"}, forget)

    return sweep_files


def _take_over(worker_id: str) -> int:
    """Requeue what a dead worker left unfinished, each piece on its own queue."""
    left: dict[str, list[str]] = defaultdict(list)
    for workflow in DBOS.list_workflows(status="PENDING", executor_id=worker_id, load_input=False):
        if workflow.queue_name in _QUEUES or (workflow.queue_name or "").startswith(_OF_CREW):
            left[str(workflow.queue_name)].append(workflow.workflow_id)
    for queue, ids in left.items():
        DBOS.resume_workflows(ids, queue_name=queue)
    return sum(map(len, left.values()))


def _queue_of(crew: str) -> str:
    """The queue of a crew's songs."""
    return f"{_OF_CREW}{crew}" if crew else _SONGS


def _waiting_for(crew: str) -> list[str]:
    """Ids of the tasks that wait in the queue of a crew; what is under way is not among them."""
    waiting = DBOS.list_workflows(status="ENQUEUED", queue_name=_queue_of(crew), load_input=False)
    return [workflow.workflow_id for workflow in waiting]


def _move(task_ids: list[str], crew: str) -> None:
    """Put these tasks into the queue of a crew; their places by age and key stay."""
    DBOS.resume_workflows(task_ids, queue_name=_queue_of(crew))
