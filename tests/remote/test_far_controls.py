"""What each control becomes at a server: one test for each cell of the table in docs/engines.md."""

from dataclasses import replace
from typing import Any

import pytest
from cells import cell
from far_engines import line, planned

from songwright.remote import AceStepServer, SpeechServer
from songwright.song import Control, Gender, Handling, Heed, Key, Lyrics, Meter, SectionKind, Weights
from songwright.studio.captions import ace_step_handling, caption, sung_text
from songwright.studio.ports import Tier

ACE = AceStepServer(line=line("http://127.0.0.1:9"), tier=Tier.STANDARD)
BASE = replace(ACE, model="acestep-v15-base", tier=Tier.TOP)
DRAFT = replace(ACE, tier=Tier.DRAFT)
SPEECH = SpeechServer(line=line("http://127.0.0.1:9"), model="MiniMaxAI/MiniMax-Music3")
ASKED: dict[str, Any] = {
    "prompt": "a chill song about the sea, 90 bpm", "style": "dusty folk, banjo", "avoid": "banjo, drums",
    "voice": Gender.FEMALE, "weights": Weights(style=0.9, weirdness=0.2, audio=0.7),
    "tempo_bpm": 97.0, "key": Key.parse("F# minor"), "meter": Meter(beats=3, unit=4),
}  # fmt: skip


def ace(engine: AceStepServer = ACE, **more: Any) -> dict[str, Any]:
    return engine.request(*planned(**(ASKED | more)), 0)


def speech(**more: Any) -> dict[str, Any]:
    return SPEECH.request(*planned(**(ASKED | more)), 0)


def parts(text: str) -> list[str]:
    return text.split(", ")


@cell("ace-step-server", Control.PROMPT, Control.STYLE, Control.VOICE, Control.AVOID)
@cell("speech-server", Control.PROMPT, Control.STYLE, Control.VOICE, Control.AVOID)
@pytest.mark.parametrize("text", [ace()["prompt"], speech()["instructions"]], ids=["ace-step-server", "speech-server"])
def test_prompt_style_voice_and_avoid_are_the_caption(text: str) -> None:
    assert "dusty folk" in parts(text)
    assert "female vocals" in parts(text)
    assert "a chill song about the sea" in text
    assert "banjo" not in text
    assert "drums" not in text


@cell("ace-step-server", Control.AVOID)
def test_ace_step_avoids_by_the_planner_s_negative_prompt() -> None:
    assert ace()["lm_negative_prompt"] == "banjo, drums"
    assert "lm_negative_prompt" not in ace(avoid=" ")


WORDS = "[Verse]\nOne kite, two [red] winds\n\n[Chorus]\nUp & away!\n(away)\n\n[Verse]\nThree for the road"


@cell("ace-step-server", Control.WORDS)
@cell("speech-server", Control.WORDS)
def test_words_are_sent_whole_with_each_tag_on_its_own_line() -> None:
    for text in (ace(words=WORDS)["lyrics"], speech(words=WORDS)["input"]):
        lines = [line for line in text.splitlines() if line]
        told = [line for line in lines if not line.startswith("[")]
        assert told[0].startswith("One kite, two")
        assert "Up & away!" in told
        assert "Three for the road" in told
        assert "(away)" in told
        assert {"[Verse]", "[Chorus]"} <= set(lines)
        assert all(line.endswith("]") for line in lines if line.startswith("["))


def test_a_form_that_leaves_words_out_is_not_followed() -> None:
    brief, lyrics = planned(words=WORDS)
    short = replace(brief, form=tuple(section for section in brief.form if section.kind is not SectionKind.CHORUS))
    assert "Up & away!" in sung_text(short, lyrics)
    assert sung_text(brief, Lyrics(title="x")) == ""


@cell("ace-step-server", Control.INSTRUMENTAL)
@cell("speech-server", Control.INSTRUMENTAL)
def test_an_instrumental_is_asked_for_as_each_model_documents_it() -> None:
    silent = ace(instrumental=True)
    assert silent["lyrics"] == "[Instrumental]"
    assert silent["vocal_language"] == "unknown"
    assert {"instrumental", "no vocals"} <= set(parts(silent["prompt"]))
    assert not {"female vocals", "male vocals"} & set(parts(silent["prompt"]))
    spoken = speech(instrumental=True)
    assert spoken["input"].split() == ["[Intro]", "(instrumental)", "[Outro]", "(instrumental)"]
    assert "no vocals" in parts(spoken["instructions"])


@cell("ace-step-server", Control.LANGUAGE)
@cell("speech-server", Control.LANGUAGE)
def test_the_language_is_a_field_or_the_words_own() -> None:
    words = "Quand il pleut sur la ville\nje pense à toi toujours"
    assert ace(words=words)["vocal_language"] == "fr"
    assert "language" not in speech(words=words)


def weighed(engine: AceStepServer, style: float = 0.5, weirdness: float = 0.5) -> dict[str, Any]:
    return ace(engine, weights=Weights(style=style, weirdness=weirdness))


def test_the_middle_of_the_weights_is_what_the_model_documents() -> None:
    middle = weighed(BASE)
    assert (middle["guidance_scale"], middle["lm_cfg_scale"]) == (7.0, 2.5)
    assert (middle["lm_temperature"], middle["lm_top_p"]) == (0.85, 0.9)


