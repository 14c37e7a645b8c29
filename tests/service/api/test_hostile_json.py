"""Hostile values in bodies: whatever a field says, an envelope with a documented code comes back."""

import json

import pytest
from hostile_values import VALUES, encodings, json_texts, json_values
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_calls import ask, post, raw_body

from api_shop import Shop
from songwright.service.api._generate import GenerateBody

FIELDS = sorted(GenerateBody.model_fields)


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


names = st.sampled_from(FIELDS) | json_texts


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
