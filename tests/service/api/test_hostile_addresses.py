"""Hostile paths and queries: never a 500, never a hang, always an envelope or a file's documented answer."""

import re
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

import pytest
from hostile_values import DIGITS, HOSTILE_TEXTS
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_calls import BODY, Reply, ask, assert_answered

from api_shop import Shop

FILE_STATUSES = {200, 206, 304, 307, 416}
"""What file addresses answer besides envelopes."""
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "\xe9"]


def assert_answered_or_file(reply: Reply) -> None:
    if "content-disposition" in reply.headers or not reply.body:
        assert reply.status in FILE_STATUSES, reply
    else:
        assert_answered(reply)


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
    if path == b"/":  # the page
        assert reply.status == 200
    elif reply.status == 307:
        assert reply.headers["location"].startswith("http://songs.local/")
    else:
        assert_answered(reply)


@pytest.mark.parametrize(
    "path", [b"/api/v1/generate/", b"/api/v1/generate/record-info/", b"/api/v1/lyrics/", b"/api/v1/lyrics/record-info/"]
)
def test_a_slash_too_many_is_a_wrong_path(shop: Shop, path: bytes) -> None:
    for method in ("GET", "POST"):
        reply = ask(shop, method, path, chunks=[BODY])
        assert_answered(reply)
        assert reply.code == 404


@pytest.mark.parametrize("path", [b"/api/v1/generate/record-info", b"/api/v1/lyrics/record-info"])
def test_hostile_texts_as_ids_are_nobodys(shop: Shop, path: bytes) -> None:
    for text in HOSTILE_TEXTS:
        raw = quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="").encode()
        reply = ask(shop, "GET", path, query=b"taskId=" + raw)
        assert_answered(reply)
        assert reply.code == (200 if text.strip() else 400)
        reply = ask(shop, "POST", b"/api/v1/tasks/" + raw + b"/cancel")
        assert_answered(reply)
        assert reply.code == 404
