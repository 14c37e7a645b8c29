"""A desk, a bench and keys over one memory, for the tests of who may submit what."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from service_fakes import HandClock, ListQueue, workshop
from songwright.service.keys import Allowance, create_key
from songwright.service.ports import ApiKey, CreditEntry, Event, Fault, Queue, Stage, Task, Track, Units, Work
from songwright.service.storage import MemoryUnits, ObstoreFiles
from songwright.service.tasks import MAINTENANCE, Bench, Desk, Limits, Mailroom, Order, Scribe
from songwright.song import SongRequest


def announce(task: Task, tracks: tuple[Track, ...], stage: Stage) -> str:
    """A callback's body that tells what the test looks at."""
    return json.dumps([task.status, stage, len(tracks)])


class FrontRoom:
    """Where clients come with their keys; what is done behind is done step by step."""

    def __init__(self, limits: Limits | None = None, units: Units | None = None, queue: Queue | None = None) -> None:
        self.units = units or MemoryUnits()
        self.queue = queue or ListQueue()
        self.clock = HandClock()
        self.desk = Desk(
            units=self.units, queue=self.queue, clock=self.clock, announce=announce, limits=limits or Limits()
        )
        self.mailroom = Mailroom(units=self.units, queue=self.queue)
        self.bench = Bench(
            units=self.units,
            workshop=workshop(),
            files=ObstoreFiles.in_memory(),
            queue=self.queue,
            clock=self.clock,
            announce=announce,
        )

    def key(self, **allowed: Any) -> ApiKey:
        """A new key with this allowance."""
        return create_key(self.units, self.clock, Allowance(**allowed))[0]

    def submit(
        self,
        key: ApiKey,
        body: Mapping[str, object] | str = "{}",
        name: str | None = None,
        work: Work = Work.SONG,
    ) -> str:
        asked = body if isinstance(body, str) else json.dumps(body)
        order = Order(
            request=SongRequest(prompt="rain"),
            asked=asked,
            callback_url="https://example.com/x",
            origin="http://here",
            work=work,
            idempotency_key=name,
        )
        return asyncio.run(self.desk.submit(order, key))

    def cancel(self, task_id: str, key: ApiKey) -> bool:
        return asyncio.run(self.desk.cancel(task_id, key))

    def fail(self, task_id: str, fault: Fault) -> None:
        with self.units.open() as unit:
            self.bench.give_up(unit, task_id, fault)

    def finish(self, task_id: str) -> None:
        """Do all the steps of a task."""
        plan = self.bench.plan(task_id)
        with self.units.open() as unit:
            takes = self.bench.keep_plan(unit, task_id, plan)
        for take in range(takes):
            finished = self.bench.record(task_id, take)
            with self.units.open() as unit:
                self.bench.keep_take(unit, task_id, take, finished)

    def write(self, task_id: str) -> None:
        """Do all the steps of a task of lyrics."""
        scribe = Scribe(bench=self.bench)
        written = scribe.write(task_id)
        with self.units.open() as unit:
            scribe.keep(unit, task_id, written)

    def task(self, task_id: str) -> Task:
        with self.units.open(reading=True) as unit:
            task = unit.tasks.get(task_id)
        assert task
        return task

    def credits(self, key: ApiKey) -> int | None:
        with self.units.open(reading=True) as unit:
            found = unit.keys.get(key.id)
        assert found
        return found.credits

    def entries(self, key: ApiKey) -> tuple[CreditEntry, ...]:
        with self.units.open(reading=True) as unit:
            return unit.keys.entries(key.id)

    def events(self, task_id: str) -> tuple[Event, ...]:
        with self.units.open(reading=True) as unit:
            return unit.outbox.events(task_id)

    def switch_maintenance(self, *, on: bool) -> None:
        with self.units.open() as unit:
            unit.switches.set(MAINTENANCE, on=on)
