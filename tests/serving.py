"""A real server with its worker, and a real receiver of callbacks, for the acceptance tests."""

import http.server
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]
_PLACES = tuple(ROOT / place for place in ("src", "tests", "tests/acceptance", "tests/browser"))
START_WITHIN_S = 90
"""A busy machine may be slow to import everything twice."""


class Receiver:
    """Listens for callbacks and answers with the given statuses, the last one repeating."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = statuses or (200,)
        self.received: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                receiver.received.append(body)
                receiver.headers.append({name.lower(): value for name, value in self.headers.items()})
                tried = len(receiver.received)
                self.send_response(receiver.statuses[min(tried, len(receiver.statuses)) - 1])
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/callback"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def stages(self) -> list[str]:
        return [body["data"]["callbackType"] for body in self.received]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Service:
    """`songwright serve` in its own process, as a user starts it; the studio is the humming one."""

    def __init__(self, home: Path, database_url: str = "", **environment: str) -> None:
        self.home = home
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.sine_log = home / "sine.log"
        self._environment = os.environ | {
            # What this process can import, the server can; and the studios of the tests.
            "PYTHONPATH": os.pathsep.join((*map(str, _PLACES), *filter(None, [os.environ.get("PYTHONPATH")]))),
            "SONGWRIGHT_HOME": str(home),
            "SONGWRIGHT_DATABASE_URL": database_url,
            "SONGWRIGHT_STUDIO": "service_fakes:workshop",
            "SONGWRIGHT_POLLING_S": "0.05",
            "SONGWRIGHT_BEAT_S": "0.5",
            "SONGWRIGHT_CALLBACK_PAUSES_S": "0.2",
            "SINE_LOG": str(self.sine_log),
            **environment,
        }
        self.key = ""
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> "Service":
        output = (self.home / "stdout.txt").open("a+")
        errors = (self.home / "stderr.txt").open("a")
        with output, errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "songwright", "serve", "--port", str(self.port)],
                env=self._environment,
                stdout=output,
                stderr=errors,
                text=True,
            )
        wait_until(self._answers, START_WITHIN_S, "the server answers")
        found = re.search(r"sw_[\w-]{40,}", self.printed)
        assert found, self.printed
        self.key = found.group()
        return self

    def _answers(self) -> bool:
        assert self._process
        assert self._process.poll() is None, self.complaints
        try:
            return httpx.get(f"{self.url}/healthz", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run another command of the same installation."""
        return subprocess.run(
            [sys.executable, "-m", "songwright", *words],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=START_WITHIN_S,
        )

    def environment(self, name: str) -> str:
        """A variable as its processes have it."""
        return self._environment[name]

    def hire(self, name: str, *options: str, **environment: str) -> "Hand":
        """Start a further worker of the same installation; its studio writes a log of its own."""
        return Hand(self.home, name, options, self._environment | environment)

    def set_password(self, password: str) -> None:
        """Set the page's password as an operator does."""
        done = subprocess.run(
            [sys.executable, "-m", "songwright", "password"],
            env=self._environment,
            input=f"{password}\n",
            capture_output=True,
            text=True,
            check=False,
            timeout=START_WITHIN_S,
        )
        assert done.returncode == 0, done.stderr

    @property
    def database_url(self) -> str:
        """Where its tables are, as SQLAlchemy is told it."""
        given = self._environment["SONGWRIGHT_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
        return given or f"sqlite:///{self.home / 'songwright.db'}"

    @property
    def printed(self) -> str:
        return (self.home / "stdout.txt").read_text()

    @property
    def complaints(self) -> str:
        return (self.home / "stderr.txt").read_text()

    @property
    def begun(self) -> list[str]:
        """What the studio began and ended so far."""
        return self.sine_log.read_text().split("\n")[:-1] if self.sine_log.exists() else []

    def client(self, key: str | None = None) -> httpx.Client:
        return httpx.Client(
            base_url=self.url, headers={"Authorization": f"Bearer {key or self.key}"}, timeout=30, trust_env=False
        )

    def worker_pid(self) -> int:
        """Process number of the worker that works now."""
        starts = re.findall(r"worker (\d+)-\w+ is at work", self.complaints)
        return int(starts[-1]) if starts else 0

    def wait_for_worker(self) -> int:
        wait_until(self.worker_pid, START_WITHIN_S, "a worker is at work")
        return self.worker_pid()

    def kill(self) -> None:
        """End everything at once and without a word, the worker too."""
        os.kill(self.worker_pid(), signal.SIGKILL)
        self.kill_server()

    def kill_server(self) -> None:
        """End the server at once and without a word."""
        assert self._process
        self._process.kill()
        self._process.wait()

    def restart(self, pause_s: float = 0.0) -> None:
        """End the server at once and without a word, and start it again on the same port."""
        self.kill_server()
        time.sleep(pause_s)
        self.start()

    def stop(self) -> int:
        """End it as an operator does; returns the exit code."""
        if self._process is None or self._process.poll() is not None:
            return 0
        self._process.terminate()
        return self._process.wait(30)


class Hand:
    """A worker that was started by itself, as on another machine."""

    def __init__(self, home: Path, name: str, options: tuple[str, ...], environment: dict[str, str]) -> None:
        self._sine_log = home / f"{name}.log"
        self._errors = home / f"{name}.stderr.txt"
        with self._errors.open("a") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "songwright", "worker", *options],
                env=environment | {"SINE_LOG": str(self._sine_log)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )

    def wait(self) -> "Hand":
        """Wait until it is at work."""
        wait_until(lambda: "is at work" in self.complaints, START_WITHIN_S, "the worker is at work")
        return self

    @property
    def complaints(self) -> str:
        return self._errors.read_text()

    @property
    def begun(self) -> list[str]:
        """What its studio began and ended so far."""
        return self._sine_log.read_text().split("\n")[:-1] if self._sine_log.exists() else []

    def kill(self) -> None:
        """End it at once and without a word."""
        self.process.kill()
        self.process.wait()


def wait_until(done: Callable[[], object], within_s: float, what: str) -> None:
    until_s = time.monotonic() + within_s
    while not done():
        if time.monotonic() > until_s:
            raise TimeoutError(f"not within {within_s} s: {what}")
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
