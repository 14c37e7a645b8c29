"""Consonants: the spoken samples themselves where nothing has pitch, and nothing of them elsewhere."""

import numpy as np
import pytest

from songwright.studio.singing._consonants import with_consonants
from songwright.studio.singing._curves import clock
from songwright.studio.singing._knots import LEAD_S, Knots, Span
from songwright.studio.singing._warp import Sung

RATE = 24_000
FRAMES = 400


def sung_with(voiced: np.ndarray, spoken_s: np.ndarray, *, gain_db: float = 0.0) -> Sung:
    """A silent voice whose time and voicing are given."""
    return Sung(
        sound=np.zeros(FRAMES * 120),
        times_s=clock(FRAMES, -LEAD_S),
        spoken_s=spoken_s,
        voiced=voiced,
        gain_db=np.full(FRAMES, gain_db),
        dynamics_db=np.zeros(FRAMES),
        vowel=np.zeros(FRAMES),
    )


def knots_with(*pauses: Span) -> Knots:
    return Knots(sung_s=np.zeros(1), spoken_s=np.zeros(1), holds=(), vowels=(), pauses=pauses)


def voiced_but(first: int, beyond: int) -> np.ndarray:
    voiced = np.ones(FRAMES, np.bool_)
    voiced[first:beyond] = False
    return voiced


HISS = np.random.default_rng(5).standard_normal(FRAMES * 120)


def test_what_is_voiced_throughout_is_left_alone() -> None:
    sung = sung_with(np.ones(FRAMES, np.bool_), clock(FRAMES))
    assert not with_consonants(sung, HISS, knots_with()).any()


def test_an_unvoiced_stretch_is_the_spoken_sound_itself() -> None:
    sung = sung_with(voiced_but(100, 130), clock(FRAMES))
    heard = with_consonants(sung, HISS, knots_with())
    inside = slice(101 * 120 + 96, 129 * 120 - 96)
    assert np.array_equal(heard[inside], HISS[inside])
    assert not heard[: 99 * 120].any()
    assert not heard[131 * 120 :].any()


def test_spoken_samples_get_the_gain_of_their_place() -> None:
    sung = sung_with(voiced_but(100, 130), clock(FRAMES), gain_db=-20.0)
    heard = with_consonants(sung, HISS, knots_with())
    inside = slice(105 * 120, 125 * 120)
    np.testing.assert_allclose(heard[inside], 0.1 * HISS[inside])


def test_a_consonant_too_long_for_its_room_keeps_its_beginning_and_its_end() -> None:
    spoken_s = clock(FRAMES)
    spoken_s[100:131] = np.linspace(0.5, 0.9, 31)
    spoken_s[131:] = 0.9 + clock(FRAMES - 131)
    heard = with_consonants(sung_with(voiced_but(100, 130), spoken_s), HISS, knots_with())
    early, late = 105 * 120, 125 * 120
    assert np.array_equal(heard[early : early + 240], HISS[12_000 + 600 : 12_000 + 840])
    end = round(float(spoken_s[130]) * RATE)
    assert np.array_equal(heard[late - 240 : late], HISS[end - 840 : end - 600])


def test_a_consonant_with_more_room_than_sound_begins_late() -> None:
    spoken_s = clock(FRAMES)
    spoken_s[100:131] = np.linspace(0.5, 0.55, 31)
    heard = with_consonants(sung_with(voiced_but(100, 130), spoken_s), HISS, knots_with())
    assert not heard[100 * 120 : 115 * 120].any()
    assert heard[122 * 120 : 128 * 120].any()


def test_a_pause_between_words_stays_silent() -> None:
    sung = sung_with(voiced_but(100, 200), clock(FRAMES))
    pause = Span(start_s=120 * 0.005 - LEAD_S, end_s=180 * 0.005 - LEAD_S)
    heard = with_consonants(sung, HISS, knots_with(pause))
    assert not heard[122 * 120 : 178 * 120].any()
    assert heard[102 * 120 : 118 * 120].any()
    assert heard[182 * 120 : 198 * 120].any()


@pytest.mark.parametrize(("first", "beyond"), [(0, 5), (395, 400), (0, 400)])
def test_the_edges_of_the_phrase_are_no_trouble(first: int, beyond: int) -> None:
    heard = with_consonants(sung_with(voiced_but(first, beyond), clock(FRAMES) - 0.1), HISS, knots_with())
    assert np.isfinite(heard).all()
    assert len(heard) == FRAMES * 120
