"""Sections 1 to 4 of the contract: the call, its fields, what each mode requires, the limits of each model.

Each test says the sentence it proves and the section it comes from, over HTTP, against the server and a worker.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from contract import CUSTOM, EXAMPLE, IDEA, MODELS, Caller, calling, seconds_of, told, without

from serving import Service

pytestmark = pytest.mark.slow

WEIGHTS = ("styleWeight", "weirdnessConstraint", "audioWeight")
ALWAYS = ("customMode", "instrumental", "model", "callBackUrl")
INSTRUMENTAL_IDEA = IDEA | {"instrumental": True}
INSTRUMENTAL_CUSTOM = CUSTOM | {"instrumental": True}


@pytest.fixture
def caller(generous: Service) -> Iterator[Caller]:
    """Somebody with the first key of the service."""
    with calling(generous) as caller:
        yield caller


def nameless(field: str) -> str:
    """The words in which an absent field is asked for."""
    return {
        "customMode": "customMode cannot be null",
        "instrumental": "instrumental cannot be null",
        "model": "model cannot be null",
        "callBackUrl": "Please enter callBackUrl.",
    }.get(field, field)


# --- 1. The call -------------------------------------------------------------------------------------------------


def test_the_reference_pages_own_request(caller: Caller) -> None:
    """§1: the page's example is taken; the optional controls may accompany a request without custom mode."""
    songs = caller.songs(EXAMPLE)
    assert {told(song)["voice"] for song in songs} == {"m"}
    assert {told(song)["weights"] for song in songs} == {"0.61/0.72/0.65"}


def test_one_task_is_started_and_answered_at_once(caller: Caller) -> None:
    """§1: one generation task starts and the answer comes at once; the music follows."""
    tasks: list[str] = []
    assert seconds_of(lambda: tasks.append(caller.submit(IDEA))) < 5
    assert caller.info(tasks[0])["status"] in {"PENDING", "TEXT_SUCCESS"}
    caller.wait_for(tasks[0], "SUCCESS")


def test_two_variations_per_request(caller: Caller) -> None:
    """§1: several variations are made of each request: two, each with a name and a sound of its own."""
    songs = caller.songs(IDEA)
    assert len(songs) == 2
    for field in ("id", "audioUrl", "streamAudioUrl", "imageUrl"):
        assert songs[0][field] != songs[1][field]
    first, second = (caller.http.get(song["audioUrl"]).content for song in songs)
    assert first != second


@pytest.mark.parametrize("raw", ["", "{", "[]", '"text"', "null", "prompt=a&model=V5", '{"customMode": NaN}'])
def test_the_body_is_json(caller: Caller, raw: str) -> None:
    """§1: the body is a JSON object."""
    headers = {"Content-Type": "application/json"}
    answer = caller.answer("POST", "/api/v1/generate", content=raw, headers=headers)
    assert (answer["code"], answer["data"]) == (400, None)


# --- 2. Fields ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", [IDEA, CUSTOM], ids=["idea", "custom"])
@pytest.mark.parametrize("field", ALWAYS)
@pytest.mark.parametrize("absent", ["left out", "null", "empty"])
def test_four_fields_are_always_required(caller: Caller, base: dict[str, Any], field: str, absent: str) -> None:
    """§2: customMode, instrumental, model and callBackUrl are required in every mode."""
    body = without(base, field)
    if absent != "left out":
        body[field] = None if absent == "null" else ""
    assert nameless(field) in caller.refuses(body)


@pytest.mark.parametrize("field", ["customMode", "instrumental"])
@pytest.mark.parametrize("wrong", ["perhaps", 7, [True], {"a": 1}])
def test_modes_are_booleans(caller: Caller, field: str, wrong: object) -> None:
    """§2: customMode and instrumental are true or false."""
    assert field in caller.refuses(CUSTOM | {field: wrong})


@pytest.mark.parametrize("model", MODELS)
def test_five_models(caller: Caller, model: str) -> None:
    """§2: model is one of five names."""
    caller.accepts(IDEA | {"model": model})


@pytest.mark.parametrize("model", ["v5", "V5 ", "V3", "V4_5_PLUS", "chirp-crow", 5, ["V5"]])
def test_no_other_model(caller: Caller, model: object) -> None:
    """§2: model takes nothing but its names, spelt as they are."""
    assert "model" in caller.refuses(IDEA | {"model": model})


def test_the_callback_address_has_a_capital_b(caller: Caller) -> None:
    """§2: the spelling is callBackUrl."""
    address = IDEA["callBackUrl"]
    for other in ("callbackUrl", "callBackURL", "callback_url", "callbackurl"):
        assert caller.refuses(without(IDEA, "callBackUrl") | {other: address}) == "Please enter callBackUrl."


def test_an_idea_need_not_be_sung_literally(caller: Caller) -> None:
    """§2: outside custom mode prompt is the idea, and words are written from it."""
    for song in caller.songs(IDEA):
        assert song["prompt"]
        assert song["prompt"] != IDEA["prompt"]


