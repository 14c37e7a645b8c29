import math
import subprocess
import sys

import numpy as np
import pyloudnorm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from songwright.studio import dsp

RATE = 48_000


def noise(seconds=4.0, channels=2, seed=0, level=0.1):
    shape = (int(seconds * RATE), channels)
    return (np.random.default_rng(seed).standard_normal(shape) * level).astype(np.float32)


def pink(seconds=6.0, seed=0, level=0.1):
    white = np.fft.rfft(np.random.default_rng(seed).standard_normal((int(seconds * RATE), 2)), axis=0)
    hz = np.fft.rfftfreq(int(seconds * RATE), 1 / RATE)
    wave = np.fft.irfft(white / np.sqrt(np.maximum(hz, 20.0))[:, None], axis=0)
    return (wave / wave.std() * level).astype(np.float32)


def drums(seconds=6.0):
    out = np.zeros((int(seconds * RATE), 2), np.float32)
    rng = np.random.default_rng(3)
    fall = np.exp(-np.arange(RATE // 4) / 2500.0)[:, None]
    for start in range(0, len(out) - RATE // 4, RATE // 2):
        out[start : start + RATE // 4] += (0.5 * rng.standard_normal((RATE // 4, 2)) * fall).astype(np.float32)
    return out


def with_pause():
    sound = pink(9.0)
    sound[3 * RATE : 6 * RATE] *= np.float32(0.001)
    return sound


MATERIAL = {
    "pink": pink(),
    "white": noise(),
    "mono": noise(channels=1),
    "drums": drums(),
    "with a pause": with_pause(),
    "quiet": pink(level=0.003),
}


@pytest.mark.parametrize("name", MATERIAL)
def test_loudness_agrees_with_an_independent_meter(name):
    samples = MATERIAL[name]
    wanted = pyloudnorm.Meter(RATE).integrated_loudness(samples.astype(np.float64))
    assert dsp.loudness(samples) == pytest.approx(wanted, abs=0.05)


def test_the_standards_own_example():
    """BS.1770-4: a full-scale 997 Hz sine in one channel reads -3.01 LUFS."""
    wave = np.sin(2 * np.pi * 997.0 * np.arange(5 * RATE) / RATE)[:, None].astype(np.float32)
    assert dsp.loudness(wave) == pytest.approx(-3.01, abs=0.02)
    assert dsp.loudness(np.repeat(wave, 2, axis=1)) == pytest.approx(0.0, abs=0.02)


@given(level_db=st.floats(-40.0, 0.0))
@settings(max_examples=20, deadline=None)
def test_loudness_moves_with_the_fader(level_db):
    samples = MATERIAL["white"]
    assert dsp.loudness(dsp.Gain(level_db)(samples)) - dsp.loudness(samples) == pytest.approx(level_db, abs=0.01)


@pytest.mark.parametrize("frames", [0, 1, 100, 4799, 4800, 20_000])
def test_short_sounds_have_a_loudness_and_silence_has_none(frames):
    assert dsp.loudness(np.zeros((frames, 2), np.float32)) == -math.inf
    heard = dsp.loudness(noise(1.0, channels=1)[:frames])
    assert heard == -math.inf if frames == 0 else heard > -70.0


@pytest.mark.parametrize("name", MATERIAL)
def test_true_peak_agrees_with_eightfold_resampling(name):
    samples = MATERIAL[name][: 2 * RATE]
    wanted = 20 * np.log10(np.abs(signal.resample_poly(samples.astype(np.float64), 8, 1, axis=0)).max())
    assert dsp.true_peak_db(samples) == pytest.approx(wanted, abs=0.1)


def test_true_peak_between_two_frames():
    """A quarter-rate sine sampled at 45 degrees hides 3 dB between its frames."""
    wave = np.sin(np.pi / 2 * np.arange(4800) + np.pi / 4)[:, None].astype(np.float32)
    wave *= np.hanning(4800)[:, None].astype(np.float32)
    assert 20 * np.log10(np.abs(wave).max()) == pytest.approx(-3.01, abs=0.02)
    assert dsp.true_peak_db(wave) == pytest.approx(0.0, abs=0.05)


@given(seed=st.integers(0, 1000), gain_db=st.floats(0.0, 24.0), ceiling_db=st.floats(-12.0, -0.1))
@settings(max_examples=25, deadline=None)
def test_limiter_never_exceeds_its_ceiling(seed, gain_db, ceiling_db):
    rng = np.random.default_rng(seed)
    samples = noise(0.3, seed=seed) * rng.choice([0.0, 0.1, 1.0], (int(0.3 * RATE), 1)).astype(np.float32)
    limited = dsp.Limiter(ceiling_db=ceiling_db).lifted(dsp.Held(samples), gain_db)
    assert dsp.true_peak_db(limited.samples) <= ceiling_db + 0.01
    assert limited.true_peak_db <= ceiling_db + 1e-6


def test_limiter_leaves_what_lies_below_the_ceiling():
    samples = pink(1.0, level=0.02)
    np.testing.assert_allclose(dsp.Limiter(ceiling_db=-1.0)(samples), samples, atol=1e-7)


def test_limiter_turns_down_before_a_peak_and_back_after():
    samples = np.full((RATE, 1), 0.2, np.float32)
    samples[RATE // 2] = 1.0
    gain = dsp.Limiter(ceiling_db=-6.0)(samples)[:, 0] / samples[:, 0]
    assert gain[RATE // 2 - 200] == pytest.approx(1.0)
    assert gain[RATE // 2] < dsp.gain_of(-5.9)
    assert gain[-1] == pytest.approx(1.0, abs=0.01)
    assert np.abs(np.diff(gain)).max() < 0.02


@pytest.mark.parametrize(
    ("name", "target_lufs"),
    [("pink", -14.0), ("pink", -10.0), ("white", -12.0), ("drums", -14.0), ("with a pause", -9.0)],
)
def test_lifting_lands_on_the_loudness(name, target_lufs):
    limited = dsp.Limiter(ceiling_db=-1.0).lifted_to(dsp.Held(MATERIAL[name]), target_lufs, 40.0)
    assert limited.lufs == pytest.approx(target_lufs, abs=0.1)
    assert dsp.loudness(limited.samples) == pytest.approx(limited.lufs, abs=1e-6)
    assert limited.true_peak_db <= -1.0 + 1e-6


def test_lifting_stops_at_the_most_that_is_allowed():
    samples = MATERIAL["quiet"]
    limited = dsp.Limiter(ceiling_db=-1.0).lifted_to(dsp.Held(samples), -14.0, 10.0)
    assert limited.lufs - dsp.loudness(samples) == pytest.approx(10.0, abs=0.05)


def test_silence_can_not_be_lifted():
    assert (
        dsp.Limiter(ceiling_db=-1.0).lifted_to(dsp.Held(np.zeros((RATE, 2), np.float32)), -14.0, 60.0).lufs == -math.inf
    )


def test_importing_loads_no_compiler():
    code = "import sys, songwright.studio.dsp; sys.exit('numba' in sys.modules or 'scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
