"""The SoundFont specification's arithmetic: curves of modulators, units of generators, and what they do to a sound."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hearing import level_db
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_font import ROOT, tiny_font

from songwright.song import SAMPLE_RATE_HZ
from songwright.studio.playing._generators import DEFAULTS, Gen, moved
from songwright.studio.playing._instrument import Strike, Strikes
from songwright.studio.playing._sampler import Library, SampledInstrument, SampledKit, _contour, _prepared
from songwright.studio.playing._sampler_kernel import PAD, TAPS
from songwright.studio.playing._soundfont import DEFAULT_MODULATORS, Modulator, SoundFont, _replaced

STRIKE = Strike(start=0, gate=24_000, pitch=float(ROOT), key=ROOT, loudness=1.0, gain=1.0, seed=1)
RESTING_CB = 400.0 * math.log10(127 / 100)
"""What the channel's volume of 100 takes off."""


def raw(folder: Path, generators: dict[int, int] | None = None, strike: Strike = STRIKE, frames: int = 24_000):
    """One note as the sampler gives it, without sound check and finish."""
    font = SoundFont(tiny_font(folder / "a.sf2", generators, turns=400))
    out = np.zeros((frames, 2), np.float32)
    SampledInstrument(Library(font), 0, ((ROOT,),)).add(Strikes((strike,)), out)
    return out


@pytest.mark.parametrize(
    ("source", "key", "velocity", "expected"),
    [
        (0x0002, 60, 127, 1.0),  # velocity, linear, upward
        (0x0002, 60, 0, 0.0),
        (0x0102, 60, 32, 1 - 32 / 127),  # downward
        (0x0203, 127, 64, 1.0),  # key, bipolar
        (0x0203, 0, 64, -1.0),
        (0x0303, 0, 64, 1.0),  # downward and bipolar
        (0x0502, 60, 64, -(400 / 960) * math.log10(64 / 127)),  # concave, downward: velocity in dB over 96
        (0x0402, 60, 64, -(400 / 960) * math.log10(63 / 127)),
        (0x0802, 60, 64, 1 + (400 / 960) * math.log10(64 / 127)),  # convex
        (0x0C02, 60, 63, 0.0),  # switch
        (0x0C02, 60, 64, 1.0),
        (0x0D02, 60, 63, 1.0),
        (0x0587, 60, 64, RESTING_CB / 960),  # the channel's volume
        (0x0081, 60, 64, 0.0),  # a wheel at rest
        (0x0000, 60, 64, 1.0),  # no source
    ],
)
def test_sources_are_shaped_as_written(source: int, key: int, velocity: int, expected: float) -> None:
    amount = moved(DEFAULTS, [Modulator(source, Gen.FINE_TUNE, 960, 0)], key, velocity)[Gen.FINE_TUNE]
    assert amount == pytest.approx(960 * expected, abs=1e-6)


@pytest.mark.parametrize("velocity", [1, 16, 48, 80, 112, 127])
def test_default_modulators_are_the_specifications(velocity: int) -> None:
    gens = moved(DEFAULTS, DEFAULT_MODULATORS, 60, velocity)
    assert gens[Gen.ATTENUATION] == pytest.approx(min(960, 400 * math.log10(127 / velocity)) + RESTING_CB, abs=0.1)
    assert gens[Gen.FILTER_CUTOFF] == pytest.approx(13_500 - 2400 * (1 - velocity / 127))


@pytest.mark.parametrize(("timecents", "seconds"), [(-12_000, 1 / 1024), (-1200, 0.5), (0, 1.0), (1200, 2.0)])
def test_timecents_are_seconds(timecents: int, seconds: float) -> None:
    gens = {**DEFAULTS, Gen.HOLD: timecents, Gen.DECAY: timecents, Gen.MOD_DECAY: timecents, Gen.RELEASE: 1200}
    volume, modulation = _contour(gens, Gen.DELAY, 60), _contour(gens, Gen.MOD_DELAY, 60)
    assert (volume.hold_s, volume.release_s) == pytest.approx((seconds, 2.0))
    assert volume.decay_s == modulation.decay_s == pytest.approx(max(seconds, 0.001))


