"""The last touches: sections, fades, tonal balance and record noise."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mixing_desk import RATE, level_db, pink, score

from songwright.song import Recording, SectionKind
from songwright.studio import dsp
from songwright.studio.mixing._clock import stretches
from songwright.studio.mixing._form import ended, section_ride, shade
from songwright.studio.mixing._manner import Manner
from songwright.studio.mixing._mastering import balance
from songwright.studio.mixing._vinyl import record_noise


def ride(mix, sections, range_db):
    return section_ride(dsp.weighted_power(mix), len(mix), sections, range_db)


def test_sections_rise_and_fall_by_their_energy():
    flat = pink(16.0)[:, None].repeat(2, axis=1).astype(np.float32)
    spans = stretches(Recording(stems=(), style="pop", score=score(8, (0.5, 1.0))))
    ridden = ride(flat, spans, 4.0)(flat)
    rise = level_db(ridden[9 * RATE : 15 * RATE]) - level_db(ridden[RATE : 7 * RATE])
    assert rise == pytest.approx(0.8 * 4.0, abs=0.4)
    already = flat.copy()
    already[8 * RATE :] *= np.float32(dsp.gain_of(4.0))
    kept = ride(already, spans, 4.0)(already)
    assert level_db(kept[9 * RATE : 15 * RATE]) - level_db(kept[RATE : 7 * RATE]) == pytest.approx(4.0, abs=0.3)
    assert not stretches(Recording(stems=(), style="pop"))
    np.testing.assert_array_equal(ride(flat, (), 4.0)(flat), flat)


def test_the_bands_treble_opens_with_the_energy():
    flat = pink(16.0)[:, None].repeat(2, axis=1).astype(np.float32)
    spans = stretches(Recording(stems=(), style="pop", score=score(8, (0.5, 1.0))))
    darkened = shade(spans, len(flat), 4.0)
    assert darkened is not None
    change = darkened(flat)
    treble = dsp.Equaliser((dsp.Band(kind="highpass", hz=5000.0), dsp.Band(kind="lowpass", hz=10_000.0)))
    quiet, full = slice(RATE, 6 * RATE), slice(10 * RATE, 15 * RATE)
    assert level_db(treble(change)[quiet]) - level_db(treble(flat)[quiet]) == pytest.approx(-4.0, abs=1.0)
    assert level_db(treble(change)[full]) == pytest.approx(level_db(treble(flat)[full]), abs=0.1)
    bass = dsp.Equaliser((dsp.Band(kind="lowpass", hz=300.0),))
    assert level_db(bass(change)[quiet]) == pytest.approx(level_db(bass(flat)[quiet]), abs=0.3)
    assert shade(spans, len(flat), 0.0) is None
    assert shade((), len(flat), 4.0) is None


def test_a_thin_opening_comes_up_further_than_a_full_chorus_is_held_back():
    sound = pink(16.0)[:, None].repeat(2, axis=1).astype(np.float32)
    sound[: 8 * RATE] *= np.float32(dsp.gain_of(-18.0))
    spans = stretches(Recording(stems=(), style="pop", score=score(8, (0.8, 1.0))))
    ridden = ride(sound, spans, 4.0)(sound)
    assert level_db(ridden[RATE : 7 * RATE]) - level_db(sound[RATE : 7 * RATE]) > 5.0
    assert level_db(sound[9 * RATE : 15 * RATE]) - level_db(ridden[9 * RATE : 15 * RATE]) <= 4.05


def test_the_first_player_of_an_intro_is_not_left_faint():
    sound = pink(24.0)[:, None].repeat(2, axis=1).astype(np.float32)
    sound[: 8 * RATE] *= np.float32(dsp.gain_of(-12.0))
    score_ = score(12, (0.6, 1.0))
    opening = replace(score_.sections[0], kind=SectionKind.INTRO)
    spans = stretches(Recording(stems=(), style="pop", score=replace(score_, sections=(opening, *score_.sections[1:]))))
    assert spans[0].end_s == pytest.approx(12.0)
    ridden = ride(sound, spans, 4.0)(sound)
    lone = level_db(ridden[RATE : 5 * RATE]) - level_db(sound[RATE : 5 * RATE])
    joined = level_db(ridden[9 * RATE : 11 * RATE]) - level_db(sound[9 * RATE : 11 * RATE])
    assert lone > joined + 4.0


def test_fading_songs_fade():
    sound = pink(6.0)[:, None].repeat(2, axis=1).astype(np.float32)
    faded = ended(dsp.Held(sound), 4.0).whole()
    assert level_db(faded[-RATE:]) < level_db(faded[:RATE]) - 12.0
    kept, late = ended(dsp.Held(sound), 0.0).whole(), slice(-2 * RATE, -RATE)
    assert level_db(kept[late]) == pytest.approx(level_db(sound[late]), abs=0.1)


@given(tilt=st.floats(-12.0, 3.0))
@settings(max_examples=10, deadline=None)
def test_balance_leans_towards_the_tilt_and_never_by_much(tilt):
    frames = 4 * RATE
    hz = np.fft.rfftfreq(frames, 1 / RATE)
    shape = (np.maximum(hz, 30.0) / 1000.0) ** (tilt / 6.02)
    wave = np.fft.irfft(np.fft.rfft(np.random.default_rng(1).standard_normal(frames)) * shape, frames)
    sound = (0.1 * wave / wave.std()).astype(np.float32)[:, None].repeat(2, axis=1)
    equaliser = balance(dsp.octave_density_db(sound), Manner())
    assert all(-5.0 <= band.db <= 3.5 for band in equaliser.bands)

    def slope(samples):
        return np.polyfit(np.log2(dsp.OCTAVES_HZ), dsp.octave_density_db(samples), 1)[0]

    before, after = slope(sound), slope(equaliser(sound))
    assert abs(after + 4.5) <= abs(before + 4.5) + 0.15


def test_record_noise_has_its_level_and_seed():
    one, same, other = (record_noise(5 * RATE, -40.0, seed).whole() for seed in (1, 1, 2))
    assert dsp.loudness(one) == pytest.approx(-40.0, abs=0.1)
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)
    assert np.abs(one[0]).max() < 1e-6
    assert record_noise(10, -40.0, 1).whole().shape == (10, 2)


def test_a_record_that_must_be_over_is_over_and_faded_by_then():
    seconds = np.arange(8 * RATE) / RATE
    sound = np.repeat((0.3 * np.sin(2000 * seconds))[:, None], 2, axis=1).astype(np.float32)
    cut = ended(dsp.Held(sound), 0.0, 5 * RATE).whole()
    assert len(cut) == 5 * RATE
    assert np.array_equal(cut[: 3 * RATE], sound[: 3 * RATE])
    assert np.abs(cut[-RATE // 100 :]).max() < 0.01
    assert ended(dsp.Held(sound), 0.0, 20 * RATE).frames == len(sound)
