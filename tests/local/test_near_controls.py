"""What each control becomes with a model here: one test for each cell of the table in docs/engines.md."""

from dataclasses import replace
from typing import Any

import pytest
from cells import cell
from far_engines import hear, planned
from hollow_models import HollowModel, ace_step, musicgen

from songwright.local import AceStep
from songwright.song import CannotMake, Control, Credit, Gender, Heed, Key, Meter, Weights
from songwright.studio.ports import Tier

ASKED: dict[str, Any] = {
    "prompt": "a chill song about the sea, 90 bpm", "style": "dusty folk, banjo", "avoid": "banjo, drums",
    "voice": Gender.FEMALE, "tempo_bpm": 97.0, "key": Key.parse("F# minor"), "meter": Meter(beats=3, unit=4),
}  # fmt: skip
ACE, TOP = ace_step(), ace_step(tier=Tier.TOP)
WORDS = "[Verse]\nOne kite, two [red] winds\n\n[Chorus]\nUp & away!\n(away)"


def ace(engine: AceStep = ACE, *, turbo: bool = True, **more: Any) -> dict[str, Any]:
    return engine.request(*planned(**(ASKED | more)), turbo=turbo, tokens=HollowModel().tokens)


def sketch(**more: Any) -> dict[str, Any]:
    return musicgen().request(planned(**(ASKED | {"instrumental": True, "voice": None} | more))[0])


def parts(text: str) -> list[str]:
    return text.split(", ")


@cell("ace-step", Control.PROMPT, Control.STYLE, Control.AVOID)
@cell("musicgen", Control.PROMPT, Control.STYLE, Control.AVOID)
@pytest.mark.parametrize("text", [ace()["prompt"], sketch()["text"]], ids=["ace-step", "musicgen"])
def test_prompt_style_and_avoid_are_the_caption(text: str) -> None:
    assert "dusty folk" in parts(text)
    assert "a chill song about the sea" in text
    assert "banjo" not in text
    assert "drums" not in text


@cell("ace-step", Control.VOICE)
def test_the_voice_is_named_in_the_caption() -> None:
    assert "female vocals" in parts(ace()["prompt"])
    assert "male vocals" in parts(ace(voice=Gender.MALE)["prompt"])


@cell("ace-step", Control.WORDS)
def test_words_are_sent_whole_or_the_song_is_refused() -> None:
    lines = ace(words=WORDS)["lyrics"].splitlines()
    assert {"[Verse]", "[Chorus]", "Up & away!", "(away)"} <= set(lines)
    assert any(line.startswith("One kite, two") for line in lines)
    with pytest.raises(CannotMake, match="reads 2048 tokens of words, and these are 2"):
        ace(words="\n".join(["la la la la la la"] * 500))


@cell("ace-step", Control.INSTRUMENTAL)
@cell("musicgen", Control.INSTRUMENTAL)
def test_an_instrumental_is_asked_for_as_each_model_documents_it() -> None:
    silent = ace(instrumental=True)
    assert (silent["lyrics"], silent["vocal_language"]) == ("[Instrumental]", "unknown")
    for text in (silent["prompt"], sketch()["text"]):
        assert "instrumental" in parts(text)
        assert "female vocals" not in parts(text)


@cell("musicgen", Control.WORDS, Control.VOICE, Control.LANGUAGE)
def test_what_is_sung_is_refused_by_a_model_that_can_not_sing() -> None:
    for more in ({"words": WORDS}, {"voice": Gender.MALE}, {"words": "Quand il pleut sur la ville"}):
        model = HollowModel()
        with pytest.raises(CannotMake, match="can't sing, and this song is sung"):
            musicgen(model).record(*planned(**more), 0, hear)
        assert not model.asked


@cell("ace-step", Control.LANGUAGE)
def test_the_language_is_a_field() -> None:
    assert ace()["vocal_language"] == "en"
    assert ace(words="Quand il pleut sur la ville\nje pense à toi toujours")["vocal_language"] == "fr"


@cell("ace-step", Control.STYLE_WEIGHT)
def test_style_weight_is_the_guidance_of_models_that_have_one() -> None:
    weighed = [Weights(style=weight / 10) for weight in range(11)]
    values = [ace(turbo=False, weights=weights)["guidance_scale"] for weights in weighed]
    assert values == sorted(set(values))
    assert values[5] == 7.0
    assert {ace(weights=weights)["guidance_scale"] for weights in weighed} == {1.0}


