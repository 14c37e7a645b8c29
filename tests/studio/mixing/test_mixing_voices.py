"""The voice and the band make room for one another; kicks, rooms and echoes keep the beat."""

import numpy as np
import pytest
from mixing_desk import RATE, chord, level_db, mix_of, noise, performance, pink, score, stem, strokes, voice

from songwright.song import Recording, Role
from songwright.studio import dsp
from songwright.studio.mixing._clock import stretches
from songwright.studio.mixing._manner import Manner
from songwright.studio.mixing._roles import strips
from songwright.studio.mixing._voice import Balance, Presence


def test_the_band_makes_room_while_the_voice_sings():
    keys = stem(chord(8.0), Role.KEYS)
    dry = Manner(room_db=-90.0, plate_db=-90.0, delay_db=-90.0)
    alone = mix_of([keys], dry)
    sung = mix_of([keys, stem(voice(8.0, 0.0, 4.0, level=1e-3), Role.VOCAL)], dry)
    side = slice(0, None)
    band = dsp.Equaliser((dsp.Band(kind="highpass", hz=2000.0), dsp.Band(kind="lowpass", hz=4000.0)))

    def sides(mix, start_s, stop_s):
        part = band(mix)[int(start_s * RATE) : int(stop_s * RATE), :]
        return level_db((part[:, 0] - part[:, 1])[side])

    # The voice stands in the middle, so the sides show the keys alone.
    under = sides(sung, 1.0, 3.5) - sides(alone, 1.0, 3.5)
    after = sides(sung, 5.5, 7.0) - sides(alone, 5.5, 7.0)
    assert -7.0 < under - after < -2.5


@pytest.mark.parametrize("band_level", [0.02, 0.1, 0.4])
def test_words_stand_over_the_band_however_loud_it_came(band_level):
    stems = [
        stem(voice(8.0), Role.VOCAL),
        *(stem(pink(8.0, seed=i, level=band_level), Role.KEYS, f"k{i}") for i in (1, 2)),
    ]
    dry = Manner(room_db=-90.0, plate_db=-90.0, delay_db=-90.0, vocal_db=3.0)
    both = mix_of(stems, dry)
    words = dsp.Equaliser((dsp.Band(kind="highpass", hz=1000.0), dsp.Band(kind="lowpass", hz=4000.0)))
    sings = slice(RATE, 6 * RATE)
    heard = level_db(words(dsp.mono(both))[sings])
    behind = level_db(words(dsp.mono(mix_of(stems[1:], dry)))[sings]) - 4.0  # what ducking and dipping take away
    assert 1.0 < heard - behind < 12.0


def test_voice_lift_is_bounded_and_leans_by_section():
    frames = 8000
    presence = Presence(np.ones(frames, np.float32))
    thin = np.full(frames, 1e-4, np.float32)
    loud = np.full(frames, 1e-2, np.float32)
    buried = Balance(voice_words=thin, voice=thin, band_words=loud, band=loud, presence=presence)
    assert buried.lift_db(3.0) == pytest.approx(12.0)
    towering = Balance(voice_words=loud, voice=loud, band_words=thin, band=thin, presence=presence)
    assert towering.lift_db(3.0) == pytest.approx(-12.0)
    level = Balance(voice_words=loud, voice=loud, band_words=loud, band=loud, presence=presence)
    assert level.lift_db(3.0) == pytest.approx(3.0, abs=0.01)
    halves = loud.copy()
    halves[frames // 2 :] *= 2.0
    rising = Balance(voice_words=loud, voice=loud, band_words=halves, band=halves, presence=presence)
    spans = stretches(Recording(stems=(), style="pop", score=score(4, (0.5, 0.9))))
    ride = 20 * np.log10(rising.ride(0.0, spans).gains)
    assert 0.5 < ride[5000] - ride[1000] <= 4.0
    assert np.abs(np.diff(ride)).max() < 0.1


def test_a_part_is_as_loud_in_one_channel_as_in_two():
    unglued = Manner(glue_ratio=1.0)
    one = mix_of([stem(chord(4.0), Role.BASS)], unglued)
    two = mix_of([stem(np.stack((chord(4.0), chord(4.0)), axis=1), Role.BASS)], unglued)
    np.testing.assert_allclose(one, two, atol=1e-6)
    assert dsp.loudness(one) == pytest.approx(strips()[Role.BASS].level_lufs, abs=0.5)


def test_the_kick_pushes_the_band_down_where_the_style_pumps():
    seconds = 8.0
    drums, times = strokes(seconds)
    pad = stem(pink(seconds), Role.PAD)
    pumped = Manner(sidechain_db=8.0, sidechain_ms=300.0, plate_db=-90.0)
    known = {"performance": performance(times, seconds), "score": score(4)}
    mix = mix_of([pad, stem(drums * 1e-9, Role.DRUMS)], pumped, **known)
    hit, free = [], []
    for time_s in times[:-1]:
        hit.append(level_db(mix[int((time_s + 0.01) * RATE) : int((time_s + 0.06) * RATE)]))
        free.append(level_db(mix[int((time_s + 0.6) * RATE) : int((time_s + 0.9) * RATE)]))
    assert -9.0 < np.mean(hit) - np.mean(free) < -5.0
    still = mix_of([pad], pumped)
    assert abs(level_db(still[: 4 * RATE]) - level_db(still[4 * RATE : 8 * RATE])) < 1.0


def test_gated_room_opens_for_the_snare_alone():
    seconds = 6.0
    drums, times = strokes(seconds, (1,), 4)
    stems = [stem(drums, Role.DRUMS)]
    known = {"performance": performance(times, seconds, pitch=38), "score": score(2)}
    plain, gated = Manner(room_db=-90.0), Manner(room_db=-90.0, marks=frozenset({"gated snare"}))
    tail = slice(int((times[0] + 0.21) * RATE), int((times[0] + 0.27) * RATE))
    closed = slice(int((times[0] + 0.45) * RATE), int((times[0] + 0.6) * RATE))
    with_gate, without = mix_of(stems, gated, **known), mix_of(stems, plain, **known)
    assert level_db(with_gate[tail]) > level_db(without[tail]) + 10.0
    assert level_db(with_gate[closed]) < level_db(with_gate[tail]) - 25.0
    kicks = {"performance": performance(times, seconds, pitch=36), "score": score(2)}
    np.testing.assert_allclose(mix_of(stems, gated, **kicks), without, atol=1e-6)


def test_echoes_keep_the_tempo():
    seconds = 6.0
    lead = np.zeros(int(seconds * RATE))
    lead[: RATE // 10] = noise(0.1) * np.hanning(RATE // 10)
    how = Manner(delay_beats=1.0, delay_db=12.0, room_db=-90.0, plate_db=-90.0)
    mix = mix_of([stem(lead, Role.LEAD)], how, score=score(2))
    energy = dsp.power_curve(mix)[: int(2.9 * RATE / dsp.HOP)]
    energy[: int(0.3 * RATE / dsp.HOP)] = 0.0
    assert float(energy.argmax()) * dsp.HOP / RATE == pytest.approx(0.5 + 0.05, abs=0.03)
