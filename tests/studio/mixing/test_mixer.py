"""What comes off the desk: a master at its level, whatever was recorded."""

import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mixing_desk import RATE, noise, pink, quiet_progress, recording, score, stem, strokes, voice

from songwright.song import Audio, Cancelled, CannotMake, Recording, Role, Stem
from songwright.studio import dsp
from songwright.studio.mixing import CEILING_DB, TARGET_LUFS, HouseMixer
from songwright.studio.styles import catalogue


@pytest.fixture(scope="module")
def pop():
    return HouseMixer().finish(recording(), quiet_progress)


def test_a_band_becomes_a_record(pop):
    samples = pop.audio.samples
    assert samples.shape[1] == 2
    assert np.isfinite(samples).all()
    assert pop.lufs == pytest.approx(TARGET_LUFS, abs=0.1)
    assert dsp.loudness(samples) == pytest.approx(pop.lufs, abs=0.01)
    assert dsp.true_peak_db(samples) <= CEILING_DB + 0.01
    assert pop.true_peak_db == pytest.approx(dsp.true_peak_db(samples), abs=0.05)
    assert abs(float(samples.mean())) < 1e-4
    assert -14.0 < dsp.side_mid_db(samples) < -5.0
    assert np.corrcoef(samples.T)[0, 1] > 0.0


def test_bass_is_mono(pop):
    low = dsp.Equaliser(tuple(dsp.Band(kind="lowpass", hz=60.0) for _ in range(2)))(pop.audio.samples)
    assert dsp.side_mid_db(low) < -20.0


def test_the_end_has_died_away_and_the_beginning_is_no_pause(pop):
    samples = pop.audio.samples.astype(np.float64)
    mean = (samples**2).mean()
    assert (samples[-4800:] ** 2).mean() < mean * 10**-1.2
    assert np.abs(samples[-1]).max() < 1e-4
    assert (samples[: int(0.3 * RATE)] ** 2).mean() > mean * 1e-3


def test_same_recording_same_master_bit_for_bit(pop):
    again = HouseMixer().finish(recording(), quiet_progress)
    assert zlib.crc32(again.audio.samples.tobytes()) == zlib.crc32(pop.audio.samples.tobytes())


@pytest.mark.parametrize(
    "style_id", ["lofi-hip-hop", "synthwave", "dubstep", "metal", "ambient", "solo-piano", "reggae"]
)
def test_styles_of_every_kind_land_on_the_level(style_id):
    master = HouseMixer().finish(recording(style_id, 5.0), quiet_progress)
    assert master.lufs == pytest.approx(TARGET_LUFS, abs=0.5)
    assert master.true_peak_db <= CEILING_DB + 0.01
    assert np.isfinite(master.audio.samples).all()


LONE = {
    "pink noise": pink(6.0),
    "a sine": 0.2 * np.sin(2 * np.pi * 440.0 * np.arange(6 * RATE) / RATE),
    "drums alone": strokes(6.0, (0, 1))[0],
    "soft music": pink(6.0, level=0.008),
}


@pytest.mark.parametrize("name", LONE)
@pytest.mark.parametrize("role", [Role.FX, Role.VOCAL])
def test_a_neural_engines_single_stem_is_mastered(name, role):
    """No score, no performance: the stem is a mix already."""
    master = HouseMixer().finish(Recording(stems=(stem(LONE[name], role),), style="pop"), quiet_progress)
    assert master.lufs == pytest.approx(TARGET_LUFS, abs=0.1)
    assert master.true_peak_db <= CEILING_DB + 0.01


def test_two_stems_without_a_score_are_mixed():
    stems = (stem(voice(5.0), Role.VOCAL), stem(pink(5.0), Role.KEYS))
    assert HouseMixer().finish(Recording(stems=stems, style="pop"), quiet_progress).lufs == pytest.approx(
        -14.0, abs=0.1
    )


def test_silence_before_a_song_without_a_score_goes():
    late = np.concatenate((np.zeros(3 * RATE), pink(4.0)))
    master = HouseMixer().finish(Recording(stems=(stem(late, Role.FX),), style="pop"), quiet_progress)
    assert int(np.argmax(np.abs(master.audio.samples).max(axis=1) > 0.01)) < 0.3 * RATE
    assert master.audio.length_s < 5.0
    assert master.cut_s == pytest.approx(2.75, abs=0.02)  # so that words heard before the cut keep their places


