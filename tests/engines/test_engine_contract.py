"""What every engine promises, asked of the fake, the band, engines far away and models near by alike."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import hollow_models
import numpy as np
import pytest
import tiny_models
from far_engines import ace_engine, planned, speech_engine
from plugin_shelf import NoiseEngine
from song_servers import AceStepStub, SpeechStub

from songwright.local import AceStepPlugin, MusicGen, MusicGenPlugin
from songwright.song import SAMPLE_RATE_HZ, Brief, Cancelled, Lyrics, Recording, Seconds
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


NEAR = {"ace-step": AceStepPlugin, "musicgen": MusicGenPlugin}
"""Engines whose models are on this machine: each with a stand-in of a model, and with a true one of random weights."""


@pytest.fixture(
    params=["fake", "band", "ace-step-server", "speech-server", *(f"hollow {name}" for name in NEAR),
            *(pytest.param(f"tiny {name}", marks=pytest.mark.models) for name in NEAR)]
)  # fmt: skip
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Each engine there is."""
    built, _, name = request.param.partition(" ")
    if request.param == "fake":
        yield NoiseEngine()
    elif request.param == "band":
        yield Band(rack=SineRack(), singer=HummingSinger())
    elif built == "hollow":
        yield {"ace-step": hollow_models.ace_step, "musicgen": hollow_models.musicgen}[name]()
    elif built == "tiny":
        yield tiny_models.opened(NEAR[name](), tmp_path_factory)
    else:
        server: Any = AceStepStub() if request.param == "ace-step-server" else SpeechStub()
        yield (ace_engine if request.param == "ace-step-server" else speech_engine)(server)
        server.close()


def asked(engine: Engine, **more: Any) -> tuple[Brief, Lyrics]:
    """A short song that the engine does not refuse."""
    sings = not isinstance(engine, MusicGen)
    return planned(**({"duration_s": Seconds(12.0)} | ({} if sings else {"instrumental": True}) | more))


def made(engine: Engine, take: int = 0, **more: Any) -> Recording:
    return engine.record(*asked(engine, **more), take, Heard())


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
    brief, lyrics = asked(engine)
    heard = engine.record(brief, lyrics, 0, Heard(), stretches.append)
    for one, other in zip(heard.stems, made(engine).stems, strict=True):
        np.testing.assert_array_equal(one.audio.samples, other.audio.samples)
    for stretch in stretches:
        assert len(stretch.stems[0].audio.samples) < len(heard.stems[0].audio.samples)


def test_progress_stops_it_at_once(engine: Engine) -> None:
    progress = Heard(stops=True)
    began = time.monotonic()
    with pytest.raises(Cancelled):
        engine.record(*asked(engine), 0, progress)
    assert time.monotonic() - began < 3.0
    assert progress.fractions
