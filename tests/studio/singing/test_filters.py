"""Filters by spectrum: what passes, what does not, and the octave that is made up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.studio.singing._filters import band_pass, doubled

RATE_HZ = 24_000


def sine(hz: float, count: int = 24_000, rate_hz: int = RATE_HZ) -> np.ndarray:
    return np.sin(2 * np.pi * hz * np.arange(count) / rate_hz)


def level_at(sound: np.ndarray, low_hz: float, high_hz: float, rate_hz: int) -> float:
    """Power between two frequencies."""
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    hz = np.fft.rfftfreq(len(sound), 1 / rate_hz)
    return float(power[(hz >= low_hz) & (hz < high_hz)].sum())


@pytest.mark.parametrize(
    ("hz", "least_db", "most_db"), [(700, -0.1, 0.1), (150, -6.3, -5.7), (30, -99, -50), (9000, -99, -35)]
)
def test_a_band_passes_its_middle_and_halves_its_edge_twice(hz, least_db, most_db) -> None:
    inside = slice(4000, 20_000)
    heard = band_pass(sine(hz), RATE_HZ, 150.0, 4000.0, 3)[inside]
    change_db = 10 * np.log10(np.mean(heard**2) / np.mean(sine(hz)[inside] ** 2))
    assert least_db <= change_db <= most_db


def test_a_band_does_not_move_sounds_in_time() -> None:
    heard = band_pass(sine(700), RATE_HZ, 150.0, 4000.0, 3)
    np.testing.assert_allclose(heard[4000:20_000], sine(700)[4000:20_000], atol=0.01)


def test_the_lower_octave_is_the_sound_itself() -> None:
    twice = doubled(sine(1000), RATE_HZ)
    assert len(twice) == 48_000
    np.testing.assert_allclose(twice[4000:-4000], sine(1000, 48_000, 48_000)[4000:-4000], atol=1e-3)


def test_hiss_brings_air_above_twelve_kilohertz_softer_than_itself() -> None:
    hiss = np.random.default_rng(3).standard_normal(RATE_HZ)
    twice = doubled(hiss, RATE_HZ)
    made, given_ = level_at(twice, 12_500, 17_000, 48_000), level_at(twice, 7000, 11_500, 48_000)
    assert -20 < 10 * np.log10(made / given_) < -9
    assert level_at(twice, 20_000, 24_000, 48_000) < 0.01 * made


def test_a_deep_vowel_brings_no_air() -> None:
    twice = doubled(sine(300), RATE_HZ)[4000:-4000]
    assert level_at(twice, 12_500, 24_000, 48_000) < 1e-9 * level_at(twice, 100, 1000, 48_000)


@given(st.integers(1, 12_000))
def test_every_length_keeps_its_length(count: int) -> None:
    sound = np.ones(count)
    assert len(band_pass(sound, RATE_HZ, 150.0, 4000.0, 3)) == count
    assert len(doubled(sound, RATE_HZ)) == 2 * count
