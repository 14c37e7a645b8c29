"""Local servers that behave as the real ones do: ACE-Step's API, and the speech interface of OpenAI's API.

Both make a chord whose pitch comes from the seed, and keep what they were asked. Faults are put in front of answers.
"""

import io
import json
import threading
import time
from collections.abc import Callable
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np
import soundfile

Fault = Callable[[BaseHTTPRequestHandler], None]


def chord(seconds: float, seed: int, rate_hz: int = 48_000) -> np.ndarray:
    """A chord that pulses twice a second, stereo."""
    times = np.arange(round(seconds * rate_hz)) / rate_hz
    root_hz = 110.0 * 2 ** ((seed % 12) / 12)
    voices = sum(np.sin(2 * np.pi * root_hz * ratio * times) for ratio in (1.0, 1.25, 1.5, 2.0))
    pulse = 0.1 * voices * np.exp(-3.0 * (times % 0.5))
    return np.column_stack([pulse, 0.8 * pulse]).astype(np.float32)


def encoded(samples: np.ndarray, rate_hz: int, kind: str = "WAV", subtype: str | None = None) -> bytes:
    """The sound as a file."""
    file = io.BytesIO()
    soundfile.write(file, samples, rate_hz, format=kind, subtype=subtype)
    return file.getvalue()


class _QuietServer(ThreadingHTTPServer):
    """Says nothing of lines that faults have cut."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing on the console."""


