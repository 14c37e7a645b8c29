"""The repair of what can't be sung: any text becomes sounds of the model with one vowel to hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.studio.singing._alphabet import alphabet
from songwright.studio.singing._phrases import spell

LETTERS = alphabet()
ANY_PHONES = st.text(max_size=12) | st.text(alphabet=sorted(LETTERS.tokens), max_size=12)


@given(ANY_PHONES)
def test_any_text_is_sung_on_one_vowel(text: str) -> None:
    phones, nucleus = spell(text)
    assert phones[nucleus] in LETTERS.vowels
    assert set(phones) <= set(LETTERS.tokens)
    assert not any(phone.isspace() for phone in phones)


@given(ANY_PHONES)
def test_there_is_at_most_one_stress_and_it_stands_before_the_vowel(text: str) -> None:
    phones, nucleus = spell(text)
    stresses = [place for place, phone in enumerate(phones) if phone in LETTERS.stresses]
    assert stresses in ([], [nucleus - 1])


@given(ANY_PHONES)
def test_spelling_again_changes_nothing(text: str) -> None:
    once = spell(text)
    assert spell(once[0]) == once


@given(ANY_PHONES)
def test_no_known_sound_is_lost(text: str) -> None:
    phones, _ = spell(text)
    known = [phone for phone in LETTERS.known(text) if phone not in LETTERS.stresses]
    sung = [phone for phone in phones if phone not in LETTERS.stresses]
    assert sung == known or sorted(sung) == sorted([*known, "ə"])


@pytest.mark.parametrize(
    ("phones", "spelt", "vowel"),
    [
        ("lˈIt", "lˈIt", "I"),
        ("ðə", "ðə", "ə"),
        ("kˈæ7€t", "kˈæt", "æ"),
        ("l", "əl", "ə"),
        ("z", "zə", "ə"),
        ("dn", "dən", "ə"),
        ("", "ə", "ə"),
        ("iˈɑ", "iˈɑ", "ɑ"),
        ("fˈIəɹ", "fˈIəɹ", "I"),
    ],
)
def test_spelling_table(phones: str, spelt: str, vowel: str) -> None:
    found, nucleus = spell(phones)
    assert (found, found[nucleus]) == (spelt, vowel)


def test_the_classes_are_part_of_the_alphabet_and_apart_from_each_other() -> None:
    known = frozenset(LETTERS.tokens)
    assert LETTERS.vowels | LETTERS.obstruents | LETTERS.nasals | LETTERS.stresses | LETTERS.lengtheners <= known
    assert LETTERS.diphthongs <= LETTERS.vowels
    assert LETTERS.nasals <= LETTERS.sonorants <= known
    assert not LETTERS.sonorants & (LETTERS.vowels | LETTERS.obstruents | LETTERS.stresses | LETTERS.lengtheners)
    assert not LETTERS.vowels & (LETTERS.obstruents | LETTERS.nasals | LETTERS.stresses | LETTERS.lengtheners)
    assert len(set(LETTERS.tokens.values())) == len(LETTERS.tokens)
