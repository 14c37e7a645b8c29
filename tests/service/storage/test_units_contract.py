"""The contract of units of work, kept by memory, SQLite and Postgres alike."""

import uuid
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from unit_records import KEY, NOON, REQUEST, TASK, TRACK, all_at_once, event

from service_fakes import PlainLyricist, PlainReader
from songwright.service.ports import (
    Delivery,
    Fault,
    FaultKind,
    LyricSheet,
    Plan,
    Stage,
    Status,
    TrackFile,
    Units,
    Work,
    WorkerSign,
)
from songwright.song import Seconds


class _HalfWayError(Exception):
    """Ends a transaction before its time."""


def test_a_task_comes_back_as_it_was(with_task: Units) -> None:
    with with_task.open(reading=True) as unit:
        assert unit.tasks.get(TASK.id) == TASK
        assert unit.tasks.status(TASK.id) is Status.PENDING
        assert unit.tasks.get("b" * 32) is None
        assert unit.tasks.status("b" * 32) is None


def test_a_task_moves_on(with_task: Units) -> None:
    brief = PlainReader().read(REQUEST)
    plan = Plan(brief=brief, lyrics=PlainLyricist().write(brief))
    fault = Fault(kind=FaultKind.BROKEN, message="no")
    with with_task.open() as unit:
        unit.tasks.set_plan(TASK.id, plan)
        unit.tasks.set_status(TASK.id, Status.FAILED, finished_at=NOON, fault=fault)
    with with_task.open(reading=True) as unit:
        moved = unit.tasks.get(TASK.id)
    assert moved == replace(TASK, plan=plan, status=Status.FAILED, finished_at=NOON, fault=fault)


def test_a_task_that_has_ended_stays_as_it_ended(with_task: Units) -> None:
    fault = Fault(kind=FaultKind.CANCELLED, message="The task was cancelled.")
    with with_task.open() as unit:
        assert unit.tasks.set_status(TASK.id, Status.TEXT)
        assert unit.tasks.set_status(TASK.id, Status.CANCELLED, finished_at=NOON, fault=fault)
        assert not unit.tasks.set_status(TASK.id, Status.FIRST)
    with with_task.open(reading=True) as unit:
        assert unit.tasks.get(TASK.id) == replace(TASK, status=Status.CANCELLED, finished_at=NOON, fault=fault)


def test_a_task_of_lyrics_keeps_what_it_wrote(with_task: Units) -> None:
    asked = replace(TASK, id="b" * 32, work=Work.LYRICS)
    sheets = (
        LyricSheet(title="Regen ☔", text="[Verse 1]\nrain\n\n[Chorus]\nré", seed=2**62),
        LyricSheet(title="", text="", seed=7, withheld="It says a word."),
    )
    with with_task.open() as unit:
        unit.tasks.add(asked)
    with with_task.open() as unit:
        assert unit.tasks.get(asked.id) == asked
        unit.tasks.set_sheets(asked.id, sheets[:1])
        unit.tasks.set_sheets(asked.id, sheets)
        unit.tasks.set_status(asked.id, Status.COMPLETE, finished_at=NOON)
    with with_task.open(reading=True) as unit:
        assert unit.tasks.get(asked.id) == replace(asked, sheets=sheets, status=Status.COMPLETE, finished_at=NOON)
        assert unit.tasks.get(TASK.id) == TASK
    made_with_sheets = replace(asked, id="c" * 32, sheets=sheets)
    with with_task.open() as unit:
        unit.tasks.add(made_with_sheets)
        assert unit.tasks.get(made_with_sheets.id) == made_with_sheets


def test_a_task_id_is_taken_once(with_task: Units) -> None:
    with pytest.raises(Exception, match=r"(?i)exists|unique"), with_task.open() as unit:
        unit.tasks.add(TASK)


def test_what_raises_leaves_no_trace(with_task: Units) -> None:
    with suppress(_HalfWayError), with_task.open() as unit:
        unit.tracks.put(TRACK)
        unit.tasks.set_status(TASK.id, Status.TEXT)
        raise _HalfWayError
    with with_task.open(reading=True) as unit:
        assert unit.tracks.of(TASK.id) == ()
        assert unit.tasks.status(TASK.id) is Status.PENDING


def test_joining_is_the_same_transaction(with_task: Units) -> None:
    with suppress(_HalfWayError), with_task.open() as unit:
        with_task.join(unit.session).tracks.put(TRACK)
        assert unit.tracks.of(TASK.id) == (TRACK,)
        raise _HalfWayError
    with with_task.open(reading=True) as unit:
        assert unit.tracks.of(TASK.id) == ()


