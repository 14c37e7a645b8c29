"""The contract of units of work, continued: what limits, lists, credits and the operator's switches ask of it."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from unit_records import KEY, NOON, STRANGER, TASK, TRACK, add, all_at_once, ended, entry, event, task

from songwright.service.ports import (
    ENDED,
    Delivery,
    Place,
    Stage,
    Standing,
    Status,
    Tally,
    Task,
    Units,
    Work,
    WorkerSign,
)


def test_a_submission_is_found_by_its_name(two_keys: Units) -> None:
    mine, theirs = task(1, idempotency_key="order 66", cost=12), task(2, key_id="k2", idempotency_key="order 66")
    add(two_keys, mine, theirs, task(3), task(4))  # those without a name are not alike
    with two_keys.open(reading=True) as unit:
        assert unit.tasks.submitted_as("k1", "order 66") == mine
        assert unit.tasks.submitted_as("k2", "order 66") == theirs
        assert unit.tasks.submitted_as("k1", "Order 66") is None
        assert unit.tasks.submitted_as("k1", "") is None


def test_submissions_of_a_span_are_counted(two_keys: Units) -> None:
    add(two_keys, task(1), ended(2, Status.CANCELLED, 1), task(3, 2), task(4, 2, key_id="k2"))
    with two_keys.open(reading=True) as unit:
        spans = [unit.tasks.count_since("k1", NOON + timedelta(seconds=since)) for since in (-1, 0, 1, 1.999999, 2)]
        assert spans == [3, 2, 1, 1, 0]
        assert unit.tasks.count_since("k2", NOON) == 1
        assert unit.tasks.count_since("k3", NOON) == 0


_SONGS_UNDER_WAY = {Status.PENDING: 2, Status.TEXT: 1, Status.FIRST: 1}


def test_unfinished_tasks_are_counted(two_keys: Units) -> None:
    open_ones = [task(number, status=status) for number, status in enumerate(Status) if status not in ENDED]
    add(two_keys, *open_ones, *(ended(20 + number, status) for number, status in enumerate(sorted(ENDED))))
    add(two_keys, task(40, key_id="k2"))
    with two_keys.open(reading=True) as unit:
        assert unit.tasks.count_unfinished("k1") == len(open_ones) == 3
        assert unit.tasks.count_unfinished("k2") == 1
        songs = {Standing(Work.SONG, status): count for status, count in _SONGS_UNDER_WAY.items()}
        assert dict(unit.tasks.unfinished()) == songs
    add(two_keys, task(50, work=Work.LYRICS), replace(ended(51, Status.COMPLETE), work=Work.LYRICS))
    with two_keys.open(reading=True) as unit:
        assert dict(unit.tasks.unfinished()) == songs | {Standing(Work.LYRICS, Status.PENDING): 1}
        assert unit.tasks.count_unfinished("k1") == 4


def test_tasks_and_workers_have_crews(two_keys: Units) -> None:
    far = task(1, crew="far")
    add(two_keys, far, task(2, crew="far", key_id="k2"), task(3), replace(ended(4, Status.COMPLETE), crew="far"))
    add(two_keys, task(5, work=Work.LYRICS))
    sign = WorkerSign(id="w1", machine="here", pid=1, seen_at=NOON, crew="far")
    with two_keys.open() as unit:
        assert unit.tasks.get(far.id) == far
        assert dict(unit.tasks.unfinished_of_crews()) == {"far": 2, "": 1}
        unit.tasks.set_crew(far.id, "near")
        unit.workers.beat(sign)
    with two_keys.open(reading=True) as unit:
        assert unit.tasks.get(far.id) == replace(far, crew="near")
        assert dict(unit.tasks.unfinished_of_crews()) == {"far": 1, "near": 1, "": 1}
        assert unit.workers.all() == (sign,)


def test_the_longest_wait_is_known(two_keys: Units) -> None:
    with two_keys.open(reading=True) as unit:
        assert dict(unit.tasks.waiting_since()) == {}
        assert dict(unit.tasks.unfinished()) == {}
    begun, cancelled = task(1, status=Status.TEXT), ended(2, Status.CANCELLED, 1)
    add(two_keys, begun, cancelled, task(3, 3), task(4, 2, key_id="k2"))
    with two_keys.open(reading=True) as unit:
        assert dict(unit.tasks.waiting_since()) == {Work.SONG: NOON + timedelta(seconds=2)}
    add(two_keys, task(5, 5, work=Work.LYRICS), task(6, 4, work=Work.LYRICS))
    with two_keys.open(reading=True) as unit:
        assert dict(unit.tasks.waiting_since()) == {
            Work.SONG: NOON + timedelta(seconds=2),
            Work.LYRICS: NOON + timedelta(seconds=4),
        }


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_pages_leave_none_out_and_show_none_twice(two_keys: Units, limit: int) -> None:
    mine = [task(number, seconds) for number, seconds in ((3, 0), (1, 0), (2, 0), (9, 1), (4, 5), (8, 5))]
    add(two_keys, *mine, task(7, 2, key_id="k2"))
    seen: list[Task] = []
    after = None
    for _ in range(10):  # pages that go round must not do so for ever
        with two_keys.open(reading=True) as unit:
            page = unit.tasks.page("k1", after=after, limit=limit)
        assert len(page) <= limit
        if not page:
            break
        seen.extend(page)
        after = Place(at=page[-1].created_at, id=page[-1].id)
        if len(seen) == limit:  # what arrives while somebody turns pages is newer and stays out
            add(two_keys, task(100, 60))
    assert [int(each.id, 16) for each in seen] == [8, 4, 9, 3, 2, 1]


def test_pages_of_all_keys(two_keys: Units) -> None:
    add(two_keys, task(1), task(2, 1, key_id="k2"), ended(3, Status.COMPLETE, 2), task(4, 3, key_id="k2"))
    under_way = frozenset({Standing(Work.SONG, Status.PENDING), Standing(Work.SONG, Status.TEXT)})
    with two_keys.open(reading=True) as unit:
        assert [int(each.id, 16) for each in unit.tasks.page(None, limit=3)] == [4, 3, 2]
        rest = unit.tasks.page(None, after=Place(at=NOON + timedelta(seconds=1), id=f"{2:032x}"), limit=9)
        assert [int(each.id, 16) for each in rest] == [1]
        assert [int(each.id, 16) for each in unit.tasks.page(None, standings=under_way, limit=9)] == [4, 2, 1]


def test_pages_of_some_statuses(two_keys: Units) -> None:
    add(two_keys, task(1), ended(2, Status.COMPLETE, 1), ended(3, Status.FAILED, 2), task(4, 3, status=Status.TEXT))
    add(two_keys, replace(ended(5, Status.COMPLETE, 4), work=Work.LYRICS), task(6, 5, work=Work.LYRICS))
    wanted = frozenset({Standing(Work.SONG, Status.COMPLETE), Standing(Work.SONG, Status.TEXT)})
    with two_keys.open(reading=True) as unit:
        assert [int(each.id, 16) for each in unit.tasks.page("k1", standings=wanted, limit=9)] == [4, 2]
        second = unit.tasks.page("k1", standings=wanted, after=Place(at=NOON + timedelta(seconds=3), id="0"), limit=9)
        assert [int(each.id, 16) for each in second] == [2]
        either = wanted | {Standing(Work.LYRICS, Status.PENDING)}
        assert [int(each.id, 16) for each in unit.tasks.page("k1", standings=either, limit=9)] == [6, 4, 2]
        refused = frozenset({Standing(Work.SONG, Status.REFUSED)})
        assert unit.tasks.page("k1", standings=refused, limit=9) == ()
        assert unit.tasks.page("k2", limit=9) == ()


def test_tracks_of_a_page_of_tasks(two_keys: Units) -> None:
    add(two_keys, task(1), task(2), task(3))
    tracks = {
        (number, take): replace(
            TRACK, id=str(uuid.UUID(int=100 - 10 * number - take)), task_id=f"{number:032x}", take=take
        )
        for number, take in ((2, 1), (1, 0), (2, 0), (1, 1))
    }
    with two_keys.open() as unit:
        for track in tracks.values():
            unit.tracks.put(track)
    with two_keys.open(reading=True) as unit:
        found = unit.tracks.of_all(tuple(f"{number:032x}" for number in (3, 2, 1, 77)))
        assert dict(found) == {f"{number:032x}": (tracks[number, 0], tracks[number, 1]) for number in (1, 2)}
        assert dict(unit.tracks.of_all(())) == {}
        assert unit.tracks.get(tracks[2, 1].id) == tracks[2, 1]
        assert unit.tracks.get("nothing") is None


# --- Keys and credits ---------------------------------------------------------------------------------------------


def test_a_key_changes_but_for_its_use(two_keys: Units) -> None:
    changed = replace(
        KEY,
        name="desk",
        prefix="sw_zzzzzzzz",
        digest="e" * 64,
        admin=True,
        credits=5,
        requests_per_10_s=0,
        unfinished_tasks=7,
    )
    with two_keys.open() as unit:
        assert unit.keys.get("k1", lock=True) == KEY
        unit.keys.touch("k1", NOON)
        unit.keys.change(changed)
    with two_keys.open(reading=True) as unit:
        assert unit.keys.get("k1") == replace(changed, last_used_at=NOON)
        assert unit.keys.get("k2") == STRANGER
        assert unit.keys.get("k3") is None
        assert unit.keys.by_prefix("sw_abcdefgh") == ()


def test_credits_are_booked_once(two_keys: Units) -> None:
    spent = entry(3, -12, task_id=TASK.id, reason="generate")
    with two_keys.open() as unit:
        unit.keys.change(replace(KEY, credits=0))
        assert unit.keys.book(entry(9, 30)) is True
        assert unit.keys.book(spent) is True
        assert unit.keys.book(spent) is False
        assert unit.keys.book(entry(9, 5000)) is False
    with two_keys.open() as unit:
        assert unit.keys.book(spent) is False
        key = unit.keys.get("k1")
        assert key
        assert key.credits == 18
        assert unit.keys.entries("k1") == (spent, entry(9, 30))  # one moment: by their ids
        assert unit.keys.entries("k2") == ()


def test_an_unlimited_balance_stays_so(two_keys: Units) -> None:
    with two_keys.open() as unit:
        assert unit.keys.book(entry(1, -12)) is True
    with two_keys.open(reading=True) as unit:
        assert unit.keys.get("k1") == KEY
        assert unit.keys.entries("k1") == (entry(1, -12),)


def test_credits_are_booked_once_by_a_crowd(two_keys: Units) -> None:
    with two_keys.open() as unit:
        unit.keys.change(replace(KEY, credits=1000))
    booked: list[bool] = []

    def book(_place: int) -> None:
        for number in range(8):
            with two_keys.open() as unit:
                booked.append(unit.keys.book(entry(number, -10)))

    all_at_once(book)
    assert (len(booked), sum(booked)) == (32, 8)
    with two_keys.open(reading=True) as unit:
        key = unit.keys.get("k1")
        assert key
        assert key.credits == 920


def test_who_locks_a_key_waits_for_one_another(two_keys: Units) -> None:
    """A limit that is counted under the lock holds: ten may pass, however many come at once."""

    def submit(place: int) -> None:
        for number in range(6):
            with two_keys.open() as unit:
                assert unit.keys.get("k1", lock=True)
                if unit.tasks.count_unfinished("k1") < 10:
                    unit.tasks.add(task(100 * place + number))

    all_at_once(submit)
    with two_keys.open(reading=True) as unit:
        assert unit.tasks.count_unfinished("k1") == 10


# --- Callbacks, switches and tallies ------------------------------------------------------------------------------


def test_callbacks_are_listed_by_age(two_keys: Units) -> None:
    add(two_keys, task(1), task(2), task(3, key_id="k2"))
    later = NOON + timedelta(seconds=1)
    old, twin, new = (
        event(stage, number, f"{of:032x}", at)
        for stage, number, of, at in (
            (Stage.TEXT, 5, 1, NOON),
            (Stage.TEXT, 6, 2, NOON),
            (Stage.FIRST, 4, 1, later),
        )
    )
    foreign = event(Stage.TEXT, 7, f"{3:032x}", later)
    with two_keys.open() as unit:
        for owed in (old, twin, new, foreign):
            unit.outbox.owe(owed)
    with two_keys.open(reading=True) as unit:
        assert unit.outbox.get(old.id) == old
        assert unit.outbox.get("nothing") is None
        assert unit.outbox.page("k1", limit=9) == (new, twin, old)
        assert unit.outbox.page("k1", limit=2) == (new, twin)
        assert unit.outbox.page("k1", after=Place(at=NOON, id=twin.id), limit=2) == (old,)
        assert unit.outbox.page("k1", task_id=f"{1:032x}", limit=9) == (new, old)
        assert unit.outbox.page("k1", task_id=f"{3:032x}", limit=9) == ()
        assert unit.outbox.page("k2", limit=9) == (foreign,)


def test_a_settled_callback_is_owed_again(with_task: Units) -> None:
    text, first = event(Stage.TEXT, 9), event(Stage.FIRST, 3)
    tried = Delivery(event_id=text.id, attempt=1, tried_at=NOON, status=500, answer="no")
    with with_task.open() as unit:
        unit.outbox.owe(text)
        unit.outbox.owe(first)
        unit.outbox.tried(tried)
        for owed in (text, first):
            unit.outbox.settle(owed.id, settled_at=NOON, delivered=True)
        unit.outbox.reopen(text.id, tries_before=1)
    with with_task.open(reading=True) as unit:
        assert unit.outbox.next(TASK.id) == replace(text, tries_before=1)
        assert unit.outbox.deliveries(text.id) == (tried,)
        assert [each.id for each in unit.outbox.events(TASK.id)] == [text.id, first.id]


def test_switches(units: Units) -> None:
    for on in (True, True, False):
        with units.open() as unit:
            unit.switches.set("maintenance", on=on)
        with units.open(reading=True) as unit:
            assert unit.switches.on("maintenance") is on
            assert unit.switches.on("another") is False


def test_a_switch_may_be_turned_by_several_at_once(units: Units) -> None:
    def turn(_place: int) -> None:
        for number in range(20):
            with units.open() as unit:
                unit.switches.set(f"switch {number}", on=True)

    all_at_once(turn)
    with units.open(reading=True) as unit:
        assert all(unit.switches.on(f"switch {number}") for number in range(20))


def test_tallies_lose_nothing(units: Units) -> None:
    def count(place: int) -> None:
        for _ in range(10):
            with units.open() as unit:
                unit.tallies.add("stage", "mixing", 0.5)
                unit.tallies.add("callback", f"of {place % 2}")

    all_at_once(count)
    with units.open(reading=True) as unit:
        assert unit.tallies.all() == (
            Tally(name="callback", label="of 0", count=20, total=0.0),
            Tally(name="callback", label="of 1", count=20, total=0.0),
            Tally(name="stage", label="mixing", count=40, total=20.0),
        )
