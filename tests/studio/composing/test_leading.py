"""Voice leading: the row chosen at once is never dearer than the greedy one, and keeps what the style minds."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.song import Chord, Key, Note, Tick
from songwright.studio.composing._leading import (
    Hand,
    Voicing,
    lead,
    moving_cost,
    parallels,
    row_cost,
    shapes_of,
    standing_cost,
    tied,
)
from songwright.studio.composing._numerals import minor_mode_of, parse_numeral
from songwright.studio.styles import catalogue

HANDS = st.builds(
    Hand,
    low=st.integers(46, 56),
    high=st.integers(70, 82),
    voices=st.sampled_from([3, 4]),
    rootless=st.booleans(),
    minded=st.booleans(),
)
_PLAIN = ("I", "ii", "iii", "IV", "V", "vi", "bVII", "iv", "V7/ii", "iih", "I-3", "V-7", "Vsus4", "1:IV")
NUMERALS = st.sampled_from((*_PLAIN, "Imaj7", "ii7", "V7", "V13", "vi9", "IVmaj9"))


def greedy(chords: Sequence[Chord], hand: Hand) -> tuple[Voicing, ...]:
    """The hand that only ever looks one chord ahead."""
    found: list[Voicing] = []
    for chord in chords:
        found.append(
            min(
                shapes_of(chord, hand),
                key=lambda shape: (
                    standing_cost(shape, chord, hand) + (moving_cost(found[-1], shape, hand) if found else 0.0)
                ),
            )
        )
    return tuple(found)


@given(row=st.lists(NUMERALS, min_size=1, max_size=12), tonic=st.integers(0, 11), hand=HANDS)
@settings(max_examples=60, deadline=None)
def test_a_led_row_is_never_dearer_than_a_greedy_one(row: list[str], tonic: int, hand: Hand) -> None:
    chords = tuple(parse_numeral(text, Key(tonic=tonic)) for text in row)
    led = lead(chords, hand)
    assert len(led) == len(chords)
    assert row_cost(chords, led, hand) <= row_cost(chords, greedy(chords, hand), hand) + 1e-9
    for chord, shape in zip(chords, led, strict=True):
        assert list(shape) == sorted(set(shape))
        assert {pitch % 12 for pitch in shape} <= set(chord.tones)
        assert all(hand.low <= pitch <= hand.high for pitch in shape)


@pytest.mark.parametrize("style_id", sorted(i for i, s in catalogue().items() if s.harmony.parallels == "minded"))
@pytest.mark.parametrize(("low", "high", "voices"), [(50, 72, 4), (55, 79, 4), (53, 81, 3)])
def test_no_row_of_a_style_that_minds_has_parallels(style_id: str, low: int, high: int, voices: int) -> None:
    harmony = catalogue()[style_id].harmony
    hand = Hand(low=low, high=high, voices=voices, rootless=True, minded=True)
    for row in (*harmony.verse, *harmony.pre, *harmony.chorus, *harmony.bridge):
        key = Key(tonic=2, mode="minor" if minor_mode_of(row) else "major")
        led = lead(tuple(parse_numeral(text, key, harmony.colour) for text in row.split() * 2), hand)
        assert sum(parallels(one, other) for one, other in pairwise(led)) == 0


def test_common_tones_stay_and_the_hand_moves_little() -> None:
    chords = tuple(parse_numeral(text, Key(tonic=0)) for text in ["I", "vi", "IV", "V", "I"])
    led = lead(chords, Hand(low=52, high=76, voices=3, rootless=False))
    assert all(len(set(one) & set(other)) >= 1 for one, other in list(pairwise(led))[:2])
    assert all(abs(a - b) <= 4 for one, other in pairwise(led) for a, b in zip(one, other, strict=True))


def test_parallels_are_pairs_in_fifths_or_octaves_that_move_together() -> None:
    assert parallels((48, 55), (50, 57)) == 1
    assert parallels((48, 60), (50, 62)) == 1
    assert parallels((48, 55), (48, 55)) == 0
    assert parallels((48, 52), (50, 54)) == 0
    assert parallels((48, 55), (50, 55)) == 0


def test_a_doubled_leading_note_costs() -> None:
    hand = Hand(low=50, high=79, voices=4, rootless=False, minded=True)
    dominant = parse_numeral("V7", Key(tonic=0))
    assert standing_cost((59, 62, 65, 71), dominant, hand) > standing_cost((59, 62, 65, 67), dominant, hand) + 3


def test_a_tone_that_stays_is_held_and_struck_once() -> None:
    def chord(start: int, *pitches: int) -> list[Note]:
        return [Note(start=Tick(start), duration=Tick(960), pitch=pitch) for pitch in pitches]

    notes = tied([chord(0, 60, 64, 67), chord(960, 60, 65, 69), chord(1920, 60, 64, 67), chord(3840, 60)])
    assert [(int(note.start), int(note.end)) for note in notes if note.pitch == 60] == [(0, 2880), (3840, 4800)]
    assert [(int(note.start), int(note.end)) for note in notes if note.pitch == 64] == [(0, 960), (1920, 2880)]
    assert sum(note.pitch == 65 for note in notes) == 1
    assert tied([]) == []


@given(
    row=st.lists(st.sets(st.integers(50, 70), min_size=1, max_size=4), min_size=1, max_size=8),
    lengths=st.lists(st.integers(1, 4), min_size=8, max_size=8),
)
def test_ties_leave_what_sounds_as_it_was(row: list[set[int]], lengths: list[int]) -> None:
    chords, at = [], 0
    for pitches, length in zip(row, lengths, strict=False):
        chords.append([Note(start=Tick(at), duration=Tick(length), pitch=pitch) for pitch in sorted(pitches)])
        at += length

    def sounding(notes: list[Note]) -> list[tuple[int, int]]:
        return sorted((tick, note.pitch) for note in notes for tick in range(note.start, note.end))

    assert sounding(tied(chords)) == sounding([note for chord in chords for note in chord])


def test_a_range_too_narrow_for_the_chord_gets_one_note() -> None:
    chord = parse_numeral("I", Key(tonic=0))
    assert lead((chord,), Hand(low=60, high=62, voices=3, rootless=False)) == ((60,),)
