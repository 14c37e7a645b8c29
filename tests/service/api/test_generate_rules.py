"""Every rule of the request, in the messages clients match."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.service.api._generate import GenerateBody, read_body, read_request
from songwright.service.api._models import MODELS
from songwright.song import BadRequest, Gender, Key, Meter, SongRequest, TooLong

IDEA: dict[str, Any] = {
    "prompt": "rain",
    "customMode": False,
    "instrumental": False,
    "model": "V5",
    "callBackUrl": "https://example.com/x",
}
CUSTOM = IDEA | {"customMode": True, "style": "folk", "title": "Rain", "prompt": "la la"}


def read(body: object) -> SongRequest:
    _, understood = read_body(json.dumps(body).encode(), GenerateBody)
    return read_request(understood)


def without(body: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in names}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (without(IDEA, "customMode"), "customMode cannot be null"),
        (IDEA | {"customMode": None}, "customMode cannot be null"),
        (IDEA | {"customMode": ""}, "customMode cannot be null"),
        (without(IDEA, "instrumental"), "instrumental cannot be null"),
        (without(IDEA, "model"), "model cannot be null"),
        (IDEA | {"model": ""}, "model cannot be null"),
        (IDEA | {"model": "V99"}, "model: must be one of"),
        (IDEA | {"model": "v5"}, "model: must be one of"),
        (without(IDEA, "callBackUrl"), "Please enter callBackUrl."),
        (IDEA | {"callBackUrl": "  "}, "Please enter callBackUrl."),
        (IDEA | {"callBackUrl": "https://x/" + "y" * 2048}, "callBackUrl: longer"),
        (without(IDEA, "prompt"), "prompt cannot be empty"),
        (IDEA | {"prompt": " \n "}, "prompt cannot be empty"),
        (IDEA | {"instrumental": True, "prompt": ""}, "prompt cannot be empty"),
        (without(CUSTOM, "style"), "style cannot be empty"),
        (without(CUSTOM, "title"), "title cannot be empty"),
        (without(CUSTOM, "prompt"), "prompt cannot be empty"),
        (without(CUSTOM, "title") | {"instrumental": True}, "title cannot be empty"),
        (IDEA | {"customMode": "perhaps"}, "customMode: "),
        (IDEA | {"prompt": 5}, "prompt: "),
        (IDEA | {"prompt": ["a"]}, "prompt: "),
        (IDEA | {"prompt": "a\0b"}, "prompt: contains characters that are not text"),
        (IDEA | {"prompt": "a\ud800b"}, "prompt: contains characters that are not text"),
        (IDEA | {"vocalGender": "x"}, "vocalGender: must be m or f"),
        (IDEA | {"styleWeight": 1.01}, "styleWeight: must lie between 0 and 1"),
        (IDEA | {"weirdnessConstraint": -0.01}, "weirdnessConstraint: must lie between 0 and 1"),
        (IDEA | {"audioWeight": 0.615}, "audioWeight: must be a multiple of 0.01"),
        (IDEA | {"styleWeight": "much"}, "styleWeight: "),
        (IDEA | {"seed": -1}, "seed: must be"),
        (IDEA | {"seed": 2**63}, "seed: must be"),
        (IDEA | {"seed": 1.5}, "seed: "),
        (IDEA | {"duration": 5}, "duration: must lie between 10 and 480"),
        (IDEA | {"model": "V4", "duration": 241}, "duration: must lie between 10 and 240"),
        (IDEA | {"bpm": 29}, "bpm: must lie between 30 and 300"),
        (IDEA | {"key": "H major"}, "key: write it as"),
        (IDEA | {"timeSignature": "4"}, "timeSignature: write it as"),
        (IDEA | {"timeSignature": "4/3"}, "timeSignature: write it as"),
        ([IDEA], "The body must be a JSON object."),
        ("text", "The body must be a JSON object."),
    ],
)
def test_what_is_wrong_is_named(body: object, message: str) -> None:
    with pytest.raises(BadRequest) as caught:
        read(body)
    assert str(caught.value).startswith(message)
    assert not isinstance(caught.value, TooLong)


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b'{"a": NaN}', b"[" * 100_000, b'{"bpm": 1e400}'])
def test_what_is_no_json(raw: bytes) -> None:
    with pytest.raises(BadRequest):
        read_request(read_body(raw, GenerateBody)[1])


LIMITS = {
    "V3_5": (3000, 500, 200, 80),
    "V4": (3000, 500, 200, 80),
    "V4_5": (5000, 500, 1000, 80),
    "V4_5PLUS": (5000, 500, 1000, 80),
    "V5": (5000, 500, 1000, 80),
}


@pytest.mark.parametrize("model", LIMITS)
@pytest.mark.parametrize(("field", "place"), [("prompt", 0), ("style", 2), ("title", 3)])
@pytest.mark.parametrize("letter", ["a", "é", "😀"])
def test_custom_texts_have_the_models_length(model: str, field: str, place: int, letter: str) -> None:
    longest = LIMITS[model][place]
    read(CUSTOM | {"model": model, field: letter * longest})
    with pytest.raises(TooLong, match=f"^{field}: {longest + 1} characters"):
        read(CUSTOM | {"model": model, field: letter * (longest + 1)})


@pytest.mark.parametrize("model", LIMITS)
def test_ideas_have_500_characters(model: str) -> None:
    read(IDEA | {"model": model, "prompt": "a" * 500})
    with pytest.raises(TooLong):
        read(IDEA | {"model": model, "prompt": "a" * 501})


@pytest.mark.parametrize("model", sorted(set(MODELS) - set(LIMITS)))
def test_newer_names_take_the_larger_limits(model: str) -> None:
    assert read(IDEA | {"model": model, "prompt": "a" * 3000}).model == model
    read(CUSTOM | {"model": model, "title": "a" * 100})


def test_an_idea_leaves_the_rest_to_us() -> None:
    request = read(IDEA | {"style": "x" * 5000, "title": "y" * 500, "unknown": {"a": 1}})
    assert (request.prompt, request.style, request.title, request.words) == ("rain", "", None, None)


def test_custom_words_are_kept_as_they_are() -> None:
    words = "  [Verse]\n la  la\n\n"
    request = read(CUSTOM | {"prompt": words})
    assert (request.words, request.prompt, request.style, request.title) == (words, "", "folk", "Rain")


def test_a_custom_instrumental_has_no_words() -> None:
    request = read(CUSTOM | {"instrumental": True, "prompt": "ignored"})
    assert request.instrumental
    assert request.words is None
    with pytest.raises(TooLong):
        read(CUSTOM | {"instrumental": True, "prompt": "a" * 5001})


def test_controls_reach_the_request() -> None:
    request = read(
        IDEA
        | {
            "negativeTags": "drums",
            "vocalGender": "m",
            "styleWeight": 0.61,
            "weirdnessConstraint": 0,
            "audioWeight": 1,
            "seed": 5,
            "duration": 120,
            "bpm": 90.5,
            "key": "A minor",
            "timeSignature": "6/8",
        }
    )
    assert (request.avoid, request.voice, request.seed) == ("drums", Gender.MALE, 5)
    assert (request.weights.style, request.weights.weirdness, request.weights.audio) == (0.61, 0.0, 1.0)
    assert (request.duration_s, request.tempo_bpm) == (120.0, 90.5)
    assert request.key == Key(tonic=9, mode="minor")
    assert request.meter == Meter(beats=6, unit=8)


def test_absent_controls_have_the_familys_defaults() -> None:
    nothing = dict.fromkeys(("negativeTags", "vocalGender", "styleWeight", "seed", "duration", "bpm", "key"))
    request = read(IDEA | nothing | {"timeSignature": "", "audioWeight": ""})
    assert request.weights.style == request.weights.audio == 0.5
    assert (request.avoid, request.voice, request.tempo_bpm, request.key) == ("", None, None, None)
    assert read(IDEA).seed != read(IDEA).seed


@given(st.integers(0, 100))
def test_every_hundredth_is_a_weight(hundredths: int) -> None:
    assert read(IDEA | {"styleWeight": hundredths / 100}).weights.style == hundredths / 100


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(GenerateBody.model_fields)), JSON))
def test_any_json_is_understood_or_refused(fields: dict[str, object]) -> None:
    try:
        request = read(IDEA | fields)
    except BadRequest as error:
        assert str(error)  # noqa: PT017 - both ends are allowed
    else:
        assert isinstance(request, SongRequest)