def test_keys_shorten_hold_and_decay() -> None:
    """100 timecents a key: an octave up halves, an octave down doubles; key 60 stays."""
    gens = {**DEFAULTS, Gen.HOLD: 0, Gen.DECAY: 0, Gen.KEY_TO_HOLD: 100, Gen.KEY_TO_DECAY: 100}
    held = {key: _contour(gens, Gen.DELAY, key) for key in (48, 60, 72)}
    assert [held[key].hold_s for key in (48, 60, 72)] == pytest.approx([2.0, 1.0, 0.5])
    assert [held[key].decay_s for key in (48, 60, 72)] == pytest.approx([2.0, 1.0, 0.5])


def test_the_old_default_is_turned_off_under_its_old_name_alone() -> None:
    off, own = Modulator(0x0102, Gen.FILTER_CUTOFF, 0, 0x0D02), Modulator(0x0102, Gen.FILTER_CUTOFF, -6000, 0)

    def cutoff(*modulators: Modulator) -> float:
        return moved(DEFAULTS, _replaced(DEFAULT_MODULATORS, modulators), 60, 0)[Gen.FILTER_CUTOFF]

    assert cutoff() == 13_500 - 2400
    assert cutoff(off) == 13_500
    assert cutoff(own) == cutoff(own, off) == cutoff(off, own) == 13_500 - 6000


def test_resonance_takes_half_its_height_off_the_whole(tmp_path: Path) -> None:
    """8.1.3, generator 9: 20 dB of resonance leave a tone far below it 10 dB quieter, one at it 10 dB louder."""
    plain = level_db(raw(tmp_path, {Gen.FILTER_CUTOFF: 11_000}))
    assert level_db(raw(tmp_path, {Gen.FILTER_CUTOFF: 11_000, Gen.FILTER_Q: 200})) == pytest.approx(plain - 10, abs=0.5)
    tuned = 1200 * math.log2(440 / 8.176)
    at_peak = level_db(raw(tmp_path, {Gen.FILTER_CUTOFF: round(tuned), Gen.FILTER_Q: 200})[12_000:])
    flat = level_db(raw(tmp_path, {Gen.FILTER_CUTOFF: round(tuned)})[12_000:])
    assert at_peak - flat == pytest.approx(10.0, abs=1.0)  # 20 dB of height, less half of it


def test_zones_may_be_louder_than_full_by_what_the_channel_leaves(tmp_path: Path) -> None:
    levels = [level_db(raw(tmp_path, {Gen.ATTENUATION: written & 0xFFFF})) for written in (0, -50, -1000, -1200)]
    assert levels[1] - levels[0] == pytest.approx(0.4 * 5.0, abs=0.05)
    assert levels[2] - levels[0] == pytest.approx(RESTING_CB / 10, abs=0.05)
    assert levels[3] == levels[2]


def test_an_opening_filter_rises_in_a_straight_line(tmp_path: Path) -> None:
    """The modulation envelope's attack is convex: half-way through it has come 7/8 of its way, not half."""
    gens = {Gen.FILTER_CUTOFF: 4000, Gen.MOD_ENV_TO_FILTER: 4800, Gen.MOD_ATTACK: 0}
    sound = raw(tmp_path, gens, replace(STRIKE, gate=96_000), 48_000)
    way = 1 + (400 / 960) * math.log10(0.5)
    half = {Gen.FILTER_CUTOFF: round(4000 + 4800 * way)}
    still = raw(tmp_path, half, replace(STRIKE, gate=96_000), 48_000)
    at = slice(23_500, 24_500)
    assert level_db(sound[at]) == pytest.approx(level_db(still[at]), abs=1.0)


def test_a_filter_that_closes_from_open_is_heard(tmp_path: Path) -> None:
    closing = raw(tmp_path, {Gen.MOD_ENV_TO_FILTER: -9000 & 0xFFFF})
    assert level_db(closing[12_000:]) < level_db(raw(tmp_path)[12_000:]) - 6


@settings(deadline=None, max_examples=15)
@given(first=st.integers(1, 126), more=st.integers(1, 60))
def test_more_velocity_is_more_level(tmp_path_factory: pytest.TempPathFactory, first: int, more: int) -> None:
    folder = tmp_path_factory.mktemp("font")
    soft, loud = (
        level_db(raw(folder, strike=replace(STRIKE, loudness=velocity / 127), frames=4800))
        for velocity in (first, min(first + more, 127))
    )
    assert loud > soft


@pytest.mark.parametrize(("pan", "silent"), [(-500, 1), (500, 0)])
def test_sides_of_a_stereo_pair_stay_apart(tmp_path: Path, pan: int, silent: int) -> None:
    sound = raw(tmp_path, {Gen.PAN: pan & 0xFFFF})
    assert np.abs(sound[:, silent]).max() < 1e-6
    assert level_db(sound[:, [1 - silent]]) > -30


