"""Sound in blocks and on tape: cut anywhere, treated, recorded and put together again, it is the same sound."""

import errno
import tempfile
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_effects import EVERY, noise

from songwright.song import TryAgain
from songwright.studio import dsp
from songwright.studio.dsp import _blocks


def pieces(samples, edges):
    places = sorted({min(edge, len(samples)) for edge in edges} | {0, len(samples)})
    return [samples[start:stop] for start, stop in zip(places, [*places[1:], len(samples)], strict=True)]


@given(
    frames=st.integers(0, 5000), edges=st.lists(st.integers(0, 5000), max_size=12), size=st.sampled_from([1, 512, 1700])
)
@settings(max_examples=60, deadline=None)
def test_any_pieces_become_even_blocks_of_the_same_sound(frames, edges, size):
    samples = noise(frames, seed=frames)
    blocks = list(dsp.even(pieces(samples, edges), size))
    np.testing.assert_array_equal(dsp.joined(blocks), samples)
    assert all(len(block) == size for block in blocks[:-1])
    assert len(blocks) == max(-(-frames // size), 1)


@pytest.mark.parametrize("name", [name for name in EVERY if name != "limiter"])
@pytest.mark.parametrize("block", [512, 7 * 512, 1 << 20])
def test_any_size_of_block_gives_the_same_samples(name, block, monkeypatch):
    effect = EVERY[name]
    for channels in (1, 2):
        samples = noise(90_001, channels, seed=channels)
        wanted = effect(samples)
        with monkeypatch.context() as patched:
            patched.setattr(_blocks, "BLOCK", block)
            np.testing.assert_array_equal(effect(samples), wanted)


def test_neighbours_stand_beside_each_block():
    one, two, three = (noise(10, seed=seed) for seed in (1, 2, 3))
    found = list(_blocks.neighbours([one, two, three]))
    assert [[len(each) for each in row] for row in found] == [[0, 10, 10], [10, 10, 10], [10, 10, 0]]
    assert found[1][0] is one
    assert found[1][2] is three
    assert not list(_blocks.neighbours([]))


@pytest.mark.parametrize("frames", [0, 1, 38_400, 100_003])
@pytest.mark.parametrize("channels", [1, 2])
def test_what_is_on_tape_is_what_was_recorded(frames, channels):
    samples = noise(frames, channels)
    meter = dsp.PowerMeter()
    tape = dsp.Recorded(pieces(samples, [7, 40_000]) if frames < 4800 else dsp.cut(samples), meter)
    np.testing.assert_array_equal(tape.whole(), samples)
    np.testing.assert_array_equal(tape.held(), samples)
    assert (tape.frames, tape.channels) == samples.shape
    if frames >= 4800:
        np.testing.assert_array_equal(meter.power, dsp.weighted_power(samples))
    held = tape.held()
    del tape
    np.testing.assert_array_equal(held, samples)


def test_what_rests_is_not_lost():
    samples = noise(200_000)
    held = dsp.taped(samples)
    for until in (None, 0, 5, 100_000, 200_000):
        dsp.rest(held, until)
        np.testing.assert_array_equal(held, samples)
    written = dsp.blank(200_000, 2)
    assert not written.any()
    for start in range(0, 200_000, 50_000):
        written[start : start + 50_000] = samples[start : start + 50_000]
        dsp.rest(written, start + 50_000)
    view = written[70_000:]
    dsp.rest(view, 1000)
    np.testing.assert_array_equal(dsp.Held(view).whole(), samples[70_000:])
    dsp.rest(samples)  # not on tape: left alone
    assert dsp.blank(0, 1).shape == (0, 1)


def test_a_tape_is_played_by_several_at_once():
    samples = noise(300_000)
    tape = dsp.Recorded(dsp.cut(samples))
    heard = []
    players = [threading.Thread(target=lambda: heard.append(tape.whole())) for _ in range(4)]
    for player in players:
        player.start()
    for player in players:
        player.join()
    assert len(heard) == 4
    for each in heard:
        np.testing.assert_array_equal(each, samples)


@given(first=st.integers(0, 90_000), beyond=st.integers(0, 100_000))
@settings(max_examples=25, deadline=None)
def test_excerpts_and_effects_are_heard_anew_each_time(first, beyond):
    samples = noise(80_000)
    excerpt = dsp.Excerpt(dsp.Held(samples), first, beyond)
    wanted = samples[first:beyond]
    for _ in range(2):
        np.testing.assert_array_equal(excerpt.whole(), wanted)
    assert excerpt.frames == len(wanted)
    quieter = dsp.Through(excerpt, dsp.Gain(-6.0))
    np.testing.assert_array_equal(quieter.whole(), dsp.Gain(-6.0)(wanted))


def test_a_full_disk_is_told_in_a_sentence(monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    for record in (lambda: dsp.blank(10, 2), lambda: dsp.Recorded([noise(10)])):
        with pytest.raises(TryAgain, match=r"no room for the song.s tapes in .*: No space left on device"):
            record()


def test_blocks_made_ahead_keep_their_order_and_their_faults():
    assert list(dsp.ahead(range(100))) == list(range(100))
    assert not list(dsp.ahead([]))

    def broken():
        yield 1
        raise ValueError("torn")

    made = dsp.ahead(broken())
    assert next(made) == 1
    with pytest.raises(ValueError, match="torn"):
        next(made)


def test_nobody_works_ahead_for_one_who_has_left():
    made = dsp.ahead(iter(int, 1))
    next(made)
    made.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "ahead"]
