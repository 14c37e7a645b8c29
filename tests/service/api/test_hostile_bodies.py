"""Hostile bodies as wholes: too long, endless, in crumbs, cut off, compressed or called something else."""

import gzip
import json
import logging

import pytest
from raw_calls import ask, assert_answered, post, raw_body

from api_shop import IDEA, Shop

MEBIBYTE = 1024 * 1024


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
