"""Who may submit: the order of the refusals, limits and their overrides, credits that never leak, and repeats."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from front_room import FrontRoom
from hypothesis import given, settings
from hypothesis import strategies as st

from service_fakes import ListQueue
from songwright.service.keys import change_key
from songwright.service.ports import (
    ApiKey,
    Fault,
    FaultKind,
    NoCredits,
    Refusal,
    Status,
    TooFrequent,
    TooManyUnfinished,
    UnderMaintenance,
)
from songwright.service.tasks import Limits
from songwright.service.tasks._admission import charge, give_back

PRICE = 12
GONE = timedelta(seconds=10)
"""The span in which requests are counted."""


@pytest.fixture
def room() -> FrontRoom:
    return FrontRoom()


# --- Refusals -----------------------------------------------------------------------------------------------------


def test_every_refusal_says_what_clients_know() -> None:
    assert str(UnderMaintenance()) == "The service is under maintenance. Please try again later."
    assert str(TooFrequent()) == "Your call frequency is too high. Please try again later."
    assert str(TooManyUnfinished()).startswith("Rate limit exceeded: ")
    assert str(NoCredits()) == "The current credits are insufficient. Please top up."


def test_refusals_come_in_their_order() -> None:
    """Everything stands in the way at once; one thing after the other is cleared away."""
    room = FrontRoom()
    key = room.key(credits=PRICE, requests_per_10_s=1, unfinished_tasks=1)
    first = room.submit(key)
    room.switch_maintenance(on=True)

    def refused_with(expected: type[Refusal]) -> None:
        with pytest.raises(expected):
            room.submit(key)

    refused_with(UnderMaintenance)
    room.switch_maintenance(on=False)
    refused_with(TooFrequent)
    room.clock.time += GONE
    refused_with(TooManyUnfinished)
    room.finish(first)
    refused_with(NoCredits)
    change_key(room.units, room.clock, key.id, lambda allowed: replace(allowed, credits=PRICE))
    room.submit(key)


def test_a_refusal_leaves_no_trace(room: FrontRoom) -> None:
    key = room.key(credits=PRICE - 1)
    with pytest.raises(NoCredits):
        room.submit(key)
    assert room.credits(key) == PRICE - 1
    assert [entry.amount for entry in room.entries(key)] == [PRICE - 1]
    assert isinstance(room.queue, ListQueue)
    assert room.queue.asked == []
    with room.units.open(reading=True) as unit:
        assert unit.tasks.page(key.id, limit=9) == ()


def test_the_settings_may_close_whatever_the_switch_says() -> None:
    room = FrontRoom(Limits(closed=True))
    key = room.key()
    room.switch_maintenance(on=False)
    with pytest.raises(UnderMaintenance):
        room.submit(key)


# --- How often and how many ---------------------------------------------------------------------------------------


def accepted(room: FrontRoom, key: ApiKey, most: int = 150) -> int:
    """How many submissions pass one after the other."""
    for number in range(most):
        try:
            room.submit(key)
        except Refusal:
            return number
    return most


def test_twenty_in_ten_seconds_is_the_custom(room: FrontRoom) -> None:
    assert accepted(room, room.key()) == 20


def test_a_hundred_unfinished_is_the_custom() -> None:
    room = FrontRoom(Limits(requests_per_10_s=0))
    assert accepted(room, room.key()) == 100


@pytest.mark.parametrize(
    ("general", "own", "expected"), [(3, None, 3), (3, 5, 5), (3, 1, 1), (3, 0, 40), (0, None, 40), (0, 2, 2)]
)
@pytest.mark.parametrize("limit", ["requests_per_10_s", "unfinished_tasks"])
def test_a_key_may_have_its_own_limit(limit: str, general: int, own: int | None, expected: int) -> None:
    """0 means unlimited, in the settings and of a key; None means as in the settings."""
    limits = replace(Limits(requests_per_10_s=0, unfinished_tasks=0), **{limit: general})
    room = FrontRoom(limits)
    key, neighbour = room.key(**{limit: own}), room.key()
    assert accepted(room, key, 40) == expected
    assert accepted(room, neighbour, 40) == (general or 40)  # nobody pays for another's haste


def test_a_change_of_limits_counts_at_once(room: FrontRoom) -> None:
    key = room.key(requests_per_10_s=2)
    assert accepted(room, key) == 2
    change_key(room.units, room.clock, key.id, lambda allowed: replace(allowed, requests_per_10_s=3))
    assert accepted(room, key) == 1  # the key as its holder knew it is of no use


def test_the_window_slides(room: FrontRoom) -> None:
    """What was accepted counts for ten seconds from its own moment on, not until some mark."""
    key = room.key(requests_per_10_s=2)
    moments = []
    for pause_s in (0, 6):
        room.clock.time += timedelta(seconds=pause_s)
        moments.append(room.task(room.submit(key)).created_at)
    clock_step = timedelta(milliseconds=1)
    room.clock.time = moments[0] + GONE - 2 * clock_step
    with pytest.raises(TooFrequent):
        room.submit(key)
    assert room.clock.time == moments[0] + GONE - clock_step
    third = room.task(room.submit(key))
    assert third.created_at == moments[0] + GONE  # a whole span later, to the microsecond
    with pytest.raises(TooFrequent):
        room.submit(key)
    room.clock.time = moments[1] + GONE - clock_step
    room.submit(key)
    with pytest.raises(TooFrequent):
        room.submit(key)


@given(pauses_ms=st.lists(st.integers(1, 6_000), min_size=1, max_size=40), most=st.integers(1, 4))
def test_no_ten_seconds_hold_more(pauses_ms: list[int], most: int) -> None:
    room = FrontRoom()
    key = room.key(requests_per_10_s=most)
    moments, refused = [], []
    for pause_ms in pauses_ms:
        room.clock.time += timedelta(milliseconds=pause_ms)
        try:
            moments.append(room.task(room.submit(key)).created_at)
        except TooFrequent:
            refused.append(room.clock.time)
    for moment in moments:
        assert sum(moment <= other < moment + GONE for other in moments) <= most
    for moment in refused:  # and nobody is refused without need
        assert sum(moment - GONE < other < moment for other in moments) == most


def test_a_cancelled_request_was_a_request(room: FrontRoom) -> None:
    key = room.key(requests_per_10_s=1, unfinished_tasks=1)
    room.cancel(room.submit(key), key)
    with pytest.raises(TooFrequent):
        room.submit(key)
    room.clock.time += GONE
    room.submit(key)


@pytest.mark.parametrize("end", ["finish", "cancel", "fail"])
def test_whatever_ends_a_task_makes_room(end: str) -> None:
    room = FrontRoom(Limits(requests_per_10_s=0))
    key = room.key(unfinished_tasks=1)
    task_id = room.submit(key)
    with pytest.raises(TooManyUnfinished):
        room.submit(key)
    _end(room, end, task_id, key)
    room.submit(key)


# --- Credits ------------------------------------------------------------------------------------------------------


def _end(room: FrontRoom, end: str, task_id: str, key: ApiKey) -> None:
    """End a task; one that has ended already must not care."""
    if end == "cancel":
        room.cancel(task_id, key)
    elif end == "fail":
        room.fail(task_id, Fault(kind=FaultKind.BROKEN, message="no"))
    elif end == "refuse":
        room.fail(task_id, Fault(kind=FaultKind.FORBIDDEN_WORD, message="no"))
    elif not room.task(task_id).status.finished:
        room.finish(task_id)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["submit", "submit", "cancel", "fail", "refuse", "finish", "top up"]), st.integers(0, 30)
    ),
    max_size=30,
)


@settings(deadline=None, max_examples=60)
@given(given_at_first=st.integers(0, 60), price=st.integers(0, 20), steps=STEPS)
def test_credits_never_leak(given_at_first: int, price: int, steps: list[tuple[str, int]]) -> None:
    """Whatever happens in whatever order: what is left is what was given, less the price of each song kept."""
    room = FrontRoom(Limits(requests_per_10_s=0, unfinished_tasks=0, prices={"generate": price}))
    key, neighbour = room.key(credits=given_at_first), room.key(credits=7)
    given_in_all, made = given_at_first, list[str]()
    for act, number in steps:
        if act == "submit":
            could = (room.credits(key) or 0) >= price
            try:
                made.append(room.submit(key))
            except NoCredits:
                assert not could
            else:
                assert could
        elif act == "top up":
            left = room.credits(key) or 0
            change_key(
                room.units, room.clock, key.id, lambda allowed, sum_=left + number: replace(allowed, credits=sum_)
            )
            given_in_all += number
        elif made:
            _end(room, act, made[number % len(made)], key)
        kept = [t for t in map(room.task, made) if t.status is Status.COMPLETE or not t.status.finished]
        left = room.credits(key)
        assert left == given_in_all - price * len(kept)
        assert left >= 0
        assert sum(entry.amount for entry in room.entries(key)) == left
        assert room.credits(neighbour) == 7


def test_each_movement_is_written_down(room: FrontRoom) -> None:
    key = room.key(credits=30)
    kept, cancelled = room.submit(key), room.submit(key)
    assert room.credits(key) == 6
    room.cancel(cancelled, key)
    room.finish(kept)
    moved = [(entry.amount, entry.reason, entry.task_id) for entry in room.entries(key)]
    assert moved == [
        (30, "set", None),
        (-12, "generate", kept),
        (-12, "generate", cancelled),
        (12, "given back", cancelled),
    ]


def test_booking_twice_changes_nothing(room: FrontRoom) -> None:
    key = room.key(credits=30)
    task = room.task(room.submit(key))
    for book in (
        lambda unit: charge(unit, task),
        lambda unit: give_back(unit, task, room.clock.now()),
        lambda unit: give_back(unit, task, room.clock.now()),
        lambda unit: charge(unit, task),
    ):
        with room.units.open() as unit:
            book(unit)
    assert room.credits(key) == 30
    assert len(room.entries(key)) == 3


def test_an_unlimited_key_pays_nothing_and_gets_nothing_back(room: FrontRoom) -> None:
    key = room.key()
    task_id = room.submit(key)
    assert room.task(task_id).cost == 0
    change_key(room.units, room.clock, key.id, lambda allowed: replace(allowed, credits=5))
    room.cancel(task_id, key)
    assert room.credits(key) == 5
    assert [entry.amount for entry in room.entries(key)] == [5]


def test_what_a_task_cost_is_given_back_whatever_it_costs_now() -> None:
    room = FrontRoom()
    key = room.key(credits=PRICE)
    task_id = room.submit(key)
    dearer = replace(room.desk, limits=Limits(prices={"generate": 500}))
    room.desk = dearer
    assert room.cancel(task_id, key)
    assert room.credits(key) == PRICE


def test_what_has_no_price_is_free() -> None:
    room = FrontRoom(Limits(prices={}))
    key = room.key(credits=0)
    assert room.task(room.submit(key)).cost == 0
    assert room.entries(key) == ()


def test_racing_submissions_get_what_the_credits_pay_for(file_room: FrontRoom) -> None:
    key = file_room.key(credits=3 * PRICE + 5)
    together = threading.Barrier(8)

    def race(_place: int) -> bool:
        together.wait()
        try:
            file_room.submit(key)
        except NoCredits:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(race, range(8))) == 3
    assert file_room.credits(key) == 5
