"""A language model behind the chat interface that most servers of models speak (POST /chat/completions)."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec

from songwright.studio.ports import NoAnswer, Order

_MOST_BYTES = 1_000_000
"""Of an answer: lyrics are a few thousand; a server that sends for ever is cut off."""
_MOST_TOKENS = 4000
_WARMTH = 0.9
"""Temperature: lyrics at 0 are the likeliest ones of their kind."""
_PAUSE_S = 1.0
_NOBODY = 0
"""In place of a status, where no answer came."""
_PASSING = frozenset({_NOBODY, 408, 409, 425, 429, 500, 502, 503, 504})
"""Statuses after which the same call may succeed."""
_MISUNDERSTOOD = frozenset({400, 404, 415, 422, 501})
"""Statuses with which servers refuse a form of answer that they don't know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatAuthor:
    """Implements `studio.ports.Author`.

    The answer is asked for by JSON schema; a server that refuses is asked for any JSON, and then for text. All tries
    together end at the time limit.
    """

    base_url: str
    """Address up to and without "/chat/completions", as "http://localhost:11434/v1"."""
    model: str
    key: str = field(default="", repr=False)
    limit_s: float = 60.0
    agent: str = "songwright"

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model

    def answer(self, order: Order) -> str:
        """The model's text. Raises NoAnswer, with a reason that holds neither key nor address."""
        ends_s = time.monotonic() + self.limit_s
        told = _Told(status=_NOBODY)
        with httpx.Client(follow_redirects=False, trust_env=False) as client:
            for form in _forms(order.shape):
                told = self._patiently(client, self._body(order, form), ends_s)
                if told.status not in _MISUNDERSTOOD:
                    break
        if told.status == _NOBODY:
            raise NoAnswer("it can't be reached")
        if told.status != httpx.codes.OK:
            raise NoAnswer(f"it answered with status {told.status}")
        return _text_of(told.content)

    def _body(self, order: Order, form: Mapping[str, Any]) -> dict[str, Any]:
        messages = [{"role": role, "content": text} for role, text in order.turns]
        asked = {"model": self.model, "messages": messages, "temperature": _WARMTH, "max_tokens": _MOST_TOKENS}
        return {**asked, "seed": order.seed, **form}

    def _patiently(self, client: httpx.Client, body: dict[str, Any], ends_s: float) -> "_Told":
        """What the server says, a passing fault tried once more. Raises NoAnswer when time is up."""
        told = self._once(client, body, ends_s)
        if told.status in _PASSING:
            time.sleep(max(0.0, min(_PAUSE_S, ends_s - time.monotonic())))
            told = self._once(client, body, ends_s)
        return told

    def _once(self, client: httpx.Client, body: dict[str, Any], ends_s: float) -> "_Told":
        headers = {"User-Agent": self.agent, **({"Authorization": f"Bearer {self.key}"} if self.key else {})}
        url = f"{self.base_url.rstrip('/')}/chat/completions"
        content = b""
        try:
            with client.stream("POST", url, json=body, headers=headers, timeout=_left_s(ends_s)) as response:
                for chunk in response.iter_bytes():
                    content += chunk
                    if len(content) > _MOST_BYTES:
                        raise NoAnswer("its answer is longer than a megabyte")
                    _left_s(ends_s)
        except httpx.TimeoutException as error:
            raise NoAnswer(f"it said nothing whole within {self.limit_s:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError):
            return _Told(status=_NOBODY)
        return _Told(status=response.status_code, content=content)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """An answer as it came."""

    status: int
    content: bytes = b""


def _forms(shape: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Ways to ask for JSON, the strictest first."""
    schema = {"name": "lyrics", "strict": True, "schema": dict(shape)}
    return (
        {"response_format": {"type": "json_schema", "json_schema": schema}},
        {"response_format": {"type": "json_object"}},
        {},
    )


def _left_s(ends_s: float) -> float:
    """Seconds until the end; raises once it has passed."""
    left_s = ends_s - time.monotonic()
    if left_s <= 0:
        raise httpx.ReadTimeout("no whole answer in time")
    return left_s


def _text_of(content: bytes) -> str:
    """The message in an answer. Raises NoAnswer where there is none."""
    try:
        told = msgspec.json.decode(content)
        text = told["choices"][0]["message"]["content"]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError, IndexError, TypeError) as error:
        raise NoAnswer("what it answered is no chat completion") from error
    if not isinstance(text, str) or not text.strip():
        raise NoAnswer("its answer is empty")
    return text
