"""One more time with the same name: the same task for nothing, whoever races, and never another one's."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from front_room import FrontRoom

from service_fakes import ListQueue
from songwright.service.ports import Status, UnderMaintenance
from songwright.song import BadRequest

PRICE = 12


@pytest.fixture
def room() -> FrontRoom:
    return FrontRoom()


def test_the_same_again_is_the_same_task(room: FrontRoom) -> None:
    """However the JSON is spelled; it costs nothing, and no limit stands in its way."""
    key = room.key(credits=PRICE, requests_per_10_s=1, unfinished_tasks=1)
    first = room.submit(key, '{"prompt": "rain", "tags": {"a": 1, "b": [1, 2]}}', "order 66")
    for spelling in (
        '{"prompt": "rain", "tags": {"a": 1, "b": [1, 2]}}',
        '{"tags":{"b":[1,2],"a":1},"prompt":"r\\u0061in"}',
    ):
        assert room.submit(key, spelling, "order 66") == first
    room.switch_maintenance(on=True)
    assert room.submit(key, {"tags": {"b": [1, 2], "a": 1}, "prompt": "rain"}, "order 66") == first
    assert room.credits(key) == 0
    assert isinstance(room.queue, ListQueue)
    assert room.queue.asked == [("make", first)]
    with pytest.raises(UnderMaintenance):
        room.submit(key, {"prompt": "rain"}, "order 67")


def test_the_same_again_after_the_end_is_still_the_same_task(room: FrontRoom) -> None:
    key = room.key(credits=PRICE)
    first = room.submit(key, name="order 66")
    room.cancel(first, key)
    assert room.submit(key, name="order 66") == first
    assert room.task(first).status is Status.CANCELLED
    assert room.credits(key) == PRICE


@pytest.mark.parametrize("other", [{"prompt": "snow"}, {"prompt": "rain", "seed": 1}, {}, {"prompt": ["rain"]}])
def test_the_same_name_for_something_else_is_refused(room: FrontRoom, other: dict[str, object]) -> None:
    key = room.key(credits=100)
    room.submit(key, {"prompt": "rain"}, "order 66")
    with pytest.raises(BadRequest, match=r"^Idempotency-Key: ") as caught:
        room.submit(key, other, "order 66")
    assert caught.value.field == "Idempotency-Key"
    assert room.credits(key) == 88


def test_names_are_of_one_key_and_their_letters_count(room: FrontRoom) -> None:
    one, other = room.key(), room.key()
    tasks_made = {
        room.submit(one, {"prompt": "rain"}, "order 66"),
        room.submit(other, {"prompt": "snow"}, "order 66"),
        room.submit(one, {"prompt": "rain"}, "Order 66"),
        room.submit(one, {"prompt": "rain"}),
        room.submit(one, {"prompt": "rain"}),
    }
    assert len(tasks_made) == 5


def queued_in(folder: Path) -> list[str]:
    """The tasks that wait in the queue."""
    with closing(sqlite3.connect(folder / "songwright.db")) as connection:
        return [row[0] for row in connection.execute("SELECT workflow_uuid FROM workflow_status")]


def test_racing_repeats_make_one_task(file_room: FrontRoom, tmp_path: Path) -> None:
    key = file_room.key(credits=100)
    together = threading.Barrier(6)

    def race(_place: int) -> str:
        together.wait()
        return file_room.submit(key, {"prompt": "rain"}, "order 66")

    with ThreadPoolExecutor(6) as pool:
        (task_id,) = set(pool.map(race, range(6)))
    assert file_room.credits(key) == 88
    assert queued_in(tmp_path) == [task_id]