def test_tracks_are_replaced_and_ordered(with_task: Units) -> None:
    second = replace(TRACK, id=str(uuid.UUID(int=2)), take=1)
    made = replace(
        TRACK,
        finished_at=NOON,
        duration_s=Seconds(1.25),
        starts=2,
        files=(TrackFile(name="song.mp3", size_bytes=5),),
    )
    with with_task.open() as unit:
        for track in (second, TRACK, made):
            unit.tracks.put(track)
    with with_task.open(reading=True) as unit:
        assert unit.tracks.of(TASK.id) == (made, second)


def test_tracks_fall_due_by_age(with_task: Units) -> None:
    old = replace(TRACK, finished_at=NOON)
    fresh = replace(TRACK, id=str(uuid.UUID(int=2)), take=1, finished_at=NOON + timedelta(days=2))
    with with_task.open() as unit:
        unit.tracks.put(old)
        unit.tracks.put(fresh)
    with with_task.open() as unit:
        assert unit.tracks.due(NOON, NOON, 10) == ()
        assert unit.tracks.due(NOON + timedelta(days=1), NOON, 10) == (old,)
        assert unit.tracks.due(NOON + timedelta(days=9), NOON, 1) == (old,)
        unit.tracks.put(replace(old, swept_at=NOON))
        assert unit.tracks.due(NOON + timedelta(days=9), NOON, 10) == (fresh,)


def test_keys(units: Units) -> None:
    with units.open() as unit:
        unit.keys.add(KEY)
        unit.keys.touch("k1", NOON)
        assert unit.keys.by_prefix("sw_abcdefgh") == (replace(KEY, last_used_at=NOON),)
        assert unit.keys.by_prefix("sw_other") == ()
        assert unit.keys.revoke("k1", NOON) is True
        assert unit.keys.revoke("k1", NOON) is False
        assert unit.keys.revoke("k2", NOON) is False
    with units.open(reading=True) as unit:
        assert unit.keys.all() == (replace(KEY, last_used_at=NOON, revoked_at=NOON),)
    assert "d" * 64 not in repr(KEY)


def test_events_are_owed_once_and_in_order(with_task: Units) -> None:
    text, first = event(Stage.TEXT, 9), event(Stage.FIRST, 3)
    with with_task.open() as unit:
        assert unit.outbox.owe(text) is True
        assert unit.outbox.owe(first) is True
        assert unit.outbox.owe(replace(text, body="{}")) is False
    with with_task.open() as unit:
        assert unit.outbox.events(TASK.id) == (text, first)
        assert unit.outbox.next(TASK.id) == text
        unit.outbox.settle(text.id, settled_at=NOON, delivered=True)
        assert unit.outbox.next(TASK.id) == first
        unit.outbox.settle(first.id, settled_at=NOON, delivered=False)
        assert unit.outbox.next(TASK.id) is None
        assert [each.delivered for each in unit.outbox.events(TASK.id)] == [True, False]


def test_a_try_is_noted_once(with_task: Units) -> None:
    owed = event(Stage.TEXT, 9)
    tries = [Delivery(event_id=owed.id, attempt=n, tried_at=NOON, status=None, answer=str(n)) for n in (2, 1)]
    with with_task.open() as unit:
        unit.outbox.owe(owed)
        for delivery in (*tries, replace(tries[0], status=200)):
            unit.outbox.tried(delivery)
    with with_task.open(reading=True) as unit:
        assert unit.outbox.deliveries(owed.id) == (tries[1], replace(tries[0], status=200))


def test_a_dead_worker_is_claimed_by_one(units: Units) -> None:
    sign = WorkerSign(id="w1", machine="here", pid=1, seen_at=NOON)
    hour_ago = NOON - timedelta(hours=1)
    with units.open() as unit:
        unit.workers.beat(sign)
        assert unit.workers.all() == (sign,)
        assert unit.workers.claim("w1", by="w2", now=NOON, stale_before=hour_ago) is True
        assert unit.workers.claim("w1", by="w3", now=NOON, stale_before=hour_ago) is False
        assert unit.workers.claim("w1", by="w3", now=NOON, stale_before=NOON + timedelta(hours=1)) is True
        unit.workers.beat(sign)  # it lives after all
        assert unit.workers.claim("w1", by="w2", now=NOON, stale_before=hour_ago) is True
        unit.workers.remove("w1")
        assert unit.workers.claim("w1", by="w2", now=NOON, stale_before=hour_ago) is False
        assert unit.workers.all() == ()


def test_who_locks_a_task_waits_for_one_another(with_task: Units) -> None:
    def count(_place: int) -> None:
        for _ in range(10):
            with with_task.open() as unit:
                assert unit.tasks.get(TASK.id, lock=True)
                (track,) = unit.tracks.of(TASK.id)
                unit.tracks.put(replace(track, starts=track.starts + 1))

    with with_task.open() as unit:
        unit.tracks.put(TRACK)
    all_at_once(count)
    with with_task.open(reading=True) as unit:
        assert unit.tracks.of(TASK.id)[0].starts == 40
