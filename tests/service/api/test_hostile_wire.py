"""Hostile bytes over a real socket: what no client library would send, and what servers do with bodies nobody reads."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_calls import BODY, CODES
from strict_texts import strict_shop

WITHIN_S = 20.0
MEBIBYTE = 1024 * 1024


class Server:
    """The API behind the real server, in a thread."""

    def __init__(self) -> None:
        self.shop = strict_shop(stream_wait_s=0.0)
        api: Any = self.shop.client._transport.app
        # As `songwright serve` has it.
        self._server = uvicorn.Server(uvicorn.Config(api, port=0, log_config=None, access_log=False))
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        until_s = time.monotonic() + WITHIN_S
        while not self._server.started:
            assert time.monotonic() < until_s, "the server does not start"
            time.sleep(0.01)
        self.port: int = self._server.servers[0].sockets[0].getsockname()[1]

    def close(self) -> None:
        """Leave, and wait for it."""
        self._server.should_exit = True
        self._thread.join(WITHIN_S)
        assert not self._thread.is_alive()

    def talk(self, *parts: bytes, end: bool = False, pause_s: float = 0.0) -> bytes:
        """Send these bytes and return all that comes back until the server has answered or hung up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=WITHIN_S) as connection:
            try:
                for part in parts:
                    connection.sendall(part)
                    time.sleep(pause_s)
                if end:
                    connection.shutdown(socket.SHUT_WR)
            except ConnectionError:
                pass  # it need not read everything; what it said must still be there
            return _heard(connection)

    def head(self, *lines: str, length: int | None = None) -> bytes:
        """The head of a POST that has a key."""
        said = [
            "POST /api/v1/generate HTTP/1.1",
            "Host: songs.local",
            f"Authorization: Bearer {self.shop.secret}",
            *lines,
        ]
        if length is not None:
            said.append(f"Content-Length: {length}")
        return "\r\n".join(said).encode("latin-1") + b"\r\n\r\n"


def _heard(connection: socket.socket) -> bytes:
    """The first answer, or nothing if the server hangs up without one."""
    heard = b""
    until_s = time.monotonic() + WITHIN_S
    while time.monotonic() < until_s:
        try:
            part = connection.recv(65536)
        except ConnectionResetError:
            return b""
        heard += part
        head, ended, body = heard.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        if ended and lengths and len(body) >= (length := int(lengths[0].split(b":")[1])):
            return head + ended + body[:length]
        if not part:
            return heard
    raise TimeoutError(f"no whole answer: {heard!r}")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One for all; at the end it still answers."""
    server = Server()
    yield server
    assert json.loads(server.talk(server.head(length=len(BODY)), BODY).partition(b"\r\n\r\n")[2])["code"] == 200
    server.close()


def assert_fair(heard: bytes, *codes: int) -> None:
    """One of our envelopes, or the server's own words for what is no HTTP."""
    head, _, body = heard.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    assert status < 500, heard
    if b"Invalid HTTP request received." in body:
        assert status == 400
        assert not codes, heard
        return
    answer = json.loads(body)
    assert set(answer) == {"code", "msg", "data"}
    assert answer["code"] in (codes or CODES), heard


@pytest.mark.parametrize("chunked", [False, True])
def test_ten_megabytes_get_their_answer(server: Server, *, chunked: bool) -> None:
    """The answer arrives although the body is not read to its end: a client that sends first and reads then sees it."""
    rest = b"x" * (10 * MEBIBYTE)
    if chunked:
        parts = [
            server.head("Transfer-Encoding: chunked"),
            *([b"10000\r\n" + b"x" * 65536 + b"\r\n"] * 160),
            b"0\r\n\r\n",
        ]
    else:
        parts = [server.head(length=len(rest)), rest]
    assert_fair(server.talk(*parts), 400)


def test_ten_megabytes_get_their_answer_in_a_client_program(server: Server) -> None:
    with httpx.Client(timeout=WITHIN_S, trust_env=False) as client:
        headers = {"Authorization": f"Bearer {server.shop.secret}"}
        for _ in range(5):
            answer = client.post(
                f"http://127.0.0.1:{server.port}/api/v1/generate", content=b"x" * (10 * MEBIBYTE), headers=headers
            )
            assert answer.json()["code"] == 400


def test_ten_megabytes_without_a_key_get_their_answer(server: Server) -> None:
    with httpx.Client(timeout=WITHIN_S, trust_env=False) as client:
        answer = client.post(f"http://127.0.0.1:{server.port}/api/v1/generate", content=b"x" * (10 * MEBIBYTE))
    assert answer.json()["code"] == 401


def test_a_body_shorter_than_said(server: Server) -> None:
    """The client is gone, so there is nobody to answer; the server must not wait for more."""
    began = time.monotonic()
    server.talk(server.head(length=len(BODY) + 500), BODY, end=True)
    assert time.monotonic() - began < WITHIN_S / 2


def test_a_body_longer_than_said(server: Server) -> None:
    assert_fair(server.talk(server.head(length=len(BODY)), BODY + b"GARBAGE\r\n\r\n"), 200)
    assert_fair(server.talk(server.head(length=5), BODY), 400)


def test_two_requests_in_one_go(server: Server) -> None:
    """Neither is mixed up with the other."""
    first = server.head(length=len(BODY)) + BODY
    second = server.head("Connection: close", length=2) + b"{}"
    with socket.create_connection(("127.0.0.1", server.port), timeout=WITHIN_S) as connection:
        connection.sendall(first + second)
        heard = b""
        while part := connection.recv(65536):
            heard += part
    answers = [json.loads(part.partition(b"\r\n\r\n")[2]) for part in heard.split(b"HTTP/1.1 ")[1:]]
    assert [answer["code"] for answer in answers] == [200, 400]


