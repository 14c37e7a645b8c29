"""The learned sense of tune: what comes with the package, how it is looked up, and how it is trained."""

import hashlib
import importlib
import sys
import tomllib
import zipfile
from importlib.resources import files
from pathlib import Path
from types import ModuleType

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.studio.composing import _sense
from songwright.studio.composing._proposers import Habits, Learned
from songwright.studio.composing._sense import FIELDS, LADDERS, MOVES, NONE, Moment, Sense, Tunes, learned
from songwright.studio.styles import catalogue

PACKAGE = files("songwright.studio.composing")
SCRIPTS = Path(__file__).parents[3] / "scripts"
MOST_BYTES = 200_000
TUNE = """X:{number}
T:Tune {number}
M:4/4
L:1/8
Z:Jack Campin * www.example.org
K:{key}
G2|c2 d2 e2 c2|e2 f2 g4|g>a gf e2 c2|{last}:|
"""


def script(name: str) -> ModuleType:
    """A module of scripts/, which is no package."""
    sys.path.insert(0, str(SCRIPTS))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(SCRIPTS))


def moments(count: int = 64, seed: int = 0) -> Moment:
    rng = np.random.default_rng(seed)
    return Moment(**{name: rng.integers(0, size, count) for name, size in FIELDS.items()})


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A small corpus laid out as the real one, with refused files beside it."""
    texts = [TUNE.format(number=n, key=key, last=last) for n, (key, last) in enumerate(
        [("C", "c2 d2 c4"), ("Ador", "d2 e2 c4"), ("G minor", "e2 d2 c4"), ("D", "e2 dc d4")], start=1)]  # fmt: skip
    for folder, name in (
        ("airdsAirs", "book1.abc"),
        ("oneills1850", "0001-0050.abc"),
        ("miscFolk", "northumbrianminstrelsyopus.abc"),
        ("essenFolksong", "altdeu10.abc"),
        ("ryansMammoth", "reel.abc"),
    ):
        path = tmp_path / "corpus" / folder / name
        path.parent.mkdir(parents=True)
        path.write_text("\n".join(texts) if folder in ("airdsAirs", "oneills1850") else texts[0], encoding="latin-1")
    return tmp_path / "corpus"


def test_the_shipped_file_is_small_whole_and_vouched_for() -> None:
    packed = (PACKAGE / "tunes.msgpack").read_bytes()
    told = tomllib.loads((PACKAGE / "tunes.toml").read_text(encoding="utf-8"))
    assert len(packed) <= MOST_BYTES
    assert told["sha256"] == hashlib.sha256(packed).hexdigest()
    assert [each["folder"] for each in told["collection"]] == ["airdsAirs", "oneills1850", "miscFolk"]
    assert all(each["typed_by"] and each["rights"] and each["tunes"] > 100 for each in told["collection"])
    assert "Essen" in told["refused"][0]
    assert "essen" not in str(told["collection"]).lower()
    assert {ladder.name for ladder in msgspec.msgpack.decode(packed, type=Tunes).ladders} == set(LADDERS)


def test_likelihoods_are_whole_and_finite() -> None:
    logs = learned().likelihoods(moments())
    assert logs.shape == (64, len(MOVES))
    assert np.isfinite(logs).all()
    assert np.allclose(np.exp(logs).sum(axis=1), 1.0)


@given(seed=st.integers(0, 10_000))
def test_candidates_are_looked_up_side_by_side_as_one_by_one(seed: int) -> None:
    together = moments(8, seed)
    whole = learned().likelihoods(together)
    for i in range(8):
        one = Moment(**{name: getattr(together, name)[i : i + 1] for name in FIELDS})
        assert np.allclose(learned().likelihoods(one)[0], whole[i])


def test_it_knows_that_steps_are_likelier_than_leaps_and_that_tunes_come_home() -> None:
    plain = {"mode": 0, "move2": NONE, "move3": NONE, "echo": NONE, "place": 0, "before": 3, "held": 2, "height": 2}
    ends = Moment(degree=np.array([1]), move1=np.array([6]), begin=0, end=2, **{**plain, **{
        name: np.array([NONE]) for name in ("move2", "move3", "echo")}, "height": np.array([2])})  # fmt: skip
    likely = np.exp(learned().likelihoods(ends)[0])
    assert MOVES[int(np.argmax(likely))] == -1  # from the second degree home
    every = np.exp(learned().likelihoods(moments(400))).mean(axis=0)
    assert every[np.abs(MOVES) == 1].sum() > 2 * every[np.abs(MOVES) > 3].sum()


@pytest.mark.parametrize("style_id", ["pop", "folk", "techno", "boom-bap", "jazz-swing"])
def test_the_style_says_how_much_of_each_size_there_is(style_id: str) -> None:
    shares = catalogue()[style_id].melody.shares
    likely = np.exp(Learned(learned(), shares).moves(moments(500))).mean(axis=0)
    assert likely.sum() == pytest.approx(1.0)
    monotone = np.exp(Learned(learned(), (0.6, 0.2, 0.1, 0.1)).moves(moments(500))).mean(axis=0)
    lively = np.exp(Learned(learned(), (0.1, 0.4, 0.2, 0.3)).moves(moments(500))).mean(axis=0)
    still = MOVES == 0
    assert monotone[still] > 2 * lively[still]
    assert np.allclose(np.exp(Habits(shares).moves(moments())).sum(axis=1), 1.0)


def test_training_reads_the_cleared_collections_alone_from_folder_and_zip(corpus: Path, tmp_path: Path) -> None:
    reader = script("old_tunes")
    found = reader.read_cleared(corpus)
    assert list(found) == ["airdsAirs", "oneills1850", "miscFolk"]
    assert [len(tunes) for tunes in found.values()] == [4, 4, 1]
    packed = tmp_path / "some.whl"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(corpus.rglob("*.abc")):
            archive.write(path, f"music21/corpus/{path.parent.name}/{path.name}")
    assert reader.read_cleared(packed) == found


def test_essen_is_refused_by_name_by_folder_and_by_content(corpus: Path) -> None:
    reader = script("old_tunes")
    assert not any("essen" in collection.folder.lower() for collection in reader.CLEARED)
    with pytest.raises(ValueError, match="never read"):
        reader.read_cleared(corpus / "essenFolksong")
    disguised = corpus / "airdsAirs" / "book2.abc"
    disguised.write_text(TUNE.format(number=9, key="C", last="c8") + "N: from the EsAC data base\n", encoding="latin-1")
    with pytest.raises(ValueError, match="never read"):
        reader.read_cleared(corpus)


def test_a_missing_collection_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match="airdsAirs"):
        script("old_tunes").read_cleared(tmp_path / "empty")


def test_abc_is_read_as_it_sounds(corpus: Path) -> None:
    tune = script("old_tunes").read_cleared(corpus)["airdsAirs"][0]
    assert [note.step for note in tune.notes] == [4, 7, 8, 9, 7, 9, 10, 11, 11, 12, 11, 10, 9, 7, 7, 8, 7]
    assert tune.notes[0].onset == 4 * 480 - 480  # the pick-up stands at the end of its bar
    assert [note.length for note in tune.notes[8:12]] == [360, 120, 240, 240]  # the broken pair
    assert [i for i, note in enumerate(tune.notes) if note.ends] == [7, 16]  # many notes: two bars are a breath
    assert not tune.minor


def test_training_twice_gives_the_same_bytes(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = script("train_tunes")
    monkeypatch.setattr(trainer, "LEAST", 2)
    written = []
    for place in ("one", "two"):
        out = tmp_path / place
        out.mkdir()
        monkeypatch.setattr(sys, "argv", ["train_tunes.py", "--out", str(out), str(corpus)])
        trainer.main()
        written.append([(out / name).read_bytes() for name in ("tunes.msgpack", "tunes.toml")])
    assert written[0] == written[1]
    sense = Sense(msgspec.msgpack.decode(written[0][0], type=Tunes))
    assert np.allclose(np.exp(sense.likelihoods(moments())).sum(axis=1), 1.0)
    assert "Jack Campin" in written[0][1].decode()


def test_what_is_counted_is_what_is_looked_up(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, trainer = script("old_tunes"), script("train_tunes")
    monkeypatch.setattr(trainer, "LEAST", 1)
    tunes = [tune for each in reader.read_cleared(corpus).values() for tune in each]
    seen, moved = trainer.events(tunes)
    sense = Sense(trainer.count(seen, moved, trainer.WEIGHTS))
    assert trainer.bits(sense.likelihoods(seen), moved) < 1.0  # four tunes are soon known by heart
    assert trainer.bits(Habits((0.22, 0.51, 0.15, 0.12)).moves(seen), moved) > 2.0


def test_a_damaged_file_names_its_cure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "tunes.msgpack").write_bytes(b"\x00")
    monkeypatch.setattr(_sense, "files", lambda _: tmp_path)
    with pytest.raises(ValueError, match="train_tunes"):
        learned.__wrapped__()
