"""Hostile headers, queries and paths: never a 500, never a hang, always an envelope or a file's documented answer."""

import json
import logging
import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_api_answers import IDEA, Shop
from test_hostile_bodies import HOSTILE_TEXTS, Reply, ask, assert_answered, post, strict_shop

BODY = json.dumps(IDEA).encode()
DIGITS = b"9" * 5000
FILE_STATUSES = {200, 206, 304, 307, 416}
"""What file addresses answer besides envelopes."""
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "\xe9"]


@pytest.fixture(scope="module")
def shop() -> Shop:
    """One for all, with a song in it; its key may do what admins may."""
    shop = strict_shop(stream_wait_s=0.0)
    if hasattr(shop.key, "admin"):
        with shop.units.open() as unit:
            unit.keys.change(replace(shop.key, admin=True))
    return shop


@pytest.fixture(scope="module")
def song(shop: Shop) -> dict[str, Any]:
    """A finished song."""
    task_id = shop.submit()
    shop.make(task_id)
    song: dict[str, Any] = shop.info(task_id)["response"]["sunoData"][0]
    return song | {"taskId": task_id}


def assert_answered_or_file(reply: Reply) -> None:
    if "content-disposition" in reply.headers or not reply.body:
        assert reply.status in FILE_STATUSES, reply
    else:
        assert_answered(reply)


HEADER_VALUES = [
    *(
        b"",
        b" ",
        b"\0",
        b"a\0b",
        b"\xff\xfe",
        b"\xe9",
        "🎵".encode(),
        b"\x7f\x1b",
        b"a\r\nb: c",
        b",",
        b";",
        b"=",
        b'"',
        b"\\",
    ),
    *(b"*", b"null", b"None", b"-1", b"0", b"1e400", b"NaN", DIGITS, b"a" * 60_000, b"," * 60_000, b'"' * 60_000),
    *(b"%00", b"%ED%A0%80", b"../../..", b"${jndi:ldap://x}", b"<script>", b"' OR 1=1 --"),
]
binary_values = st.sampled_from(HEADER_VALUES) | st.binary(max_size=40)

AUTHORIZATIONS = [
    *(
        b"Bearer",
        b"Bearer ",
        b"bearer  x",
        b"Bearer\tx",
        b"Basic eDp5",
        b"Bearer \0",
        b"Bearer sw_\0",
        b"Bearer \xff",
        b"Token x",
    ),
    *(b"Bearer sw_" + b"a" * 60_000, b"Bearer " + b" " * 60_000 + b"x", b"Bearer sw_\xc3\xa9", b"Bearer ,Bearer x"),
    *(b"Bearer null", b"Bearer sw_\x7f", b'Digest username="', b"Bearer sw_aaaaaaaa' OR '1'='1", b"\0Bearer x"),
]


@pytest.mark.parametrize("value", [*AUTHORIZATIONS, *HEADER_VALUES], ids=lambda value: repr(value[:20]))
def test_no_such_key(shop: Shop, value: bytes) -> None:
    headers = [(b"authorization", value)]
    assert post(shop, BODY, headers=headers).code == 401
    reply = ask(shop, "GET", b"/api/v1/generate/record-info", headers=headers)
    assert_answered(reply)
    assert reply.code == 401


@given(st.binary(max_size=60), st.sampled_from([b"", b"Bearer ", b"bearer sw_", b"Bearer sw_aaaaaaaa"]))
@settings(max_examples=150, deadline=None)
def test_no_bytes_are_a_key(shop: Shop, value: bytes, mark: bytes) -> None:
    assert post(shop, BODY, headers=[(b"authorization", mark + value)]).code == 401


def test_two_keys_at_once(shop: Shop) -> None:
    right = f"Bearer {shop.secret}".encode()
    for pair in ((right, b"Bearer x"), (b"Bearer x", right)):
        assert post(shop, BODY, headers=[(b"authorization", value) for value in pair]).code in {200, 401}


