"""docs/engines.md is true: its table is what engines say of themselves, each cell has a test, its example runs."""

import re
import shutil
import tomllib
from pathlib import Path

import hollow_models
import numpy as np
import pytest
import test_band_controls
import test_far_controls
import test_near_controls
from cells import TESTED
from far_engines import ace_engine, hear, planned, speech_engine
from plugin_shelf import install
from song_servers import AceStepStub, SpeechStub

from songwright.engines import Gate, engage, list_engines, read_routes
from songwright.local import MusicGen
from songwright.song import Cancelled, Control, Credit, Heed, Seconds
from songwright.studio.engines import Band, fault_of
from songwright.studio.mixing import HouseMixer
from songwright.studio.playing import SineRack
from songwright.studio.ports import Engine
from songwright.studio.singing import HummingSinger

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "engines.md").read_text("utf-8")
EXAMPLE = ROOT / "examples" / "drone_engine"
ENGINES = ("band", "ace-step-server", "speech-server", "ace-step", "musicgen")
LONGEST_EXAMPLE_LINES = 60


def table() -> dict[tuple[str, Control], str]:
    """The cells of the table: engine and control, to the first word of the cell."""
    start = DOCUMENT.index("| control |")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in DOCUMENT[start : DOCUMENT.index("\n\n", start)].splitlines()
    ]
    engines = [name.strip("`") for name in rows[0][1:]]
    assert engines == list(ENGINES)
    assert len(rows) == len(Control) + 2
    return {
        (engine, Control(row[0])): re.split(r"\W", cell)[0]
        for row in rows[2:]
        for engine, cell in zip(engines, row[1:], strict=True)
    }


def credit_of(engine: Engine) -> Credit:
    sung = not isinstance(engine, MusicGen)
    credit = engine.record(*planned(duration_s=Seconds(12.0), instrumental=not sung), 0, hear).credit
    assert credit is not None
    return credit


def test_the_table_is_what_engines_say(ace: AceStepStub, speech: SpeechStub) -> None:
    band = Band(rack=SineRack(), singer=HummingSinger())
    near = (hollow_models.ace_step(), hollow_models.musicgen())
    said = {}
    for name, engine in zip(ENGINES, (band, ace_engine(ace), speech_engine(speech), *near), strict=True):
        credit = credit_of(engine)
        assert credit.engine == name
        said |= {(name, each.control): each.heed.value for each in credit.handling}
    assert table() == said


def test_each_cell_has_a_test() -> None:
    assert set(TESTED) == {(engine, control) for engine in ENGINES for control in Control}
    rooms = (test_band_controls, test_far_controls, test_near_controls)
    for tests in TESTED.values():
        assert all(any(hasattr(room, test) for room in rooms) for test in tests)


def test_the_document_shows_the_example_as_it_is() -> None:
    code = (EXAMPLE / "drone_engine.py").read_text("utf-8")
    assert len([line for line in code.splitlines() if line.strip()]) <= LONGEST_EXAMPLE_LINES
    assert f"```python\n{code}```" in DOCUMENT
    assert f"```toml\n{(EXAMPLE / 'pyproject.toml').read_text('utf-8')}```" in DOCUMENT


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example as `pip install` would leave it: its module, and the entry point of its pyproject."""
    shutil.copy(EXAMPLE / "drone_engine.py", tmp_path)
    offered = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    ((name, value),) = offered["songwright.engines"].items()
    install(tmp_path, name, value, "drone-engine")
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_the_example_makes_songs(installed: Path) -> None:
    engines = list_engines({"DRONE_LEVEL_DB": "-20"}, installed)
    assert next(each for each in engines if each.name == "drone").gate is Gate.READY
    engine = engage(read_routes("drone"), engines)
    brief, lyrics = planned(duration_s=Seconds(23.0), weights=test_far_controls.Weights(style=0.9))
    one, again, other = (engine.record(brief, lyrics, take, hear) for take in (0, 0, 1))
    assert fault_of(one, brief) == ""
    assert one.stems[0].audio.length_s == pytest.approx(23.0, abs=0.001)
    np.testing.assert_array_equal(one.stems[0].audio.samples, again.stems[0].audio.samples)
    assert not np.array_equal(one.stems[0].audio.samples, other.stems[0].audio.samples)
    assert HouseMixer().finish(one, hear).lufs == pytest.approx(-14.0, abs=0.5)
    assert one.credit is not None
    heeds = {each.control: each.heed for each in one.credit.unheeded(brief)}
    assert heeds[Control.STYLE_WEIGHT] is Heed.IGNORED
    assert heeds[Control.KEY] is Heed.APPROXIMATED
    assert Control.TEMPO not in heeds

    def stop(stage: str, fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        engine.record(brief, lyrics, 0, stop)


@pytest.mark.parametrize("level", ["loud", "3", "-41", "--", ""])
def test_a_wrong_setting_of_the_example_is_told(installed: Path, level: str) -> None:
    drone = next(each for each in list_engines({"DRONE_LEVEL_DB": level}, installed) if each.name == "drone")
    assert drone.gate is Gate.SETTINGS
    assert drone.reason.startswith("DRONE_LEVEL_DB: needs whole decibels")