HEADS: list[Callable[[Server], bytes]] = [
    lambda s: s.head("Content-Length: -1"),
    lambda s: s.head("Content-Length: junk"),
    lambda s: s.head("Content-Length: 5", "Content-Length: 6"),
    lambda s: s.head("Content-Length: " + "9" * 30),
    lambda s: s.head("Transfer-Encoding: gzip"),
    lambda s: s.head("Transfer-Encoding: chunked", "Content-Length: 4") + b"0\r\n\r\n",
    lambda s: s.head("Transfer-Encoding: chunked") + b"zz\r\n",
    lambda s: s.head("Transfer-Encoding: chunked") + b"f" * 30 + b"\r\n",
    lambda s: s.head("X-Nul: a\0b"),
    lambda s: s.head("X-Bare: a\rb"),
    lambda s: s.head(" folded: line"),
    lambda s: s.head("No colon"),
    lambda s: s.head("Name : space"),
    lambda s: s.head("Upgrade: websocket", "Connection: Upgrade", length=2) + b"{}",
    lambda s: s.head("Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAAA", length=2) + b"{}",
    lambda s: s.head("Expect: 100-nonsense", length=2) + b"{}",
    lambda s: s.head("Idempotency-Key: " + "\xe9" * 300, length=2) + b"{}",
    lambda s: s.head("Range: bytes=" + "9" * 5000 + "-", length=2) + b"{}",
    lambda s: s.head("X-Long: " + "a" * 30_000, length=2) + b"{}",
    lambda s: s.head(*[f"X-{number}: a" for number in range(900)], length=2) + b"{}",
    lambda _: b"GET /nothing HTTP/1.1\r\n\r\n",
    lambda _: b"GET /nothing HTTP/1.0\r\n\r\n",
    lambda _: b"GET /nothing HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    lambda _: b"GET /nothing HTTP/9.9\r\nHost: a\r\n\r\n",
    lambda _: b"GET /nothing\r\n\r\n",
    lambda _: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    lambda _: b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    lambda _: b"CONNECT evil:443 HTTP/1.1\r\nHost: a\r\n\r\n",
    lambda _: b"GET http://evil/api HTTP/1.1\r\nHost: a\r\n\r\n",
    lambda _: b"GET //evil/ HTTP/1.1\r\nHost: a\r\n\r\n",
    lambda _: b"GET /%00%ff%ed%a0%80?%ff=\xff HTTP/1.1\r\nHost: a\r\n\r\n",
    lambda _: b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
    lambda _: b"GET /files/a/b/" + b"9" * 5000 + b"-x HTTP/1.1\r\nHost: a\r\n\r\n",
    lambda _: b"GET /stream/a/b/" + b"9" * 5000 + b".mp3 HTTP/1.1\r\nHost: a\r\n\r\n",
    lambda _: b"GET /healthz2 HTTP/1.1\r\nHost: [::1\r\n\r\n",
    lambda _: b"GET /healthz2 HTTP/1.1\r\nHost: \xff\r\n\r\n",
    lambda _: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500,
    lambda _: b"\r\n\r\n\r\nGET /nothing HTTP/1.1\r\nHost: a\r\n\r\n",
]


@pytest.mark.parametrize("number", range(len(HEADS)))
def test_heads_that_no_library_sends(server: Server, number: int) -> None:
    assert_fair(server.talk(HEADS[number](server)))


@pytest.mark.parametrize("raw", [b"a" * 200_000, b"GET /nothing HTTP/1.1\r\nX: " + b"a" * 200_000])
def test_a_head_without_an_end(server: Server, raw: bytes) -> None:
    """It is given up long before it ends, with an answer or without."""
    heard = server.talk(raw)
    assert not heard or b" 400 " in heard.split(b"\r\n")[0]


@given(st.lists(st.binary(max_size=60), max_size=5), st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_bytes_on_the_wire(server: Server, lines: list[bytes], known: bool) -> None:
    raw = b"\r\n".join([b"POST /api/v1/generate HTTP/1.1\r\nHost: a" if known else b"", *lines]) + b"\r\n\r\n"
    heard = server.talk(raw, end=True)
    if heard:  # a server may hang up on who has closed his side
        assert_fair(heard)


@pytest.mark.parametrize(
    "path", ["/api/v1/generate/record-info?taskId=%00", "/api/v1/generate/record-info?taskId=%ED%A0%80"]
)
def test_ids_that_are_no_text(server: Server, path: str) -> None:
    raw = f"GET {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {server.shop.secret}\r\n\r\n".encode()
    assert_fair(server.talk(raw), 200)


def test_a_slow_talker_is_no_burden_to_others(server: Server) -> None:
    """Twenty clients that say half a request leave the server free to answer the one that says it all."""
    slow = [socket.create_connection(("127.0.0.1", server.port), timeout=WITHIN_S) for _ in range(20)]
    try:
        for connection in slow:
            connection.sendall(server.head(length=len(BODY)) + BODY[:20])
        began = time.monotonic()
        assert_fair(server.talk(server.head(length=len(BODY)), BODY), 200)
        assert time.monotonic() - began < WITHIN_S / 2
    finally:
        for connection in slow:
            connection.close()