@cell("ace-step-server", Control.STYLE_WEIGHT)
@pytest.mark.parametrize("name", ["guidance_scale", "lm_cfg_scale"])
def test_style_weight_moves_guidance_one_way(name: str) -> None:
    values = [weighed(BASE, style=weight / 10)[name] for weight in range(11)]
    assert values == sorted(set(values))
    assert not weighed(BASE, style=0.9)["use_cot_caption"]
    assert weighed(BASE, style=0.5)["use_cot_caption"]


@cell("ace-step-server", Control.WEIRDNESS)
@pytest.mark.parametrize("name", ["lm_temperature", "lm_top_p"])
def test_weirdness_moves_the_planner_one_way(name: str) -> None:
    values = [weighed(ACE, weirdness=weight / 10)[name] for weight in range(11)]
    assert values == sorted(set(values))


def test_tiers_plan_and_take_their_time() -> None:
    assert (DRAFT.request(*planned(), 0)["thinking"], ace()["thinking"]) == (False, True)
    assert [ace(engine)["inference_steps"] for engine in (DRAFT, ACE, BASE)] == [8, 8, 50]
    assert ace(replace(BASE, tier=Tier.STANDARD))["inference_steps"] == 32
    assert ace(BASE)["model"] == "acestep-v15-base"
    assert "model" not in ace()


@cell("ace-step-server", Control.AUDIO_WEIGHT)
@cell("speech-server", Control.STYLE_WEIGHT, Control.WEIRDNESS, Control.AUDIO_WEIGHT)
def test_what_goes_nowhere_leaves_the_request_as_it_is() -> None:
    for weights in (Weights(audio=0.0), Weights(audio=1.0)):
        assert ace(weights=weights) == ace(weights=Weights())
    for weights in (Weights(style=0.0), Weights(weirdness=1.0), Weights(audio=1.0)):
        assert speech(weights=weights) == speech(weights=Weights())


@cell("ace-step-server", Control.DURATION)
@cell("speech-server", Control.DURATION)
@pytest.mark.parametrize(("asked_s", "sent_s"), [(10.0, 10.0), (75.5, 75.5), (480.0, 480.0)])
def test_a_length_is_exact_here_and_a_bound_there(asked_s: float, sent_s: float) -> None:
    assert ace(duration_s=asked_s)["audio_duration"] == sent_s
    assert speech(duration_s=asked_s)["max_new_tokens"] == round(min(asked_s, 300.0) * 25 + 0.49)


def test_without_a_length_the_planned_form_is_the_measure() -> None:
    brief, lyrics = planned(duration_s=None, meter=Meter(beats=6, unit=8))
    bars = sum(section.bars for section in brief.form)
    assert ACE.request(brief, lyrics, 0)["audio_duration"] == pytest.approx(bars * 3 * 60 / brief.tempo_bpm, abs=1)
    formless = replace(brief, form=())
    assert "audio_duration" not in ACE.request(formless, lyrics, 0)
    assert SPEECH.request(formless, lyrics, 0)["max_new_tokens"] == 180 * 25


@cell("ace-step-server", Control.TEMPO, Control.KEY, Control.METER)
@cell("speech-server", Control.TEMPO, Control.KEY, Control.METER)
def test_tempo_key_and_meter_are_fields_here_and_words_there() -> None:
    assert (ace()["bpm"], ace()["key_scale"], ace()["time_signature"]) == (97, "F# minor", "3")
    assert {"97 BPM", "F# minor", "3/4 time"} <= set(parts(speech()["instructions"]))
    assert "BPM" not in ace()["prompt"].replace("90 bpm", "")
    assert ace(key=Key.parse("D dorian"))["key_scale"] == "D minor"
    assert [ace(meter=Meter(beats=beats, unit=unit))["time_signature"] for beats, unit in ((6, 8), (5, 4))] == ["6", ""]


def test_a_caption_ends_between_its_parts() -> None:
    brief, _ = planned(style=", ".join(f"colour {at}" for at in range(100)))
    text = caption(brief, figures=True, most=200)
    assert len(text) <= 200
    assert all(part.startswith("colour") and part[7:].isdigit() for part in parts(text))


def told(handling: tuple[Handling, ...]) -> dict[Control, Heed]:
    assert [each.control for each in handling] == list(Control)
    assert all(each.how for each in handling)
    return {each.control: each.heed for each in handling}


def test_drafts_and_turbo_models_say_what_they_can_not_follow() -> None:
    ace_step = ace_step_handling
    planner, draft = told(ace_step(plans=True, turbo=True)), told(ace_step(plans=False, turbo=True))
    assert (planner[Control.STYLE_WEIGHT], draft[Control.STYLE_WEIGHT]) == (Heed.HONOURED, Heed.IGNORED)
    assert (planner[Control.WEIRDNESS], draft[Control.WEIRDNESS]) == (Heed.HONOURED, Heed.IGNORED)
    assert told(ace_step(plans=False, turbo=False))[Control.STYLE_WEIGHT] is Heed.HONOURED


@cell("ace-step-server", Control.SEED)
@cell("speech-server", Control.SEED)
def test_the_seed_is_the_song_s_own_for_each_take() -> None:
    for engine in (ACE, SPEECH):
        drawn = [engine.request(*planned(seed=seed), take)["seed"] for seed, take in ((3, 0), (3, 0), (3, 1), (4, 0))]
        assert drawn[0] == drawn[1]
        assert len(set(drawn)) == 3
