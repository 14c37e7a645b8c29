"""The steps of a task on memory ports: what each leaves, and that a repeated one does no harm."""

import asyncio
import io
import json
import pickle
import time
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
import soundfile

from service_fakes import HandClock, ListQueue, SineEngine, streaming_workshop, workshop
from songwright.service.ports import (
    ApiKey,
    FaultKind,
    Stage,
    Status,
    Task,
    Track,
    UnitOfWork,
    Workshop,
    air_name,
    file_key,
    is_air,
)
from songwright.service.storage import MemoryUnits, ObstoreFiles
from songwright.service.tasks import Bench, Desk, Order, milestone, sweep
from songwright.service.tasks._steps import Unmade
from songwright.song import Audio, Brief, Lyrics, Recording, SongRequest, TryAgain
from songwright.studio.ports import Monitor, Progress


def announce(task: Task, tracks: tuple[Track, ...], stage: Stage) -> str:
    return json.dumps([task.status, stage, [track.made for track in tracks]])


class Room:
    """A desk and a bench over the same memory."""

    def __init__(self, request: SongRequest, made_by: Workshop | None = None) -> None:
        self.units = MemoryUnits()
        self.queue = ListQueue()
        self.files = ObstoreFiles.in_memory()
        self.clock = HandClock()
        self.key = ApiKey(id="k1", name="", prefix="", digest="", created_at=self.clock.now())
        self.desk = Desk(units=self.units, queue=self.queue, clock=self.clock, announce=announce)
        self.bench = Bench(
            units=self.units,
            workshop=made_by or workshop(),
            files=self.files,
            queue=self.queue,
            clock=self.clock,
            announce=announce,
        )
        order = Order(request=request, asked="{}", callback_url="https://example.com", origin="http://here")
        self.task_id = asyncio.run(self.desk.submit(order, self.key))

    def plan(self) -> int:
        plan = self.bench.plan(self.task_id)
        with self.units.open() as unit:
            return self.bench.keep_plan(unit, self.task_id, plan)

    def take(self, take: int) -> None:
        finished = self.bench.record(self.task_id, take)
        with self.units.open() as unit:
            self.bench.keep_take(unit, self.task_id, take, finished)

    @property
    def task(self) -> Task:
        with self.units.open() as unit:
            task = unit.tasks.get(self.task_id)
        assert task
        return task

    def tracks(self) -> tuple[Track, ...]:
        with self.units.open() as unit:
            return unit.tracks.of(self.task_id)

    def told(self) -> list[object]:
        with self.units.open() as unit:
            return [json.loads(event.body) for event in unit.outbox.events(self.task_id)]

    def cancel(self) -> bool:
        return asyncio.run(self.desk.cancel(self.task_id, self.key))


@pytest.fixture
def room() -> Room:
    return Room(SongRequest(prompt="rain", seed=3))


def test_milestones() -> None:
    assert milestone(written=False, made=0, takes=2) is Status.PENDING
    assert milestone(written=True, made=0, takes=2) is Status.TEXT
    assert milestone(written=True, made=1, takes=2) is Status.FIRST
    assert milestone(written=True, made=2, takes=2) is Status.COMPLETE
    assert milestone(written=True, made=1, takes=1) is Status.COMPLETE


def test_submit_writes_and_queues(room: Room) -> None:
    assert room.queue.asked == [("make", room.task_id)]
    assert room.task.status is Status.PENDING
    assert len(room.task.secret) >= 24


def test_the_words_promise_the_tracks(room: Room) -> None:
    assert room.plan() == 2
    assert room.task.status is Status.TEXT
    assert [(track.take, track.title, track.made) for track in room.tracks()] == [
        (0, "Humming", False),
        (1, "Humming", False),
    ]
    assert room.told() == [["text", "text", [False, False]]]


def test_take_by_take_to_the_end(room: Room) -> None:
    room.plan()
    room.take(0)
    assert room.task.status is Status.FIRST
    room.take(1)
    assert room.task.status is Status.COMPLETE
    assert room.task.finished_at
    assert [event[1] for event in room.told()] == ["text", "first", "complete"]
    for track in room.tracks():
        assert track.duration_s == 1.0
        for file in track.files:
            stat = room.files.stat(f"{room.task_id}/{track.take}-{file.name}")
            assert stat
            assert stat.size_bytes == file.size_bytes
    assert room.queue.asked.count(("post", room.task_id)) == 3


def test_repeated_steps_change_nothing(room: Room) -> None:
    room.plan()
    room.plan()
    room.take(0)
    before = room.tracks()
    room.take(0)
    after = room.tracks()
    assert [track.id for track in before] == [track.id for track in after]
    assert [track.files for track in before] == [track.files for track in after]
    assert room.task.status is Status.FIRST
    assert [event[1] for event in room.told()] == ["text", "first"]


def test_takes_may_come_in_any_order(room: Room) -> None:
    room.plan()
    room.take(1)
    assert room.task.status is Status.FIRST
    room.take(0)
    assert room.task.status is Status.COMPLETE


def test_a_song_that_cant_be_made_says_why() -> None:
    room = Room(SongRequest(prompt="impossible"))
    with pytest.raises(Unmade) as caught:
        room.plan()
    assert caught.value.fault.kind is FaultKind.CANNOT_MAKE
    assert caught.value.fault.message == "This can't be sung."
    for _ in range(2):
        with room.units.open() as unit:
            room.bench.give_up(unit, room.task_id, caught.value.fault)
    assert room.task.status is Status.FAILED
    assert room.task.fault == caught.value.fault
    assert room.told() == [["failed", "error", []]]


