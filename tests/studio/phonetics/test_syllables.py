"""Syllables of any text: one vowel each, no letter lost, never an error; and how known words are sung."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.studio.phonetics import VOWELS, stress_pattern, syllabify, syllable_count

LETTERS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz'ABCXYZ", min_size=1, max_size=14)
LINES = st.one_of(
    st.text(max_size=40),
    st.lists(LETTERS, max_size=8).map(" ".join),
    st.text(alphabet="abz AZ'’-–—/.,:$%&@#°0123456789\n\t", max_size=30),
)


@given(LINES)
@settings(deadline=None, max_examples=400)
def test_every_syllable_has_one_vowel_and_no_letter_is_lost(line):
    found = syllabify(line)
    assert all(sum(phone in VOWELS for phone in syllable.phones) == 1 for syllable in found)
    for syllable in found:
        for mark in "ˈˌ":
            at = syllable.phones.find(mark)
            assert at < 0 or syllable.phones[at + 1] in VOWELS
        assert (syllable.stress == 2) <= ("ˈ" in syllable.phones)
    if found:
        assert "".join(syllable.text for syllable in found) == "".join(line.split())
        assert [syllable.ends_line for syllable in found] == [False] * (len(found) - 1) + [True]
        assert found[-1].ends_word


@given(LETTERS.filter(lambda word: any(char.isalpha() for char in word)))
@settings(deadline=None, max_examples=200)
def test_every_word_with_a_letter_is_sung(word):
    assert syllable_count(word) >= 1


@pytest.mark.parametrize("line", ["", " ", "...", "— – -", "!?", "🎉", "(x2)", "''"])
def test_signs_alone_are_not_sung(line):
    assert syllabify(line) == ()


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("running home", "run ning home"),
        ("Happiness, yesterday!", "Hap pi ness, yes ter day!"),
        ("little candle", "lit tle can dle"),
        ("pocket rocket", "pock et rock et"),
        ("whisper, sister", "whis per, sis ter"),
        ("neighbor's daughter", "neigh bor's daugh ter"),
        ("window", "win dow"),
        ("beautiful", "beau ti ful"),
        ("na-na-na", "na- na- na"),
        ("USA", "U S A"),
        ("DJ Bob", "D J Bob"),
        ("“don’t” go", "“don’t” go"),
        ("wait — what", "wait— what"),
        ("U.S.A.", "U. S. A."),
        ("naïve", "na ïve"),
    ],
)
def test_letters_are_parted_where_sounds_are(line, texts):
    assert " ".join(syllable.text for syllable in syllabify(line)) == texts


@pytest.mark.parametrize(
    ("line", "phones"),
    [
        ("the apple", "ði ˈæ pᵊl"),
        ("the sky", "ðə skˈI"),
        ("to eat", "tu ˈit"),
        ("to go", "tə ɡˈO"),
        ("button", "bˈʌ tᵊn"),
        ("didn't", "dˈɪ dᵊnt"),
        ("hmm", "hˈʌm"),
        ("I live", "ˌI lˈɪv"),
        ("live music", "lˈIv mjˈu zɪk"),
        ("runnin'", "ɹˈʌ nɪn"),
        ("sooo", "sˌO"),
    ],
)
def test_sounds_of_a_line(line, phones):
    assert " ".join(syllable.phones for syllable in syllabify(line)) == phones


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("every", 2),
        ("our", 1),
        ("fire", 1),
        ("world", 1),
        ("hour", 1),
        ("desire", 2),
        ("rhythm", 2),
        ("people", 2),
        ("family", 2),
        ("chocolate", 2),
        ("everything", 3),
        ("walked", 1),
        ("wanted", 2),
        ("24/7", 5),
        ("W", 3),
        ("beautiful", 3),
        ("I can hear you calling in the rain", 9),
        ("a chill lo-fi beat", 5),
    ],
)
def test_syllable_counts(line, count):
    assert syllable_count(line) == count


@pytest.mark.parametrize(
    ("line", "pattern"),
    [("remember", "020"), ("the city never sleeps", "020202"), ("we are alone", "0002"), ("overnight", "102")],
)
def test_stress_patterns(line, pattern):
    assert stress_pattern(line) == pattern


def test_weight_falls_on_words_with_meaning():
    content = [s.text for s in syllabify("I was walking to the river with you") if s.content]
    assert content == ["wal", "king", "ri", "ver"]


def test_a_number_is_shown_whole_at_its_first_syllable():
    assert [s.text for s in syllabify("24/7 love")] == ["24/7", "", "", "", "", "love"]
