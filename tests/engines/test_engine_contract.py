"""What every engine promises, asked of the fake, the built-in band and the engines on other machines alike."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from far_engines import ace_engine, planned, speech_engine
from plugin_shelf import NoiseEngine
from song_servers import AceStepStub, SpeechStub

from songwright.song import SAMPLE_RATE_HZ, Cancelled, Recording, Seconds
from songwright.studio.engines import Band
from songwright.studio.mixing import HouseMixer
from songwright.studio.playing import SineRack
from songwright.studio.ports import Engine
from songwright.studio.singing import HummingSinger


@dataclass
class Heard:
    """Progress that remembers, and stops at the third word where it is told to."""

    stops: bool = False
    fractions: list[float] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.fractions = []

    def __call__(self, stage: str, fraction: float) -> None:
        assert stage
        assert 0.0 <= fraction <= 1.0
        self.fractions.append(fraction)
        if self.stops:
            raise Cancelled


@pytest.fixture(params=["fake", "band", "ace-step-server", "speech-server"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Each engine there is."""
    if request.param == "fake":
        yield NoiseEngine()
    elif request.param == "band":
        yield Band(rack=SineRack(), singer=HummingSinger())
    else:
        server: Any = AceStepStub() if request.param == "ace-step-server" else SpeechStub()
        yield (ace_engine if request.param == "ace-step-server" else speech_engine)(server)
        server.close()


def made(engine: Engine, take: int = 0, **more: Any) -> Recording:
    return engine.record(*planned(duration_s=Seconds(12.0), **more), take, Heard())


@pytest.mark.parametrize("more", [{}, {"instrumental": True}], ids=["sung", "instrumental"])
def test_it_hands_over_stems_that_the_house_can_mix(engine: Engine, more: dict[str, Any]) -> None:
    recording = made(engine, **more)
    assert recording.stems
    assert {stem.audio.rate_hz for stem in recording.stems} == {SAMPLE_RATE_HZ}
    assert {len(stem.audio.samples) for stem in recording.stems} == {len(recording.stems[0].audio.samples)}
    assert recording.stems[0].audio.length_s == pytest.approx(12.0, abs=6.0)
    assert (recording.score is None) is (recording.performance is None)
    master = HouseMixer().finish(recording, Heard())
    assert master.lufs == pytest.approx(-14.0, abs=0.5)
    assert master.true_peak_db <= -0.9


def test_it_says_who_made_it(engine: Engine) -> None:
    credit = made(engine).credit
    assert credit is not None
    assert credit.engine
    assert credit.checkpoint
    assert credit.licence


def test_the_same_take_gives_the_same_samples(engine: Engine) -> None:
    for one, other in zip(made(engine).stems, made(engine).stems, strict=True):
        np.testing.assert_array_equal(one.audio.samples, other.audio.samples)


def test_a_monitor_changes_no_sample_and_hears_beginnings(engine: Engine) -> None:
    stretches: list[Recording] = []
    brief, lyrics = planned(duration_s=Seconds(12.0))
    heard = engine.record(brief, lyrics, 0, Heard(), stretches.append)
    for one, other in zip(heard.stems, made(engine).stems, strict=True):
        np.testing.assert_array_equal(one.audio.samples, other.audio.samples)
    for stretch in stretches:
        assert len(stretch.stems[0].audio.samples) < len(heard.stems[0].audio.samples)


def test_progress_stops_it_at_once(engine: Engine) -> None:
    progress = Heard(stops=True)
    began = time.monotonic()
    with pytest.raises(Cancelled):
        engine.record(*planned(), 0, progress)
    assert time.monotonic() - began < 3.0
    assert progress.fractions
