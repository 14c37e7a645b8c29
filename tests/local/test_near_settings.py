"""Settings of models on this machine, and the three gates before them, without any of their libraries."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from songwright.engines import Gate, Listed, list_engines, look_after, read_routes
from songwright.local import AceStep, MusicGen
from songwright.studio.ports import Tier

LOCAL = "SONGWRIGHT_LOCAL_"
LIBRARIES = ("torch", "diffusers", "transformers", "accelerate")
COMPONENTS = ("condition_encoder", "scheduler", "text_encoder", "tokenizer", "transformer", "vae")


def listed(name: str, variables: dict[str, str]) -> Listed:
    return next(each for each in list_engines(variables, Path("home")) if each.name == name)


@pytest.fixture
def libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The libraries are installed, as far as a look without importing them tells; an import would fail."""
    shelf = tmp_path / "libraries"
    shelf.mkdir()
    (shelf / "huggingface_hub.py").write_text("def try_to_load_from_cache(name, file): ...", "utf-8")
    for name in LIBRARIES:
        (shelf / f"{name}.py").write_text("raise SystemExit('imported')", "utf-8")
    monkeypatch.syspath_prepend(shelf)


def ace_folder(root: Path, **index: Any) -> Path:
    """The files of an ACE-Step model, as far as a look tells."""
    folder = root / "my-model"
    parts = {name: ["diffusers", "Some"] for name in COMPONENTS} | {"audio_tokenizer": [None, None]}
    for name in COMPONENTS:
        (folder / name).mkdir(parents=True)
        (folder / name / "config.json").write_text("{}", "utf-8")
        if name not in {"scheduler", "tokenizer"}:
            (folder / name / "model.safetensors").write_bytes(b"")
    told = {"_class_name": "AceStepPipeline", **parts, **index}
    (folder / "model_index.json").write_text(json.dumps(told), "utf-8")
    return folder


def musicgen_folder(root: Path) -> Path:
    folder = root / "my-model"
    folder.mkdir()
    (folder / "config.json").write_text('{"model_type": "musicgen"}', "utf-8")
    (folder / "model.safetensors").write_bytes(b"")
    return folder


