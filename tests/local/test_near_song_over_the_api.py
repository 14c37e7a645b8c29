"""A song of a model in this process through the API, from `generate` to `complete`, on the processor and offline."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api_shop import Shop
from songwright.app import build_workshop
from songwright.outfit import Home
from songwright.service.ports import file_key

pytestmark = pytest.mark.models

IDEA: dict[str, Any] = {
    "prompt": "a short folk song about a lighthouse", "duration": 12, "negativeTags": "banjo", "styleWeight": 0.9,
    "weirdnessConstraint": 0.8, "bpm": 97,
}  # fmt: skip


def opened(home: Path, monkeypatch: pytest.MonkeyPatch, routes: str, **variables: str) -> Shop:
    """The API with the built-in workshop and these engines."""
    monkeypatch.setenv("SONGWRIGHT_ENGINES", routes)
    monkeypatch.setenv("SONGWRIGHT_DEVICE", "cpu")
    for name, value in variables.items():
        monkeypatch.setenv(f"SONGWRIGHT_LOCAL_{name}", value)
    shop = Shop(stream_wait_s=0.0)
    shop.bench = replace(shop.bench, workshop=build_workshop(Home(root=home)))
    return shop


def read(shop: Shop, task_id: str, take: int, name: str) -> bytes:
    key = file_key(task_id, take, name)
    stat = shop.files.stat(key)
    assert stat is not None
    return shop.files.read(key, 0, stat.size_bytes)


def test_two_takes_from_the_request_to_the_report(turbo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = opened(tmp_path, monkeypatch, "ace-step:standard", ACE_STEP_MODEL=str(turbo))
    task_id = shop.submit(**IDEA)
    shop.make(task_id)
    info = shop.info(task_id)
    assert info["status"] == "SUCCESS"
    assert [track["duration"] for track in info["response"]["sunoData"]] == pytest.approx([12.0, 12.0], abs=1.0)
    assert [body["callbackType"] if "callbackType" in body else body["data"]["callbackType"]
            for body in shop.callbacks(task_id)] == ["text", "first", "complete"]  # fmt: skip
    songs = [read(shop, task_id, take, "song.mp3") for take in (0, 1)]
    assert songs[0][:3] == b"ID3"
    assert songs[0] != songs[1]
    report = json.loads(read(shop, task_id, 1, "report.json"))
    engine = report["engine"]
    assert (engine["name"], engine["tier"], engine["checkpoint"], engine["licence"]) == (
        "ace-step", "standard", "tiny-turbo", "MIT",
    )  # fmt: skip
    assert set(engine["ignored"]) == {"style weight", "weirdness"}
    assert {"tempo", "key", "avoid", "style", "prompt"} <= set(engine["approximated"])
    assert str(turbo.parent) not in json.dumps(report)
    assert report["loudness"]["lufs"] == pytest.approx(-14.0, abs=0.5)
    assert json.loads(read(shop, task_id, 0, "words.json"))["guessed"] is True


def test_an_instrumental_of_musicgen_and_a_song_it_leaves_to_the_next(
    turbo: Path, musicgen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = opened(tmp_path, monkeypatch, "musicgen, ace-step", ACE_STEP_MODEL=str(turbo), MUSICGEN_MODEL=str(musicgen))
    sketch = shop.submit(**IDEA | {"instrumental": True})
    shop.make(sketch)
    assert shop.info(sketch)["status"] == "SUCCESS"
    engine = json.loads(read(shop, sketch, 0, "report.json"))["engine"]
    assert (engine["name"], engine["checkpoint"], engine["licence"]) == ("musicgen", "tiny-musicgen", "CC-BY-NC-4.0")
    assert engine["ignored"] == {}
    assert {"tempo", "key", "avoid", "style", "prompt"} <= set(engine["approximated"])
    sung = shop.submit(**IDEA)
    shop.plan(sung)
    shop.take(sung, 0)
    engine = json.loads(read(shop, sung, 0, "report.json"))["engine"]
    assert (engine["name"], engine["passed_over"]) == (
        "ace-step", ["musicgen: its model can't sing, and this song is sung"],
    )  # fmt: skip
