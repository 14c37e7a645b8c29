"""How the suites of the contract speak to a service.

Their section numbers are those of the reference page of the hosted API, restated: 1 the call, 2 fields, 3 what each
mode requires, 4 limits by model, 5 answers and codes, 6 callbacks, 7 retention, 8 keys, 9 what the page leaves out.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from serving import Service, wait_until

DONE_WITHIN_S = 120.0

IDEA: dict[str, Any] = {
    "prompt": "A calm evening by the sea",
    "customMode": False,
    "instrumental": False,
    "model": "V5",
    "callBackUrl": "https://example.com/callback",
}
ENDLESS = IDEA | {"prompt": "an endless hum"}
"""A song that waits to be cancelled."""
CUSTOM = IDEA | {"customMode": True, "prompt": "[Verse]\nThe tide comes in", "style": "Jazz", "title": "Evening Tide"}
EXAMPLE = IDEA | {
    "model": "V3_5",
    "vocalGender": "m",
    "styleWeight": 0.61,
    "weirdnessConstraint": 0.72,
    "audioWeight": 0.65,
}
"""The request that the reference page shows."""

MODELS = ("V3_5", "V4", "V4_5", "V4_5PLUS", "V5")
FINAL = ("SUCCESS", "CREATE_TASK_FAILED", "GENERATE_AUDIO_FAILED", "CALLBACK_EXCEPTION", "SENSITIVE_WORD_ERROR")


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with a key."""

    http: httpx.Client

    def answer(self, method: str, path: str, **given: Any) -> dict[str, Any]:
        """The envelope of an answer, checked to be one."""
        answer = self.http.request(method, path, **given)
        assert answer.headers["content-type"].startswith("application/json"), answer.text
        body: dict[str, Any] = answer.json()
        assert set(body) == {"code", "msg", "data"}, body
        assert type(body["code"]) is int
        assert isinstance(body["msg"], str)
        assert body["msg"]
        return body

    def post(self, body: object, **headers: str) -> dict[str, Any]:
        """The answer to a generate request; header names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.answer("POST", "/api/v1/generate", json=body, headers=named)

    def submit(self, body: object, **headers: str) -> str:
        """The task of a request that must be accepted."""
        answer = self.post(body, **headers)
        assert (answer["code"], answer["msg"]) == (200, "success"), answer
        assert set(answer["data"]) == {"taskId"}
        task_id: str = answer["data"]["taskId"]
        assert task_id
        return task_id

    def accepts(self, body: object) -> None:
        """The request is accepted; nobody wants its songs."""
        self.cancel(self.submit(body))

    def refuses(self, body: object, code: int = 400) -> str:
        """The message of a request that must be refused."""
        answer = self.post(body)
        assert (answer["code"], answer["data"]) == (code, None), answer
        message: str = answer["msg"]
        return message

    def cancel(self, task_id: str) -> dict[str, Any]:
        return self.answer("POST", f"/api/v1/tasks/{task_id}/cancel")

    def info(self, task_id: str) -> Any:
        answer = self.answer("GET", "/api/v1/generate/record-info", params={"taskId": task_id})
        assert answer["code"] == 200, answer
        return answer["data"]

    def made(self, body: object) -> dict[str, Any]:
        """The record of a request once its songs are made."""
        return self.wait_for(self.submit(body), "SUCCESS")

    def wait_for(self, task_id: str, *statuses: str) -> dict[str, Any]:
        wait_until(lambda: self.info(task_id)["status"] in (*statuses, *FINAL), DONE_WITHIN_S, f"one of {statuses}")
        record: dict[str, Any] = self.info(task_id)
        assert record["status"] in statuses, record
        return record

    def songs(self, body: object) -> list[dict[str, Any]]:
        """The tracks of a request once they are made."""
        songs: list[dict[str, Any]] = self.made(body)["response"]["sunoData"]
        return songs

    def credit(self) -> int:
        answer = self.answer("GET", "/api/v1/generate/credit")
        assert answer["code"] == 200, answer
        credit: int = answer["data"]
        return credit


@contextmanager
def calling(service: Service, key: str | None = None) -> Iterator[Caller]:
    """A caller with this key, or with the service's first one."""
    with service.client(key) as http:
        yield Caller(http)


def new_key(admin: Caller, name: str, **limits: int | None) -> dict[str, Any]:
    """A key made over the admin API, its secret in `key`; limits: credits, requestsPer10s, unfinishedTasks."""
    answer = admin.answer("POST", "/api/v1/admin/keys", json={"name": name} | limits)
    assert answer["code"] == 200, answer
    key: dict[str, Any] = answer["data"]
    return key


def without(body: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in names}


def told(song: dict[str, Any]) -> dict[str, str]:
    """What the telling studio was asked for, by name."""
    pairs = (tag.partition("=") for tag in song["tags"].split(", "))
    return {name: value for name, _, value in pairs}


def seconds_of(call: Callable[[], object]) -> float:
    """How long a call takes."""
    began = time.monotonic()
    call()
    return time.monotonic() - began
