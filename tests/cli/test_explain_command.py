"""`songwright explain`: a song on disk or in the service's store is told, and all else is one sentence."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from songwright.app import load_settings, open_units
from songwright.cli import _explain
from songwright.outfit import find_home
from songwright.service.ports import ApiKey, Status, Task, Track, TrackFile, file_key
from songwright.service.storage import open_files
from songwright.song import (
    BadRequest,
    Key,
    Meter,
    Note,
    Part,
    Role,
    Score,
    Seconds,
    Section,
    SectionKind,
    SongRequest,
    Tick,
)
from songwright.studio.pressing import score_json

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
TASK_ID = "a" * 32
SCORE = Score(
    title="Lantern",
    style="folk",
    tempo_bpm=96.0,
    meter=Meter(beats=3),
    key=Key(tonic=2),
    swing=1.0,
    swing_unit=8,
    sections=(Section(kind=SectionKind.INTRO, start=Tick(0), bars=2, energy=0.4),),
    chords=(),
    parts=(
        Part(
            name="keys",
            role=Role.KEYS,
            instrument="accordion",
            notes=(Note(start=Tick(0), duration=Tick(960), pitch=62),),
        ),
    ),
)
REPORT = {"seed": 41, "model": "V5", "take": 0, "unread": ['"zorp" is not known'], "remarks": [], "tags": ["folk"]}
TASK = Task(
    id=TASK_ID,
    key_id="k1",
    secret="hush",
    callback_url="none",
    origin="http://localhost:8000",
    asked="{}",
    request=SongRequest(prompt="a lantern"),
    takes=2,
    status=Status.FIRST,
    created_at=NOON,
)
TRACK = Track(id="t0", task_id=TASK_ID, take=0, title="Lantern", tags=(), words="", created_at=NOON)


def run(*words: object) -> str:
    """What the command prints."""
    app = typer.Typer()
    _explain.register(app)
    ran = CliRunner().invoke(app, list(map(str, words)), catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return ran.stdout


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """A song as `sing` writes it."""
    inside = tmp_path / "lantern-1"
    inside.mkdir()
    (inside / "score.json").write_bytes(score_json(SCORE))
    (inside / "report.json").write_text(json.dumps(REPORT))
    (inside / "cover.jpg").touch()
    song = tmp_path / "lantern-1.mp3"
    song.touch()
    return song


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The service's own store, with a task whose first take is made."""
    monkeypatch.setenv("SONGWRIGHT_HOME", str(tmp_path / "home"))
    settings = load_settings(find_home())
    files = {"score.json": score_json(SCORE), "report.json": json.dumps(REPORT).encode()}
    for name, content in files.items():
        open_files(settings.files).put(file_key(TASK_ID, 0, name), content)
    listed = tuple(TrackFile(name=name, size_bytes=len(content)) for name, content in files.items())
    made = replace(TRACK, finished_at=NOON, duration_s=Seconds(4.0), files=listed)
    units = open_units(settings)
    with units.open() as unit:
        unit.keys.add(ApiKey(id="k1", name="x", prefix="sw_a", digest="d" * 64, created_at=NOON))
        unit.tasks.add(TASK)
        unit.tracks.put(made)
        unit.tracks.put(replace(TRACK, id="t1", take=1))
    yield units, made
    units.close()


@pytest.mark.parametrize("named", ["lantern-1.mp3", "lantern-1", "lantern-1/score.json", "lantern-1/cover.jpg"])
def test_a_song_is_found_by_any_of_its_files(song: Path, named: str):
    told = run(song.parent / named)
    for said in ("Lantern", "D major", "96 bpm", "seed 41", "accordion", '"zorp" is not known'):
        assert said in told


def test_the_page_is_written_where_it_is_wanted(song: Path, tmp_path: Path):
    out = tmp_path / "new" / "lantern.html"
    run(song, "--out", out)
    assert "<h1>Lantern</h1>" in out.read_text("utf-8")


def test_a_missing_or_broken_report_is_no_hindrance(song: Path):
    report = song.with_suffix("") / "report.json"
    report.write_text("{")
    assert "Lantern" in run(song)
    report.unlink()
    assert "seed" not in run(song)


def test_a_task_is_told_from_the_store(store):
    assert "seed 41" in run(TASK_ID)
    with pytest.raises(BadRequest, match=r"take 2 of task a+ is not made: it is first"):
        run(TASK_ID, "--take", 2)


def test_files_that_are_gone_are_said_to_be_gone(store):
    units, made = store
    with units.open() as unit:
        unit.tracks.put(replace(made, swept_at=NOON))
    with pytest.raises(BadRequest, match="were removed on 2026-11-01"):
        run(TASK_ID)
    with units.open() as unit:
        unit.tracks.put(replace(made, files=()))
    with pytest.raises(BadRequest, match=r"has no score\.json"):
        run(TASK_ID)


def test_what_is_no_song_is_one_sentence(store, tmp_path: Path):
    with pytest.raises(BadRequest, match=r"there is no task b+"):
        run("b" * 32)
    with pytest.raises(BadRequest, match=r"there is no file nowhere\.mp3, and it is no task's id"):
        run("nowhere.mp3")
    (tmp_path / "foreign.mp3").touch()
    with pytest.raises(BadRequest, match=r"there is no score\.json in .*foreign"):
        run(tmp_path / "foreign.mp3")
    (tmp_path / "report.json").write_text("{}")
    with pytest.raises(BadRequest, match=r"has no score\.json, as those of engines .*songwright look"):
        run(tmp_path / "foreign.mp3")
    (tmp_path / "score.json").write_text("{}")
    with pytest.raises(BadRequest, match="no score of Songwright"):
        run(tmp_path / "score.json")


def test_a_page_that_cannot_be_written_is_one_sentence(song: Path):
    with pytest.raises(BadRequest, match=r"--out: .* can't be written"):
        run(song, "--out", song / "page.html")