def test_a_known_scores_clock_is_kept():
    """Words are timed by the score: its lead-in stays."""
    drums, _ = strokes(12.0)
    stems = (stem(np.concatenate((np.zeros(RATE), drums)), Role.DRUMS), stem(np.zeros(RATE), Role.KEYS))
    master = HouseMixer().finish(Recording(stems=stems, style="pop", score=score()), quiet_progress)
    first = int(np.argmax(np.abs(master.audio.samples).max(axis=1) > 0.05))
    assert first == pytest.approx(RATE, abs=150)
    assert master.cut_s == 0.0


@pytest.mark.parametrize("stems", [(), (Role.KEYS,), (Role.KEYS, Role.VOCAL)])
def test_silence_is_an_error_that_says_so(stems):
    silent = Recording(stems=tuple(stem(np.zeros(RATE), role) for role in stems), style="pop")
    with pytest.raises(CannotMake, match="silent"):
        HouseMixer().finish(silent, quiet_progress)


def test_noise_floor_is_not_lifted_without_end():
    hushed = stem(pink(4.0, level=0.0006), Role.FX)
    before = dsp.loudness(hushed.audio.samples)
    master = HouseMixer().finish(Recording(stems=(hushed,), style="pop"), quiet_progress)
    assert 25.0 < master.lufs - before < 34.0  # 30 dB and what the tonal balance adds


def test_broken_stems_are_named():
    bad = noise(1.0)
    bad[500] = np.nan
    with pytest.raises(CannotMake, match="'keys' holds values that are not numbers"):
        HouseMixer().finish(Recording(stems=(stem(bad, Role.KEYS),), style="pop"), quiet_progress)
    other = Stem(name="mix", role=Role.FX, audio=Audio(samples=np.ones((100, 1), np.float32), rate_hz=44_100))
    with pytest.raises(CannotMake, match="44100 Hz"):
        HouseMixer().finish(Recording(stems=(other,), style="pop"), quiet_progress)
    with pytest.raises(CannotMake, match="no style 'polka-core'"):
        HouseMixer().finish(Recording(stems=(other,), style="polka-core"), quiet_progress)


def test_progress_tells_both_stages_and_can_stop():
    heard = []
    HouseMixer().finish(recording(seconds=4.0), lambda stage, fraction: heard.append((stage, fraction)))
    assert [stage for stage, _ in heard] == sorted((stage for stage, _ in heard), reverse=True)
    assert {stage for stage, _ in heard} == {"mixing", "mastering"}
    for stage in ("mixing", "mastering"):
        fractions = [fraction for name, fraction in heard if name == stage]
        assert fractions == sorted(fractions)
        assert fractions[-1] == 1.0

    def stop(stage, _fraction):
        if stage == "mastering":
            raise Cancelled

    with pytest.raises(Cancelled):
        HouseMixer().finish(recording(seconds=4.0), stop)


@given(
    lengths=st.lists(st.integers(0, 6000), min_size=1, max_size=3),
    roles=st.lists(st.sampled_from(list(Role)), min_size=3, max_size=3),
    style_id=st.sampled_from(sorted(catalogue())),
    value=st.sampled_from([0.0, 1e-40, 1e-6, 0.3, 1.0, -4.0]),
)
@settings(max_examples=25, deadline=None)
def test_odd_stems_give_a_sound_or_a_clear_refusal(lengths, roles, style_id, value):
    stems = tuple(
        stem(value * np.cos(np.arange(length) * 0.2), role, f"{role.value} {number}")
        for number, (length, role) in enumerate(zip(lengths, roles, strict=False))
    )
    try:
        master = HouseMixer().finish(Recording(stems=stems, style=style_id), quiet_progress)
    except CannotMake as error:
        assert "silent" in str(error)  # noqa: PT017 - either outcome is right, and each is checked
    else:
        assert np.isfinite(master.audio.samples).all()
        assert master.true_peak_db <= CEILING_DB + 0.01
