"""`songwright sing` with a quick studio: options reach the song, files are written, faults are one sentence."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile as sf
import typer
from typer.testing import CliRunner

from songwright import app as door
from songwright.cli import _explain, _sing
from songwright.song import BadRequest
from songwright.studio.engines import Band
from songwright.studio.mixing import HouseMixer
from songwright.studio.playing import SineRack
from songwright.studio.reading import RulesReader
from songwright.studio.session import Studio
from songwright.studio.singing import HummingSinger
from songwright.studio.writing import HouseLyricist

SHORT = ["--duration", "12", "--takes", "1", "--seed", "5"]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> typer.Typer:
    def quick(home: object) -> Studio:
        return Studio(
            reader=RulesReader(),
            lyricist=HouseLyricist(),
            engine=Band(rack=SineRack(), singer=HummingSinger()),
            finisher=HouseMixer(),
        )

    monkeypatch.setattr(door, "build_studio", quick)
    monkeypatch.chdir(tmp_path)
    made = typer.Typer()
    for room in (_sing, _explain):
        room.register(made)
    return made


def sing(command: typer.Typer, *words: str) -> list[Path]:
    """Songs made, as the command names them on its output."""
    ran = CliRunner().invoke(command, ["sing", *words], catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return [Path(line) for line in ran.stdout.splitlines()]


def told(song: Path) -> dict:
    return json.loads((song.with_suffix("") / "report.json").read_text("utf-8"))


def test_options_reach_the_song(command: typer.Typer) -> None:
    (song,) = sing(
        command,
        "a song about a kite",
        *SHORT,
        "--style",
        "folk",
        "--bpm",
        "96",
        "--key",
        "D minor",
        "--title",
        "Höhe 7",
    )
    report = told(song)
    assert song.name == "hohe-7-1.mp3"
    assert (report["title"], report["style"], report["seed"]) == ("Höhe 7", "folk", 5)
    assert (report["tempo_bpm"], report["key"]) == (96.0, "D minor")


def test_takes_formats_and_stems_are_files(command: typer.Typer) -> None:
    songs = sing(
        command,
        "soft piano",
        "--instrumental",
        "--duration",
        "12",
        "--takes",
        "2",
        "--seed",
        "1",
        "--stems",
        "--format",
        "wav",
        "--format",
        "flac",
        "--out",
        "made",
    )
    assert [song.parent for song in songs] == [Path("made")] * 2
    for song in songs:
        lengths = {sf.info(song.with_suffix(f".{kind}")).frames for kind in ("wav", "flac")}
        assert len(lengths) == 1
        assert not song.with_suffix(".mp3").exists()
        inside = song.with_suffix("")
        assert {"cover.jpg", "report.json", "waveform.json", "score.mid", "score.mxl", "score.json", "stems"} == {
            path.name for path in inside.iterdir()
        }
        assert len(list((inside / "stems").iterdir())) == len(told(song)["instruments"])


def test_a_song_explains_itself(command: typer.Typer) -> None:
    (song,) = sing(command, "a folk song about a kite", *SHORT, "--key", "D minor")
    ran = CliRunner().invoke(command, ["explain", str(song), "--out", "kite.html"], catch_exceptions=False)
    report = told(song)
    assert ran.exit_code == 0
    for said in (report["title"], "D minor", "seed 5", *(part["part"] for part in report["instruments"])):
        assert said in ran.stdout
    assert Path("kite.html").read_text("utf-8").startswith("<!doctype html>")


def test_the_same_seed_is_the_same_file_and_another_is_not(command: typer.Typer) -> None:
    one, same = (sing(command, "a chill beat", *SHORT, "--out", out)[0].read_bytes() for out in ("a", "b"))
    (other,) = sing(command, "a chill beat", "--duration", "12", "--takes", "1", "--seed", "6", "--out", "c")
    assert one == same
    assert one != other.read_bytes()


def test_own_words_are_sung_all_in_order(command: typer.Typer, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("\ufeff[Verse]\nOne kite, two winds\n\n[Chorus]\nUp & away!\n", "utf-8")
    (song,) = sing(command, "--lyrics", "words.txt", "--style", "folk", "--takes", "1", "--seed", "2")
    words = json.loads((song.with_suffix("") / "words.json").read_text("utf-8"))["words"]
    assert [word["word"] for word in words if not word["backing"]] == [
        "One",
        "kite,",
        "two",
        "winds",
        "Up",
        "&",
        "away!",
    ]


def test_the_voice_and_what_to_avoid_are_obeyed(command: typer.Typer) -> None:
    (song,) = sing(command, "folk tune", *SHORT, "--voice", "m", "--avoid", "guitar")
    sources = json.dumps(told(song)["instruments"])
    assert "Low hum" in sources
    assert "guitar" not in sources


def test_set_up_comes_first_when_asked_and_only_then(command: typer.Typer, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[object] = []
    monkeypatch.setattr(_sing, "prepare", prepared.append)
    sing(command, "soft piano", *SHORT)
    assert not prepared
    sing(command, "soft piano", *SHORT, "--setup")
    assert len(prepared) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "nothing to sing about"),
        (["x", "--key", "H major"], "--key: not a key: 'H major'"),
        (["--lyrics", "none.txt"], "none.txt can't be read: No such file"),
        (["--lyrics", "latin.txt"], "latin.txt is not UTF-8 text; save it as UTF-8"),
        (["--lyrics", "empty.txt"], "empty.txt is empty"),
    ],
)
def test_faults_name_the_option_and_the_cure(
    command: typer.Typer, tmp_path: Path, words: list[str], sentence: str
) -> None:
    (tmp_path / "latin.txt").write_bytes("Höhe".encode("latin-1"))
    (tmp_path / "empty.txt").write_text(" \n", "utf-8")
    with pytest.raises(BadRequest, match=sentence.replace("(", r"\(")):
        sing(command, *words)


@pytest.mark.parametrize("words", [["x", "--bpm", "5"], ["x", "--takes", "0"], ["x", "--voice", "q"]])
def test_options_out_of_range_are_refused(command: typer.Typer, words: list[str]) -> None:
    assert CliRunner().invoke(command, ["sing", *words]).exit_code == 2


@pytest.mark.slow
def test_a_missing_voice_is_one_sentence_with_its_cure(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "songwright", "sing", "a song about a kite", "--duration", "12", "--takes", "1"],
        cwd=tmp_path, env={**os.environ, "SONGWRIGHT_HOME": str(tmp_path / "home")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    last = " ".join(ran.stderr.split())
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert "the voice model is missing" in last
    assert "songwright setup" in last


def test_every_style_is_listed() -> None:
    made = typer.Typer()
    for room in (_sing, _explain):
        room.register(made)
    listed = CliRunner(env={"COLUMNS": "200"}).invoke(made, ["styles"]).stdout
    assert "lofi-hip-hop" in listed
    assert len(listed.splitlines()) >= 48