class SongServer:
    """A local server; `faults` are answers to the next calls, in order, None for a true one."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        self.faults: list[Fault | None] = []
        self.broken_off = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                kind = self.headers["Content-Type"]
                server.hear(self, parts_of(kind, content) if kind.startswith("multipart/") else json.loads(content))

            def do_GET(self) -> None:
                server.hear(self, {})

            def log_message(self, *_args: object) -> None:
                """Nothing on the console."""

        self._http = _QuietServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def hear(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        headers = {name.casefold(): value for name, value in handler.headers.items()}
        self.asked.append((f"{handler.command} {handler.path}", body, headers))
        fault = self.faults.pop(0) if self.faults else None
        try:
            (fault or (lambda to: self.answer(to, body)))(handler)
        except OSError:
            self.broken_off.set()
            handler.close_connection = True

    def answer(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        raise NotImplementedError

    def bodies(self, path: str) -> list[dict[str, Any]]:
        """What was posted to a path."""
        return [body for call, body, _ in self.asked if call == f"POST {path}"]

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class AceStepStub(SongServer):
    """ACE-Step's API: tasks take a few questions to finish; the sound is FLAC."""

    def __init__(self) -> None:
        super().__init__()
        self.questions = 2
        self.row: dict[str, Any] | None = None
        self.result: list[dict[str, Any]] | None = None
        self.sound: bytes | None = None
        self.sounds: list[np.ndarray] = []
        """What the next tasks sound like."""
        self.sound_kind = "audio/flac"
        self._tasks: dict[str, tuple[dict[str, Any], int]] = {}

    def answer(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        path = urlsplit(handler.path)
        if path.path == "/release_task":
            name = f"task-{len(self._tasks)}"
            self._tasks[name] = (body, self.questions)
            reply_json(handler, wrapped({"task_id": name, "status": "queued", "queue_position": 1}))
        elif path.path == "/query_result":
            reply_json(handler, wrapped([self._row(name) for name in body["task_id_list"]]))
        elif path.path == "/v1/audio":
            name = unquote(parse_qs(path.query)["path"][0]).rpartition("/")[2].partition(".")[0]
            asked = self._tasks[name][0]
            samples = self.sounds.pop(0) if self.sounds else chord(asked.get("audio_duration", 30.0), asked["seed"])
            made = encoded(samples, 48_000, "FLAC")
            reply(handler, 200, self.sound or made, self.sound_kind)
        elif path.path == "/health":
            reply_json(handler, wrapped({"status": "ok", "service": "ACE-Step API", "version": "1.0"}))
        else:
            reply_json(handler, {"detail": "Not Found"}, 404)

    def _row(self, name: str) -> dict[str, Any]:
        asked, left = self._tasks[name]
        self._tasks[name] = (asked, left - 1)
        if left > 0:
            return {"task_id": name, "status": 0, "result": "[]"}
        result = {
            "file": f"/v1/audio?path=%2Fcache%2F{name}.flac", "status": 1, "prompt": asked["prompt"],
            "metas": {"bpm": asked["bpm"], "duration": 30, "keyscale": asked["key_scale"]},
            "seed_value": str(asked["seed"]), "dit_model": asked.get("model", "acestep-v15-turbo"),
        }  # fmt: skip
        return self.row or {"task_id": name, "status": 1, "result": json.dumps(self.result or [result])}


class SpeechStub(SongServer):
    """A song model behind the speech interface: one long call, a 32 kHz stereo WAV as MiniMax Music 3 sends it."""

    def __init__(self) -> None:
        super().__init__()
        self.sound: bytes | None = None
        self.sound_kind = "audio/wav"

    def answer(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        if handler.path == "/v1/audio/speech":
            made = encoded(chord(body["max_new_tokens"] / 25, body["seed"], 32_000), 32_000)
            reply(handler, 200, made if self.sound is None else self.sound, self.sound_kind)
        elif handler.path == "/v1/models":
            reply_json(handler, {"object": "list", "data": []})
        else:
            reply_json(handler, {"error": {"message": "no such path"}}, 404)


class ListenerStub(SongServer):
    """A recogniser behind the transcription interface: it answers as it was told, where the sound is no silence."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[tuple[str, float, float]] = []
        self.told: dict[str, Any] | None = None
        """An answer of another kind."""
        self.heard: list[tuple[np.ndarray, int]] = []

    def answer(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        if handler.path != "/v1/audio/transcriptions":
            reply_json(handler, {"object": "list", "data": []} if handler.path == "/v1/models" else {"detail": "?"})
            return
        samples, rate_hz = soundfile.read(io.BytesIO(body["file"]), dtype="float32", always_2d=True)
        self.heard.append((samples, rate_hz))

        def sounds(begin_s: float, end_s: float) -> bool:
            stretch = samples[round(begin_s * rate_hz) : round(end_s * rate_hz)]
            return bool(np.abs(stretch).max(initial=0.0) > 1e-3)

        rows = [{"word": word, "start": a, "end": b} for word, a, b in self.words if sounds(a, b)]
        told = {"task": "transcribe", "language": "english", "duration": len(samples) / rate_hz,
                "text": " ".join(row["word"] for row in rows), "words": rows}  # fmt: skip
        reply_json(handler, told if self.told is None else self.told)


def parts_of(kind: str, content: bytes) -> dict[str, Any]:
    """The fields of a form with a file; the file under "file", its name and type beside it."""
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + content)
    found: dict[str, Any] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if part.get_filename():
            found |= {"filename": part.get_filename(), "type": part.get_content_type(), name: payload}
        else:
            found[name] = payload.decode()
    return found


def wrapped(told: object) -> dict[str, object]:
    return {"data": told, "code": 200, "error": None, "timestamp": 1700000000000, "extra": None}


def reply(
    handler: BaseHTTPRequestHandler, status: int, content: bytes, kind: str, length: int | None = None, **more: str
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(content) if length is None else length))
    for name, value in more.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content)


def reply_json(handler: BaseHTTPRequestHandler, told: object, status: int = 200) -> None:
    reply(handler, status, json.dumps(told).encode(), "application/json")


def refuses(status: int, **headers: str) -> Fault:
    """An answer with this status and a sentence."""
    return lambda handler: reply(handler, status, b'{"detail": "queue\\u0007 is full"}', "application/json", **headers)


def says(content: bytes, kind: str = "application/json") -> Fault:
    """An answer with status 200 and this content."""
    return lambda handler: reply(handler, 200, content, kind)


def breaks_off(handler: BaseHTTPRequestHandler) -> None:
    """Half an answer, then the line is dead."""
    reply(handler, 200, b"x" * 100, "audio/wav", length=5000)
    handler.close_connection = True


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    """No answer at all."""
    handler.close_connection = True
    handler.connection.close()


def sleeps(handler: BaseHTTPRequestHandler) -> None:
    """Headers, then a byte a tenth of a second for as long as somebody listens."""
    handler.send_response(200)
    handler.send_header("Content-Type", "audio/wav")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"R")
        handler.wfile.flush()
        time.sleep(0.1)


def endless(handler: BaseHTTPRequestHandler) -> None:
    """Sends for ever, as quickly as it is read."""
    handler.send_response(200)
    handler.send_header("Content-Type", "audio/wav")
    handler.end_headers()
    while True:
        handler.wfile.write(b"\0" * (1 << 20))
