"""Spectrograms: a tone is brightest in its own row and column, levels are true, and any sound has one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.studio.dsp import row_edges_hz, spectrogram_db

EDGES_HZ = row_edges_hz(40.0, 16_000.0, 360)
MIDDLES_HZ = np.sqrt(EDGES_HZ[:-1] * EDGES_HZ[1:])


def sine(hz: float, seconds: float = 1.0, rate_hz: int = 48_000) -> np.ndarray:
    return np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz).astype(np.float32)[:, None]


@settings(deadline=None, max_examples=25)
@given(hz=st.floats(45.0, 15_000.0), rate_hz=st.sampled_from([32_000, 44_100, 48_000, 96_000]))
def test_a_sine_is_brightest_in_its_row(hz: float, rate_hz: int):
    level_db = spectrogram_db(sine(hz, rate_hz=rate_hz), rate_hz, EDGES_HZ, 20)[:, 10]
    brightest = MIDDLES_HZ[int(level_db.argmax())]
    # Half a bin of the longest window (3 Hz) below, one row (1.7 %) above; the middle window's bins are 12 Hz wide.
    allowed_hz = max(0.018 * hz, 2.0 if hz < 500.0 else 6.5)
    assert abs(brightest - hz) <= allowed_hz
    assert -7.0 < level_db.max() < -2.9
    far = np.abs(np.log2(MIDDLES_HZ / hz)) > 1.0
    assert level_db[far].max() < level_db.max() - 50.0


def test_noise_has_no_seams_between_the_windows():
    noise = np.random.default_rng(3).normal(0, 0.1, (48_000 * 20, 1)).astype(np.float32)
    level_db = 10 * np.log10((10 ** (spectrogram_db(noise, 48_000, EDGES_HZ, 200) / 10)).mean(axis=1))
    wide = np.maximum(np.diff(EDGES_HZ), 3.0)  # narrower rows show a bin of the longest window
    flat_db = level_db - 10 * np.log10(wide)
    octave = np.floor(np.log2(MIDDLES_HZ / 125.0))
    octaves = [flat_db[octave == each].mean() for each in range(6)]
    assert max(octaves) - min(octaves) < 3.5


def test_a_click_lights_its_column_alone():
    click = np.zeros((48_000, 1), np.float32)
    click[30_000] = 1.0
    treble = spectrogram_db(click, 48_000, EDGES_HZ, 50)[MIDDLES_HZ > 4000]
    assert set(treble.mean(axis=0).argsort()[-1:]) == {31}
    assert treble[:, [20, 40]].max() == -200.0


def test_sides_out_of_phase_are_seen():
    tone = sine(440.0)
    both = spectrogram_db(np.hstack([tone, -tone]), 48_000, EDGES_HZ, 4)
    assert np.allclose(both, spectrogram_db(tone, 48_000, EDGES_HZ, 4), atol=1e-3)


@settings(deadline=None, max_examples=25)
@given(frames=st.integers(0, 9000), channels=st.sampled_from([1, 2]), columns=st.integers(1, 70))
def test_any_length_has_a_spectrogram(frames: int, channels: int, columns: int):
    level_db = spectrogram_db(np.zeros((frames, channels), np.float32), 48_000, EDGES_HZ[::40], columns)
    assert level_db.shape == (9, columns)
    assert level_db == pytest.approx(-200.0)
