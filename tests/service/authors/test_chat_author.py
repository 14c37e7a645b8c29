"""The chat author against a server of our own that behaves as the real ones do: strict, lax, slow, broken."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from songwright.service.authors import ChatAuthor
from songwright.studio.ports import NoAnswer, Order

ORDER = Order(turns=(("system", "You write."), ("user", "Write.")), shape={"type": "object"}, seed=7)
Behaviour = Callable[[dict[str, object], BaseHTTPRequestHandler], None]


class Server:
    """A local server with one behaviour; it keeps what it was sent."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.bodies: list[dict[str, object]] = []
        self.headers: list[dict[str, str]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.bodies.append({"path": self.path, **body})
                server.headers.append(dict(self.headers))
                behaviour(body, self)

            def log_message(self, *_args: object) -> None:
                """Nothing on the console."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._http.server_port}/v1"

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.fixture
def serve() -> Iterator[Callable[[Behaviour], Server]]:
    servers: list[Server] = []

    def start(behaviour: Behaviour) -> Server:
        servers.append(Server(behaviour))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def reply(handler: BaseHTTPRequestHandler, status: int, content: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(content)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(content)


def completion(text: object) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


def author(server: Server, limit_s: float = 5.0, key: str = "") -> ChatAuthor:
    return ChatAuthor(base_url=server.url, model="bard-7b", key=key, limit_s=limit_s)


def form_of(body: dict[str, object]) -> str:
    asked = body.get("response_format")
    return str(asked["type"]) if isinstance(asked, dict) else "text"


def test_a_schema_is_asked_for_and_the_text_comes_back(serve) -> None:
    server = serve(lambda _body, handler: reply(handler, 200, completion('{"title": "Rain"}')))
    assert author(server, key="secret").answer(ORDER) == '{"title": "Rain"}'
    body, headers = server.bodies[0], server.headers[0]
    assert body["path"] == "/v1/chat/completions"
    assert (body["model"], body["seed"]) == ("bard-7b", 7)
    assert body["messages"] == [{"role": "system", "content": "You write."}, {"role": "user", "content": "Write."}]
    assert form_of(body) == "json_schema"
    assert headers["Authorization"] == "Bearer secret"


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("json_object", ["json_schema", "json_object"]),
        ("text", ["json_schema", "json_object", "text"]),
    ],
)
def test_a_server_that_knows_no_schema_is_asked_more_simply(serve, known: str, asked: list[str]) -> None:
    def behave(body: dict[str, object], handler: BaseHTTPRequestHandler) -> None:
        understood = form_of(body) == known
        reply(handler, 200 if understood else 400, completion("words") if understood else b'{"error": "unsupported"}')

    server = serve(behave)
    assert author(server).answer(ORDER) == "words"
    assert [form_of(body) for body in server.bodies] == asked


def test_no_key_no_header_and_no_proxy_of_the_environment(serve, monkeypatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server = serve(lambda _body, handler: reply(handler, 200, completion("words")))
    assert author(server).answer(ORDER) == "words"
    assert "Authorization" not in server.headers[0]


def test_a_passing_fault_is_tried_once_more(serve) -> None:
    statuses = [503, 200]
    server = serve(lambda _body, handler: reply(handler, statuses.pop(0), completion("words")))
    assert author(server).answer(ORDER) == "words"
    assert len(server.bodies) == 2


def endless(_body: dict[str, object], handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" " * 65_536)
    except OSError:
        handler.close_connection = True


def slow(_body: dict[str, object], handler: BaseHTTPRequestHandler) -> None:
    time.sleep(2.0)
    handler.close_connection = True


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        (lambda _body, handler: reply(handler, 500, b"no"), "status 500"),
        (lambda _body, handler: reply(handler, 401, b'{"error": "key"}'), "status 401"),
        (lambda _body, handler: reply(handler, 400, b"never"), "status 400"),
        (lambda _body, handler: reply(handler, 302, b"", Location="http://127.0.0.1:1/"), "status 302"),
        (lambda _body, handler: reply(handler, 200, b"<html>hello</html>"), "no chat completion"),
        (lambda _body, handler: reply(handler, 200, b'{"choices": []}'), "no chat completion"),
        (lambda _body, handler: reply(handler, 200, completion(None)), "empty"),
        (lambda _body, handler: reply(handler, 200, completion("  ")), "empty"),
        (endless, "megabyte"),
        (slow, "within 1 s"),
    ],
)
def test_what_can_not_be_used_is_told_in_time_and_without_secrets(serve, behaviour: Behaviour, why: str) -> None:
    server = serve(behaviour)
    began = time.monotonic()
    with pytest.raises(NoAnswer, match=why) as told:
        author(server, limit_s=1.0 if behaviour is slow else 5.0, key="secret").answer(ORDER)
    assert time.monotonic() - began < 4.0
    assert "secret" not in f"{told.value}{author(server, key='secret')!r}"
    assert server.url not in str(told.value)


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:9/v1", "http://no-such-host.invalid/v1", "http://[::1/v1"])
def test_nobody_there_is_told(base_url: str) -> None:
    with pytest.raises(NoAnswer, match="can't be reached"):
        ChatAuthor(base_url=base_url, model="bard-7b", limit_s=5.0).answer(ORDER)
