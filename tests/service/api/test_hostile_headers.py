"""Hostile headers: never a 500, never a hang, always an envelope or a file's documented answer."""

import json
import logging
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from hostile_values import DIGITS, HEADER_VALUES, binary_values
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_calls import BODY, ask, assert_answered, post

from api_shop import Shop

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


def test_secrets_stay_out_of_the_log(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for key in (shop.secret, "sw_" + "b" * 43):
            post(shop, b"{", headers=[(b"authorization", f"Bearer {key}".encode())])
            post(shop, BODY, headers=[(b"authorization", f"Bearer {key}".encode())])
            assert key not in caplog.text
