"""Holds: the part of a vowel that is its own, walked too slowly to be heard as several syllables."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.studio.singing._curves import STEP_S, clock
from songwright.studio.singing._holds import _steady_share
from songwright.studio.singing._knots import Hold, Span
from songwright.studio.singing._speech import Vowel
from songwright.studio.singing._warp import _walk


@given(
    held_s=st.floats(0.3, 3.0),
    width_s=st.floats(0.04, 0.16),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_hold_lives_at_a_tenth_of_the_speed_of_speech(held_s: float, width_s: float, seed: int) -> None:
    """ "Heart", held, was heard as "har-har-heart" when its place moved at a quarter of the speed of speech."""
    hold = Hold(sung=Span(start_s=0.5, end_s=0.5 + held_s), spoken=Span(start_s=0.2, end_s=0.2 + width_s))
    times_s = clock(round((held_s + 1.0) / STEP_S))
    spoken_s = np.full(len(times_s), np.nan)
    _walk(spoken_s, times_s, hold, np.random.default_rng(seed))
    way_s = spoken_s[~np.isnan(spoken_s)]
    moved_s = np.abs(np.diff(way_s))
    assert moved_s.max() <= max(0.1 * STEP_S, width_s / len(way_s)) + 1e-9
    assert moved_s.sum() >= 0.08 * held_s - 2 * STEP_S
    # It arrives where the vowel goes on: a rest would be jumped over.
    assert way_s[-1] >= 0.2 + width_s - 0.004
    assert np.all((way_s >= 0.2 - 1e-9) & (way_s <= 0.2 + width_s + 1e-9))


@pytest.mark.parametrize(
    ("phone", "after", "share"),
    [
        ("ɑ", "ɹt", 0.6),  # heart: an r colours half of what is before it
        ("ɔ", "ɹn", 0.6),  # born
        ("i", "n", 0.75),  # seen
        ("æ", "s", 0.9),  # glass
        ("ɑ", "", 0.9),  # la
        ("I", "t", 0.55),  # night: its first quality
        ("I", "ɹ", 0.55),  # fire
    ],
)
def test_what_follows_a_vowel_says_how_much_of_it_is_its_own(phone: str, after: str, share: float) -> None:
    vowel = Vowel(phone=phone, onset_s=0.1, end_s=0.3, before="h", after=after, voice=(0.1, 0.3), word_end_s=None)
    assert _steady_share(vowel) == share
