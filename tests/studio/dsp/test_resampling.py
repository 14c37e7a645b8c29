"""Other sample rates become the studio's: sines stay sines, times stay, nothing folds back."""

import numpy as np
import pytest

from songwright.studio.dsp import resampled

SAME_DB = -80.0
"""Far below what a 16-bit file can hold beside music."""
FOLDED_DB = -85.0


def sine(hz: float, rate_hz: int, frames: int) -> np.ndarray:
    times = np.arange(frames) / rate_hz
    return np.column_stack([np.sin(2 * np.pi * hz * times), np.cos(2 * np.pi * hz * times)]).astype(np.float32)


def level_db(samples: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-20))


@pytest.mark.parametrize("rate_hz", [8000, 22050, 24000, 32000, 44100, 88200, 96000, 192000])
def test_a_sine_stays_the_same_sine(rate_hz: int) -> None:
    hz = 0.35 * min(rate_hz, 48_000)
    made = resampled(sine(hz, rate_hz, rate_hz // 2), rate_hz)
    assert len(made) == 24_000
    inner = slice(2000, -2000)
    assert level_db((made - sine(hz, 48_000, 24_000))[inner]) < SAME_DB


@pytest.mark.parametrize("rate_hz", [88200, 96000, 192000])
def test_what_the_studio_can_not_hold_does_not_fold_back(rate_hz: int) -> None:
    made = resampled(sine(30_000, rate_hz, rate_hz // 2), rate_hz)
    assert level_db(made[2000:-2000]) < FOLDED_DB


def test_the_studio_s_rate_is_left_alone_and_odd_lengths_are_whole() -> None:
    given = sine(440.0, 48_000, 1000)
    assert resampled(given, 48_000) is given
    assert len(resampled(given[:0], 32_000)) == 0
    assert resampled(np.ones((7, 1), np.float32), 32_000).shape == (11, 1)
    steady = resampled(np.full((4410, 1), 0.5, np.float32), 44_100)
    assert np.allclose(steady[500:-500], 0.5, atol=1e-5)


def test_it_gives_signs_of_life_and_can_be_stopped() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        resampled(sine(440.0, 44_100, 44_100), 44_100, stop)
