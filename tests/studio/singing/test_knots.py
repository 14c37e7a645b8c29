"""The map between sung and spoken time: it only runs forward, and vowels stand on their notes."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from singing_parts import PHONES, note

from songwright.studio.singing._holds import guessed_holds
from songwright.studio.singing._knots import Knots, tie
from songwright.studio.singing._phrases import Phrase, phrases_of
from songwright.studio.singing._speech import Vowel


@st.composite
def spoken_phrases(draw) -> tuple[Phrase, tuple[Vowel, ...], float]:
    """A phrase and where a speaker put its vowels, in any tempo against the notes."""
    at_s, notes = 0.0, []
    for _ in range(draw(st.integers(1, 10))):
        length_s = draw(st.sampled_from([0.06, 0.2, 0.5, 3.0]))
        notes.append(note(at_s, at_s + length_s, 60, draw(st.sampled_from(PHONES)), ends_word=draw(st.booleans())))
        at_s += length_s + draw(st.sampled_from([0.0, 0.0, 0.2, 0.3]))
    entries = phrases_of(notes)
    assume(len(entries) == 1)
    phrase = entries[0].phrase
    spoken_s, vowels = draw(st.floats(0.0, 0.5)), []
    for syllable in phrase.syllables:
        end_s = spoken_s + draw(st.floats(0.06, 0.4))
        gap_s = draw(st.floats(0.0, 0.5))
        word_end_s = end_s + draw(st.floats(0.0, 1.0)) * gap_s if syllable.ends_word else None
        attack_s = draw(st.none() | st.floats(0.0, spoken_s))
        before = draw(st.sampled_from("lskz"))
        vowels.append(Vowel(phone="ɑ", before=before, after="", onset_s=spoken_s, end_s=end_s,
                            voice=(spoken_s, end_s), word_end_s=word_end_s, attack_s=attack_s))  # fmt: skip
        spoken_s = end_s + gap_s
    return phrase, tuple(vowels), spoken_s + 0.2


def tied(case) -> Knots:
    phrase, vowels, length_s = case
    return tie(phrase, vowels, guessed_holds(vowels), length_s)


@given(spoken_phrases())
def test_time_never_runs_backwards(case) -> None:
    knots = tied(case)
    assert np.all(np.diff(knots.sung_s) >= 0)
    assert np.all(np.diff(knots.spoken_s) >= 0)
    sung_s = np.linspace(-1.0, case[0].length_s + 1.0, 500)
    assert np.all(np.diff(knots.spoken_at(sung_s)) >= 0)


@given(spoken_phrases())
def test_every_vowel_begins_with_its_note_or_a_moment_later_behind_its_attack(case) -> None:
    phrase, vowels, _ = case
    knots = tied(case)
    starts = np.array([span.start_s for span in knots.vowels])
    for vowel, syllable, start_s in zip(vowels, phrase.syllables, starts, strict=True):
        late_s = start_s - syllable.start_s
        assert late_s == 0.0 if vowel.attack_s is None else 0.0 <= late_s <= 0.0161
    np.testing.assert_allclose(knots.spoken_at(starts), [vowel.onset_s for vowel in vowels], atol=1e-9)


@given(spoken_phrases())
def test_vowels_do_not_overlap_and_keep_half_their_note(case) -> None:
    phrase, _, _ = case
    spans = tied(case).vowels
    for span, syllable in zip(spans, phrase.syllables, strict=True):
        assert 0.5 * (syllable.end_s - syllable.start_s) <= span.length_s
    assert all(one.end_s <= other.start_s + 1e-9 for one, other in pairwise(spans))


@given(spoken_phrases())
def test_holds_lie_inside_their_vowels(case) -> None:
    knots = tied(case)
    for hold, span in zip(knots.holds, knots.vowels, strict=True):
        assert span.start_s <= hold.sung.start_s <= hold.sung.end_s <= span.end_s


@given(spoken_phrases())
def test_pauses_lie_between_vowels(case) -> None:
    knots = tied(case)
    for pause in knots.pauses:
        assert pause.length_s >= -1e-9
        assert not any(span.start_s < pause.end_s and pause.start_s < span.end_s for span in knots.vowels)


@given(spoken_phrases())
def test_the_way_back_undoes_the_way_there_outside_pauses(case) -> None:
    knots = tied(case)
    middles = np.array([0.5 * (hold.sung.start_s + hold.sung.end_s) for hold in knots.holds])
    np.testing.assert_allclose(knots.sung_at(knots.spoken_at(middles)), middles, atol=1e-3)


def test_a_long_note_is_a_hold_and_its_consonants_keep_their_pace() -> None:
    (entry,) = phrases_of([note(0, 4, 60, "sˈɑ"), note(4, 5, 60, "tɑ")])
    vowels = (
        Vowel(phone="ɑ", before="s", after="t", onset_s=0.3, end_s=0.5, voice=(0.3, 0.5), word_end_s=0.5),
        Vowel(phone="ɑ", before="t", after="", onset_s=0.6, end_s=0.8, voice=(0.6, 0.8), word_end_s=None),
    )
    knots = tie(entry.phrase, vowels, guessed_holds(vowels), 1.0)
    assert knots.vowels[0].end_s == 4 - 0.1
    assert knots.holds[0].sung.length_s > 3.6
    np.testing.assert_allclose(knots.spoken_at(np.array([-0.1, 3.95])), [0.2, 0.55], atol=1e-9)


@given(spoken_phrases())
def test_no_syllable_is_heard_to_begin_long_before_its_note(case) -> None:
    """By 45 ms at most on "l" and "z", by 60 on "k" and by 80 on "s"."""
    phrase, vowels, _ = case
    knots = tied(case)
    for place, (vowel, syllable) in enumerate(zip(vowels, phrase.syllables, strict=True)):
        before = vowels[place - 1]
        begins_s = max(before.end_s, before.word_end_s or 0.0) if place else max(vowel.onset_s - 0.3, 0.0)
        if vowel.attack_s is None or vowel.attack_s <= begins_s + 1e-3:
            continue
        longest_s = {"l": 0.045, "z": 0.045, "k": 0.06, "s": 0.08}[vowel.before]
        attack_s = float(knots.sung_at(np.array([vowel.attack_s]))[0])
        assert attack_s >= syllable.start_s - longest_s - 1e-4


@pytest.mark.parametrize(("before", "begins_s"), [("l", -0.045 + 0.01575), ("k", -0.06 + 0.016), ("s", -0.08 + 0.016)])
def test_the_beat_of_a_syllable_lies_between_its_attack_and_its_vowel(before: str, begins_s: float) -> None:
    (entry,) = phrases_of([note(0, 2, 60, "lˈɑ")])
    vowel = Vowel(phone="ɑ", before=before, after="", onset_s=0.3, end_s=0.5, voice=(0.2, 0.5), word_end_s=None)
    slow = replace(vowel, attack_s=0.18)
    knots = tie(entry.phrase, [slow], guessed_holds((slow,)), 0.7)
    assert float(knots.sung_at(np.array([0.18]))[0]) == pytest.approx(begins_s, abs=1e-4)
    quick = replace(vowel, attack_s=0.28)
    knots = tie(entry.phrase, [quick], guessed_holds((quick,)), 0.7)
    assert float(knots.sung_at(np.array([0.28]))[0]) == pytest.approx(-0.02 + 0.007, abs=1e-4)
