"""The sung pitch: in tune once it has arrived, vibrato within bounds, never a wild value."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from songwright.studio.singing._curves import clock
from songwright.studio.singing._melody import hertz, tune, vibrato, wander
from songwright.studio.singing._phrases import SungNote

SETTLED_S = 0.09
"""From this long after its start a note is judged by the ear as in or out of tune."""


@st.composite
def melodies(draw) -> list[SungNote]:
    notes, at_s = [], 0.0
    for _ in range(draw(st.integers(1, 10))):
        length_s = draw(st.floats(0.03, 3.0))
        notes.append(SungNote(start_s=at_s, end_s=at_s + length_s, pitch=draw(st.floats(36, 84)), loudness=0.7))
        at_s += length_s + draw(st.sampled_from([0.0, 0.2]))
    return notes


@given(melodies())
def test_every_note_settles_within_50_cents_and_stays(notes: list[SungNote]) -> None:
    for place, one in enumerate(notes):
        # The glide to the next note begins 42 ms before it.
        until_s = one.end_s - 0.05 if place + 1 < len(notes) else one.end_s + 1.0
        times_s = np.arange(one.start_s + SETTLED_S, until_s, 0.001)
        leap = abs(one.pitch - notes[place - 1].pitch) if place else 0.8
        # 2 % of a leap is overshoot: 24 semitones are not a melody's.
        if len(times_s) and leap <= 16 and (place == 0 or one.start_s - notes[place - 1].start_s > 0.2):
            assert np.abs(tune(notes, times_s) - one.pitch).max() < 0.5


@given(melodies())
def test_glides_stay_near_the_notes_they_join(notes: list[SungNote]) -> None:
    line = tune(notes, clock(int((notes[-1].end_s + 1) * 200), -0.5))
    pitches = [one.pitch for one in notes]
    leap = max(pitches) - min(pitches) + 0.8
    assert line.min() >= min(pitches) - 0.8 - 0.05 * leap * len(notes)
    assert line.max() <= max(pitches) + 0.05 * leap * len(notes)
    assert line[0] == notes[0].pitch - 0.8


def test_an_octave_is_crossed_in_a_glide_not_in_a_jump() -> None:
    notes = [SungNote(start_s=at, end_s=at + 1, pitch=pitch, loudness=0.7) for at, pitch in ((0, 55), (1, 67))]
    line = tune(notes, clock(400))
    steps = np.abs(np.diff(line))
    assert steps.max() < 2.0
    arrived = np.flatnonzero(line > 66)[0] * 0.005
    assert 0.98 < arrived < 1.04


def test_pitch_does_not_depend_on_how_finely_it_is_read() -> None:
    notes = [SungNote(start_s=at, end_s=at + 0.4, pitch=60 + at * 5, loudness=0.7) for at in (0.0, 0.4, 0.8)]
    coarse, fine = tune(notes, clock(240)), tune(notes, clock(2400, step_s=0.0005))
    np.testing.assert_allclose(coarse, fine[::10], atol=1e-12)


@given(melodies(), st.integers(0, 2**32 - 1))
def test_vibrato_is_late_bounded_and_only_on_long_notes(notes: list[SungNote], seed: int) -> None:
    times_s = clock(int((notes[-1].end_s + 0.5) * 200))
    swing = vibrato(notes, times_s, np.random.default_rng(seed))
    assert np.abs(swing).max() < 0.5
    for one in notes:
        inside = (times_s >= one.start_s) & (times_s < one.end_s)
        length_s = one.end_s - one.start_s
        early = inside & (times_s < one.start_s + min(0.28, 0.4 * length_s) - 1e-9)
        assert not swing[early].any()
        if length_s < 0.45:
            assert not swing[inside].any()
        elif length_s > 1.0:
            assert np.abs(swing[inside]).max() > 0.15


def test_vibrato_of_a_long_note_swings_five_to_six_times_a_second() -> None:
    notes = [SungNote(start_s=0.0, end_s=4.0, pitch=60, loudness=0.7)]
    swing = vibrato(notes, clock(800), np.random.default_rng(4))[200:700]
    crossings = np.count_nonzero(np.diff(np.sign(swing)))
    assert 4.5 < crossings / 2 / 2.5 < 7.0


def test_wander_is_a_few_cents_slow_and_of_the_seed() -> None:
    drift = wander(20_000, 0.005, np.random.default_rng(7))
    assert 0.012 < drift.std() < 0.023
    assert np.corrcoef(drift[:-1], drift[1:])[0, 1] > 0.7
    assert np.array_equal(drift, wander(20_000, 0.005, np.random.default_rng(7)))


def test_a4_is_440() -> None:
    np.testing.assert_allclose(hertz(np.array([57.0, 69.0, 81.0])), [220.0, 440.0, 880.0])


def test_a_note_that_stands_out_swings_deeper() -> None:
    def depth(loudness: float) -> float:
        notes = [
            SungNote(start_s=0.0, end_s=2.0, pitch=60.0, loudness=0.7),
            SungNote(start_s=2.0, end_s=4.0, pitch=64.0, loudness=loudness),
        ]
        return float(np.abs(vibrato(notes, clock(800), np.random.default_rng(4))[400:]).max())

    assert depth(0.6) < depth(0.7) < depth(0.8)
    assert depth(1.0) < 1.3 * depth(0.7)
