"""The contract of units of work, continued: the owner, sessions, failed tries, headway and songs thrown away."""

from dataclasses import replace
from datetime import timedelta

from unit_records import KEY, NOON, TASK, TRACK, all_at_once, task

from songwright.service.ports import Headway, Owner, Session, Units

OWNER = Owner(password_hash="$argon2id$one", key_id=KEY.id, set_at=NOON)
SECOND = timedelta(seconds=1)


def session(number: int, lasts: timedelta = timedelta(days=1)) -> Session:
    return Session(digest=f"{number:064x}", started_at=NOON, ends_at=NOON + lasts)


def test_there_is_one_owner(two_keys: Units) -> None:
    other = replace(OWNER, password_hash="$argon2id$two", key_id="k2")
    with two_keys.open() as unit:
        assert unit.door.owner() is None
        assert unit.door.claim(OWNER)
        assert not unit.door.claim(other)
        assert unit.door.owner() == OWNER
        unit.door.change(other)
    with two_keys.open(reading=True) as unit:
        assert unit.door.owner() == other


def test_of_many_who_claim_at_once_one_wins(with_task: Units) -> None:
    won: list[int] = []

    def claim(place: int) -> None:
        with with_task.open() as unit:
            if unit.door.claim(replace(OWNER, password_hash=str(place))):
                won.append(place)

    all_at_once(claim)
    with with_task.open(reading=True) as unit:
        owner = unit.door.owner()
    assert owner
    assert [owner.password_hash] == [str(place) for place in won]


def test_sessions_are_found_until_they_are_ended(units: Units) -> None:
    with units.open() as unit:
        for number in range(3):
            unit.door.start(session(number, timedelta(days=number)))
        assert unit.door.session_of(session(1).digest) == session(1)
        assert unit.door.session_of("f" * 64) is None
        unit.door.end(session(1).digest)
        assert unit.door.session_of(session(1).digest) is None
        unit.door.end_all(NOON + timedelta(days=1))
        assert unit.door.session_of(session(0).digest) is None
        assert unit.door.session_of(session(2).digest) == session(2, timedelta(days=2))
        unit.door.end_all()
        assert unit.door.session_of(session(2).digest) is None


def test_failed_tries_are_counted_by_address_and_forgiven(units: Units) -> None:
    with units.open() as unit:
        for seconds, address in ((0, "a"), (1, "a"), (2, "b"), (3, "a")):
            unit.door.fail(address, NOON + seconds * SECOND)
        assert unit.door.failures(NOON - SECOND) == 4
        assert unit.door.failures(NOON, "a") == 2
        assert unit.door.failures(NOON - SECOND, "c") == 0
        unit.door.forgive(NOON + SECOND, "a")
        assert unit.door.failures(NOON - SECOND, "a") == 1
        assert unit.door.failures(NOON - SECOND, "b") == 1
        unit.door.forgive(NOON + 2 * SECOND)
        assert unit.door.failures(NOON - SECOND) == 1


def test_the_latest_headway_of_each_task_is_known(units: Units) -> None:
    early = Headway(task_id="a", take=0, stage="singing", fraction=0.25, began_at=NOON, seen_at=NOON)
    late = replace(early, stage="mixing", fraction=1.0, seen_at=NOON + SECOND)
    other = replace(early, task_id="b", take=1)
    with units.open() as unit:
        for each in (early, late, other):
            unit.headway.note(each)
        assert dict(unit.headway.of_all(("a", "b", "c"))) == {"a": late, "b": other}
        assert dict(unit.headway.of_all(())) == {}
        unit.headway.forget("a")
        unit.headway.forget("a")
        assert dict(unit.headway.of_all(("a", "b"))) == {"b": other}


def test_tracks_are_due_by_their_age_unless_kept_and_by_the_bin(with_task: Units) -> None:
    day = timedelta(days=1)

    def track(number: int, finished_days_ago: int, **changes: object):
        finished_at = NOON - finished_days_ago * day
        return replace(TRACK, id=f"{number:036}", take=number, finished_at=finished_at, **changes)

    old, kept = track(0, 20), track(1, 20, kept=True)
    binned, kept_and_binned = track(2, 3, binned_at=NOON - 2 * day), track(3, 3, kept=True, binned_at=NOON - 2 * day)
    just_binned, young = track(4, 3, binned_at=NOON), track(5, 3)
    swept, unmade = track(6, 20, swept_at=NOON), replace(track(7, 20), finished_at=None)
    with with_task.open() as unit:
        for each in (old, kept, binned, kept_and_binned, just_binned, young, swept, unmade):
            unit.tracks.put(each)
        due = unit.tracks.due(NOON - 14 * day, NOON - day, 10)
        assert due == (old, binned, kept_and_binned)
        assert unit.tracks.due(NOON - 14 * day, NOON - day, 2) == (old, binned)
        assert unit.tracks.get(kept.id) == kept


def test_tasks_are_counted_by_day(two_keys: Units) -> None:
    hours = (-13, -12.2, 0, 5, 11.9, 12.1)  # from noon: the day before, the day, the day after
    with two_keys.open() as unit:
        for number, hour in enumerate(hours):
            unit.tasks.add(task(number, hour * 3600))
        unit.tasks.add(task(99, 0, key_id="k2"))
        today = NOON.date()
        everything = {today - timedelta(days=1): 2, today: 3, today + timedelta(days=1): 1}
        assert dict(unit.tasks.by_day(TASK.key_id, NOON - timedelta(days=9))) == everything
        assert dict(unit.tasks.by_day(TASK.key_id, NOON)) == {today: 2, today + timedelta(days=1): 1}
        assert dict(unit.tasks.by_day("k2", NOON - SECOND)) == {today: 1}
