"""What every instrument owes, whoever made it: the port's contract."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hearing import level_db, note, part
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_font import tiny_font

from songwright.song import SAMPLE_RATE_HZ, Cancelled, Role, Seconds
from songwright.studio.playing import HouseRack, SineRack, warm_up
from songwright.studio.ports import Instrument

SYNTHS = (
    "synth:sine_bass",
    "synth:warm_pad",
    "synth:dx_piano",
    "synth:nylon",
    "synth:tin_whistle",
    "synth:string_machine",
)
KITS = ("kit:808", "kit:linn", "kit:noise")
FALLBACKS = ("acoustic_grand_piano", "distortion_guitar", "kit:studio", "kit:dusty")
Maker = Callable[[], Instrument]


def _sampled(folder: Path, name: str) -> Instrument:
    return HouseRack(tiny_font(folder / "tiny.sf2", {38: -1200})).instrument(name)


@pytest.fixture(scope="module")
def house() -> HouseRack:
    return HouseRack(None)


@pytest.fixture(params=["sine", *SYNTHS, *KITS, *FALLBACKS, "sampled:acoustic_grand_piano", "sampled:kit:studio"])
def instrument(request: pytest.FixtureRequest, house: HouseRack, tmp_path: Path) -> Instrument:
    name = str(request.param)
    if name == "sine":
        return SineRack().instrument("any")
    if name.startswith("sampled:"):
        return _sampled(tmp_path, name.removeprefix("sampled:"))
    return house.instrument(name)


PHRASE = part(
    note(0.1, 0.5, 38, 0.5), note(0.1, 0.5, 42, 0.8), note(0.6, 0.9, 36, 1.0), note(0.6, 0.9, 46, 0.4), role=Role.KEYS
)


def test_sound_is_whole_stereo_finite_and_the_same_twice(instrument: Instrument) -> None:
    audio = instrument.play(PHRASE, Seconds(1.234567))
    assert audio.samples.shape == (round(1.234567 * SAMPLE_RATE_HZ), 2)
    assert audio.samples.dtype == np.float32
    assert np.isfinite(audio.samples).all()
    assert level_db(audio.samples) > -50
    tiny = np.finfo(np.float32).tiny
    assert not ((np.abs(audio.samples) > 0) & (np.abs(audio.samples) < tiny)).any()
    assert np.array_equal(audio.samples, instrument.play(PHRASE, Seconds(1.234567)).samples)


def test_nothing_is_heard_of_nothing(instrument: Instrument) -> None:
    assert not instrument.play(part(), Seconds(0.5)).samples.any()
    assert not instrument.play(part(note(0.1, 0.3, 60, 0.0)), Seconds(0.5)).samples.any()
    assert not instrument.play(part(note(3.0, 3.3, 60)), Seconds(0.5)).samples.any()


def test_before_the_first_note_there_is_silence_and_after_the_last_no_click(instrument: Instrument) -> None:
    samples = instrument.play(part(note(0.5, 3.0, 42)), Seconds(1.0)).samples
    assert not samples[: round(0.49 * SAMPLE_RATE_HZ)].any()
    assert np.abs(samples[-48:]).max() < 0.15 * np.abs(samples).max() + 1e-9
    assert np.abs(samples[-2:]).max() < 1e-3


def test_louder_notes_are_louder(instrument: Instrument) -> None:
    levels = [
        level_db(instrument.play(part(note(0.1, 0.6, 42, loudness)), Seconds(1.0)).samples)
        for loudness in (0.2, 0.45, 0.7, 0.95)
    ]
    assert levels == sorted(levels)
    assert 6 < levels[-1] - levels[0] < 45


def test_repeated_notes_are_not_copies(instrument: Instrument) -> None:
    if type(instrument).__name__ == "SineInstrument":
        pytest.skip("a sine is the fake: its notes are copies and say so")
    samples = instrument.play(part(note(0.0, 0.3, 42), note(1.0, 1.3, 42)), Seconds(2.0)).samples
    first, second = samples[:SAMPLE_RATE_HZ], samples[SAMPLE_RATE_HZ:]
    assert level_db(first) == pytest.approx(level_db(second), abs=2.5)
    assert level_db(first - second) > level_db(first) - 50


def test_whoever_waits_hears_of_each_note_and_can_stop(instrument: Instrument) -> None:
    instrument.play(PHRASE, Seconds(1.0))  # the sound check is over
    heard: list[int] = []

    def stop_at_the_third() -> None:
        heard.append(1)
        if len(heard) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        instrument.play(PHRASE, Seconds(1.0), stop_at_the_third)
    assert len(heard) == 3
    assert np.isfinite(instrument.play(PHRASE, Seconds(1.0)).samples).all()


def test_two_threads_hear_what_one_hears(house: HouseRack, tmp_path: Path) -> None:
    sampled = HouseRack(tiny_font(tmp_path / "tiny.sf2"))
    players = [house.instrument(name) for name in ("kit:909", "synth:pluck", "kit:909", "synth:nylon")]
    players += [sampled.instrument(name) for name in ("piano", "kit:studio", "piano", "kit:studio")]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda player: player.play(PHRASE, Seconds(1.0)).samples, players))
    alone = [player.play(PHRASE, Seconds(1.0)).samples for player in players]
    assert all(np.array_equal(one, other) for one, other in zip(together, alone, strict=True))


def test_kernels_meet_one_set_of_types_only(tmp_path: Path) -> None:
    """A second signature would compile for seconds in the middle of a song."""
    from songwright.studio.playing._sampler_kernel import sound_zone  # noqa: PLC0415  # after the cache is set

    warm_up()
    rack = HouseRack(tiny_font(tmp_path / "tiny.sf2", {5: 20, 10: 100, 37: 200, 8: 9000}))
    for name in ("piano", "kit:studio"):
        rack.instrument(name).play(PHRASE, Seconds(0.5))
    assert len(sound_zone.signatures) == 1


@pytest.mark.slow
@pytest.mark.skipif("SONGWRIGHT_HOME" not in os.environ, reason='needs SONGWRIGHT_HOME: run "songwright setup"')
@pytest.mark.parametrize("name", ["acoustic_grand_piano", "string_ensemble_1", "kit:studio", "kit:dusty"])
def test_the_real_font_keeps_the_contract(name: str) -> None:
    font = Path(os.environ["SONGWRIGHT_HOME"]) / "sounds" / "MuseScore_General_Lite.sf3"
    if not font.is_file():
        pytest.skip('no SoundFont: run "songwright setup"')
    test_sound_is_whole_stereo_finite_and_the_same_twice(HouseRack(font).instrument(name))


@settings(deadline=None, max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(marks_s=st.lists(st.floats(0.0, 1.4), max_size=3).map(sorted))
def test_what_is_played_so_far_is_the_beginning_of_the_whole(instrument: Instrument, marks_s: list[float]) -> None:
    whole = instrument.play(PHRASE, Seconds(1.5)).samples
    *beginnings, last = instrument.reel(PHRASE, Seconds(1.5), [Seconds(mark_s) for mark_s in marks_s])
    np.testing.assert_array_equal(last.samples, whole)
    for mark_s, beginning in zip(marks_s, beginnings, strict=True):
        assert beginning.samples.shape == (round(mark_s * SAMPLE_RATE_HZ), 2)
        # The last 10 ms of a whole part are faded out.
        held = min(len(beginning.samples), len(whole) - 480)
        np.testing.assert_array_equal(beginning.samples[:held], whole[:held])