def test_custom_words_are_sung_exactly(caller: Caller) -> None:
    """§2: in custom mode prompt holds the exact words to be sung."""
    words = "[Verse]\n  The tide — comes in,\n\nthe tide goes out…\n[Chorus]\nÅh, 海よ 🌊\n"
    assert {song["prompt"] for song in caller.songs(CUSTOM | {"prompt": words})} == {words}


def test_style_and_title_reach_the_song(caller: Caller) -> None:
    """§2: in custom mode style is the style, and title the title of the tracks."""
    for song in caller.songs(CUSTOM):
        assert song["title"] == "Evening Tide"
        assert told(song)["style"] == "Jazz"


def test_what_to_avoid_reaches_the_song_and_has_no_length(caller: Caller) -> None:
    """§2: negativeTags lists what to avoid, comma separated, and has no limit of length."""
    for song in caller.songs(IDEA | {"negativeTags": "Heavy Metal, Upbeat Drums"}):
        assert told(song)["avoid"] == "Heavy Metal+Upbeat Drums"
    caller.accepts(IDEA | {"negativeTags": "drums, " * 3000})


@pytest.mark.parametrize("gender", ["m", "f"])
def test_the_voice_can_be_chosen(caller: Caller, gender: str) -> None:
    """§2: vocalGender m or f is the preferred voice."""
    assert {told(song)["voice"] for song in caller.songs(IDEA | {"vocalGender": gender})} == {gender}


@pytest.mark.parametrize("gender", ["M", "male", "x", 1, True])
def test_no_other_voice(caller: Caller, gender: object) -> None:
    """§2: vocalGender is m or f and nothing else."""
    assert "vocalGender" in caller.refuses(IDEA | {"vocalGender": gender})


@pytest.mark.parametrize("field", WEIGHTS)
@pytest.mark.parametrize("weight", [0, 1, 0.0, 1.0, 0.01, 0.07, 0.29, 0.57, 0.58, 0.61, 0.99])
def test_weights_lie_between_0_and_1(caller: Caller, field: str, weight: float) -> None:
    """§2: each weight may be any hundredth from 0 to 1, both ends included."""
    caller.accepts(IDEA | {field: weight})


@pytest.mark.parametrize("field", WEIGHTS)
@pytest.mark.parametrize("weight", [-0.01, 1.01, 2, -1, 1e300, 0.615, 0.001, 0.999, "much", [0.5]])
def test_weights_outside_are_refused(caller: Caller, field: str, weight: object) -> None:
    """§2: a weight below 0, above 1, between the hundredths or no number at all is refused by name."""
    assert field in caller.refuses(IDEA | {field: weight})


@pytest.mark.parametrize("raw", ["0.61", "0.610", "0.61000000000000001", "0.6100000000000001", "0.6099999999999999"])
def test_hundredths_are_not_exact_in_binary(caller: Caller, raw: str) -> None:
    """§2: multiples of 0.01 are checked with a tolerance, for 0.61 has no exact binary form."""
    text = json.dumps(IDEA | {"styleWeight": "HERE"}).replace('"HERE"', raw)
    answer = caller.answer("POST", "/api/v1/generate", content=text, headers={"Content-Type": "application/json"})
    assert answer["code"] == 200, answer
    caller.cancel(answer["data"]["taskId"])


def test_weights_are_one_half_by_default(caller: Caller) -> None:
    """§2: the three weights are 0.5 where they are not given; null and empty count as not given."""
    for body in (IDEA, IDEA | dict.fromkeys(WEIGHTS), IDEA | dict.fromkeys(WEIGHTS, "")):
        assert {told(song)["weights"] for song in caller.songs(body)} == {"0.5/0.5/0.5"}


def test_unknown_fields_are_ignored(caller: Caller) -> None:
    """§2: fields of newer models, or of nobody, do no harm to older models."""
    newer = {"personaId": "p", "personaModel": "style_persona", "variety": 3, "imageUrls": ["x"], "lyrics": "la"}
    made = caller.made(EXAMPLE | newer | {"anything": {"nested": [1, None, "ö"]}, "": 1})
    assert json.loads(made["param"])["variety"] == 3