KNOWN_HEADERS = [
    *(
        b"host",
        b"content-length",
        b"content-type",
        b"content-encoding",
        b"transfer-encoding",
        b"accept",
        b"accept-encoding",
    ),
    *(
        b"idempotency-key",
        b"x-forwarded-for",
        b"x-forwarded-proto",
        b"x-forwarded-host",
        b"forwarded",
        b"cookie",
        b"origin",
    ),
    *(b"user-agent", b"referer", b"expect", b"connection", b"upgrade", b"te", b"x-request-id", b"traceparent", b"date"),
    *(b"access-control-request-method", b"access-control-request-headers", b"x-http-method-override", b"range", b""),
]


@pytest.mark.parametrize("name", KNOWN_HEADERS)
def test_every_header_with_every_hostile_value(shop: Shop, name: bytes) -> None:
    for value in HEADER_VALUES:
        post(shop, BODY, headers=[(name, value)])


@given(st.lists(st.tuples(st.sampled_from(KNOWN_HEADERS) | st.binary(max_size=10), binary_values), max_size=6))
@settings(max_examples=200, deadline=None)
def test_any_headers(shop: Shop, headers: list[tuple[bytes, bytes]]) -> None:
    post(shop, BODY, headers=[each for each in headers if each[0].lower() != b"authorization"])


@pytest.mark.parametrize("key", [b"", b"a" * 256, b"a\0", b"\xe9", b"\x1b", b"\x7f", "🎵".encode(), b"a" * 60_000])
def test_hostile_idempotency_keys_are_refused(shop: Shop, key: bytes) -> None:
    reply = post(shop, BODY, headers=[(b"idempotency-key", key)])
    assert reply.code == 400
    assert "Idempotency-Key" in json.loads(reply.body)["msg"]


HOSTS = [
    *(
        b"",
        b" ",
        b"[",
        b"[::1",
        b"]",
        b"[]",
        b":",
        b":80",
        b"a:b:c",
        b"a:99999999",
        b"a:-1",
        b"a:\xd9\xa3",
        b"a/b",
        b"a?b",
        b"a#b",
    ),
    *(
        b"a@b",
        b"\xff",
        b"\0",
        b"a\0b",
        b"a\r\nX: y",
        b"a b",
        b"<script>",
        b'"',
        b"\\",
        b"%00",
        b"..",
        b"a" * 60_000,
        b"[fe80::1%25lo]",
    ),
]


@pytest.mark.parametrize("host", HOSTS, ids=lambda value: repr(value[:20]))
def test_a_hostile_host_does_no_harm(shop: Shop, host: bytes) -> None:
    """Addresses in the answers are made from it, so junk may not reach them: they stay addresses."""
    reply = post(shop, BODY, headers=[(b"host", host)])
    if reply.code != 200:
        assert reply.code == 400
        return
    task_id = json.loads(reply.body)["data"]["taskId"]
    shop.make(task_id)
    asked = ask(
        shop, "GET", b"/api/v1/generate/record-info", query=f"taskId={task_id}".encode(), headers=[(b"host", host)]
    )
    assert_answered(asked)
    songs = json.loads(asked.body)["data"]["response"]["sunoData"]
    told = [track["audio_url"] for body in shop.callbacks(task_id)[1:2] for track in body["data"]["data"]]
    for address in (*(song["audioUrl"] for song in songs), *told[:1]):
        assert re.fullmatch(r"http://[A-Za-z0-9.:\[\]%_-]*/files/[\w-]+/[0-9a-f]{32}/\d-song\.mp3", address), address
        urlsplit(address)


