"""Phrases: who sings together in one breath, and when two of them are the same."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singing_parts import PHONES, line, note

from songwright.song import PlayedNote, Seconds
from songwright.studio.singing._phrases import BREATH_GAP_S, phrases_of


@st.composite
def sung_notes(draw) -> list[PlayedNote]:
    """Any line of notes: gaps, overlaps, notes of no length, words that never end."""
    at_s, notes = draw(st.floats(0, 3)), []
    for _ in range(draw(st.integers(0, 12))):
        length_s = draw(st.sampled_from([0.0, 0.06, 0.2, 0.5, 2.0]))
        phones = draw(st.none() | st.sampled_from(PHONES))
        ends_word, ends_line = draw(st.booleans()), draw(st.booleans())
        pitch = draw(st.floats(0, 127))
        notes.append(note(at_s, at_s + length_s, pitch, phones, ends_word=ends_word, ends_line=ends_word and ends_line))
        at_s += draw(st.sampled_from([0.0, 0.01, 0.2, 0.6, 3.0]))
    return notes


@given(sung_notes())
def test_every_note_is_sung_one_at_a_time_in_order(notes: list[PlayedNote]) -> None:
    entries = phrases_of(notes)
    assert sum(len(entry.phrase.notes) for entry in entries) == len(notes)
    for entry in entries:
        line = entry.phrase.notes
        assert line[0].start_s == 0.0
        assert all(one.start_s < one.end_s for one in line)
        assert all(one.end_s <= other.start_s for one, other in pairwise(line))


@given(sung_notes())
def test_words_are_held_together_and_every_syllable_has_its_nucleus(notes: list[PlayedNote]) -> None:
    for entry in phrases_of(notes):
        for syllable in entry.phrase.syllables:
            assert 0 <= syllable.nucleus < len(syllable.phones)
            if not syllable.ends_word:
                assert all(one.end_s == other.start_s for one, other in pairwise(syllable.notes))


@given(sung_notes(), st.floats(0, 200), st.integers(0, 2**32 - 1))
def test_a_phrase_does_not_know_where_in_the_song_it_stands(notes, later_s, seed) -> None:
    # Whole milliseconds, since a phrase's clock ticks in them; other shifts may round differently.
    later_s = round(later_s, 3)
    notes = [replace(one, onset=Seconds(round(one.onset, 3)), release=Seconds(round(one.release, 3))) for one in notes]
    moved = [replace(one, onset=Seconds(one.onset + later_s), release=Seconds(one.release + later_s)) for one in notes]
    here, there = phrases_of(notes), phrases_of(moved)
    assert [entry.phrase for entry in here] == [entry.phrase for entry in there]
    for one, other in zip(here, there, strict=True):
        assert other.at_s - one.at_s == pytest.approx(later_s)
        assert one.phrase.rng("Clara", seed).random() == other.phrase.rng("Clara", seed).random()


def test_randomness_belongs_to_voice_seed_and_content() -> None:
    first, second = (phrases_of(line(pitches=pitches))[0].phrase for pitches in ((60,) * 6, (61,) * 6))
    draws = {
        first.rng("Clara", 1).random(),
        first.rng("Clara", 2).random(),
        first.rng("June", 1).random(),
        second.rng("Clara", 1).random(),
    }
    assert len(draws) == 4
    assert first.rng("Clara", 1).random() in draws


def test_a_line_end_ends_the_phrase_even_without_a_rest() -> None:
    notes = [note(0, 1, ends_line=True), note(1, 2), note(2, 3, ends_line=True)]
    assert [len(entry.phrase.notes) for entry in phrases_of(notes)] == [1, 2]


def test_a_rest_after_a_word_is_a_breath_inside_a_word_it_is_held() -> None:
    rest = BREATH_GAP_S + 0.1
    apart = phrases_of([note(0, 1), note(1 + rest, 3)])
    inside = phrases_of([note(0, 1, ends_word=False), note(1 + rest, 3)])
    assert (len(apart), len(inside)) == (2, 1)
    assert inside[0].phrase.notes[0].end_s == inside[0].phrase.notes[1].start_s


def test_a_note_without_syllable_carries_on_the_vowel_before_it() -> None:
    (entry,) = phrases_of([note(0, 0.5, 60), note(0.5, 1, 62, None), note(1, 1.5, 64, None), note(1.5, 2, 60)])
    assert [len(syllable.notes) for syllable in entry.phrase.syllables] == [3, 1]
    held = entry.phrase.syllables[0].notes
    assert [one.end_s for one in held[:-1]] == [one.start_s for one in held[1:]]


def test_a_note_without_syllable_after_a_rest_sings_the_same_vowel_again() -> None:
    first, second = phrases_of([note(0, 0.5, 60, "stˈAnd"), note(2, 3, 62, None)])
    assert second.phrase.syllables[0].phones == "A"
    assert first.phrase.syllables[0].phones == "stˈAnd"


def test_a_part_that_begins_without_words_is_hummed() -> None:
    (entry,) = phrases_of([note(0, 1, 60, None), note(1, 2, 62, None)])
    assert entry.phrase.syllables[0].phones == "u"


def test_the_last_note_gives_time_for_a_breath() -> None:
    tight, _ = phrases_of([note(0, 1.0, ends_line=True), note(1.0, 2)])
    loose, _ = phrases_of([note(0, 1.0, ends_line=True), note(2.0, 3)])
    assert 0.7 <= tight.phrase.length_s < 0.9
    assert loose.phrase.length_s == 1.0


@settings(deadline=None)
@given(st.integers(150, 400))
def test_an_endless_line_is_cut_before_the_model_chokes(count: int) -> None:
    notes = [note(place * 0.2, place * 0.2 + 0.2, phones="stɹˈANθs") for place in range(count)]
    for entry in phrases_of(notes):
        assert sum(len(syllable.phones) + 1 for syllable in entry.phrase.syllables) < 500
