"""Settings of engines on other machines, their pulse, and their place in the readiness of the service."""

import re
from pathlib import Path

import pytest
from song_servers import AceStepStub, SpeechStub, refuses

from songwright import app
from songwright.engines import Gate, Listed, list_engines, look_after, read_routes
from songwright.remote import AceStepServer, SpeechServer
from songwright.service.settings import Settings
from songwright.song import BadRequest
from songwright.studio.ports import Tier

ACE = "SONGWRIGHT_ACE_STEP_"
SPEECH = "SONGWRIGHT_SPEECH_"
THERE = {f"{ACE}URL": "http://gpu:8001/", f"{SPEECH}URL": "http://gpu:8000/v1", f"{SPEECH}MODEL": "song-7b"}


def listed(name: str, variables: dict[str, str]) -> Listed:
    return next(each for each in list_engines(variables, Path("home")) if each.name == name)


@pytest.mark.parametrize(
    ("engine", "change", "sentence"),
    [
        ("ace-step-server", {f"{ACE}URL": ""}, "SONGWRIGHT_ACE_STEP_URL is not set: give the address of an ACE-Step"),
        (
            "ace-step-server",
            {f"{ACE}URL": "gpu:8001"},
            "SONGWRIGHT_ACE_STEP_URL: .*needs a web address, as http://local",
        ),
        ("ace-step-server", {f"{ACE}URL": "http://gpu?x=1"}, "SONGWRIGHT_ACE_STEP_URL: .*needs a web address"),
        ("ace-step-server", {f"{ACE}TIMEOUT_S": "soon"}, "SONGWRIGHT_ACE_STEP_TIMEOUT_S: .*valid number"),
        ("ace-step-server", {f"{ACE}TRIES": "0"}, "SONGWRIGHT_ACE_STEP_TRIES: .*greater than or equal to 1"),
        (
            "speech-server",
            {f"{SPEECH}MODEL": ""},
            "SONGWRIGHT_SPEECH_MODEL is not set: give the name of",
        ),
        ("speech-server", {f"{SPEECH}URL": "ftp://gpu"}, "SONGWRIGHT_SPEECH_URL: .*needs a web address"),
        ("speech-server", {f"{SPEECH}LONGEST_S": "-1"}, "SONGWRIGHT_SPEECH_LONGEST_S: .*greater than 0"),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_it(engine: str, change: dict[str, str], sentence: str) -> None:
    found = listed(engine, THERE | change)
    assert found.gate is Gate.SETTINGS
    assert re.match(sentence, found.reason)
    assert "\n" not in found.reason


def test_settings_reach_the_engine_and_the_key_no_text() -> None:
    more = {f"{ACE}MODEL": "turbo", f"{ACE}MODEL_TOP": "xl-sft", f"{ACE}KEY": "hunter2", f"{ACE}TIMEOUT_S": "60"}
    found = listed("ace-step-server", THERE | more)
    assert found.setup is not None
    top, draft = found.setup.open(Tier.TOP), found.setup.open(Tier.DRAFT)
    assert isinstance(top, AceStepServer)
    assert isinstance(draft, AceStepServer)
    assert (top.model, draft.model, top.licence) == ("xl-sft", "turbo", "MIT")
    assert (top.line.address, top.line.key, top.line.limit_s) == ("http://gpu:8001", "hunter2", 60.0)
    assert "hunter2" not in f"{found}{top}"
    spoken = listed("speech-server", THERE).setup
    assert spoken is not None
    engine = spoken.open(Tier.TOP)
    assert isinstance(engine, SpeechServer)
    assert (engine.model, engine.licence) == ("song-7b", "not told: set SONGWRIGHT_SPEECH_LICENCE")


def test_a_pulse_is_an_answer(ace: AceStepStub, speech: SpeechStub) -> None:
    variables = THERE | {f"{ACE}URL": ace.url, f"{SPEECH}URL": f"{speech.url}/v1", f"{ACE}KEY": "hush"}
    far, near = list_engines(variables, Path("home")), read_routes("ace-step-server, speech-server")
    assert look_after(near, far) == "ok"
    assert ace.asked[-1][0] == "GET /health"
    assert ace.asked[-1][2]["authorization"] == "Bearer hush"
    assert speech.asked[-1][0] == "GET /v1/models"
    ace.faults = [refuses(500)]
    assert look_after(near, far) == "ok, others stand in for ace-step-server: its server answers with status 500"
    ace.faults, speech.faults = [refuses(401)], [refuses(404)]  # a server without that path is alive
    assert look_after(near, far) == "ok, others stand in for ace-step-server: its server refuses the key"


def test_no_pulse_is_told_without_the_address() -> None:
    variables = THERE | {f"{ACE}URL": "http://127.0.0.1:9"}
    far = list_engines(variables, Path("home"))
    assert look_after(read_routes("ace-step-server"), far) == "ace-step-server: its server can't be reached"
    told = look_after(read_routes("ace-step-server, band"), far)
    assert told == "ok, others stand in for ace-step-server: its server can't be reached"


def test_the_service_looks_after_what_it_is_routed_to(ace: AceStepStub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONGWRIGHT_ENGINES", "")
    assert app._find_engine_look(Settings()) is None
    monkeypatch.setenv("SONGWRIGHT_ENGINES", '{"V5": "ace-step-server"}')
    with pytest.raises(BadRequest, match="ENGINES names ace-step-server, which is not set up: SONGWRIGHT_ACE"):
        app._find_engine_look(Settings())
    monkeypatch.setenv("SONGWRIGHT_ACE_STEP_URL", ace.url)
    look = app._find_engine_look(Settings())
    assert look is not None
    assert look() == "ok"
    ace.faults = [refuses(503)]
    assert look() == "ace-step-server: its server answers with status 503"
    assert app._find_engine_look(Settings(studio="elsewhere:workshop")) is None
