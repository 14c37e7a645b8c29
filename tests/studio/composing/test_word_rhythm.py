"""Words laid in time: every syllable in its place, and long enough to be understood."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.song import Line, Meter, seconds_at
from songwright.studio.composing._form import BREATH_S, grid_unit
from songwright.studio.composing._rhythm import Pace, needs_of, set_words, understood, weights_of
from strategies import line_of, lines

PACE = Pace(syllables_per_second=4.0, pickup_ticks=720, anticipate=0.3)


def onsets_of(line: Line, tempo_bpm: float, seed: int, *, bars: int = 2, pace: Pace = PACE) -> tuple[int, ...]:
    meter, rng = Meter(), np.random.default_rng(seed)
    return set_words(weights_of(line), bars * 1920, meter, tempo_bpm, pace, rng, needs=needs_of(line))


def with_comma(line: Line, place: int) -> Line:
    syllables = list(line.syllables)
    syllables[place] = replace(syllables[place], text=f"{syllables[place].text},", ends_word=True)
    return replace(line, syllables=tuple(syllables))


@given(line=lines, tempo=st.floats(60, 180), seed=st.integers(0, 2**31))
@settings(max_examples=60, deadline=None)
def test_syllables_follow_one_another_inside_the_room(line: Line, tempo: float, seed: int) -> None:
    onsets = onsets_of(line, tempo, seed, bars=4)
    assert len(onsets) == len(line.syllables)
    assert all(b > a for a, b in pairwise(onsets))
    assert onsets[0] >= -720
    assert seconds_at(4 * 1920 - onsets[-1], tempo) >= BREATH_S - 0.01


@given(
    words=st.lists(st.integers(0, 7), min_size=2, max_size=5),
    tempo=st.floats(70, 170),
    seed=st.integers(0, 2**31),
    pace=st.floats(2.0, 7.0),
)
@settings(max_examples=120, deadline=None)
def test_a_line_with_room_begins_with_a_syllable_that_can_be_heard(
    words: list[int], tempo: float, seed: int, pace: float
) -> None:
    line = line_of(words)
    bars = 2 if tempo < 120 else 4
    onsets = onsets_of(line, tempo, seed, bars=bars, pace=replace(PACE, syllables_per_second=pace))
    if len(onsets) * 0.3 < seconds_at(bars * 1920, tempo) - 1.0:
        assert understood(onsets, needs_of(line), tempo)
        assert seconds_at(onsets[1] - onsets[0], tempo) >= 0.155


@pytest.mark.parametrize("tempo", [84, 96, 120, 140])
def test_most_lines_begin_with_a_fifth_of_a_second(tempo: int) -> None:
    line = line_of([3, 0, 2, 5])  # "again light river home": the first syllable is weak
    lasts = [seconds_at(b - a, tempo) for seed in range(40) for a, b in [onsets_of(line, tempo, seed)[:2]]]
    assert np.mean([each >= 0.2 for each in lasts]) >= 0.9


def test_a_comma_is_heard() -> None:
    plain = line_of([0, 4, 6, 0, 4, 6])
    pointed = with_comma(plain, 2)
    waits = [[o[3] - o[2] for o in (onsets_of(line, 120, seed) for seed in range(40))] for line in (plain, pointed)]
    assert np.mean(waits[1]) > np.mean(waits[0])
    assert np.mean([seconds_at(wait, 120) >= 0.3 for wait in waits[1]]) >= 0.8


def test_needs_are_of_beginnings_and_pauses() -> None:
    needs = needs_of(with_comma(line_of([3, 3, 0, 1]), 4))  # a-gain a-gain light, the
    assert needs[0].least_s == 0.16
    assert needs[1].least_s == 0.0
    assert needs[2].least_s == 0.15
    assert needs[4].liked_s > 0.3
    assert needs[5].least_s == 0.0


def test_what_is_too_short_is_not_understood() -> None:
    needs = needs_of(line_of([3, 0]))
    assert understood((0, 240, 480), needs, 120)
    assert not understood((0, 120, 480), needs, 120)
    assert grid_unit(120) == 120


def test_words_without_room_are_still_sung() -> None:
    line = line_of([0], length=30)
    onsets = onsets_of(line, 120, 1, bars=1)
    assert len(onsets) == 30
    assert all(b > a for a, b in pairwise(onsets))
