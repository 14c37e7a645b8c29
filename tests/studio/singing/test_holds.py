"""Holds: the part of a vowel that is its own, walked too slowly to be heard as several syllables."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.studio.singing._curves import STEP_S, clock
from songwright.studio.singing._holds import _steady_share, audible
from songwright.studio.singing._knots import Hold, Span
from songwright.studio.singing._listening import Heard
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


def fading(db_per_s: float, voiced_s: float) -> Heard:
    """What is heard of a second of vowel that fades evenly and is voiced up to a time."""
    times_s = clock(round(1.0 / STEP_S))
    still = np.zeros(len(times_s))
    level_db = -db_per_s * times_s
    return Heard(
        times_s=times_s,
        voiced=times_s < voiced_s,
        pitch_hz=still,
        middle_db=level_db,
        low_db=level_db - 6.0,
        hiss_db=still - 60.0,
        bands_db=np.zeros((8, len(times_s))),
        flux_db=still,
        rise_db=still,
        periodic_db=still,
    )


@pytest.mark.parametrize(
    ("phone", "after", "voiced_s", "end_s"),
    [
        ("ɑ", "", 1.0, 0.32),  # la: held before it has lost 9 dB
        ("A", "", 1.0, 0.853),  # sway: its second quality comes while it fades
        ("O", "", 0.6, 0.62),  # slow: as long as it has a voice
        ("A", "", 0.1, 0.32),  # and no less than another vowel
        ("A", "t", 1.0, 0.9),  # late: what follows ends it
    ],
)
def test_a_last_vowel_lasts_until_it_is_all_there(phone: str, after: str, voiced_s: float, end_s: float) -> None:
    vowel = Vowel(phone=phone, onset_s=0.0, end_s=0.9, before="w", after=after, voice=(0.0, 0.9), word_end_s=None)
    (heard,) = audible((vowel,), fading(30.0, voiced_s))
    assert heard.end_s == pytest.approx(end_s, abs=2 * STEP_S)