def test_a_loop_has_no_seam(tmp_path: Path) -> None:
    """A sine that loops over whole turns stays a sine: its second difference follows its value everywhere."""
    sound = raw(tmp_path, strike=replace(STRIKE, gate=200_000), frames=144_000)[4800:, 0].astype(np.float64)
    turn = 2 * math.pi * 440.0 / SAMPLE_RATE_HZ
    wrong = sound[2:] - 2 * math.cos(turn) * sound[1:-1] + sound[:-2]
    assert np.abs(wrong).max() < 2e-3 * np.abs(sound).max()


def test_a_loop_until_the_release_goes_on_to_the_samples_end() -> None:
    ramp = np.arange(1000, dtype=np.float32)
    held, until = (_prepared(ramp, 200, 400, mode) for mode in (1, 3))
    assert held.loop == (200 + PAD, 400 + PAD)
    assert until.loop == (200 + PAD - TAPS // 2, 400 + PAD - TAPS // 2)  # the kernel leaves a loop half the taps late
    assert held.frames[400 + PAD] == 200  # the loop continued
    assert until.frames[400 + PAD] == 400  # what comes after it
    assert (held.until_release, until.until_release) == (False, True)
    assert _prepared(ramp, 200, 400, 0).loop is _prepared(ramp, 200, 203, 1).loop is None


def test_after_the_release_such_a_sample_ends(tmp_path: Path) -> None:
    gens = {Gen.SAMPLE_MODES: 3, Gen.RELEASE: 4800}  # 16 s: the sample ends long before
    sound = raw(tmp_path, gens, replace(STRIKE, gate=96_000), 160_000)
    assert level_db(sound[90_000:95_000]) > -20  # it looped for two seconds
    assert not sound[96_000 + 48_000 :].any()
    held = raw(tmp_path, {**gens, Gen.SAMPLE_MODES: 1}, replace(STRIKE, gate=96_000), 160_000)
    assert level_db(held[96_000 + 48_000 :]) > -40


def test_fixed_keys_and_velocities_are_obeyed(tmp_path: Path) -> None:
    other = replace(STRIKE, key=40, pitch=40.0, loudness=0.2)
    fixed = raw(tmp_path, {Gen.FIXED_KEY: ROOT, Gen.FIXED_VELOCITY: 127}, other)
    assert np.array_equal(fixed, raw(tmp_path))


def test_an_end_offset_shortens_a_sample(tmp_path: Path) -> None:
    gens = {Gen.SAMPLE_MODES: 0}
    whole = np.flatnonzero(raw(tmp_path, gens, replace(STRIKE, gate=96_000), 60_000)[:, 0])[-1]
    cut = np.flatnonzero(
        raw(tmp_path, {**gens, Gen.END: -10_000 & 0xFFFF}, replace(STRIKE, gate=96_000), 60_000)[:, 0]
    )[-1]
    assert whole - cut == pytest.approx(10_000 * SAMPLE_RATE_HZ / 44_100, abs=80)


def test_a_class_of_its_own_is_cut_within_ten_milliseconds(tmp_path: Path) -> None:
    font = SoundFont(tiny_font(tmp_path / "a.sf2", turns=800, kit={Gen.EXCLUSIVE_CLASS: 7}))
    kit = SampledKit(Library(font), 0, ((ROOT,),))

    def heard(*strikes: Strike) -> np.ndarray:
        out = np.zeros((24_000, 2), np.float32)
        kit.add(Strikes(strikes), out)
        return out

    second = replace(STRIKE, start=9600)
    both = heard(STRIKE, second) - heard(second)  # what is left of the first
    assert level_db(both[:9000]) > -30
    assert np.abs(both[9600 + 480 :]).max() < 1e-3


_SOUNDING = sorted(set(Gen) - {Gen.KEY_RANGE, Gen.VELOCITY_RANGE, Gen.SAMPLE, Gen.INSTRUMENT})


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from(_SOUNDING), st.integers(0, 0xFFFF), max_size=8))
def test_a_font_may_hold_any_numbers(tmp_path_factory: pytest.TempPathFactory, generators: dict[int, int]) -> None:
    sound = raw(tmp_path_factory.mktemp("font"), generators, replace(STRIKE, gate=2400), 4800)
    assert np.isfinite(sound).all()
