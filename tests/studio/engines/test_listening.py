"""Silence and sound that breaks off are failures: made once more, and never handed on."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.song import Audio, Brief, Cancelled, CannotMake, Lyrics, Recording, Role, Seconds, SongRequest, Stem
from songwright.studio.engines import SECOND_GO, Band, Listened, fault_of
from songwright.studio.playing import SineRack
from songwright.studio.ports import Monitor, Progress
from songwright.studio.reading import RulesReader
from songwright.studio.singing import HummingSinger
from songwright.studio.writing import HouseLyricist

BRIEF = RulesReader().read(SongRequest(prompt="a folk song", duration_s=Seconds(20.0), seed=1))
UNTIMED = replace(BRIEF, duration_s=None)


def hear(stage: str, fraction: float) -> None:
    """Progress that is not looked at."""


def sound(*pieces: tuple[float, float]) -> Audio:
    """Noise in pieces of (seconds, level in dB)."""
    dice = np.random.default_rng(1)
    made = [10 ** (level_db / 20) * dice.normal(size=(round(seconds * 48_000), 2)) for seconds, level_db in pieces]
    return Audio(samples=np.concatenate([np.zeros((0, 2)), *made]).astype(np.float32))


def recording(*sounds: Audio) -> Recording:
    return Recording(stems=tuple(Stem(name="x", role=Role.FX, audio=audio) for audio in sounds), style="folk")


@pytest.mark.parametrize(
    ("pieces", "brief", "fault"),
    [
        ([(20.0, -20.0)], BRIEF, ""),
        ([(1.0, -120.0), (12.0, -20.0), (9.0, -120.0)], BRIEF, ""),
        ([(8.0, -20.0), (14.0, -200.0), (8.0, -25.0)], BRIEF, ""),
        ([(6.0, -40.0)], UNTIMED, ""),
        ([(20.0, -75.0)], BRIEF, "it was silent"),
        ([(20.0, -300.0)], BRIEF, "it was silent"),
        ([], BRIEF, "it was silent"),
        ([(8.0, -20.0)], BRIEF, "it broke off after 8 s"),
        ([(8.0, -20.0), (30.0, -200.0)], BRIEF, "it broke off after 8 s"),
        ([(3.0, -20.0)], UNTIMED, "it broke off after 3 s"),
        ([(8.0, -20.0), (16.0, -200.0), (8.0, -20.0)], BRIEF, "it fell silent for 16 s"),
    ],
)
def test_a_fault_has_its_sentence(pieces: list[tuple[float, float]], brief: Brief, fault: str) -> None:
    assert fault_of(recording(sound(*pieces)), brief) == fault


def test_stems_are_heard_together() -> None:
    verse, chorus = sound((10.0, -20.0), (20.0, -300.0)), sound((10.0, -300.0), (20.0, -20.0))
    long = replace(BRIEF, duration_s=Seconds(50.0))
    assert fault_of(recording(verse), long) == "it broke off after 10 s"
    assert fault_of(recording(verse, chorus), long) == ""
    mono = Audio(samples=chorus.samples[:, :1].copy())
    assert fault_of(recording(verse, mono), long) == ""


@settings(deadline=None, max_examples=30)  # each example makes its noise
@given(st.floats(5.2, 40.0), st.floats(-50.0, 0.0))
def test_steady_sound_of_some_length_is_a_song(seconds: float, level_db: float) -> None:
    assert fault_of(recording(sound((seconds, level_db))), UNTIMED) == ""


class Second:
    """Makes what it was given, take by take; keeps the numbers of the takes."""

    def __init__(self, *made: Audio) -> None:
        self.made = list(made)
        self.takes: list[int] = []
        self.monitors: list[Monitor | None] = []

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        self.takes.append(take)
        self.monitors.append(monitor)
        progress("playing", 0.5)
        return replace(recording(self.made.pop(0)), remarks=("its own",))


GOOD, SILENT, SHORT = sound((20.0, -20.0)), sound((20.0, -100.0)), sound((4.0, -20.0))


def test_a_song_is_handed_on_as_it_is() -> None:
    engine = Second(GOOD)
    made = Listened(engine=engine).record(BRIEF, Lyrics(title=""), 1, hear)
    assert (engine.takes, made.remarks) == ([1], ("its own",))
    assert made.stems[0].audio is GOOD


def test_a_fault_is_tried_once_more_with_other_dice() -> None:
    engine = Second(SILENT, GOOD)
    made = Listened(engine=engine).record(BRIEF, Lyrics(title=""), 1, hear)
    assert engine.takes == [1, 1 + SECOND_GO]
    assert made.stems[0].audio is GOOD
    assert made.remarks == ("made once more, since at first it was silent", "its own")


def test_two_faults_are_no_success() -> None:
    engine = Second(SILENT, SHORT, GOOD)
    with pytest.raises(CannotMake, match="no song, twice: it was silent; it broke off after 4 s"):
        Listened(engine=engine).record(BRIEF, Lyrics(title=""), 0, hear)
    assert len(engine.takes) == 2


def test_a_stop_stops_the_second_go_too() -> None:
    engine, words = Second(SILENT, GOOD), []

    def stop(stage: str, fraction: float) -> None:
        words.append(stage)
        if len(words) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        Listened(engine=engine).record(BRIEF, Lyrics(title=""), 0, stop)
    assert engine.takes == [0, SECOND_GO]


def test_the_band_is_a_song() -> None:
    brief = replace(BRIEF, duration_s=Seconds(12.0))
    band = Band(rack=SineRack(), singer=HummingSinger())
    assert fault_of(band.record(brief, HouseLyricist().write(brief), 0, hear), brief) == ""


def test_the_monitor_hears_the_first_go_alone() -> None:
    def monitor(stretch: Recording) -> None:
        """Somebody listens."""

    engine = Second(SILENT, GOOD)
    Listened(engine=engine).record(BRIEF, Lyrics(title=""), 0, hear, monitor)
    assert engine.monitors == [monitor, None]