def test_a_character_is_a_code_point(caller: Caller) -> None:
    """§2: lengths count Unicode code points, not bytes and not UTF-16 units."""
    for letter in ("é", "海", "😀", "e\u0301", "\u202e", "👩\u200d🚀"):
        longest = letter * (500 // len(letter)) + "a" * (500 % len(letter))
        caller.accepts(IDEA | {"prompt": longest})
        assert "prompt" in caller.refuses(IDEA | {"prompt": longest + "a"}, 413)


# --- 3. What each mode requires ----------------------------------------------------------------------------------

MODES = {
    "idea, sung": (IDEA, ("prompt",)),
    "idea, instrumental": (INSTRUMENTAL_IDEA, ("prompt",)),
    "custom, sung": (CUSTOM, ("style", "title", "prompt")),
    "custom, instrumental": (INSTRUMENTAL_CUSTOM, ("style", "title")),
}


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_is_content_with_what_it_requires(caller: Caller, mode: str) -> None:
    """§3: nothing is required beyond the four fields of every mode and those of the mode's own row."""
    body, required = MODES[mode]
    caller.accepts({name: body[name] for name in (*ALWAYS, *required)})


@pytest.mark.parametrize(("mode", "field"), [(mode, field) for mode, (_, fields) in MODES.items() for field in fields])
@pytest.mark.parametrize("absent", ["left out", "null", "empty", "blank"])
def test_each_mode_asks_for_what_it_requires(caller: Caller, mode: str, field: str, absent: str) -> None:
    """§3: each field of the mode's row is required; null, empty and blank count as absent."""
    body = without(MODES[mode][0], field)
    if absent != "left out":
        body[field] = {"null": None, "empty": "", "blank": " \n\t "}[absent]
    assert field in caller.refuses(body)


def test_style_and_title_are_ignored_outside_custom_mode(caller: Caller) -> None:
    """§3: style and title should be left empty without custom mode; given all the same, they change nothing."""
    for song in caller.songs(IDEA | {"style": "x" * 5000, "title": "y" * 500}):
        assert (told(song)["style"], told(song)["title"]) == ("", "")
        assert "y" not in song["title"]


@pytest.mark.parametrize("body", [INSTRUMENTAL_IDEA, INSTRUMENTAL_CUSTOM], ids=["idea", "custom"])
def test_an_instrumental_has_no_words(caller: Caller, body: dict[str, Any]) -> None:
    """§3: instrumental true means no lyrics and no singing, also where a prompt was given in custom mode."""
    for song in caller.songs(body):
        assert "instrumental" in song["tags"]
        assert song["prompt"] == "(instrumental)"


def test_a_prompt_beside_a_custom_instrumental_keeps_its_limit(caller: Caller) -> None:
    """§3: a prompt in custom instrumental mode is taken, and its length still counts."""
    caller.accepts(INSTRUMENTAL_CUSTOM | {"prompt": "a" * 5000})
    assert "prompt" in caller.refuses(INSTRUMENTAL_CUSTOM | {"prompt": "a" * 5001}, 413)


# --- 4. Limits by model ------------------------------------------------------------------------------------------

LIMITS = {
    # model: words, idea, style, title, seconds
    "V3_5": (3000, 500, 200, 80, 240),
    "V4": (3000, 500, 200, 80, 240),
    "V4_5": (5000, 500, 1000, 80, 480),
    "V4_5PLUS": (5000, 500, 1000, 80, 480),
    "V5": (5000, 500, 1000, 80, 480),
}
TEXTS = {
    "words": (CUSTOM, "prompt", 0),
    "idea": (IDEA, "prompt", 1),
    "style": (CUSTOM, "style", 2),
    "title": (CUSTOM, "title", 3),
}


@pytest.mark.parametrize("model", LIMITS)
@pytest.mark.parametrize("text", TEXTS)
def test_texts_may_be_as_long_as_the_model_says(caller: Caller, model: str, text: str) -> None:
    """§4: each text is taken at the length its model allows, and one character more is 413 and names the field."""
    body, field, place = TEXTS[text]
    longest = LIMITS[model][place]
    caller.accepts(body | {"model": model, field: "a" * longest})
    message = caller.refuses(body | {"model": model, field: "a" * (longest + 1)}, 413)
    assert field in message
    assert str(longest) in message


@pytest.mark.parametrize("model", LIMITS)
def test_songs_may_be_as_long_as_the_model_says(caller: Caller, model: str) -> None:
    """§4: the longest song is 4 minutes for V3_5 and V4 and 8 for the others."""
    longest_s = LIMITS[model][4]
    caller.accepts(IDEA | {"model": model, "duration": longest_s})
    assert str(longest_s) in caller.refuses(IDEA | {"model": model, "duration": longest_s + 1})


@pytest.mark.parametrize("model", ["V4_5ALL", "V5_5", "V6", "V6_MINI", "V6_WILD"])
def test_newer_names_take_the_larger_limits(caller: Caller, model: str) -> None:
    """§4: newer names of the family are taken with the larger limits of its newer pages."""
    caller.accepts(IDEA | {"model": model, "prompt": "a" * 3000})
    caller.refuses(IDEA | {"model": model, "prompt": "a" * 3001}, 413)
    caller.accepts(CUSTOM | {"model": model, "title": "a" * 100, "style": "a" * 1000, "prompt": "a" * 5000})
    caller.refuses(CUSTOM | {"model": model, "title": "a" * 101}, 413)


def test_length_is_told_after_what_is_missing(caller: Caller) -> None:
    """§4: too long is 413 only for a request that is otherwise complete; a missing field is 400."""
    assert caller.refuses(without(IDEA, "callBackUrl") | {"prompt": "a" * 501}) == "Please enter callBackUrl."
