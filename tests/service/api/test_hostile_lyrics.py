"""Hostile bodies that ask for lyrics: an envelope with a documented code, and what is accepted lives on."""

import json

import pytest
from hostile_values import VALUES, encodings, json_texts, json_values
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_calls import ask, post_lyrics, raw_lyrics_body

from api_shop import Shop
from songwright.service.api._lyrics_body import LyricsBody

FIELDS = sorted(LyricsBody.model_fields)


@pytest.mark.parametrize("field", [*FIELDS, "unknown", "\ud800", "\0", "", "customMode", "__class__"])
def test_every_field_with_every_hostile_value(shop: Shop, field: str) -> None:
    for value in VALUES:
        post_lyrics(shop, raw_lyrics_body([(field, value)]).encode("utf-8", "surrogatepass"))


@given(
    st.lists(st.tuples(st.sampled_from(FIELDS) | json_texts, json_values), max_size=5),
    encodings,
    st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_any_json_in_any_encoding(shop: Shop, changes: list[tuple[str, str]], encoding: str, ascii_names: bool) -> None:
    text = raw_lyrics_body(changes, ensure_ascii=ascii_names)
    try:
        raw = text.encode(encoding, "surrogatepass")
    except UnicodeError:
        raw = text.encode("utf-8", "surrogatepass")
    post_lyrics(shop, raw)


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_bytes(shop: Shop, raw: bytes) -> None:
    assert post_lyrics(shop, raw).code == 400


def test_a_body_beyond_all_measure(shop: Shop) -> None:
    reply = ask(shop, "POST", b"/api/v1/lyrics", chunks=iter(lambda: b"x" * 65536, b""))
    assert (reply.code, json.loads(reply.body)["msg"]) == (400, "The body is larger than 1 MiB.")


@pytest.mark.parametrize("value", [r'"\ud800"', r'{"\udc00": ["\ud83d"]}', r'"\u0000"', "1e300", "9" * 4000])
def test_unknown_fields_survive_to_the_callback(shop: Shop, value: str) -> None:
    reply = post_lyrics(shop, raw_lyrics_body([("x", value)]).encode())
    task_id = json.loads(reply.body)["data"]["taskId"]
    shop.write(task_id)
    assert json.loads(shop.lyrics(task_id)["param"])["x"] == json.loads(value)
    (body,) = shop.callbacks(task_id)
    json.dumps(body, ensure_ascii=False).encode()
