"""Requests per second and waiting times of the API alone: the server runs as a process of its own, and no song is made.

Run as `python benchmarks/service.py`. Requests leave at fixed moments whatever the answers do (open loop), and a wait
counts from the moment a request should have left, so that a server that stalls is not spared the requests it held up.
A second pass with a few callers that never pause tells how much the server can take at all.
"""

import argparse
import asyncio
import itertools
import json
import math
import os
import platform
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

START_WITHIN_S = 90.0
ANSWER_WITHIN_S = 60.0
CALLERS = 16
"""Callers that never pause, in the second pass."""
WARM_UP = 50
"""Requests that are sent first and not counted."""
BODY = {
    "prompt": "A chill lo-fi beat with soft vocals",
    "customMode": False,
    "instrumental": False,
    "model": "V5",
    "callBackUrl": "https://example.com/callback",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server."""

    port: int
    key: str
    pid: int

    def cpu_s(self) -> float:
        """Seconds of processor time the server has used; NaN where the system has no /proc."""
        status = Path(f"/proc/{self.pid}/stat")
        if not status.exists():
            return math.nan
        user, system = status.read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serve(database_url: str, command: list[str]) -> Iterator[Served]:
    """The API on an empty home, without workers and without limits of rate."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="songwright-benchmark-") as home:
        environment = os.environ | {
            "SONGWRIGHT_HOME": home,
            "SONGWRIGHT_DATABASE_URL": database_url,
            "SONGWRIGHT_REQUESTS_PER_10_S": "0",
            "SONGWRIGHT_UNFINISHED_TASKS": "0",
        }
        printed, complaints = Path(home, "printed.txt"), Path(home, "complaints.txt")
        with printed.open("w") as output, complaints.open("w") as errors:
            arguments = [*command, "-m", "songwright", "serve", "--workers", "0", "--port", str(port)]
            process = subprocess.Popen(arguments, env=environment, stdout=output, stderr=errors)  # noqa: S603 - our own
        try:
            yield Served(port=port, key=_wait_for_key(process, port, printed, complaints), pid=process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(ANSWER_WITHIN_S)
            sys.stderr.write(complaints.read_text())


def _wait_for_key(process: "subprocess.Popen[bytes]", port: int, printed: Path, complaints: Path) -> str:
    """The key of the first start, once the server listens."""
    until_s = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until_s and process.poll() is None:
        found = re.search(r"sw_[\w-]{40,}", printed.read_text())
        with socket.socket() as probe:
            if found and probe.connect_ex(("127.0.0.1", port)) == 0:
                return found.group()
        time.sleep(0.05)
    raise SystemExit(f"the server did not start, or its database is not empty:\n{complaints.read_text()}")


@dataclass(slots=True)
class Lines:
    """Connections to the server that are kept open; a request that finds none free opens one more."""

    served: Served
    free: deque[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=deque)

    async def ask(self, method: str, path: str, body: bytes = b"") -> dict[str, object]:
        """The answer's JSON. Raises if it is not a success."""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.served.key}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        said, length = await self._exchange(head.encode() + body)
        answer: dict[str, object] = json.loads(said[-length:])
        if answer["code"] != 200:
            raise RuntimeError(f"{method} {path}: {answer}")
        return answer

    async def _exchange(self, request: bytes) -> tuple[bytes, int]:
        """The answer and the length of its body. A line the server closed while it lay idle is replaced."""
        while self.free:
            reader, writer = line = self.free.pop()
            try:
                writer.write(request)
                answer = await _answer(reader)
            except (asyncio.IncompleteReadError, ConnectionError):
                writer.close()
            else:
                self.free.append(line)
                return answer
        reader, writer = line = await asyncio.open_connection("127.0.0.1", self.served.port)
        writer.write(request)
        answer = await _answer(reader)
        self.free.append(line)
        return answer

    def close(self) -> None:
        """Hang up."""
        for _, writer in self.free:
            writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[bytes, int]:
    """A whole answer and the length of its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    return head + await reader.readexactly(length), length


Call = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one pass showed."""

    name: str
    asked_per_s: float | None
    """None: as many as could be."""
    took_s: float
    waits_s: list[float]
    failed: int
    late_s: float
    """How late the latest request left by our own fault: large figures spoil the others."""
    cpu_s: float = math.nan
    """Processor time of the server."""

    def line(self) -> str:
        """A row of the table."""
        asked = f"{self.asked_per_s:g}" if self.asked_per_s else "flat out"
        waits = "".join(f"{1000 * _share(self.waits_s, part):9.1f}" for part in (0.5, 0.9, 0.99, 1.0))
        reached = len(self.waits_s) / self.took_s
        counts = f"{reached:10.1f} {len(self.waits_s):8}{self.failed:7}"
        cpu_ms = 1000 * self.cpu_s / max(1, len(self.waits_s))
        return f"{self.name:<7} {asked:>8} {counts}{waits}{1000 * self.late_s:9.1f}{cpu_ms:8.2f}"


HEADING = "call     asked/s  reached/s  answers failed   p50 ms   p90 ms   p99 ms   max ms  late ms  cpu ms"


def _share(waits_s: list[float], part: float) -> float:
    """The wait that this part of all waits does not exceed."""
    return sorted(waits_s)[max(0, math.ceil(part * len(waits_s)) - 1)] if waits_s else math.nan


async def at_a_rate(name: str, call: Call, per_s: float, seconds: float) -> Figures:
    """Send at fixed moments, whatever comes back."""
    clock = asyncio.get_running_loop().time
    waits_s: list[float] = []
    failures: list[BaseException] = []
    late_s = 0.0

    async def one(due_s: float) -> None:
        try:
            await asyncio.wait_for(call(), ANSWER_WITHIN_S)
        except (OSError, EOFError, RuntimeError, TimeoutError) as error:
            failures.append(error)
        else:
            waits_s.append(clock() - due_s)

    began_s = clock() + 0.1
    async with asyncio.TaskGroup() as group:
        for number in range(round(per_s * seconds)):
            due_s = began_s + number / per_s
            await asyncio.sleep(max(0.0, due_s - clock()))
            late_s = max(late_s, clock() - due_s)
            group.create_task(one(due_s))
    if failures:
        sys.stderr.write(f"{name}: {failures[0]!r}\n")
    took_s = max(clock() - began_s, seconds)
    return Figures(name=name, asked_per_s=per_s, took_s=took_s, waits_s=waits_s, failed=len(failures), late_s=late_s)


async def flat_out(name: str, call: Call, seconds: float) -> Figures:
    """A few callers, each asking again as soon as it is answered."""
    clock = asyncio.get_running_loop().time
    waits_s: list[float] = []
    began_s = clock()

    async def caller() -> None:
        while (asked_s := clock()) < began_s + seconds:
            await asyncio.wait_for(call(), ANSWER_WITHIN_S)
            waits_s.append(clock() - asked_s)

    async with asyncio.TaskGroup() as group:
        for _ in range(CALLERS):
            group.create_task(caller())
    return Figures(name=name, asked_per_s=None, took_s=clock() - began_s, waits_s=waits_s, failed=0, late_s=0.0)


async def measure(served: Served, per_s: float, seconds: float, flat_out_s: float) -> AsyncIterator[Figures]:
    """Submit at the rate, poll what was submitted at the rate, then both without a pause."""
    lines = Lines(served)
    tasks: list[str] = []
    numbers = itertools.count()

    async def submit() -> None:
        body = json.dumps(BODY | {"seed": next(numbers)}).encode()
        answer = await lines.ask("POST", "/api/v1/generate", body)
        tasks.append(answer["data"]["taskId"])  # type: ignore[index] - an answer of success has it

    async def poll() -> None:
        await lines.ask("GET", f"/api/v1/generate/record-info?taskId={tasks[next(numbers) % len(tasks)]}")

    for _ in range(WARM_UP):
        await submit()
        await poll()
    for name, call in (("submit", submit), ("poll", poll)):
        used_s = served.cpu_s()
        figures = await at_a_rate(name, call, per_s, seconds)
        yield replace(figures, cpu_s=served.cpu_s() - used_s)
    for name, call in (("submit", submit), ("poll", poll)) if flat_out_s else ():
        used_s = served.cpu_s()
        figures = await flat_out(name, call, flat_out_s)
        yield replace(figures, cpu_s=served.cpu_s() - used_s)
    lines.close()


async def report(served: Served, per_s: float, seconds: float, flat_out_s: float) -> None:
    """Print the table, row by row."""
    print(HEADING)
    async for figures in measure(served, per_s, seconds, flat_out_s):
        print(figures.line(), flush=True)


def processor() -> str:
    """What the machine calls its cores."""
    known = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", known.read_text()) if known.exists() else None
    return found.group(1) if found else platform.processor() or platform.machine()


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rate", type=float, default=100.0, help="requests per second")
    options.add_argument("--seconds", type=float, default=20.0, help="of each pass at that rate")
    options.add_argument("--flat-out", type=float, default=5.0, help="seconds of each pass without a pause; 0: none")
    options.add_argument("--database-url", default="", help="an empty Postgres database; SQLite when left out")
    options.add_argument("--profile", default="", help="write what the server spent its time on to this file (pstats)")
    chosen = options.parse_args()
    profiler = ["-m", "cProfile", "-o", chosen.profile] if chosen.profile else []
    kind = chosen.database_url.partition(":")[0] or "sqlite"
    print(f"{processor()}, {os.cpu_count()} cores, Python {platform.python_version()}, {kind}, no worker")
    print("callers and server share these cores; milliseconds from the moment a request was due to its whole answer,")
    print("how late the last request left, and the server's processor time per request\n")
    with serve(chosen.database_url, [sys.executable, *profiler]) as served:
        asyncio.run(report(served, chosen.rate, chosen.seconds, chosen.flat_out))


if __name__ == "__main__":
    main()
