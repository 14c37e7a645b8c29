"""Rhymes: the sound from the last stressed vowel on, and how strongly two words share it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.studio.phonetics import rhyme_sound, rhyme_strength


@pytest.mark.parametrize(
    ("word", "sound"), [("night", "It"), ("ocean", "Oʃən"), ("again", "ɛn"), ("remember", "ɛmbəɹ"), ("", ""), ("!", "")]
)
def test_rhyme_sound(word, sound):
    assert rhyme_sound(word) == sound


@pytest.mark.parametrize(
    ("a", "b", "strength"),
    [
        ("night", "light", 1.0),
        ("love", "above", 1.0),
        ("ocean", "motion", 1.0),
        ("fire", "desire", 1.0),
        ("in the rain", "on the train", 1.0),
        ("home", "alone", 0.6),
        ("time", "mine", 0.6),
        ("love", "love", 0.0),
        ("day", "sea", 0.0),
        ("cat", "moon", 0.0),
    ],
)
def test_rhyme_strength(a, b, strength):
    assert rhyme_strength(a, b) == strength


@given(st.text(max_size=10), st.text(max_size=10))
@settings(deadline=None, max_examples=100)
def test_strength_is_symmetric_and_a_share(a, b):
    assert rhyme_strength(a, b) == rhyme_strength(b, a)
    assert 0.0 <= rhyme_strength(a, b) <= 1.0
