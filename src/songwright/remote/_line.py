"""The line to a server: bounded answers, time limits, and further tries where a fault may pass."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec

from songwright.song import CannotMake

MOST_JSON_BYTES = 1_000_000
MOST_SOUND_BYTES = 256_000_000
"""Ten minutes of stereo in 32 bits at 48 kHz are 230 MB."""
_CONNECT_S = 10.0
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which the same call may succeed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as it came, whole."""

    status: int
    kind: str
    """Its media type in small letters, without parameters; empty where it named none."""
    content: bytes
    pause_s: float | None = None
    """How long the server asks to be left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A body with a file in it."""

    fields: Mapping[str, str]
    file: tuple[str, bytes, str]
    """Its name, content and media type; the field is called "file"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One server and how patient we are with it."""

    address: str
    """Up to and without the path of a call."""
    key: str = field(default="", repr=False)
    limit_s: float = 900.0
    """For one song, from the first call to the last byte."""
    tries: int = 4
    """Of each call."""
    first_pause_s: float = _FIRST_PAUSE_S
    """Before the second try; each further pause is twice as long, half a minute at most."""
    agent: str = "songwright"

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Talk"]:
        """Talk with the server until the time limit. Proxies of the environment and redirects are not followed."""
        headers = {"User-Agent": self.agent, "Accept-Encoding": "identity"}
        headers |= {"Authorization": f"Bearer {self.key}"} if self.key else {}
        timeout = httpx.Timeout(self.limit_s, connect=min(_CONNECT_S, self.limit_s))
        async with httpx.AsyncClient(
            headers=headers, timeout=timeout, follow_redirects=False, trust_env=False
        ) as client:
            yield Talk(line=self, client=client, ends_s=time.monotonic() + self.limit_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """An open line."""

    line: Line
    client: httpx.AsyncClient
    ends_s: float

    async def json(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - read by callers
        """The JSON of an answer with status 200. Raises CannotMake, with neither key nor address in its sentence."""
        answer = await self.call(method, path, body, MOST_JSON_BYTES)
        try:
            return msgspec.json.decode(answer.content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise CannotMake("its server answered something that is no JSON") from error

    async def call(self, method: str, path: str, body: Mapping[str, Any] | Form | None, most_bytes: int) -> Answer:
        """An answer with status 200, a passing fault tried again. Raises CannotMake when none comes in time."""
        fault = ""
        for tried in range(1, self.line.tries + 1):
            pause_s = min(self.line.first_pause_s * 2 ** (tried - 1), _LONGEST_PAUSE_S)
            try:
                async with asyncio.timeout(self.ends_s - time.monotonic()):
                    answer = await self._once(method, path, body, most_bytes)
            except TimeoutError:
                raise CannotMake(f"its server gave no whole answer within {self.line.limit_s:g} s") from None
            except (httpx.ConnectError, httpx.ConnectTimeout):
                fault = "its server can't be reached"
            except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
                fault = f"its server broke off the answer ({type(error).__name__})"
            else:
                if answer.status == httpx.codes.OK:
                    return answer
                fault = f"its server answered with status {answer.status}{_detail(answer)}"
                if answer.status not in _PASSING:
                    break
                pause_s = min(max(pause_s, answer.pause_s or 0.0), _LONGEST_PAUSE_S)
            if tried < self.line.tries:
                await asyncio.sleep(min(pause_s, max(0.0, self.ends_s - time.monotonic())))
        raise CannotMake(fault)

    async def _once(self, method: str, path: str, body: Mapping[str, Any] | Form | None, most_bytes: int) -> Answer:
        content = bytearray()
        sent: dict[str, Any] = {"json": body}
        if isinstance(body, Form):
            sent = {"data": dict(body.fields), "files": {"file": body.file}}
        async with self.client.stream(method, f"{self.line.address}{path}", **sent) as response:
            async for chunk in response.aiter_raw():  # nothing is unpacked: a small answer can't become a large one
                content += chunk
                if len(content) > most_bytes:
                    raise CannotMake(f"its server's answer is longer than {most_bytes // 1_000_000} MB")
        kind = response.headers.get("content-type", "").partition(";")[0].strip().casefold()
        return Answer(
            status=response.status_code,
            kind=kind,
            content=bytes(content),
            pause_s=_seconds(response.headers.get("retry-after", "")),
        )


def _seconds(text: str) -> float | None:
    """Seconds of a Retry-After header; a date counts as none."""
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _detail(answer: Answer) -> str:
    """What a server says of its refusal, in at most 200 printable characters."""
    try:
        told = msgspec.json.decode(answer.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    said = told.get("detail") or told.get("error") if isinstance(told, dict) else None
    said = said.get("message") if isinstance(said, dict) else said
    return f": {plain(said, 200)}" if isinstance(said, str) and said.strip() else ""


def plain(text: str, most: int) -> str:
    """A stranger's text on one line, printable and at most so many characters long."""
    return "".join(letter if letter.isprintable() else " " for letter in text[: 4 * most]).strip()[:most]