def test_an_inner_fault_is_not_told() -> None:
    with pytest.raises(Unmade) as caught:
        Room(SongRequest(prompt="broken")).plan()
    assert caught.value.fault.kind is FaultKind.BROKEN
    assert "secret" not in str(caught.value)


def test_unmade_survives_being_stored() -> None:
    error = pickle.loads(pickle.dumps(Unmade(FaultKind.BROKEN, "no")))
    assert error.fault.kind is FaultKind.BROKEN
    assert error.fault.message == "no"


class _Engine:
    """Does what it is told while it records."""

    def __init__(self, act: object) -> None:
        self.act = act

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        assert (brief, lyrics, take) is not None
        if monitor is not None:
            monitor(SineEngine().record(brief, lyrics, take, lambda _stage, _fraction: None))
        assert callable(self.act)
        self.act(progress)
        raise AssertionError("not stopped")


def _with_engine(act: object, made_by: Workshop | None = None) -> Room:
    made_by = made_by or workshop()
    return Room(SongRequest(), replace(made_by, studio=replace(made_by.studio, engine=_Engine(act))))


def test_try_again_reaches_the_queue() -> None:
    def act(_progress: Progress) -> None:
        raise TryAgain("the disk is busy")

    room = _with_engine(act)
    room.plan()
    with pytest.raises(TryAgain, match="busy"):
        room.take(0)


def test_a_cancelled_task_stops_a_running_take() -> None:
    def act(progress: Progress) -> None:
        assert room.cancel()
        for _ in range(30):
            progress("humming", 0.5)
            time.sleep(0.1)

    room = _with_engine(act)
    room.plan()
    began = time.monotonic()
    with pytest.raises(Unmade) as caught:
        room.take(0)
    assert time.monotonic() - began < 2
    assert caught.value.fault.kind is FaultKind.CANCELLED


def test_a_take_on_air_leaves_its_pieces_with_its_files() -> None:
    room = Room(SongRequest(prompt="rain", seed=3), streaming_workshop())
    room.plan()
    room.take(0)
    pieces = [file for file in room.tracks()[0].files if is_air(file.name)]
    assert [file.name for file in pieces] == [air_name(number) for number in range(3)]
    grown = b"".join(room.files.read(file_key(room.task_id, 0, file.name), 0, file.size_bytes) for file in pieces)
    heard, rate_hz = soundfile.read(io.BytesIO(grown))
    # An encoder's own silence at both ends: 1105 samples in front by the decoder's rule, a frame or two behind.
    assert rate_hz == 48_000
    assert 48_000 <= len(heard) <= 48_000 + 4 * 1152
    assert np.abs(heard[4_000:44_000]).max() == pytest.approx(0.2, abs=0.02)
    room.clock.time += timedelta(days=15)
    assert sweep(room.units, room.files, room.clock, timedelta(days=14)) == 1
    assert room.files.stat(file_key(room.task_id, 0, air_name(0))) is None


def test_a_take_is_made_though_it_can_not_be_heard_meanwhile(caplog: pytest.LogCaptureFixture) -> None:
    class NoEncoder:
        def press(self, audio: Audio, /) -> bytes:
            raise ValueError("no encoder is here")

        def end(self) -> bytes:
            return b""

    room = Room(SongRequest(prompt="rain", seed=3), replace(workshop(), encoder=NoEncoder))
    room.plan()
    room.take(0)
    assert room.tracks()[0].made
    assert not [file for file in room.tracks()[0].files if is_air(file.name)]
    assert "off air" in caplog.text


def test_a_take_that_comes_to_nothing_leaves_no_pieces() -> None:
    def act(_progress: Progress) -> None:
        deadline_s = time.monotonic() + 10.0
        while room.files.stat(file_key(room.task_id, 0, air_name(0))) is None:
            assert time.monotonic() < deadline_s
            time.sleep(0.01)
        raise TryAgain("the disk is busy")

    room = _with_engine(act, streaming_workshop())
    room.plan()
    with pytest.raises(TryAgain, match="busy"):
        room.take(0)
    assert room.files.stat(file_key(room.task_id, 0, air_name(0))) is None


def test_cancel_once_and_only_by_its_owner(room: Room) -> None:
    stranger = replace(room.key, id="k2")
    assert asyncio.run(room.desk.cancel(room.task_id, stranger)) is False
    assert asyncio.run(room.desk.read(room.task_id, stranger)) is None
    assert room.cancel() is True
    assert room.cancel() is False
    assert room.task.status is Status.CANCELLED
    assert ("drop", room.task_id) in room.queue.asked
    assert room.told() == [["cancelled", "error", []]]
    with pytest.raises(Unmade):
        room.plan()
    with room.units.open() as unit:
        _assert_give_up_keeps(room, unit)
    assert room.task.status is Status.CANCELLED


def _assert_give_up_keeps(room: Room, unit: UnitOfWork) -> None:
    fault = room.task.fault
    assert fault
    room.bench.give_up(unit, room.task_id, fault)


def test_a_take_that_ends_its_worker_is_given_up(room: Room) -> None:
    room.plan()
    for _ in range(10):
        room.bench.record(room.task_id, 0)
    with pytest.raises(Unmade, match="never ended"):
        room.bench.record(room.task_id, 0)


def test_the_sweep_takes_files_and_leaves_records(room: Room) -> None:
    room.plan()
    room.take(0)
    keep = timedelta(days=14)
    assert sweep(room.units, room.files, room.clock, keep) == 0
    room.clock.time += keep
    assert sweep(room.units, room.files, room.clock, keep) == 1
    assert sweep(room.units, room.files, room.clock, keep) == 0
    track = room.tracks()[0]
    assert track.swept_at
    assert all(room.files.stat(f"{room.task_id}/0-{file.name}") is None for file in track.files)
    room.take(1)
    assert room.task.status is Status.COMPLETE
