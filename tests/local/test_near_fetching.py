"""A model fetched from a hub on this machine, and songs made with it, by real processes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from song_hub import SongHub

pytestmark = pytest.mark.models
NAME = "tests/tiny-musicgen"
SHORT = ("--duration", "10", "--takes", "1", "--out", "out")


@pytest.fixture
def hub(musicgen: Path) -> Iterator[SongHub]:
    """A hub with one model, and a program beside it that nobody asked for."""
    (musicgen / "modeling.py").write_text("raise SystemExit('run')\n", "utf-8")
    (musicgen / "pytorch_model.bin").write_bytes(b"a program in disguise")
    server = SongHub({NAME: musicgen})
    yield server
    server.close()


def ran(home: Path, hub: SongHub, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    told = {
        **os.environ, "HF_ENDPOINT": hub.url, "HF_HOME": str(home / "hub"), "SONGWRIGHT_LOCAL_MUSICGEN_MODEL": NAME,
        "SONGWRIGHT_ENGINES": "musicgen", "SONGWRIGHT_LOCAL_THREADS": "1", "HF_HUB_OFFLINE": "0", **variables,
    }  # fmt: skip
    command = [str(Path(sys.executable).with_name("songwright")), *words]
    return subprocess.run(command, env=told, cwd=home, capture_output=True, text=True, check=False, timeout=300)


def test_a_fetched_model_is_ready_with_the_hub_gone(tmp_path: Path, hub: SongHub) -> None:
    before = ran(tmp_path, hub, "engines", "--json")
    row = next(each for each in json.loads(before.stdout) if each["engine"] == "musicgen")
    assert row["reason"] == f"its model {NAME} is not on this machine: fetch it with `songwright fetch-model musicgen`"
    assert hub.asked == []
    fetched = ran(tmp_path, hub, "fetch-model", "musicgen")
    assert fetched.returncode == 0, fetched.stderr
    files = {each.name for each in Path(fetched.stdout.strip()).iterdir()}
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= files
    assert not {"modeling.py", "pytorch_model.bin"} & files
    asked = len(hub.asked)
    row = next(
        each for each in json.loads(ran(tmp_path, hub, "engines", "--json").stdout) if each["engine"] == "musicgen"
    )
    assert (row["state"], row["reason"]) == ("in use", "")
    again = ran(tmp_path, hub, "fetch-model", "musicgen", HF_HUB_OFFLINE="1")
    assert (again.returncode, again.stdout) == (0, fetched.stdout), again.stderr
    assert len(hub.asked) == asked


def test_with_leave_the_first_song_fetches_what_it_needs(tmp_path: Path, hub: SongHub) -> None:
    song = ran(
        tmp_path, hub, "sing", "a short waltz, instrumental", *SHORT,
        SONGWRIGHT_LOCAL_FETCH="true",
    )  # fmt: skip
    assert song.returncode == 0, song.stderr
    assert any(line.endswith("/model.safetensors") for line in hub.asked)
    report = json.loads(next((tmp_path / "out").rglob("report.json")).read_text("utf-8"))
    assert (report["engine"]["checkpoint"], report["engine"]["licence"]) == (NAME, "CC-BY-NC-4.0")


def test_what_the_hub_has_not_is_one_sentence(tmp_path: Path, hub: SongHub) -> None:
    failed = ran(tmp_path, hub, "fetch-model", "musicgen", SONGWRIGHT_LOCAL_MUSICGEN_MODEL="tests/nothing")
    assert failed.returncode == 1
    assert "tests/nothing can't be fetched: RepositoryNotFoundError" in " ".join(failed.stderr.split())
    assert "Traceback" not in failed.stderr