RANGES = [
    *(b"bytes=" + DIGITS + b"-", b"bytes=-" + DIGITS, b"bytes=0-" + DIGITS, b"bytes=" + DIGITS + b"-" + DIGITS),
    *(
        b"bytes=0-0,1-1,2-2",
        b"bytes=" + b"0-0," * 10_000,
        b"bytes=-0",
        b"bytes=--1",
        b"bytes=-",
        b"bytes=0-0-0",
        b"bytes==0-",
    ),
    *(
        b"bits=0-1",
        b"BYTES=0-1",
        b"bytes =0-1",
        b"bytes=\xb2-\xb3",
        b"bytes=1-0",
        b"bytes=0x0-0x1",
        b"bytes=1e3-",
        b"0-1",
    ),
]


@pytest.mark.parametrize("kind", ["audioUrl", "streamAudioUrl", "imageUrl"])
@pytest.mark.parametrize("name", [b"range", b"if-range", b"if-none-match", b"if-modified-since", b"if-match"])
def test_files_under_hostile_headers(shop: Shop, song: dict[str, Any], name: bytes, kind: str) -> None:
    path = urlsplit(song[kind]).path.encode()
    for value in (*RANGES, *HEADER_VALUES):
        for method in ("GET", "HEAD"):
            headers = [(name, value)] if name == b"range" else [(name, value), (b"range", b"bytes=0-9")]
            reply = ask(shop, method, path, headers=headers)
            assert reply.status in {200, 206, 304, 416}, (value[:30], reply)
            if reply.status < 300 and method == "GET":
                assert len(reply.body) == int(reply.headers["content-length"])


