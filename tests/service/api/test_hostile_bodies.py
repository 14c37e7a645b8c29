"""Hostile bodies: whatever is sent, an envelope with a documented code comes back, soon, and it is never a 500."""

import asyncio
import atexit
import functools
import gzip
import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_api_answers import IDEA, Shop

from songwright.service.api._generate import GenerateBody

CODES = {200, 400, 401, 404, 405, 410, 413, 429, 430, 455}
"""Every code but the 500 that nobody may provoke."""
WITHIN_S = 20.0
"""A busy machine may be slow, but nothing here takes a tenth of that."""
MEBIBYTE = 1024 * 1024
FIELDS = sorted(GenerateBody.model_fields)


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


def assert_lives_on(shop: Shop, task_id: str) -> None:
    """What was accepted can be shown: as an answer and as the JSON that was asked."""
    reply = ask(shop, "GET", b"/api/v1/generate/record-info", query=f"taskId={task_id}".encode())
    assert_answered(reply)
    json.loads(json.loads(reply.body)["data"]["param"], parse_constant=_refuse)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


class Strict:
    """A table that takes only texts which every database takes: no NUL, no half of a surrogate pair."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._table, name)

        def checked(*given: Any, **named: Any) -> Any:
            for value in (*given, *named.values()):
                _check_texts(value)
            return method(*given, **named)

        return checked


def _check_texts(value: Any) -> None:
    if isinstance(value, str):
        value.encode()
        if "\0" in value:
            raise ValueError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    elif is_dataclass(value):
        for each in fields(value):
            _check_texts(getattr(value, each.name))
    elif isinstance(value, (tuple, frozenset)):
        for part in value:
            _check_texts(part)


def strict_shop(**named: Any) -> Shop:
    """A shop whose memory refuses the texts that Postgres refuses."""
    shop = Shop(**named)
    really_open = shop.units.open

    @contextmanager
    def strictly(*, reading: bool = False) -> Iterator[Any]:
        with really_open(reading=reading) as unit:
            tables = {name: Strict(table) for name, table in vars(unit).items() if not name.startswith("_")}
            yield _Unit(unit, tables)

    shop.units.open = strictly  # type: ignore[method-assign]
    return shop


class _Unit:
    def __init__(self, unit: Any, tables: dict[str, Strict]) -> None:
        self.session = unit.session
        vars(self).update(tables)


@pytest.fixture(scope="module")
def shop() -> Shop:
    """One for all: a shop that hostile calls can wear out is at fault itself."""
    return strict_shop(stream_wait_s=0.0)


HOSTILE_TEXTS = [
    "\0",
    "a\0b",
    "\ud800",
    "\udfff\ud800",
    "ok\ud83d",
    "\U0001f3b5",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "a" + "\u0301" * 60,
    "\u202egnos a\u202c",
    "שיר על הגשם",
    "\ufeffbom",
    "\ufffe\uffff",
    "\u2028\u2029\x85\x0b",
    "\x1b[31m\x07\x08\x7f",
    "'; DROP TABLE tasks; --",
    "{{7*7}}${7*7}<script>alert(1)</script>",
    "%s%n%x%d{0}{}",
    "../../../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "ﷺ" * 200,
    "ı" * 500,
    "٣",
    "𝕊𝕠𝕟𝕘",
    " \t\n ",
]
NUMBERS = [
    *("0", "-0", "-0.0", "1", "1.5", "-1", "1e400", "-1e400", "1e308", "-1e308", "5e-324", "1e-400", "1E+2", "0.1e1"),
    *("9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551616"),
    *("1" + "0" * 400, "-1" + "0" * 400, "9" * 4300, "9" * 4301, "9" * 5000, "1" + "0" * 5000, "0." + "3" * 5000),
    *(
        "1e999999999",
        "1e-999999999",
        "NaN",
        "Infinity",
        "-Infinity",
        "nan",
        "00",
        "01",
        "+1",
        ".5",
        "1.",
        "0x10",
        "1_000",
    ),
]
OTHERS = [
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "[[]]",
    '[""]',
    '{"a": {}}',
    "[null]",
    '{"": ""}',
    "",
    "undefined",
    "'a'",
]
STRINGS = ['"inf"', '"nan"', '"-Infinity"', '"1e400"', '"' + "9" * 5000 + '"', '"0.5"', '"true"', '"1/0"', '"4/4/4"']
ESCAPES = [
    r'"\ud800"',
    r'"\udc00\ud800"',
    r'"\u0000"',
    r'"\ud83d\ude00"',
    r'"\uD83D"',
    r'"\u12"',
    r'"\x00"',
    '"\t"',
    '"\0"',
]
VALUES = [*NUMBERS, *OTHERS, *STRINGS, *ESCAPES, *map(json.dumps, HOSTILE_TEXTS)]


def raw_body(changes: Iterable[tuple[str, str]], *, custom: bool = False, ensure_ascii: bool = True) -> str:
    """A request for a song as JSON text, with these values, written as they are, in place of or beside its own."""
    base = IDEA | ({"customMode": True, "style": "folk", "title": "Rain"} if custom else {})
    changed = {name for name, _ in changes}
    kept = [(name, json.dumps(value)) for name, value in base.items() if name not in changed]
    pairs = ", ".join(f"{json.dumps(name, ensure_ascii=ensure_ascii)}: {value}" for name, value in [*kept, *changes])
    return f"{{{pairs}}}"


@pytest.mark.parametrize("custom", [False, True])
@pytest.mark.parametrize("field", [*FIELDS, "unknown", "\ud800", "\0", "", "taskId", "__class__"])
def test_every_field_with_every_hostile_value(shop: Shop, field: str, *, custom: bool) -> None:
    for value in VALUES:
        post(shop, raw_body([(field, value)], custom=custom).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("field", ["seed", "duration", "bpm", "styleWeight", "weirdnessConstraint", "audioWeight"])
@pytest.mark.parametrize(
    "number", ["1e400", "-1e400", "1" + "0" * 400, "9" * 4300, "9" * 5000, "NaN", '"inf"', '"nan"']
)
def test_numbers_beyond_measure_are_refused(shop: Shop, field: str, number: str) -> None:
    assert post(shop, raw_body([(field, number)]).encode()).code == 400


json_texts = st.sampled_from(HOSTILE_TEXTS) | st.text(st.characters(exclude_categories=()), max_size=20)
json_values = st.recursive(
    st.sampled_from(VALUES) | json_texts.map(json.dumps) | st.integers().map(str) | st.floats().map(json.dumps),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda parts: f"[{','.join(parts)}]")
        | st.lists(st.tuples(json_texts.map(json.dumps), inner), max_size=3).map(
            lambda pairs: "{" + ",".join(f"{name}:{value}" for name, value in pairs) + "}"
        )
    ),
    max_leaves=6,
)
names = st.sampled_from(FIELDS) | json_texts
encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "latin-1"])


@given(st.lists(st.tuples(names, json_values), max_size=5), st.booleans(), encodings, st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_json_in_any_encoding(
    shop: Shop, changes: list[tuple[str, str]], custom: bool, encoding: str, ascii_names: bool
) -> None:
    text = raw_body(changes, custom=custom, ensure_ascii=ascii_names)
    try:
        raw = text.encode(encoding, "surrogatepass")
    except UnicodeError:
        raw = text.encode("utf-8", "surrogatepass")
    post(shop, raw)


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes(shop: Shop, raw: bytes) -> None:
    assert post(shop, raw).code == 400


@given(st.integers(0, 200), st.binary(min_size=1, max_size=4), st.integers(0, 3))
@settings(max_examples=300, deadline=None)
def test_a_damaged_body(shop: Shop, place: int, damage: bytes, lost: int) -> None:
    whole = raw_body([("style", '"é🎵"')], custom=True).encode()
    post(shop, whole[:place] + damage + whole[place + lost :])


@pytest.mark.parametrize("opened", ["[", '{"a":', '[{"a":', "[[[{}, "])
def test_depth_is_accepted_or_refused(shop: Shop, opened: str) -> None:
    """Around the depth at which the parser gives up, whatever comes after it must not give up first."""
    closed = "".join({"[": "]", "{": "}"}[letter] for letter in reversed(opened) if letter in "[{").replace("}]", "}]")
    for depth in (1, 50, 200, 500, *range(850, 1010, 3), 100_000):
        deep = opened * depth + "1" + closed * depth if len(opened) < 5 else opened * depth
        for field in ("unknown", "prompt"):
            post(shop, raw_body([(field, deep)]).encode())
        post(shop, deep.encode())


def test_a_doubled_field(shop: Shop) -> None:
    doubled = '{"prompt": "\\ud800", ' + raw_body([("customMode", "5"), ("customMode", "false")])[1:]
    assert post(shop, doubled.encode()).code == 200
    many = "{" + ", ".join(f'"prompt": "{number}"' for number in range(50_000)) + "}"
    assert post(shop, many.encode()).code == 400


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"a":' + "[" + "1," * 400_000 + "1]}", id="many numbers"),
        pytest.param("{" + ",".join(f'"k{number}":0' for number in range(80_000)) + "}", id="many fields"),
        pytest.param('{"prompt":"' + "\\u0301" * 170_000 + '"}', id="many escapes"),
        pytest.param("[" + "9" * 1_000_000 + "]", id="a long number"),
        pytest.param("{" + " " * 1_000_000 + "}", id="much room"),
        pytest.param('{"key":"' + "A" + " " * 1_000_000 + '!"}', id="a long key"),
        pytest.param('{"timeSignature":"' + "/" * 1_000_000 + '"}', id="a long meter"),
        pytest.param('"' + "\\" * 1_000_000, id="many backslashes"),
    ],
)
def test_a_full_mebibyte_of_trouble_is_quick(shop: Shop, text: str) -> None:
    assert len(text) <= MEBIBYTE
    assert post(shop, text.encode()).code == 400
    custom = json.loads(raw_body([("negativeTags", '"x"')], custom=True))
    try:
        custom |= json.loads(text)
    except (ValueError, TypeError):
        return
    post(shop, json.dumps(custom).encode())


@pytest.mark.parametrize("length", [None, b"10485760", b"5", b"0", b"-1", b"junk", b"9" * 30, b"1, 2", b""])
def test_ten_megabytes_whatever_their_length_is_said_to_be(shop: Shop, length: bytes | None) -> None:
    headers = [(b"content-length", length)] if length is not None else []
    chunks = [raw_body([("unknown", '"')]).encode(), *[b"x" * 65536] * 160]
    reply = post(shop, *chunks, headers=headers)
    assert (reply.code, json.loads(reply.body)["msg"]) == (400, "The body is larger than 1 MiB.")


def test_an_endless_body_ends(shop: Shop) -> None:
    reply = ask(shop, "POST", b"/api/v1/generate", chunks=iter(lambda: b"x" * 65536, b""))
    assert_answered(reply)
    assert reply.code == 400
    assert reply.taken <= 32 * MEBIBYTE


def test_a_body_in_crumbs(shop: Shop) -> None:
    whole = raw_body([("prompt", '"é🎵"')]).encode()
    assert post(shop, *(whole[place : place + 1] for place in range(len(whole)))).code == 200
    assert post(shop, *[b""] * 5000, whole, *[b""] * 5000).code == 200


def test_nobody_without_a_key_makes_us_read(shop: Shop) -> None:
    chunks = iter(lambda: b"x" * 65536, b"")
    reply = ask(shop, "POST", b"/api/v1/generate", headers=[(b"authorization", b"Bearer no")], chunks=chunks)
    assert_answered(reply)
    assert reply.code == 401
    assert reply.taken <= 32 * MEBIBYTE


@pytest.mark.parametrize("sent", [b"", b"{", json.dumps(IDEA).encode()])
def test_who_hangs_up_is_no_fault_of_ours(shop: Shop, sent: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        ask(shop, "POST", b"/api/v1/generate", chunks=[sent], ends=False)
    assert caplog.records == []


@pytest.mark.parametrize(
    "kind",
    [
        *(b"", b"text/plain", b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=x", b"image/png"),
        *(b"application/json; charset=utf-16", b"application/json; charset=nonsense", b"*/*", b"\xff\xfe", b"a" * 9000),
    ],
)
def test_the_content_type_decides_nothing(shop: Shop, kind: bytes) -> None:
    """Clients of the family send all sorts of them, or none."""
    assert post(shop, json.dumps(IDEA).encode(), headers=[(b"content-type", kind)]).code == 200


@pytest.mark.parametrize("coding", [b"gzip", b"deflate", b"br", b"zstd", b"gzip, gzip", b"nonsense"])
def test_compressed_bodies_are_not_unpacked(shop: Shop, coding: bytes) -> None:
    bomb = gzip.compress(b"0" * 10_000_000)
    assert post(shop, bomb, headers=[(b"content-encoding", coding)]).code == 400


SURVIVORS = [r'"\ud800"', r'{"\udc00": ["\ud83d"]}', r'"\u0000"', '"👩‍👩‍👧\u202e"', "1e300", "9" * 4000]


@pytest.mark.parametrize("value", SURVIVORS)
def test_unknown_fields_survive_to_the_last_callback(shop: Shop, value: str) -> None:
    """What nobody reads is kept as it came and can always be told again, as text that every receiver can read."""
    task_id = json.loads(post(shop, raw_body([("x", value)]).encode()).body)["data"]["taskId"]
    shop.make(task_id)
    assert json.loads(shop.info(task_id)["param"])["x"] == json.loads(value)
    for body in shop.callbacks(task_id):
        json.dumps(body, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "title", ["👩‍👩‍👧‍👦", "\u202egnos\u202c", "a" + "\u0301" * 60, "\x1b[31m\r\n", "ﷺ" * 50, '"\\;=/', "٣"]
)
def test_odd_titles_come_out_as_they_went_in(shop: Shop, title: str) -> None:
    body = raw_body([("title", json.dumps(title)), ("prompt", '"la\u2028la"')], custom=True)
    task_id = json.loads(post(shop, body.encode()).body)["data"]["taskId"]
    shop.make(task_id)
    song = shop.info(task_id)["response"]["sunoData"][0]
    assert song["title"] == title.strip()
    path = song["audioUrl"].removeprefix("http://songs.local").encode()
    reply = ask(shop, "GET", path)
    assert reply.status == 200
    assert len(reply.body) == int(reply.headers["content-length"])
    disposition = reply.headers["content-disposition"]
    assert disposition.isascii()
    assert "\n" not in disposition
    assert "\r" not in disposition