@cell("musicgen", Control.STYLE_WEIGHT, Control.WEIRDNESS)
def test_weights_move_guidance_and_temperature_one_way() -> None:
    guided = [sketch(weights=Weights(style=weight / 10))["guidance_scale"] for weight in range(11)]
    heated = [sketch(weights=Weights(weirdness=weight / 10))["temperature"] for weight in range(11)]
    assert guided == sorted(set(guided))
    assert heated == sorted(set(heated))
    assert (guided[5], heated[5]) == (3.0, 1.0)


@cell("ace-step", Control.WEIRDNESS, Control.AUDIO_WEIGHT)
@cell("musicgen", Control.AUDIO_WEIGHT)
def test_what_goes_nowhere_leaves_the_request_as_it_is() -> None:
    for weights in (Weights(audio=0.0), Weights(audio=1.0)):
        assert ace(turbo=False, weights=weights) == ace(turbo=False)
        assert sketch(weights=weights) == sketch()
    for weights in (Weights(weirdness=0.0), Weights(weirdness=1.0)):
        assert ace(turbo=False, weights=weights) == ace(turbo=False)


@cell("ace-step", Control.DURATION)
@cell("musicgen", Control.DURATION)
@pytest.mark.parametrize("asked_s", [10.0, 12.34, 75.5])
def test_a_length_is_exact(asked_s: float) -> None:
    for engine in (ace_step(), musicgen()):
        recording = engine.record(*planned(instrumental=True, duration_s=asked_s), 0, hear)
        assert len(recording.stems[0].audio.samples) == pytest.approx(asked_s * 48_000, abs=2)


def test_without_a_length_the_planned_form_is_the_measure() -> None:
    brief, lyrics = planned(duration_s=None)
    tokens = HollowModel().tokens
    bars = sum(section.bars for section in brief.form)
    length_s = bars * brief.meter.beats * 4 / brief.meter.unit * 60 / brief.tempo_bpm
    assert ACE.request(brief, lyrics, turbo=True, tokens=tokens)["audio_duration"] == pytest.approx(length_s, abs=1)
    formless = replace(brief, form=(), voice=None)
    assert ACE.request(formless, lyrics, turbo=True, tokens=tokens)["audio_duration"] == 120.0
    assert musicgen().request(formless)["length_s"] == 60.0


@cell("ace-step", Control.TEMPO, Control.KEY, Control.METER)
@cell("musicgen", Control.TEMPO, Control.KEY, Control.METER)
def test_tempo_key_and_meter_are_fields_here_and_words_there() -> None:
    assert (ace()["bpm"], ace()["keyscale"], ace()["timesignature"]) == (97, "F# minor", "3")
    assert ace(key=Key.parse("D dorian"))["keyscale"] == "D minor"
    assert [ace(meter=Meter(beats=beats, unit=unit))["timesignature"] for beats, unit in ((6, 8), (5, 4))] == ["6", ""]
    assert {"97 BPM", "F# minor", "3/4 time"} <= set(parts(sketch()["text"]))


@cell("ace-step", Control.SEED)
@cell("musicgen", Control.SEED)
def test_the_seed_is_the_song_s_own_for_each_take() -> None:
    for made in (ace_step, musicgen):
        model = HollowModel()
        for seed, take in ((3, 0), (3, 0), (3, 1), (4, 0)):
            made(model).record(*planned(seed=seed, instrumental=True), take, hear)
        assert model.seeds[0] == model.seeds[1]
        assert len(set(model.seeds)) == 3


def test_tiers_take_their_time() -> None:
    assert [ace(engine, turbo=True)["num_inference_steps"] for engine in (ACE, TOP)] == [8, 8]
    assert [ace(engine, turbo=False)["num_inference_steps"] for engine in (ACE, TOP)] == [32, 50]


def test_a_caption_is_shortened_until_its_figures_are_read_too() -> None:
    style = ", ".join(f"colour {at}" for at in range(60))
    brief, lyrics = planned(style=style)
    read = ACE.request(brief, lyrics, turbo=True, tokens=lambda request: (100 + len(request["prompt"]), 1))
    assert 100 < len(read["prompt"]) <= 156
    assert read["prompt"].startswith("colour 0, colour 1, ")
    whole = ACE.request(brief, lyrics, turbo=True, tokens=lambda request: (len(request["prompt"]) // 4, 1))
    assert 400 < len(whole["prompt"]) <= 512


def credit(turbo: bool) -> Credit:
    told = ace_step(HollowModel(turbo=turbo)).record(*planned(weights=Weights(style=0.9)), 0, hear).credit
    assert told is not None
    return told


def test_turbo_models_say_what_they_can_not_follow() -> None:
    for turbo, heed in ((True, Heed.IGNORED), (False, Heed.HONOURED)):
        told = {each.control: each.heed for each in credit(turbo).handling}
        assert list(told) == list(Control)
        assert told[Control.STYLE_WEIGHT] is heed
