"""`songwright look`: any sound file becomes a picture, a song's own files are found, and all else is one sentence."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
import typer
from PIL import Image
from typer.testing import CliRunner

from songwright.cli import _look
from songwright.song import BadRequest

WORDS = {"words": [{"word": "light", "start_s": 0.2, "end_s": 0.4}], "lines": []}


def run(*words: object):
    """The command's outcome."""
    app = typer.Typer()
    _look.register(app)
    ran = CliRunner().invoke(app, list(map(str, words)), catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return ran


def height(path: Path) -> int:
    with Image.open(path) as picture:
        return picture.height


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """A song as `sing` writes it, with a stem."""
    inside = tmp_path / "lantern-1"
    (inside / "stems").mkdir(parents=True)
    (inside / "words.json").write_text(json.dumps(WORDS))
    for path in (tmp_path / "lantern-1.wav", inside / "stems" / "vocal.wav", tmp_path / "foreign.wav"):
        soundfile.write(path, np.random.default_rng(1).normal(0, 0.1, (48_000, 2)), 48_000)
    return tmp_path / "lantern-1.wav"


def test_a_picture_lies_beside_the_song_or_where_it_is_wanted(song: Path, tmp_path: Path):
    assert run(song).stdout == f"{tmp_path / 'lantern-1-look.png'}\n"
    assert (tmp_path / "lantern-1-look.png").is_file()
    run(song, "--out", tmp_path / "new" / "a.png", "--width", 800)
    with Image.open(tmp_path / "new" / "a.png") as picture:
        assert picture.width == 800


def test_words_are_found_for_a_song_its_folder_and_its_stems_and_no_stranger(song: Path, tmp_path: Path):
    out = tmp_path / "a.png"
    heights = []
    for named in (song, song.with_suffix(""), song.with_suffix("") / "stems" / "vocal.wav", tmp_path / "foreign.wav"):
        run(named, "--out", out)
        heights.append(height(out))
    assert heights[0] == heights[1] == heights[2] > heights[3]


def test_a_stretch_shows_its_own_words(song: Path, tmp_path: Path):
    out = tmp_path / "a.png"
    run(song, "--out", out, "--from", 0.5)
    late = height(out)
    run(song, "--out", out, "--to", 0.5)
    assert height(out) > late


def test_a_broken_file_is_a_note(song: Path):
    (song.with_suffix("") / "words.json").write_text("{")
    assert "note: words.json is left out" in run(song).stderr


def test_what_is_no_sound_is_one_sentence(song: Path, tmp_path: Path):
    with pytest.raises(BadRequest, match=r"there is no file nowhere\.mp3"):
        run("nowhere.mp3")
    with pytest.raises(BadRequest, match="is a folder without a song"):
        run(tmp_path)
    with pytest.raises(BadRequest, match=r"words\.json: this is no sound that can be read"):
        run(song.with_suffix("") / "words.json")
    with pytest.raises(BadRequest, match="--to: 1 s is not after --from, 2 s"):
        run(song, "--from", 2, "--to", 1)
    with pytest.raises(BadRequest, match=r"--out: .* can't be written"):
        run(song, "--out", tmp_path)
