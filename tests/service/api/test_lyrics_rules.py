"""The rules of `POST /api/v1/lyrics` as a table, and that any JSON is understood or refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_shop import LYRICS, Shop, assert_refused
from songwright.service.api._generate import read_body
from songwright.service.api._lyrics_body import LyricsBody, read_lyrics_request
from songwright.song import BadRequest, SongRequest, TooLong


def read(body: object) -> SongRequest:
    _, understood = read_body(json.dumps(body).encode(), LyricsBody)
    return read_lyrics_request(understood)


def without(name: str) -> dict[str, object]:
    return {field: value for field, value in LYRICS.items() if field != name}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "Please enter callBackUrl."),
        (without("callBackUrl"), "Please enter callBackUrl."),
        (LYRICS | {"callBackUrl": None}, "Please enter callBackUrl."),
        (LYRICS | {"callBackUrl": "  "}, "Please enter callBackUrl."),
        (LYRICS | {"callBackUrl": 5}, "callBackUrl: "),
        (LYRICS | {"callBackUrl": "https://x/" + "y" * 2048}, "callBackUrl: longer"),
        (LYRICS | {"callBackUrl": "a\0b"}, "callBackUrl: contains characters that are not text"),
        (without("prompt"), "prompt cannot be empty"),
        (LYRICS | {"prompt": ""}, "prompt cannot be empty"),
        (LYRICS | {"prompt": None}, "prompt cannot be empty"),
        (LYRICS | {"prompt": " \n "}, "prompt cannot be empty"),
        (LYRICS | {"prompt": ["rain"]}, "prompt: "),
        (LYRICS | {"prompt": 5}, "prompt: "),
        (LYRICS | {"prompt": "a\0b"}, "prompt: contains characters that are not text"),
        (LYRICS | {"prompt": "a\ud800b"}, "prompt: contains characters that are not text"),
        (LYRICS | {"seed": -1}, "seed: must be"),
        (LYRICS | {"seed": 2**63}, "seed: must be"),
        (LYRICS | {"seed": 1.5}, "seed: "),
        (LYRICS | {"seed": True}, "seed: "),
        ([LYRICS], "The body must be a JSON object."),
        ("text", "The body must be a JSON object."),
    ],
)
def test_what_is_wrong_is_named(body: object, message: str) -> None:
    with pytest.raises(BadRequest) as caught:
        read(body)
    assert str(caught.value).startswith(message)
    assert not isinstance(caught.value, TooLong)


@pytest.mark.parametrize("letter", ["a", "é", "😀", " a"])
def test_a_prompt_has_200_characters(letter: str) -> None:
    longest = letter * (200 // len(letter))
    assert read(LYRICS | {"prompt": longest}).prompt == longest
    with pytest.raises(TooLong, match=r"^prompt: 201 characters are too many; lyrics allow 200$"):
        read(LYRICS | {"prompt": longest + "a"})


@pytest.mark.parametrize("address", ["https://example.com/x", "none", "playground", "http://127.0.0.1:9/", " x "])
def test_any_address_will_do(address: str) -> None:
    read(LYRICS | {"callBackUrl": address})


def test_what_is_asked_reaches_the_request() -> None:
    assert read(LYRICS | {"seed": 2**63 - 1, "model": "V1", "customMode": "?", "style": 5}) == SongRequest(
        prompt="rain", needs_words=True, seed=2**63 - 1
    )


def test_a_seed_is_drawn_where_none_is_asked_for() -> None:
    for nothing in ({}, {"seed": None}, {"seed": ""}):
        assert len({read(without("seed") | nothing).seed for _ in range(5)}) > 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(LyricsBody.model_fields)), JSON))
def test_any_json_is_understood_or_refused(fields: dict[str, object]) -> None:
    try:
        request = read(LYRICS | fields)
    except BadRequest as error:
        assert str(error)  # noqa: PT017 - both ends are allowed
    else:
        assert request.prompt.strip()
        assert 0 <= request.seed < 2**63


@pytest.mark.parametrize(("mode", "status"), [("original", 200), ("mirror", None)])
def test_refusals_travel_as_those_of_songs(mode: str, status: int | None) -> None:
    shop = Shop(http_status=mode)
    for body, code in (({}, 400), (LYRICS | {"prompt": "a" * 201}, 413)):
        assert_refused(shop.client.post("/api/v1/lyrics", json=body), code, status or code)
    stranger = {"Authorization": "Bearer sw_wrong"}
    assert_refused(shop.client.post("/api/v1/lyrics", json=LYRICS, headers=stranger), 401, 401)
    assert_refused(shop.client.get("/api/v1/lyrics/record-info?taskId=x", headers=stranger), 401, 401)
    assert_refused(shop.client.get("/api/v1/lyrics/record-info"), 400, status or 400)
    assert_refused(shop.client.get("/api/v1/lyrics"), 404, 404)