@given(st.from_regex(rb"bytes=[0-9 ,\-]{0,12}", fullmatch=True) | st.binary(max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_range(shop: Shop, song: dict[str, Any], value: bytes) -> None:
    reply = ask(shop, "GET", urlsplit(song["audioUrl"]).path.encode(), headers=[(b"range", value)])
    assert reply.status in {200, 206, 416}
    if reply.status < 300:
        assert len(reply.body) == int(reply.headers["content-length"])


QUERY_VALUES = [
    *(
        b"",
        b"%00",
        b"a%00b",
        b"%ED%A0%80",
        b"%FF",
        b"%",
        b"%zz",
        b"\xff\xfe",
        "🎵".encode(),
        b"%F0%9F%8E%B5",
        b"+",
        b"%0d%0a",
    ),
    *(b"-1", b"0", b"1", b"101", b"1e400", b"NaN", b"1.5", b"true", b"null", b"0x10", b"%D9%A3", DIGITS, b"-" + DIGITS),
    *(
        b"9223372036854775808",
        b"99999999999999999999999",
        b"a" * 60_000,
        b"," * 30_000,
        b"SUCCESS," * 5000,
        b"success,PENDING",
    ),
    *(b"eyJhIjoxfQ==", b"AAAA", b"=", b"==", b"' OR 1=1 --", b"..%2F..", b"[]", b"{}", b"a,b", b"%5B%5D", b"(((("),
]
QUERIES = [b"", b"&", b"=", b"?", b"&&&===", b"a=1&" * 5000, b"%", b"\xff", b"taskId", b"taskId&taskId", b"taskId[]=1"]


def operations(shop: Shop) -> list[tuple[str, str, list[str]]]:
    """Method, path and names of the query of everything the document describes."""
    document = shop.client.get("/openapi.json").json()
    return [
        (method.upper(), path, [each["name"] for each in described.get("parameters", ()) if each["in"] == "query"])
        for path, methods in sorted(document["paths"].items())
        for method, described in sorted(methods.items())
    ]


def filled(path: str, song: dict[str, Any], value: bytes | None = None) -> list[bytes]:
    """The path with what is right in its gaps; or each of its gaps with the value, the others being right."""
    secret = urlsplit(song["audioUrl"]).path.split("/")[2]
    right = {"secret": secret, "task_id": song["taskId"], "taskId": song["taskId"], "take": "0", "name": "song.mp3"}
    right |= {"audio_id": song["id"], "audioId": song["id"]}
    gaps = re.findall(r"\{(\w+)(?::\w+)?\}", path)

    def fill(hostile: str | None) -> bytes:
        made = path.encode()
        for gap in gaps:
            part = value if gap == hostile and value is not None else right.get(gap, "x").encode()
            made = re.sub(rb"\{" + gap.encode() + rb"(:\w+)?\}", lambda _, part=part: part, made)
        return made

    return [fill(gap) for gap in gaps] if value is not None else [fill(None)]


def plain(path: str) -> bool:
    """Whether this is no call of the API: pages and figures for operators, which have their own form."""
    return path in {"/healthz", "/readyz", "/metrics"}


def test_every_query_with_every_hostile_value(shop: Shop, song: dict[str, Any]) -> None:
    for method, path, names in operations(shop):
        if method == "DELETE" or plain(path):
            continue
        (right,) = filled(path, song)
        queries = [*QUERIES, *(name.encode() + b"=" + value for name in names for value in QUERY_VALUES)]
        for query in queries:
            assert_answered_or_file(ask(shop, method, right, query=query))


@given(st.data(), st.binary(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_query(shop: Shop, song: dict[str, Any], data: st.DataObject, raw: bytes) -> None:
    method, path, names = data.draw(st.sampled_from([each for each in operations(shop) if each[0] == "GET"]))
    named = [f"{name}={quote_from_bytes(data.draw(st.binary(max_size=9)))}".encode() for name in names]
    reply = ask(shop, method, filled(path, song)[0], query=b"&".join([*named, raw]))
    assert plain(path) or assert_answered_or_file(reply) is None


GAPS = [
    *(
        b"",
        b".",
        b"..",
        b"%2e%2e",
        b"%2F",
        b"..%2F..%2Fetc%2Fpasswd",
        b"%00",
        b"a%00b",
        b"%ED%A0%80",
        b"%FF%FE",
        b"%",
        b"\xff",
    ),
    *(
        b"%F0%9F%8E%B5",
        b"-1",
        b"0",
        b"1",
        b"2",
        b"00",
        b"+0",
        b"%20",
        b"%0d%0aX: y",
        DIGITS,
        b"-" + DIGITS,
        b"%D9%A3",
        b"1.0",
    ),
    *(
        b"a" * 60_000,
        b"a/" * 5000,
        b"0-0-0",
        b"song.mp3",
        b"report.json",
        b"{x}",
        b"[",
        b"null",
        b"%25",
        b";",
        b"?",
        b"#",
    ),
    *(b"f" * 32, b"F" * 32, b"00000000-0000-0000-0000-000000000000"),
]


def test_every_gap_of_every_path_with_every_hostile_value(shop: Shop, song: dict[str, Any]) -> None:
    for method, path, _ in operations(shop):
        if plain(path):
            continue
        for value in GAPS:
            for made in filled(path, song, value):
                body = [b"{}"] if method in {"POST", "PUT", "PATCH"} else []
                reply = ask(shop, method, made, chunks=body)
                if value in {b"", b".", b"a/" * 5000} and reply.status == 307 and "location" in reply.headers:
                    continue
                assert_answered_or_file(reply)


PATHS = [
    *(
        b"",
        b"*",
        b"/",
        b"//",
        b"///x",
        b"//evil.example/",
        b"/..",
        b"/../../etc/passwd",
        b"/%2e%2e/%2e%2e/etc/passwd",
        b"/\\..\\",
    ),
    *(
        b"/%00",
        b"/%ED%A0%80",
        b"/\xff",
        b"/%",
        b"http://x/api/v1/generate",
        b"x:443",
        b"/api",
        b"/api/v1",
        b"/API/V1/GENERATE",
    ),
    *(
        b"/api/v1/generate%00",
        b"/api/v1/generate;x",
        b"/api/v1//generate",
        b"/api/v1/./generate",
        b"/api/v1/generate/../generate",
    ),
    *(
        b"/" + b"a" * 60_000,
        b"/" + b"a/" * 20_000,
        b"/files",
        b"/files/",
        b"/files/x",
        b"/stream/x/y/z.mp3",
        b"/docs/x",
        b"/.env",
    ),
    *(
        b"/files/x/y/" + DIGITS + b"-song.mp3",
        b"/stream/x/y/" + DIGITS + b".mp3",
        b"/files/x/y/-0-song.mp3",
        b"/files/%00/%00/0-%00",
    ),
]


@pytest.mark.parametrize("path", PATHS, ids=lambda value: repr(value[:40]))
def test_there_is_nothing_at_odd_paths(shop: Shop, path: bytes) -> None:
    for method in METHODS:
        reply = ask(shop, method, path, chunks=[BODY])
        assert_answered(reply)
        assert reply.code in {404, 410}


@pytest.mark.parametrize("method", METHODS)
def test_every_path_with_every_method(shop: Shop, song: dict[str, Any], method: str) -> None:
    known = {(path, allowed) for allowed, path, _ in operations(shop)}
    for path in sorted({path for path, _ in known}):
        if method != "HEAD" and (path, method) not in known:
            reply = ask(shop, method, filled(path, song)[0], chunks=[b"{}"])
            assert_answered(reply)
            assert reply.code == 404


@given(st.binary(max_size=40), st.sampled_from([b"/", b"/api/v1/", b"/files/", b"/api/v1/tasks/", b"/stream/x/"]))
@settings(max_examples=200, deadline=None)
def test_any_path(shop: Shop, tail: bytes, head: bytes) -> None:
    path = head + quote_from_bytes(tail, safe="/%.-").encode()
    reply = ask(shop, "GET", path)
    if reply.status == 307:
        assert reply.headers["location"].startswith("http://songs.local/")
    else:
        assert_answered(reply)


@pytest.mark.parametrize("path", [b"/api/v1/generate/", b"/api/v1/generate/record-info/"])
def test_a_slash_too_many_is_a_wrong_path(shop: Shop, path: bytes) -> None:
    for method in ("GET", "POST"):
        reply = ask(shop, method, path, chunks=[BODY])
        assert_answered(reply)
        assert reply.code == 404


ASKED_BY_BROWSERS = [
    b"authorization,content-type",
    b"idempotency-key",
    b"x-requested-with",
    b"range,if-range",
    b"x-anything",
]


@pytest.mark.parametrize("headers", ASKED_BY_BROWSERS)
@pytest.mark.parametrize("method", [b"GET", b"POST", b"DELETE", b"PATCH", b"PUT"])
def test_browsers_may_send_what_clients_may(shop: Shop, method: bytes, headers: bytes) -> None:
    asked = [
        (b"origin", b"https://app.example"),
        (b"access-control-request-method", method),
        (b"access-control-request-headers", headers),
        (b"authorization", b""),
    ]
    reply = ask(shop, "OPTIONS", b"/api/v1/generate", headers=asked)
    assert reply.status == 200, reply
    allowed = reply.headers["access-control-allow-headers"].lower()
    assert allowed == "*" or all(name in allowed for name in headers.decode().split(","))


def test_hostile_texts_as_ids_are_nobodys(shop: Shop) -> None:
    for text in HOSTILE_TEXTS:
        raw = quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="").encode()
        reply = ask(shop, "GET", b"/api/v1/generate/record-info", query=b"taskId=" + raw)
        assert_answered(reply)
        assert reply.code == (200 if text.strip() else 400)
        reply = ask(shop, "POST", b"/api/v1/tasks/" + raw + b"/cancel")
        assert_answered(reply)
        assert reply.code == 404


def test_secrets_stay_out_of_the_log(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for key in (shop.secret, "sw_" + "b" * 43):
            post(shop, b"{", headers=[(b"authorization", f"Bearer {key}".encode())])
            post(shop, BODY, headers=[(b"authorization", f"Bearer {key}".encode())])
            assert key not in caplog.text
