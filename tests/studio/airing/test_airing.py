"""A song on air: pieces without a hole or a step, whatever the mixes' levels; faults and stops are told."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.song import Audio, CannotMake, Master, Recording, Role, Seconds, Stem
from songwright.studio.airing import Broadcast, Joined
from songwright.studio.dsp import loudness
from songwright.studio.ports import Progress

RATE = 48_000
LENGTH_S = 60
SONG = (
    0.1 * np.sin(2 * np.pi * 220.0 * np.arange(LENGTH_S * RATE, dtype=np.float32)[:, None] / RATE) * np.ones((1, 2))
).astype(np.float32)
STEEPEST = float(np.abs(np.diff(SONG[:, 0])).max())
"""A sine moves no faster than this from frame to frame; a join that clicks does."""


def gain(db: float) -> np.float32:
    return np.float32(10.0 ** (db / 20.0))


@settings(deadline=None, max_examples=15)
@given(
    marks_s=st.lists(st.floats(2.0, LENGTH_S - 5.0), min_size=1, max_size=4, unique=True).map(sorted),
    levels_db=st.lists(st.floats(-6.0, 6.0), min_size=5, max_size=5),
    context_s=st.floats(4.0, 20.0),
)
def test_mixes_of_any_level_make_one_song_without_a_step(marks_s, levels_db, context_s) -> None:
    joined, pieces, before_s = Joined(), [], 0.0
    for mark_s, level_db in zip(marks_s, levels_db, strict=False):
        since = round(max(before_s - context_s, 0.0) * RATE)
        pieces.append(joined.further(SONG[since : round(mark_s * RATE)] * gain(level_db), since))
        before_s = mark_s
    pieces.append(joined.further(SONG * gain(levels_db[-1]), 0, last=True))
    air = np.concatenate(pieces)
    assert air.shape == SONG.shape
    loudest = max(levels_db)
    assert np.abs(np.diff(air[:, 0])).max() <= 1.05 * STEEPEST * gain(loudest)
    # Behind a join the old level is given up by half a decibel a second; at the beginning it is the first mix's own.
    assert loudness(air[:RATE]) - loudness(SONG[:RATE]) == pytest.approx(levels_db[0], abs=0.1)


def test_the_last_mix_is_reached_as_it_is() -> None:
    joined = Joined()
    joined.further(SONG[: 20 * RATE] * gain(4.0), 0)
    rest = joined.further(SONG, 0, last=True)
    np.testing.assert_array_equal(rest[-20 * RATE :], SONG[-20 * RATE :])


def test_a_mix_that_reaches_no_further_adds_nothing() -> None:
    joined = Joined()
    first = joined.further(SONG[: 20 * RATE], 0)
    assert len(joined.further(SONG[: 15 * RATE], 0)) == 0
    assert joined.frames == len(first)


def test_a_hole_is_refused() -> None:
    joined = Joined()
    joined.further(SONG[: 5 * RATE], 0)
    with pytest.raises(ValueError, match="leaves a hole"):
        joined.further(SONG[10 * RATE : 20 * RATE], 10 * RATE)


class Desk:
    """Hands the only stem on, or does what it is told."""

    def __init__(self, act=lambda progress: None) -> None:
        self._act = act

    def rough(self, stretch: Recording, progress: Progress) -> Audio:
        self._act(progress)
        return stretch.stems[0].audio

    def finish(self, recording: Recording, progress: Progress) -> Master:
        raise AssertionError("a broadcast finishes nothing")


def stretch(until_s: float, since_s: float = 0.0) -> Recording:
    audio = Audio(samples=SONG[round(since_s * RATE) : round(until_s * RATE)].copy())
    return Recording(stems=(Stem(name="all", role=Role.VOCAL, audio=audio),), style="pop", since_s=Seconds(since_s))


def test_the_audience_hears_the_whole_song_once() -> None:
    heard: list[Audio] = []
    with Broadcast(Desk(), heard.append) as broadcast:
        broadcast(stretch(8.0))
        broadcast(stretch(24.0))
        broadcast(stretch(50.0, since_s=10.0))
        broadcast.close()
        assert sum(len(piece.samples) for piece in heard) == round(49.5 * RATE)
    broadcast = Broadcast(Desk(), heard.append)
    with broadcast:
        broadcast.end(Audio(samples=SONG.copy()))
    assert len(heard) == 3  # nothing was on air, so nothing follows


def test_the_end_follows_what_was_on_air() -> None:
    heard: list[Audio] = []
    aired = threading.Event()

    def audience(piece: Audio) -> None:
        heard.append(piece)
        aired.set()

    with Broadcast(Desk(), audience) as broadcast:
        broadcast(stretch(8.0))
        assert aired.wait(10.0)
        broadcast.end(Audio(samples=SONG.copy()))
    air = np.concatenate([piece.samples for piece in heard])
    np.testing.assert_allclose(air, SONG, atol=1e-6)


def test_what_is_still_mixed_at_the_end_is_given_up() -> None:
    heard: list[Audio] = []
    mixing, go_on = threading.Event(), threading.Event()

    def slow(progress: Progress) -> None:
        mixing.set()
        assert go_on.wait(10.0)
        progress("mixing", 0.5)

    with Broadcast(Desk(slow), heard.append) as broadcast:
        broadcast(stretch(8.0))
        assert mixing.wait(10.0)
        broadcast.end(Audio(samples=SONG.copy()))
        go_on.set()
    assert heard == []


def test_a_fault_on_air_is_kept_and_harms_nobody_else() -> None:
    def broken(progress: Progress) -> None:
        raise CannotMake("no such style")

    heard: list[Audio] = []
    with Broadcast(Desk(broken), heard.append) as broadcast:
        broadcast(stretch(8.0))
        assert broadcast.fault is None
        broadcast.end(Audio(samples=SONG.copy()))
    assert isinstance(broadcast.fault, CannotMake)
    assert heard == []


def test_nothing_follows_a_piece_that_was_lost() -> None:
    heard: list[Audio] = []

    def full(piece: Audio) -> None:
        if heard:
            raise OSError("no room is left")
        heard.append(piece)

    with Broadcast(Desk(), full) as broadcast:
        for until_s in (8.0, 24.0, 40.0):
            broadcast(stretch(until_s))
    assert isinstance(broadcast.fault, OSError)
    assert [len(piece.samples) for piece in heard] == [round(7.5 * RATE)]


def test_a_fault_of_the_take_is_told_and_stops_the_broadcast() -> None:
    before = threading.active_count()

    def fail() -> None:
        with Broadcast(Desk(), lambda piece: None) as broadcast:
            broadcast(stretch(8.0))
            raise CannotMake("the take")

    with pytest.raises(CannotMake, match="the take"):
        fail()
    assert threading.active_count() <= before
