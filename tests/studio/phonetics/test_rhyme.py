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


@pytest.mark.parametrize(
    ("a", "b", "strength"),
    [
        ("cantar", "mar", 1.0),
        ("canción", "corazón", 1.0),
        ("alegría", "día", 1.0),
        ("caza", "plaza", 1.0),
        ("feliz", "de aquel país", 1.0),
        ("faro", "lado", 0.6),
        ("música", "luna", 0.6),
        ("historia", "sola", 0.6),
        ("mí", "aquí", 1.0),
        ("mar", "mar", 0.0),
        ("mar", "mes", 0.0),
        ("faro", "luna", 0.0),
        ("", "mar", 0.0),
    ],
)
def test_spanish_rhymes_fully_or_by_its_vowels(a, b, strength):
    assert rhyme_strength(a, b, "es") == rhyme_strength(b, a, "es") == strength


@given(a=st.text(max_size=12), b=st.text(max_size=12))
@settings(deadline=None, max_examples=60)
def test_any_two_texts_rhyme_somehow_in_spanish(a, b):
    assert rhyme_strength(a, b, "es") in {0.0, 0.6, 1.0}
