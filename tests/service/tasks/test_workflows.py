"""Queue and worker over DBOS on a real file: what commits together, and a task from the desk to the last callback."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service_fakes import HandClock, ScriptedSender, workshop
from songwright.service import storage, tasks
from songwright.service.api import callback_body
from songwright.service.keys import Allowance, create_key
from songwright.service.ports import ApiKey, Status, Task, Work
from songwright.service.storage import ObstoreFiles, SqlUnits
from songwright.service.tasks import Bench, Desk, Order, Postman, QueueClient, Worker
from songwright.song import SongRequest

_STATES = "SELECT name, status FROM workflow_status"


class House:
    """A desk and a worker over one SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f"sqlite:///{path}"
        storage.prepare(self.url)
        tasks.prepare(self.url)
        self.units = SqlUnits(self.url)
        self.queue = QueueClient(self.url)
        self.clock = HandClock()
        self.sender = ScriptedSender(500, 200)
        self.desk = Desk(units=self.units, queue=self.queue, clock=self.clock, announce=callback_body)
        self.key, _ = create_key(self.units, self.clock, Allowance(name="test"))

    def worker(self) -> Worker:
        bench = Bench(
            units=self.units,
            workshop=workshop(),
            files=ObstoreFiles.in_memory(),
            queue=self.queue,
            clock=self.clock,
            announce=callback_body,
        )
        postman = Postman(units=self.units, sender=self.sender, clock=self.clock, tries=3, pauses_s=(0.01,))
        return Worker(
            id="worker-1",
            database_url=self.url,
            bench=bench,
            postman=postman,
            sweep=lambda: 0,
            songs_at_once=1,
            polling_s=0.05,
            beat_s=0.1,
            silent_after=timedelta(hours=1),
            machine="here",
            pid=1,
        )

    def submit(self, prompt: str = "rain", key: ApiKey | None = None, work: Work = Work.SONG) -> str:
        order = Order(
            request=SongRequest(prompt=prompt),
            asked="{}",
            callback_url="https://example.com",
            origin="http://h",
            work=work,
        )
        return asyncio.run(self.desk.submit(order, key or self.key))

    def status(self, task_id: str) -> Status | None:
        with self.units.open(reading=True) as unit:
            return unit.tasks.status(task_id)

    def task(self, task_id: str) -> Task:
        with self.units.open(reading=True) as unit:
            task = unit.tasks.get(task_id)
        assert task
        return task

    def work_until(self, done: Callable[[], object], within_s: float = 60) -> None:
        """Have a worker work until something is done."""
        stop = threading.Event()
        thread = threading.Thread(target=self.worker().run, args=(stop,))
        thread.start()
        try:
            until_s = time.monotonic() + within_s
            while not done() and time.monotonic() < until_s:
                time.sleep(0.05)
        finally:
            stop.set()
            thread.join()
        assert done()

    def idle(self) -> bool:
        """Whether nothing waits or runs."""
        return self.rows("SELECT count(*) FROM workflow_status WHERE status IN ('ENQUEUED', 'PENDING')") == [(0,)]

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.path) as connection:
            rows = connection.execute(query).fetchall()
        connection.close()
        return rows

    def close(self) -> None:
        self.queue.close()
        self.units.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "songwright.db")
    yield house
    house.close()


def test_a_task_and_its_place_in_the_queue_commit_together(house: House) -> None:
    task_id = house.submit()
    assert house.rows("SELECT workflow_uuid, status, queue_partition_key FROM workflow_status") == [
        (task_id, "ENQUEUED", house.key.id)
    ]
    stranger = ApiKey(id="unknown", name="", prefix="", digest="", created_at=house.clock.now())
    with pytest.raises(Exception, match="FOREIGN KEY"):
        house.submit(key=stranger)
    assert len(house.rows("SELECT id FROM tasks")) == len(house.rows("SELECT workflow_uuid FROM workflow_status")) == 1


def test_a_cancelled_task_leaves_the_queue(house: House) -> None:
    task_id = house.submit()
    assert asyncio.run(house.desk.cancel(task_id, house.key))
    assert dict(house.rows(_STATES)) == {"make_song": "CANCELLED", "post_callbacks": "ENQUEUED"}
    now = datetime.now(UTC)
    assert house.queue.forget(now - timedelta(minutes=1)) == 0
    assert house.queue.forget(now + timedelta(minutes=1)) == 1
    assert dict(house.rows(_STATES)) == {"post_callbacks": "ENQUEUED"}


def test_from_the_desk_to_the_last_callback(house: House) -> None:
    task_id, impossible = house.submit(), house.submit("impossible")
    house.work_until(house.idle)
    assert house.status(task_id) is Status.COMPLETE
    assert house.status(impossible) is Status.FAILED
    with house.units.open(reading=True) as unit:
        events = unit.outbox.events(task_id)
        assert [event.stage for event in events] == ["text", "first", "complete"]
        assert all(event.delivered for event in events)
        assert [event.stage for event in unit.outbox.events(impossible)] == ["error"]
        (left,) = unit.workers.all()
    assert house.clock.now() - left.seen_at > timedelta(hours=1)
    assert len(house.sender.posted) == 5  # the first try of all was refused
    assert house.rows("SELECT schedule_name FROM workflow_schedules") == [("sweep_files",)]


def test_lyrics_from_the_desk_to_the_last_callback(house: House) -> None:
    task_id, impossible, cancelled = (
        house.submit(prompt, work=Work.LYRICS) for prompt in ("rain", "impossible", "sun")
    )
    waiting = (
        "SELECT workflow_uuid, queue_name FROM workflow_status WHERE name = 'write_lyrics' AND status = 'ENQUEUED'"
    )
    assert dict(house.rows(waiting)) == dict.fromkeys((task_id, impossible, cancelled), "lyrics")
    assert asyncio.run(house.desk.cancel(cancelled, house.key))
    assert dict(house.rows(waiting)) == dict.fromkeys((task_id, impossible), "lyrics")
    house.work_until(house.idle)
    assert [house.status(each) for each in (task_id, impossible, cancelled)] == [
        Status.COMPLETE,
        Status.FAILED,
        Status.CANCELLED,
    ]
    assert len(house.task(task_id).sheets) == 2
    with house.units.open(reading=True) as unit:
        for each, stage in ((task_id, "complete"), (impossible, "error"), (cancelled, "error")):
            (event,) = unit.outbox.events(each)
            assert (event.stage, event.delivered) == (stage, True)


def test_lyrics_do_not_wait_for_songs(house: House) -> None:
    songs = [house.submit("an endless hum") for _ in range(2)]
    lyrics: list[str] = []
    standing: list[Status | None] = []

    def over() -> bool:
        """Lyrics are asked for while a song is made, and once they are there the songs may go."""
        statuses = [house.status(song) for song in songs]
        if not lyrics and Status.TEXT in statuses:
            lyrics.append(house.submit(work=Work.LYRICS))
        elif lyrics and not standing and house.status(lyrics[0]) is Status.COMPLETE:
            standing.extend(statuses)
            for song in songs:
                asyncio.run(house.desk.cancel(song, house.key))
        return bool(standing) and house.idle()

    house.work_until(over)
    assert set(standing) == {Status.TEXT, Status.PENDING}
