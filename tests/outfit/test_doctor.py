import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import typer
from tones import CountingFetcher
from typer.testing import CliRunner

from songwright.cli import _outfit
from songwright.outfit import FetchedPart, Finding, Home, Tell, examine, set_up, use_kernel_cache
from songwright.outfit import _doctor as doctor
from songwright.song import MissingPart


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    _outfit.register(app)
    return app


def about(part: str, findings: tuple[Finding, ...]) -> Finding:
    return next(finding for finding in findings if finding.part == part)


def test_a_part_is_missing_then_found_then_damaged(home: Home, part: FetchedPart, fetcher: CountingFetcher, tell: Tell):
    missing = about("tones", examine(home, parts=[part]))
    assert (missing.state, missing.cure, missing.stops_songs) == ("missing", "songwright setup", True)
    set_up(home, tell=tell, fetcher=fetcher, parts=[part])
    found = about("tones", examine(home, parts=[part]))
    assert (found.state, found.cure, found.licence, found.version) == ("found", "", "CC0-1.0", "@scope/tones 1.0.0")
    (home.root / "sounds/LICENSE").write_text("changed", encoding="utf-8")
    damaged = about("tones", examine(home, parts=[part]))
    assert (damaged.state, damaged.cure) == ("damaged", "songwright setup --verify")


def test_a_part_that_something_stands_in_for_stops_no_song(home: Home, part: FetchedPart):
    spare = FetchedPart(asset=part.asset, needed=False)
    assert about("tones", examine(home, parts=[spare])).state == "missing"
    assert not about("tones", examine(home, parts=[spare])).stops_songs


def test_examining_writes_nothing(home: Home):
    examine(home)
    assert not home.root.exists()


def test_every_library_has_a_version_and_a_licence(home: Home):
    libraries = [finding for finding in examine(home, parts=[]) if finding.part not in {"python", "home"}]
    assert len(libraries) > 20
    assert [finding.part for finding in libraries if not (finding.version and finding.licence)] == []


def test_a_missing_library_names_its_cure(home: Home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "requires", lambda _: ["no-such-library>=2", "never; extra == 'neural'"])
    findings = examine(home, parts=[])
    assert about("no-such-library", findings).state == "missing"
    assert about("no-such-library", findings).stops_songs
    assert "never" not in {finding.part for finding in findings}


def test_an_empty_home_makes_the_command_fail_and_the_json_says_why(
    home: Home, app: typer.Typer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SONGWRIGHT_HOME", str(home.root))
    answer = CliRunner().invoke(app, ["doctor", "--json"])
    findings = msgspec.json.decode(answer.stdout, type=tuple[Finding, ...])
    assert answer.exit_code == 1
    cured_by_setup = {finding.part for finding in findings if finding.cure == "songwright setup"}
    assert cured_by_setup == {"voices", "soundfont", "voice-model", "kernels"}
    assert not about("soundfont", findings).needed


def test_the_table_lists_each_part_with_its_cure(home: Home, app: typer.Typer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SONGWRIGHT_HOME", str(home.root))
    monkeypatch.setenv("COLUMNS", "200")
    said = CliRunner().invoke(app, ["doctor"]).stdout
    assert "voices is missing (needed): songwright setup" in said
    assert "soundfont is missing (songs can be made without it): songwright setup" in said
    assert "lameenc" in said


def test_set_up_from_a_folder_without_the_packages_says_what_to_bring(
    tmp_path: Path, home: Home, app: typer.Typer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SONGWRIGHT_HOME", str(home.root))
    answer = CliRunner().invoke(app, ["setup", "--from", str(tmp_path)])
    assert isinstance(answer.exception, MissingPart)
    assert "npm pack --ignore-scripts kokoro-js@1.2.1" in str(answer.exception)


def test_the_kernel_cache_lies_in_the_home_unless_the_user_chose(home: Home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    use_kernel_cache(home)
    assert os.environ["NUMBA_CACHE_DIR"] == str(home.kernels)
    monkeypatch.setenv("NUMBA_CACHE_DIR", "elsewhere")
    use_kernel_cache(home)
    assert os.environ["NUMBA_CACHE_DIR"] == "elsewhere"


def test_the_outfit_loads_no_numerical_library_at_the_door():
    """`songwright setup` must answer in a moment when all is there."""
    heavy = "{'numba', 'scipy', 'onnx', 'onnxruntime', 'dbos', 'fastapi'}"
    script = f"import sys, songwright.outfit; print(sorted({heavy} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"
