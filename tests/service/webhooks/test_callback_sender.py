"""One try of a callback over a real socket: what is sent, what is told, what is never followed."""

import base64
import hashlib
import hmac
import http.server
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from service_fakes import HandClock
from songwright.service.ports import Posting
from songwright.service.webhooks import AddressRule, HttpSender, signature_headers

BODY = '{"code": 200, "msg": "é"}'


class Wire:
    """A server that answers as it is told and remembers what it saw."""

    def __init__(self) -> None:
        self.status, self.answer, self.headers_out = 200, b"thanks", {}
        self.pause_s = 0.0
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        wire = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                wire.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(wire.status)
                for name, value in wire.headers_out.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(wire.answer)))
                self.end_headers()
                for place in range(len(wire.answer)):
                    self.wfile.write(wire.answer[place : place + 1])
                    if wire.pause_s:
                        time.sleep(wire.pause_s)

            def log_message(self, *_: object) -> None:
                return

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire()
    yield wire
    wire.server.shutdown()
    wire.server.server_close()
    wire.thread.join()


def sender(**settings: Any) -> HttpSender:
    given = {"rule": AddressRule(loopback=True), "timeout_s": 5.0, "clock": HandClock(), "agent": "songwright/test"}
    return HttpSender(**given | settings)


def posting(url: str) -> Posting:
    return Posting(event_id="e-1", task_id="t-1", url=url, body=BODY)


def test_a_callback_arrives(wire: Wire) -> None:
    answer = sender().send(posting(f"http://127.0.0.1:{wire.port}/hook?a=b%20c"))
    assert (answer.status, answer.text) == (200, "thanks")
    ((path, headers, body),) = wire.seen
    assert path == "/hook?a=b%20c"
    assert body == BODY.encode()
    assert json.loads(body)["msg"] == "é"
    assert headers["content-type"] == "application/json"
    assert headers["host"] == f"127.0.0.1:{wire.port}"
    assert headers["user-agent"] == "songwright/test"
    assert headers["webhook-id"] == "e-1"
    assert "x-webhook-signature" not in headers


def test_only_the_beginning_of_an_answer_is_kept(wire: Wire) -> None:
    wire.answer = b"a" * 1000 + b"\0" + b"\xff" * 5000
    answer = sender().send(posting(f"http://127.0.0.1:{wire.port}/"))
    assert answer.status == 200
    assert len(answer.text) <= 2048
    assert "\0" not in answer.text


def test_a_trickling_answer_has_one_deadline(wire: Wire) -> None:
    wire.answer, wire.pause_s = b"x" * 100, 0.1
    began = time.monotonic()
    answer = sender(timeout_s=0.5).send(posting(f"http://127.0.0.1:{wire.port}/"))
    assert answer.status is None
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "url",
    [
        "playground",
        "",
        "ftp://example.com/x",
        "file:///etc/passwd",
        "http://",
        "http:///x",
        "https://nowhere.invalid/",
        "http://" + "a" * 300 + ".com/",
        "http://exa mple/",
        "http://127.0.0.1:1/refused",
        "http://127.0.0.1:99999/",
        "http://[::1/",
        "http://user:pass@127.0.0.1:1/",
        "http://\u0661\u0662\u0667.1/",
    ],
)
def test_hopeless_addresses_are_told_not_raised(url: str) -> None:
    answer = sender().send(posting(url))
    assert answer.status is None
    assert answer.text


def test_no_answer_in_time() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        answer = sender(timeout_s=0.3).send(posting(f"http://127.0.0.1:{deaf.getsockname()[1]}/"))
    assert answer.status is None


def test_an_answer_that_is_no_http() -> None:
    with socket.socket() as odd:
        odd.bind(("127.0.0.1", 0))
        odd.listen()

        def answer_oddly() -> None:
            connection, _ = odd.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"what?\r\n\r\n")

        thread = threading.Thread(target=answer_oddly)
        thread.start()
        answer = sender().send(posting(f"http://127.0.0.1:{odd.getsockname()[1]}/"))
        thread.join()
    assert answer.status is None


def test_both_signatures(wire: Wire) -> None:
    sender(secret="swordfish").send(posting(f"http://127.0.0.1:{wire.port}/"))
    ((_, headers, body),) = wire.seen
    stamp = headers["x-webhook-timestamp"]
    assert stamp == headers["webhook-timestamp"] == str(int(HandClock().now().timestamp()))
    theirs = hmac.new(b"swordfish", f"t-1.{stamp}".encode(), hashlib.sha256).digest()
    assert base64.b64decode(headers["x-webhook-signature"]) == theirs
    standard = hmac.new(b"swordfish", b"e-1." + stamp.encode() + b"." + body, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(standard).decode()


def test_a_changed_body_changes_the_signature() -> None:
    def sign(body: bytes) -> str:
        headers = signature_headers("s", task_id="t", event_id="e", timestamp_s=1, body=body)
        return headers["webhook-signature"]

    assert sign(b"a") != sign(b"b")


def test_the_secret_is_not_shown() -> None:
    assert "swordfish" not in repr(sender(secret="swordfish"))