@pytest.mark.parametrize(
    ("engine", "change", "sentence"),
    [
        ("ace-step", {"DEVICE": "gpu"}, r"SONGWRIGHT_DEVICE: .*pattern"),
        ("ace-step", {"DEVICE": "cuda:one"}, r"SONGWRIGHT_DEVICE: .*pattern"),
        ("ace-step", {"LOCAL_DTYPE": "int8"}, r"SONGWRIGHT_LOCAL_DTYPE: .*'float32', 'bfloat16' or 'float16'"),
        ("ace-step", {"LOCAL_IDLE_MINUTES": "0"}, r"SONGWRIGHT_LOCAL_IDLE_MINUTES: .*greater than 0"),
        ("musicgen", {"LOCAL_THREADS": "-1"}, r"SONGWRIGHT_LOCAL_THREADS: .*greater than or equal to 0"),
        ("musicgen", {"LOCAL_FETCH": "perhaps"}, r"SONGWRIGHT_LOCAL_FETCH: .*boolean"),
        (
            "ace-step",
            {"LOCAL_ACE_STEP_MODEL_TOP": "x" * 1001},
            r"SONGWRIGHT_LOCAL_ACE_STEP_MODEL_TOP: .* 1000 char",
        ),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_it(engine: str, change: dict[str, str], sentence: str) -> None:
    found = listed(engine, {f"SONGWRIGHT_{name}": value for name, value in change.items()})
    assert found.gate is Gate.SETTINGS
    assert re.match(sentence, found.reason)
    assert "\n" not in found.reason


@pytest.mark.parametrize("engine", ["ace-step", "musicgen"])
def test_without_libraries_the_extra_is_named(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("songwright.local._checkpoints.find_spec", lambda _name: None)
    found = listed(engine, {})
    assert found.gate is Gate.ENVIRONMENT
    assert found.reason.startswith("torch, ")
    assert found.reason.endswith(f"not installed: pip install 'songwright[{engine}]'")


@pytest.mark.usefixtures("libraries")
def test_a_whole_folder_is_ready_for_every_tier(tmp_path: Path) -> None:
    ace = listed("ace-step", {f"{LOCAL}ACE_STEP_MODEL": str(ace_folder(tmp_path))})
    assert (ace.gate, ace.reason) == (Gate.READY, "")
    (tmp_path / "other").mkdir()
    more = {f"{LOCAL}ACE_STEP_MODEL_TOP": str(ace_folder(tmp_path / "other")), f"{LOCAL}ACE_STEP_LICENCE": "Apache-2.0"}
    both = listed("ace-step", {f"{LOCAL}ACE_STEP_MODEL": str(tmp_path / "my-model")} | more)
    assert both.setup is not None
    engines = [both.setup.open(tier) for tier in (Tier.DRAFT, Tier.STANDARD, Tier.TOP)]
    assert all(isinstance(engine, AceStep) and engine.licence == "Apache-2.0" for engine in engines)
    draft, standard, top = (engine.shelf for engine in engines if isinstance(engine, AceStep))
    assert draft is standard is not top


@pytest.mark.usefixtures("libraries")
def test_a_planner_is_looked_at_like_the_model(tmp_path: Path) -> None:
    told = {f"{LOCAL}ACE_STEP_MODEL": str(ace_folder(tmp_path)), f"{LOCAL}ACE_STEP_PLANNER": str(tmp_path / "planner")}
    reason = "SONGWRIGHT_LOCAL_ACE_STEP_PLANNER names a folder that is not there"
    assert listed("ace-step", told).reason == reason
    (tmp_path / "planner").mkdir()
    (tmp_path / "planner" / "config.json").write_text('{"model_type": "llama"}', "utf-8")
    assert "is of the kind llama, and this engine needs qwen3: set SONGWRIGHT_" in listed("ace-step", told).reason
    (tmp_path / "planner" / "config.json").write_text('{"model_type": "qwen3"}', "utf-8")
    assert "lacks *.safetensors" in listed("ace-step", told).reason
    (tmp_path / "planner" / "model.safetensors").write_bytes(b"")
    found = listed("ace-step", told)
    assert found.setup is not None
    titles = [getattr(found.setup.open(tier), "checkpoint", "") for tier in (Tier.DRAFT, Tier.STANDARD)]
    assert titles == ["my-model", "my-model, planned by planner"]


@pytest.mark.usefixtures("libraries")
def test_musicgen_is_ready_and_says_its_licence(tmp_path: Path) -> None:
    found = listed("musicgen", {f"{LOCAL}MUSICGEN_MODEL": str(musicgen_folder(tmp_path))})
    assert found.setup is not None, found.reason
    engine = found.setup.open(Tier.DRAFT)
    assert isinstance(engine, MusicGen)
    assert (engine.licence, engine.checkpoint) == ("CC-BY-NC-4.0", "my-model")


SHARDED = json.dumps({"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}})


@pytest.mark.usefixtures("libraries")
@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda folder: (folder / "model_index.json").unlink(), "has no model_index.json and no config.json: save the"),
        (lambda folder: (folder / "model_index.json").write_text("[1"), "has no model_index.json and no config.json"),
        (lambda folder: (folder / "vae/model.safetensors").unlink(), "lacks vae/*.safetensors: save the model there"),
        (lambda folder: (folder / "tokenizer/config.json").unlink(), "lacks tokenizer/: save"),
        (
            lambda folder: (folder / "transformer/model.safetensors.index.json").write_text(SHARDED),
            "lacks transformer/model-00001-of-00002.safetensors",
        ),
        (
            lambda folder: (folder / "model_index.json").write_text('{"_class_name": "AudioLDM2Pipeline"}'),
            "is of the kind AudioLDM2Pipeline, and this engine needs AceStepPipeline: set SONGWRIGHT_",
        ),
    ],
    ids=["no index", "broken index", "no weights", "no tokenizer", "half a download", "another model"],
)
def test_what_a_folder_lacks_is_named_and_its_path_is_not(tmp_path: Path, damage: Any, sentence: str) -> None:
    folder = ace_folder(tmp_path)
    damage(folder)
    found = listed("ace-step", {f"{LOCAL}ACE_STEP_MODEL": str(folder)})
    assert found.gate is Gate.ENVIRONMENT
    assert found.reason.startswith("the folder that SONGWRIGHT_LOCAL_ACE_STEP_MODEL names")
    assert sentence in found.reason
    assert str(tmp_path) not in found.reason


@pytest.mark.usefixtures("libraries")
def test_a_pulse_is_a_look_at_the_files(tmp_path: Path) -> None:
    folder = ace_folder(tmp_path)
    near, route = list_engines({f"{LOCAL}ACE_STEP_MODEL": str(folder)}, tmp_path), read_routes("ace-step, band")
    assert look_after(route, near) == "ok"
    folder.rename(tmp_path / "elsewhere")
    told = look_after(route, near)
    assert told == "ok, others stand in for ace-step: SONGWRIGHT_LOCAL_ACE_STEP_MODEL names a folder that is not there"


@pytest.mark.usefixtures("libraries")
@pytest.mark.parametrize(
    ("engine", "model"),
    [("ace-step", "ACE-Step/acestep-v15-xl-turbo-diffusers"), ("musicgen", "facebook/musicgen-small")],
)
def test_a_model_that_is_not_here_comes_with_the_command_that_gets_it(engine: str, model: str) -> None:
    found = listed(engine, {})
    assert found.gate is Gate.ENVIRONMENT
    assert found.reason == f"its model {model} is not on this machine: fetch it with `songwright fetch-model {engine}`"


@pytest.mark.usefixtures("libraries")
def test_what_may_be_fetched_is_no_lack(tmp_path: Path) -> None:
    found = listed("ace-step", {f"{LOCAL}FETCH": "true"})
    assert found.gate is Gate.READY
    missing = listed("ace-step", {f"{LOCAL}FETCH": "true", f"{LOCAL}ACE_STEP_MODEL": str(tmp_path / "none")})
    assert missing.reason == "SONGWRIGHT_LOCAL_ACE_STEP_MODEL names a folder that is not there"
