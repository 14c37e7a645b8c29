"""A song of an engine on another machine through the API, from `generate` to `complete`; and others standing in."""

import json
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from song_servers import AceStepStub, ListenerStub, chord, encoded, refuses

from api_shop import Shop
from songwright.app import build_workshop
from songwright.outfit import Home
from songwright.service.ports import file_key
from songwright.song import BadRequest

IDEA: dict[str, Any] = {
    "prompt": "a short folk song about a lighthouse", "duration": 12, "negativeTags": "banjo", "styleWeight": 0.9,
    "weirdnessConstraint": 0.8, "audioWeight": 0.2, "bpm": 97,
}  # fmt: skip


@pytest.fixture
def shop(ace: AceStepStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """The API with the built-in workshop, whose V4 songs come from the local server and none else."""
    monkeypatch.setenv("SONGWRIGHT_ENGINES", '{"V4": "ace-step-server:standard"}')
    monkeypatch.setenv("SONGWRIGHT_ACE_STEP_URL", ace.url)
    monkeypatch.setenv("SONGWRIGHT_ACE_STEP_TRIES", "1")
    ace.questions = 1
    return opened(tmp_path)


def opened(home: Path) -> Shop:
    shop = Shop(stream_wait_s=0.0)
    shop.bench = replace(shop.bench, workshop=build_workshop(Home(root=home)))
    return shop


def read(shop: Shop, task_id: str, take: int, name: str) -> bytes:
    key = file_key(task_id, take, name)
    stat = shop.files.stat(key)
    assert stat is not None
    return shop.files.read(key, 0, stat.size_bytes)


def test_two_takes_from_the_request_to_the_report(shop: Shop, ace: AceStepStub) -> None:
    task_id = shop.submit(**IDEA)
    shop.make(task_id)
    info = shop.info(task_id)
    assert info["status"] == "SUCCESS"
    assert [track["duration"] for track in info["response"]["sunoData"]] == pytest.approx([12.0, 12.0], abs=1.0)
    assert [body["callbackType"] if "callbackType" in body else body["data"]["callbackType"]
            for body in shop.callbacks(task_id)] == ["text", "first", "complete"]  # fmt: skip
    first, second = ace.bodies("/release_task")
    assert first["seed"] != second["seed"]
    assert {**first, "seed": 0} == {**second, "seed": 0}
    assert (first["bpm"], first["audio_duration"], first["lm_negative_prompt"]) == (97, 12.0, "banjo")
    report = json.loads(read(shop, task_id, 1, "report.json"))
    engine = report["engine"]
    assert (engine["name"], engine["tier"], engine["checkpoint"], engine["licence"]) == (
        "ace-step-server", "standard", "acestep-v15-turbo", "MIT",
    )  # fmt: skip
    assert set(engine["ignored"]) == {"audio weight"}
    assert {"tempo", "key", "avoid", "style", "prompt"} <= set(engine["approximated"])
    assert engine["passed_over"] == []
    assert report["loudness"]["lufs"] == pytest.approx(-14.0, abs=0.5)
    assert report["measured"]["tempo_bpm"] == pytest.approx(120.0, abs=0.5)  # what the stub plays, whatever was asked
    assert json.loads(read(shop, task_id, 0, "words.json"))["guessed"] is True
    assert read(shop, task_id, 0, "song.mp3")[:3] == b"ID3"


def test_without_a_stand_in_the_task_says_why_it_failed(shop: Shop, ace: AceStepStub) -> None:
    task_id = shop.submit(**IDEA)
    shop.plan(task_id)
    ace.faults = [refuses(503)]
    with pytest.raises(Exception, match="status 503: queue  is full"):
        shop.take(task_id, 0)


def test_silence_is_made_once_more_and_is_no_song(shop: Shop, ace: AceStepStub) -> None:
    ace.sound = encoded(np.zeros((48_000 * 12, 2), np.float32), 48_000, "FLAC")
    task_id = shop.submit(**IDEA)
    shop.plan(task_id)
    with pytest.raises(Exception, match="no song, twice: it was silent; it was silent"):
        shop.take(task_id, 0)
    seeds = [body["seed"] for body in ace.bodies("/release_task")]
    assert len(seeds) == len(set(seeds)) == 2


def test_another_stands_in_and_the_report_says_so(
    shop: Shop, ace: AceStepStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del shop
    monkeypatch.setenv("SONGWRIGHT_ENGINES", "ace-step-server:draft, speech-server, ace-step-server:top")
    monkeypatch.setenv("SONGWRIGHT_SPEECH_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("SONGWRIGHT_SPEECH_MODEL", "song-7b")
    monkeypatch.setenv("SONGWRIGHT_SPEECH_TRIES", "1")
    shop = opened(tmp_path)
    task_id = shop.submit(**IDEA)
    shop.plan(task_id)
    ace.faults = [refuses(503)]
    shop.take(task_id, 0)
    engine = json.loads(read(shop, task_id, 0, "report.json"))["engine"]
    assert engine["tier"] == "top"
    assert engine["passed_over"] == [
        "ace-step-server: its server answered with status 503: queue  is full",
        "speech-server: its server can't be reached",
    ]


def test_the_better_of_two_candidates_is_kept_and_the_report_tells_why(
    shop: Shop, ace: AceStepStub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    del shop
    monkeypatch.setenv("SONGWRIGHT_ENGINES", "ace-step-server:top")
    shop = opened(tmp_path)
    task_id = shop.submit(**IDEA | {"duration": 12})
    shop.plan(task_id)
    ace.sounds = [chord(9.0, 3), chord(12.0, 3)]
    shop.take(task_id, 0)
    seeds = [body["seed"] for body in ace.bodies("/release_task")]
    assert len(seeds) == len(set(seeds)) == 2
    told = json.loads(read(shop, task_id, 0, "report.json"))
    assert told["length_s"] == pytest.approx(12.0, abs=0.5)
    candidates = told["candidates"]
    assert (candidates["made"], candidates["chosen"]) == (2, 2)
    assert "most of it comes from length: 12.0 s heard, 12 s asked for" in candidates["why"]
    short, kept = candidates["marks"]
    assert short["mark"] < kept["mark"]
    assert short["length"] == {"mark": 0.0, "weight": 2.0, "says": "9.0 s heard, 12 s asked for"}
    assert set(kept) == {"mark", "length", "silence", "clipping", "loudness", "dynamics", "tempo", "key"}


SUNG: dict[str, Any] = IDEA | {
    "customMode": True, "title": "Rain", "style": "folk", "vocalGender": "f",
    "prompt": "[Verse]\nthe rain fell softly down\nover the quiet hills",
}  # fmt: skip
WORDS = ["the", "rain", "fell", "softly", "down", "over", "the", "quiet", "hills"]


def listening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ears: ListenerStub) -> Shop:
    monkeypatch.setenv("SONGWRIGHT_LISTENER_URL", f"{ears.url}/v1")
    monkeypatch.setenv("SONGWRIGHT_LISTENER_MODEL", "whisper-large-v3")
    monkeypatch.setenv("SONGWRIGHT_LISTENER_TRIES", "1")
    return opened(tmp_path)


def test_words_are_heard_by_a_recogniser(
    shop: Shop, ears: ListenerStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del shop
    shop = listening(tmp_path, monkeypatch, ears)
    ears.words = [(word, 2.0 + at, 2.75 + at) for at, word in enumerate(WORDS)]
    task_id = shop.submit(**SUNG)
    shop.plan(task_id)
    shop.take(task_id, 0)
    told = json.loads(read(shop, task_id, 0, "words.json"))
    assert (told["guessed"], told["heard"]["by"]) == (False, "whisper-large-v3")
    assert [(word["word"], word["start_s"]) for word in told["words"]] == [
        (word, 2.0 + at) for at, word in enumerate(WORDS)
    ]
    assert read(shop, task_id, 0, "words.lrc").count(b"<00:0") == 9
    assert ears.asked[0][1]["language"] == "en"


def test_a_recogniser_that_fails_costs_no_song(
    shop: Shop, ears: ListenerStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del shop
    shop = listening(tmp_path, monkeypatch, ears)
    ears.faults = [refuses(503)]
    task_id = shop.submit(**SUNG)
    shop.plan(task_id)
    shop.take(task_id, 0)
    assert json.loads(read(shop, task_id, 0, "words.json"))["guessed"] is True
    remarks = json.loads(read(shop, task_id, 0, "report.json"))["remarks"]
    sentence = "whisper-large-v3 could not hear the words: its server answered with status 503: queue  is full"
    assert sentence in remarks
    assert any("are guessed" in remark for remark in remarks)


def test_a_cancelled_task_leaves_the_server_within_two_seconds(shop: Shop, ace: AceStepStub) -> None:
    ace.questions = 10_000
    task_id = shop.submit(**IDEA)
    shop.plan(task_id)
    cancels = threading.Timer(1.0, lambda: shop.client.post(f"/api/v1/tasks/{task_id}/cancel"))
    cancels.start()
    began = time.monotonic()
    with pytest.raises(Exception, match="cancelled"):
        shop.take(task_id, 0)
    cancels.join()
    assert 1.0 <= time.monotonic() - began < 3.5
    assert ace.asked[-1][0] == "POST /query_result"


@pytest.mark.parametrize(
    ("routes", "sentence"), [("nobody", "no engine is called 'nobody'"), ("speech-server", "SONGWRIGHT_SPEECH_URL")]
)
def test_a_wrong_route_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, routes: str, sentence: str
) -> None:
    monkeypatch.setenv("SONGWRIGHT_ENGINES", routes)
    with pytest.raises(BadRequest, match=sentence):
        build_workshop(Home(root=tmp_path))
