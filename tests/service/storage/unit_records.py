"""Records of the storage contract, and a crowd of threads that start together."""

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from songwright.service.ports import ApiKey, CreditEntry, Event, Stage, Status, Task, Track, Units
from songwright.song import Gender, Key, Meter, Seconds, SongRequest, Weights

NOON = datetime(2026, 11, 1, 12, 0, 0, 123456, tzinfo=UTC)
KEY = ApiKey(id="k1", name="phone", prefix="sw_abcdefgh", digest="d" * 64, created_at=NOON)
REQUEST = SongRequest(
    prompt="rain ☔",
    style="folk",
    voice=Gender.FEMALE,
    weights=Weights(style=0.61),
    duration_s=Seconds(90.0),
    tempo_bpm=88.5,
    key=Key(tonic=9, mode="minor"),
    meter=Meter(beats=3),
    seed=2**62,
)
TASK = Task(
    id="a" * 32,
    key_id="k1",
    secret="hush",
    callback_url="https://example.com/x",
    origin="http://localhost:8000",
    asked='{"prompt": "rain"}',
    request=REQUEST,
    takes=2,
    status=Status.PENDING,
    created_at=NOON,
)
TRACK = Track(
    id=str(uuid.UUID(int=1)),
    task_id=TASK.id,
    take=0,
    title="Rain",
    tags=("folk", "soft"),
    words="[Verse]\nrain",
    created_at=NOON,
)


def event(stage: Stage, number: int, task_id: str = TASK.id, at: datetime = NOON) -> Event:
    return Event(
        id=str(uuid.UUID(int=number)),
        task_id=task_id,
        stage=stage,
        url=TASK.callback_url,
        body='{"a": "é"}',
        created_at=at,
    )


def entry(number: int, amount: int, **changes: Any) -> CreditEntry:
    whole = CreditEntry(id=str(uuid.UUID(int=number)), key_id="k1", amount=amount, reason="set", at=NOON)
    return replace(whole, **changes)


def all_at_once(act: Callable[[int], None], crowd: int = 4) -> None:
    """Run it in so many threads that start together; what one of them raises is raised here."""
    together = threading.Barrier(crowd)

    def run(place: int) -> None:
        together.wait()
        act(place)

    with ThreadPoolExecutor(crowd) as pool:
        list(pool.map(run, range(crowd)))


STRANGER = replace(KEY, id="k2", name="tablet", prefix="sw_ijklmnop")


def task(number: int, seconds: float = 0.0, **changes: Any) -> Task:
    """A task of the first key that was submitted so many seconds after noon."""
    whole = replace(TASK, id=f"{number:032x}", created_at=NOON + timedelta(seconds=seconds))
    return replace(whole, **changes)


def ended(number: int, status: Status, seconds: float = 0.0) -> Task:
    return task(number, seconds, status=status, finished_at=NOON + timedelta(hours=1))


def add(units: Units, *tasks: Task) -> None:
    with units.open() as unit:
        for each in tasks:
            unit.tasks.add(each)
