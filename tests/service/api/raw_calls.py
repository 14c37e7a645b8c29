"""Calls made as a server makes them that lets anything through, and what every answer to them must be."""

import asyncio
import atexit
import functools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from api_shop import IDEA, LYRICS, Shop

BODY = json.dumps(IDEA).encode()

CODES = {200, 400, 401, 404, 405, 410, 413, 429, 430, 455}
"""Every code but the 500 that nobody may provoke."""
WITHIN_S = 20.0
"""A busy machine may be slow, but nothing here takes a tenth of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back, and how much of the body was taken."""

    status: int
    headers: dict[str, str]
    body: bytes
    taken: int = 0

    @property
    def code(self) -> int:
        code: int = json.loads(self.body)["code"]
        return code


def ask(
    shop: Shop,
    method: str,
    path: bytes,
    *,
    query: bytes = b"",
    headers: Iterable[tuple[bytes, bytes]] = (),
    chunks: Iterable[bytes] = (),
    ends: bool = True,
) -> Reply:
    """Call the application as a server does that lets anything through; `headers` replace the usual ones.

    With `ends` false the client goes away after its chunks instead of ending the body.
    """
    given = [(name.lower(), value) for name, value in headers]
    usual = [(b"host", b"songs.local"), (b"authorization", f"Bearer {shop.secret}".encode())]
    replaced = {name for name, _ in given}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path.decode("latin-1")),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [*(each for each in usual if each[0] not in replaced), *given],
        "client": ("127.0.0.1", 5),
        "server": ("127.0.0.1", 80),
    }
    api = shop.client._transport.app
    return _loop().run(asyncio.wait_for(_call(api, scope, iter(chunks), ends=ends), WITHIN_S))


@functools.cache
def _loop() -> asyncio.Runner:
    """One loop for thousands of calls, closed when everything is over."""
    runner = asyncio.Runner()
    atexit.register(runner.close)
    return runner


async def _call(api: Any, scope: dict[str, Any], chunks: Iterator[bytes], *, ends: bool) -> Reply:
    sent: list[dict[str, Any]] = []
    taken, ended = 0, False

    async def receive() -> dict[str, Any]:
        nonlocal taken, ended
        chunk = next(chunks, None)
        if chunk is not None:
            taken += len(chunk)
            return {"type": "http.request", "body": chunk, "more_body": True}
        if not ends:
            return {"type": "http.disconnect"}
        if ended:
            await asyncio.Event().wait()  # the client stays until it has its answer
        ended = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    try:
        await api(scope, receive, send)
    except Exception:
        # A server's error middleware answers 500 first and then raises on, for the log.
        if not sent:
            raise
    began = next((message for message in sent if message["type"] == "http.response.start"), None)
    if began is None:
        return Reply(status=0, headers={}, body=b"", taken=taken)
    return Reply(
        status=began["status"],
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in began["headers"]},
        body=b"".join(message.get("body", b"") for message in sent[1:]),
        taken=taken,
    )


def assert_answered(reply: Reply) -> None:
    """It is the envelope, with a documented code that fits the HTTP status."""
    answer = json.loads(reply.body.decode("utf-8"))
    assert set(answer) == {"code", "msg", "data"}, reply
    assert answer["code"] in CODES, reply
    assert isinstance(answer["msg"], str)
    assert answer["msg"]
    assert reply.headers["content-type"] == "application/json"
    assert reply.status == (answer["code"] if answer["code"] in {401, 404, 410} else 200), reply
    if answer["code"] != 200:
        assert answer["data"] is None


def post(shop: Shop, *chunks: bytes, headers: Iterable[tuple[bytes, bytes]] = ()) -> Reply:
    reply = ask(shop, "POST", b"/api/v1/generate", headers=headers, chunks=chunks)
    assert_answered(reply)
    if reply.code == 200:
        assert_lives_on(shop, json.loads(reply.body)["data"]["taskId"])
    return reply


def post_lyrics(shop: Shop, *chunks: bytes) -> Reply:
    reply = ask(shop, "POST", b"/api/v1/lyrics", chunks=chunks)
    assert_answered(reply)
    if reply.code == 200:
        assert_lives_on(shop, json.loads(reply.body)["data"]["taskId"], b"lyrics")
    return reply


def assert_lives_on(shop: Shop, task_id: str, work: bytes = b"generate") -> None:
    """What was accepted can be shown: as an answer and as the JSON that was asked."""
    reply = ask(shop, "GET", b"/api/v1/" + work + b"/record-info", query=f"taskId={task_id}".encode())
    assert_answered(reply)
    json.loads(json.loads(reply.body)["data"]["param"], parse_constant=_refuse)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def raw_body(changes: Iterable[tuple[str, str]], *, custom: bool = False, ensure_ascii: bool = True) -> str:
    """A request for a song as JSON text, with these values, written as they are, in place of or beside its own."""
    base = IDEA | ({"customMode": True, "style": "folk", "title": "Rain"} if custom else {})
    return changed_body(base, changes, ensure_ascii=ensure_ascii)


def raw_lyrics_body(changes: Iterable[tuple[str, str]], *, ensure_ascii: bool = True) -> str:
    """The same of a request for lyrics."""
    return changed_body(LYRICS, changes, ensure_ascii=ensure_ascii)


def changed_body(base: dict[str, Any], changes: Iterable[tuple[str, str]], *, ensure_ascii: bool) -> str:
    """A body as JSON text with these values in place of or beside its own."""
    changed = {name for name, _ in changes}
    kept = [(name, json.dumps(value)) for name, value in base.items() if name not in changed]
    pairs = ", ".join(f"{json.dumps(name, ensure_ascii=ensure_ascii)}: {value}" for name, value in [*kept, *changes])
    return f"{{{pairs}}}"
