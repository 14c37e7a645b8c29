"""The programs of `examples/` do with a service what the documents say."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from contract import ENDLESS, IDEA, calling

from serving import ROOT, Service

pytestmark = pytest.mark.slow

CURL = ("bash", str(ROOT / "examples" / "call_the_api.sh"))
HTTPX = (sys.executable, str(ROOT / "examples" / "call_the_api.py"))

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(generous: Service) -> Run:
    """Runs an example as a user of the service does."""

    def run(*words: str, key: str = generous.key) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {
            "SONGWRIGHT_URL": generous.url,
            "SONGWRIGHT_KEY": key,
            "PAUSE_S": "0.1",
            "NO_PROXY": "127.0.0.1",
        }
        return subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=120)

    return run


def check_songs(paths: list[str], folder: Path) -> None:
    """Two different MP3 files lie in the folder."""
    assert len(paths) == 2
    songs = [Path(path).read_bytes() for path in paths]
    assert all(Path(path).parent == folder for path in paths)
    assert all(song[:3] == b"ID3" or song[0] == 0xFF for song in songs)
    assert songs[0] != songs[1]


def test_curl_makes_and_downloads(run: Run, tmp_path: Path) -> None:
    made = run(*CURL, "make", 'A "calm" evening\\by the sea', str(tmp_path / "songs"))
    assert made.returncode == 0, made.stderr
    check_songs(made.stdout.split(), tmp_path / "songs")


def test_curl_does_one_thing_at_a_time(run: Run, generous: Service) -> None:
    task_id = run(*CURL, "submit", "A sea shanty").stdout.strip()
    assert run(*CURL, "status", task_id).stdout.strip() in {"PENDING", "TEXT_SUCCESS", "FIRST_SUCCESS", "SUCCESS"}
    with calling(generous) as caller:
        waiting = caller.submit(ENDLESS)
        cancelled = run(*CURL, "cancel", waiting)
        assert cancelled.returncode == 0, cancelled.stderr
        assert caller.info(waiting)["errorMessage"] == "The task was cancelled."


def test_curl_lists(run: Run) -> None:
    tasks = [run(*CURL, "submit", "A sea shanty").stdout.strip() for _ in range(2)]
    listed = run(*CURL, "list")
    assert listed.returncode == 0, listed.stderr
    assert listed.stdout.split()[:2] == tasks[::-1]


def test_curl_says_what_was_refused(run: Run) -> None:
    refused = run(*CURL, "submit", "")
    assert refused.returncode != 0
    assert "prompt cannot be empty" in refused.stderr
    impossible = run(*CURL, "make", "impossible")
    assert impossible.returncode != 0
    assert "This can't be sung." in impossible.stderr
    assert run(*CURL).returncode == 2


def test_httpx_makes_and_downloads(run: Run, tmp_path: Path) -> None:
    words = ("[Verse]\nThe tide comes in", "--style", "folk, waltz", "--title", "Evening Tide")
    made = run(*HTTPX, "make", *words, "--out", str(tmp_path / "songs"), "--pause", "0.1")
    assert made.returncode == 0, made.stderr
    lines = [line.split("\t") for line in made.stdout.splitlines()]
    assert [title for _, title, _ in lines] == ["Evening Tide"] * 2
    check_songs([path for path, _, _ in lines], tmp_path / "songs")


def test_httpx_writes_lyrics(run: Run) -> None:
    written = run(*HTTPX, "lyrics", "the last train home", "--pause", "0.1")
    assert written.returncode == 0, written.stderr
    one, other = written.stdout.split("Humming\n\n")[1:]
    assert one.startswith("[Verse]\nhum")
    assert one != other
    refused = run(*HTTPX, "lyrics", "x" * 201)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "200" in refused.stderr


def test_httpx_cancels(run: Run, generous: Service) -> None:
    with calling(generous) as caller:
        waiting = caller.submit(ENDLESS)
        assert run(*HTTPX, "cancel", waiting).returncode == 0
        assert caller.info(waiting)["errorMessage"] == "The task was cancelled."
    again = run(*HTTPX, "cancel", "x")
    assert (again.returncode, again.stderr) == (1, "refused: There is no such task.\n")


def test_httpx_lists(run: Run, generous: Service) -> None:
    with calling(generous) as caller:
        done = caller.made(IDEA)["taskId"]
    listed = run(*HTTPX, "list", "--status", "SUCCESS")
    assert listed.stdout.splitlines()[0] == f"{done}\tSUCCESS", listed.stderr


def test_httpx_shows_the_credits(run: Run) -> None:
    assert int(run(*HTTPX, "credit").stdout) > 0
    assert run(*HTTPX, "credit", key="sw_wrong").returncode == 1


def test_httpx_says_what_was_refused(run: Run, tmp_path: Path) -> None:
    refused = run(*HTTPX, "make", "x" * 501, "--out", str(tmp_path))
    assert refused.returncode == 1
    assert "500" in refused.stderr
    assert "This can't be sung." in run(*HTTPX, "make", "impossible", "--out", str(tmp_path)).stderr
