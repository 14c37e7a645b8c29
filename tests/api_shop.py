"""The API over memory ports and a bench that plays the worker, to be called without a network."""

import asyncio
import json
from typing import Any

import httpx
from argon2 import PasswordHasher
from fastapi import FastAPI

from service_fakes import HandClock, ListQueue, workshop
from songwright.service.api import build_api, callback_body
from songwright.service.door import Door
from songwright.service.keys import Allowance, create_key
from songwright.service.ports import Crews, Fault, FaultKind
from songwright.service.storage import MemoryUnits, ObstoreFiles
from songwright.service.tasks import Bench, Desk, Limits, Scribe
from songwright.service.web import page_rooms

IDEA: dict[str, Any] = {
    "prompt": "rain",
    "customMode": False,
    "instrumental": False,
    "model": "V4",
    "callBackUrl": "https://example.com/x",
    "seed": 4,
}

LYRICS: dict[str, Any] = {"prompt": "rain", "callBackUrl": "https://example.com/x", "seed": 4}


class AsgiClient:
    """Calls an application in this process, without a network."""

    def __init__(self, api: FastAPI, headers: dict[str, str]) -> None:
        self._transport = httpx.ASGITransport(api, raise_app_exceptions=False)
        self._headers = headers

    def request(self, method: str, address: str, *, headers: Any = None, **given: Any) -> httpx.Response:
        async def call() -> httpx.Response:
            client = httpx.AsyncClient(transport=self._transport, base_url="http://songs.local", trust_env=False)
            async with client:
                return await client.request(method, address, headers=self._headers | (headers or {}), **given)

        return asyncio.run(call())

    def get(self, address: str, **given: Any) -> httpx.Response:
        return self.request("GET", address, **given)

    def head(self, address: str, **given: Any) -> httpx.Response:
        return self.request("HEAD", address, **given)

    def post(self, address: str, **given: Any) -> httpx.Response:
        return self.request("POST", address, **given)

    def delete(self, address: str, **given: Any) -> httpx.Response:
        return self.request("DELETE", address, **given)

    def options(self, address: str, **given: Any) -> httpx.Response:
        return self.request("OPTIONS", address, **given)


UNLIMITED = Limits(requests_per_10_s=0, unfinished_tasks=0)
"""The hand-set clock hardly moves, so that the usual limits would be met by chance."""


class Shop:
    """The API over memory, and a bench to play the worker."""

    def __init__(self, limits: Limits = UNLIMITED, crews: Crews | None = None, **settings: Any) -> None:
        self.units = MemoryUnits()
        self.clock = HandClock()
        self.files = ObstoreFiles.in_memory()
        self.queue = ListQueue()
        desk = Desk(
            units=self.units,
            queue=self.queue,
            clock=self.clock,
            announce=callback_body,
            limits=limits,
            crews=crews or Crews(),
        )
        self.bench = Bench(
            units=self.units,
            workshop=workshop(),
            files=self.files,
            queue=self.queue,
            clock=self.clock,
            announce=callback_body,
        )
        self.key, self.secret = create_key(self.units, self.clock, Allowance(name="test"))
        hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # no test waits for a password
        self.door = Door(units=self.units, clock=self.clock, hasher=hasher)
        rooms = page_rooms(desk=desk, door=self.door, retention_days=14.0, base_url=settings.get("base_url", ""))
        self.api = build_api(
            desk=desk, units=self.units, files=self.files, clock=self.clock, door=self.door, rooms=rooms, **settings
        )
        self.client = AsgiClient(self.api, {"Authorization": f"Bearer {self.secret}"})

    def submit(self, **fields: object) -> str:
        answer = self.client.post("/api/v1/generate", json=IDEA | fields).json()
        assert answer["code"] == 200, answer
        task_id: str = answer["data"]["taskId"]
        return task_id

    def ask_lyrics(self, **fields: object) -> str:
        answer = self.client.post("/api/v1/lyrics", json=LYRICS | fields).json()
        assert answer["code"] == 200, answer
        task_id: str = answer["data"]["taskId"]
        return task_id

    def write(self, task_id: str) -> None:
        scribe = Scribe(bench=self.bench)
        written = scribe.write(task_id)
        with self.units.open() as unit:
            scribe.keep(unit, task_id, written)

    def plan(self, task_id: str) -> None:
        plan = self.bench.plan(task_id)
        with self.units.open() as unit:
            self.bench.keep_plan(unit, task_id, plan)

    def take(self, task_id: str, take: int) -> None:
        finished = self.bench.record(task_id, take)
        with self.units.open() as unit:
            self.bench.keep_take(unit, task_id, take, finished)

    def make(self, task_id: str) -> None:
        self.plan(task_id)
        self.take(task_id, 0)
        self.take(task_id, 1)

    def fail(self, task_id: str) -> None:
        with self.units.open() as unit:
            self.bench.give_up(unit, task_id, Fault(kind=FaultKind.BROKEN, message="It broke."))

    def lyrics(self, task_id: str) -> dict[str, Any]:
        return self.info(task_id, "lyrics")

    def info(self, task_id: str, work: str = "generate") -> dict[str, Any]:
        answer = self.client.get(f"/api/v1/{work}/record-info", params={"taskId": task_id}).json()
        assert (answer["code"], answer["msg"]) == (200, "success")
        data: dict[str, Any] = answer["data"]
        return data

    def callbacks(self, task_id: str) -> list[dict[str, Any]]:
        with self.units.open() as unit:
            return [json.loads(event.body) for event in unit.outbox.events(task_id)]


def assert_refused(answer: httpx.Response, code: int, status: int) -> None:
    assert answer.status_code == status
    body = answer.json()
    assert set(body) == {"code", "msg", "data"}
    assert body["code"] == code
    assert body["msg"]
    assert body["data"] is None
