import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import signal

from songwright.studio import dsp

RATE = 48_000

LINEAR = {
    "equaliser": dsp.Equaliser(
        (
            dsp.Band(kind="highpass", hz=80.0),
            dsp.Band(kind="low_shelf", hz=200.0, db=3.0),
            dsp.Band(kind="peak", hz=1000.0, db=-4.0, q=1.3),
            dsp.Band(kind="high_shelf", hz=8000.0, db=2.0),
            dsp.Band(kind="lowpass", hz=15_000.0),
        )
    ),
    "plate": dsp.Reverb(space=dsp.Space.PLATE, decay_s=0.4),
    "hall": dsp.Reverb(space=dsp.Space.HALL, decay_s=0.5),
    "spring": dsp.Reverb(space=dsp.Space.SPRING, decay_s=0.4),
    "gated": dsp.Reverb(space=dsp.Space.GATED, decay_s=0.2),
    "ping-pong": dsp.PingPong(delay_s=0.05, feedback=0.5),
    "chorus": dsp.Chorus(),
    "doubler": dsp.Doubler(),
    "wow": dsp.Wow(depth_ms=1.0),
    "pan": dsp.Pan(place=0.4, width=1.2),
    "width": dsp.Width(factor=1.5),
    "spread": dsp.Spread(width=0.5),
    "mono bass": dsp.MonoBelow(110.0),
    "gain": dsp.Gain(-3.0),
    "pump": dsp.pump(RATE, (0.1, 0.4), 6.0, 200.0),
}
BENT = {
    "compressor": dsp.Compressor(threshold_db=-20.0, ratio=4.0),
    "de-esser": dsp.DeEsser(),
    "saturator": dsp.Saturator(drive_db=6.0),
    "grit": dsp.Grit(bits=8.0),
    "limiter": dsp.Limiter(ceiling_db=-1.0),
}
EVERY = LINEAR | BENT


def noise(frames=RATE, channels=2, seed=0, level=0.2):
    return (np.random.default_rng(seed).standard_normal((frames, channels)) * level).astype(np.float32)


def tone(hz, frames=RATE, channels=1, level=0.5):
    wave = level * np.sin(2 * np.pi * hz * np.arange(frames) / RATE)
    return np.repeat(wave[:, None], channels, axis=1).astype(np.float32)


def level_db(samples):
    return 10.0 * np.log10((samples.astype(np.float64) ** 2).mean() + 1e-30)


awkward = hnp.arrays(
    np.float32,
    st.tuples(st.integers(0, 700), st.integers(1, 2)),
    elements=st.sampled_from(
        [np.float32(value) for value in (0.0, -0.0, 1.0, -1.0, 1e-40, -1e-38, 0.5, 1e-7, -0.999, 8.0)]
    ),
)


@pytest.mark.parametrize("name", EVERY)
@given(samples=awkward)
@settings(max_examples=25, deadline=None)
def test_any_sound_stays_finite_and_as_long(name, samples):
    before = samples.copy()
    out = EVERY[name](samples)
    assert len(out) == len(samples)
    assert out.dtype == np.float32
    assert np.isfinite(out).all()
    np.testing.assert_array_equal(samples, before)


@pytest.mark.parametrize("name", EVERY)
def test_nothing_dies_away_into_numbers_that_processors_are_slow_with(name):
    samples = np.zeros((3 * RATE, 2), np.float32)
    samples[:2000] = noise(2000) * np.exp(-np.arange(2000) / 300.0, dtype=np.float32)[:, None]
    samples[2 * RATE : 2 * RATE + 100] = 1e-30
    out = np.abs(EVERY[name](samples))
    assert not ((out > 0.0) & (out < np.finfo(np.float32).tiny)).any()


@pytest.mark.parametrize("name", EVERY)
def test_silence_stays_silent(name):
    assert not EVERY[name](np.zeros((5000, 2), np.float32)).any()


@pytest.mark.parametrize("name", EVERY)
def test_read_only_and_repeated_calls_give_the_same_samples(name):
    samples = noise(9000)
    samples.flags.writeable = False
    first = EVERY[name](samples)
    np.testing.assert_array_equal(first, EVERY[name](samples))


@pytest.mark.parametrize("name", LINEAR)
def test_linear_effects_are_linear(name):
    effect, a, b = LINEAR[name], noise(20_000, seed=1), noise(20_000, seed=2)
    together = effect(np.float32(0.5) * a + np.float32(2.0) * b)
    np.testing.assert_allclose(together, 0.5 * effect(a) + 2.0 * effect(b), atol=3e-5)


@pytest.mark.parametrize("name", [*BENT, "equaliser", "mono bass", "pump", "spread", "pan"])
def test_inserts_add_no_latency(name):
    """A burst keeps its place: chains of these need no compensation."""
    samples = np.zeros((8000, 2), np.float32)
    samples[4000:4040] = 0.3 * np.hanning(40)[:, None]
    out = EVERY[name](samples)
    assert abs(int(np.abs(out).sum(axis=1).argmax()) - 4019) <= 2


def test_a_chain_is_an_effect_and_an_empty_one_a_wire():
    samples = noise(3000)
    inner = dsp.Chain((dsp.Gain(-6.0), BENT["saturator"]))
    nested = dsp.Chain((inner, dsp.Chain(), dsp.Gain(6.0)))
    flat = dsp.Chain((dsp.Gain(-6.0), BENT["saturator"], dsp.Gain(6.0)))
    np.testing.assert_array_equal(nested(samples), flat(samples))
    np.testing.assert_array_equal(dsp.Chain()(samples), samples)


@pytest.mark.parametrize(
    ("band", "hz", "gain_db"),
    [
        (dsp.Band(kind="highpass", hz=1000.0), 1000.0, -3.01),
        (dsp.Band(kind="highpass", hz=1000.0), 250.0, -24.1),
        (dsp.Band(kind="lowpass", hz=1000.0), 1000.0, -3.01),
        (dsp.Band(kind="peak", hz=2000.0, db=6.0, q=1.0), 2000.0, 6.0),
        (dsp.Band(kind="peak", hz=2000.0, db=6.0, q=1.0), 60.0, 0.0),
        (dsp.Band(kind="low_shelf", hz=300.0, db=-5.0), 30.0, -5.0),
        (dsp.Band(kind="high_shelf", hz=5000.0, db=4.0), 19_000.0, 4.0),
    ],
)
def test_bands_lift_what_they_say(band, hz, gain_db):
    samples = tone(hz)
    out = dsp.Equaliser((band,))(samples)
    assert level_db(out[RATE // 2 :]) - level_db(samples[RATE // 2 :]) == pytest.approx(gain_db, abs=0.15)


def test_equaliser_agrees_with_scipy():
    bands = LINEAR["equaliser"].bands
    sections = [[b.coefficients[0], b.coefficients[1], b.coefficients[2], 1.0, *b.coefficients[3:]] for b in bands]
    samples = noise(30_000)
    wanted = signal.sosfilt(np.array(sections), samples.astype(np.float64), axis=0)
    np.testing.assert_allclose(dsp.Equaliser(bands)(samples), wanted, atol=2e-6)


def test_unknown_band_is_refused():
    with pytest.raises(ValueError, match="no such band: 'notch'"):
        dsp.Band(kind="notch", hz=100.0)


def test_compressor_ratio_and_untouched_below():
    compressor = dsp.Compressor(threshold_db=-20.0, ratio=4.0, knee_db=1.0)
    loud = tone(1000.0, level=10 ** (-8.0 / 20) * 2**0.5)  # mean square of -8 dB: 12 dB over
    assert level_db(compressor(loud)[RATE // 2 :]) == pytest.approx(-20.0 + 3.0, abs=0.1)
    quiet = tone(1000.0, level=0.02)
    np.testing.assert_allclose(compressor(quiet), quiet, atol=1e-7)


def test_compressor_moves_both_channels_alike():
    samples = noise(20_000, channels=1) * np.array([[1.0, 0.25]], np.float32)
    out = BENT["compressor"](samples)
    np.testing.assert_allclose(out[:, 1], 0.25 * out[:, 0], atol=1e-7)


def test_de_esser_tames_sibilance_and_leaves_vowels():
    vowel = dsp.Equaliser((dsp.Band(kind="lowpass", hz=2500.0),))(noise(channels=1))
    hiss = dsp.Equaliser((dsp.Band(kind="highpass", hz=6000.0), dsp.Band(kind="lowpass", hz=9000.0)))(noise(channels=1))
    out = dsp.DeEsser()(np.concatenate((vowel, hiss)))
    assert abs(level_db(out[:RATE]) - level_db(vowel)) < 0.1
    assert level_db(hiss) - level_db(out[RATE + 2000 :]) > 4.0


def test_moving_band_follows_its_curve():
    curve = dsp.Curve(np.full(dsp.points_for(RATE), dsp.gain_of(-6.0), np.float32))
    for hz, gain_db in ((3000.0, -6.0), (100.0, 0.0)):
        out = dsp.MovingBand(3000.0, 0.8, curve)(tone(hz))
        assert level_db(out[RATE // 2 :]) - level_db(tone(hz)) == pytest.approx(gain_db, abs=0.1)


def test_pump_goes_down_after_the_kick_and_comes_back():
    out = dsp.pump(RATE, (0.25,), 6.0, 200.0)(np.ones((RATE, 1), np.float32))[:, 0]
    assert out[int(0.2 * RATE)] == 1.0
    assert 20 * np.log10(out.min()) == pytest.approx(-6.0, abs=0.15)
    assert 0.25 < out.argmin() / RATE < 0.26
    assert out[int(0.47 * RATE)] == pytest.approx(1.0, abs=1e-3)
    assert np.abs(np.diff(out)).max() < 0.01


def test_curves_multiply_and_hold_their_last_value():
    a = dsp.Curve(np.array([1.0, 0.5], np.float32))
    b = dsp.Curve(np.array([1.0, 1.0, 0.5, 0.5], np.float32))
    out = a.times(b)(np.ones((300, 1), np.float32))[:, 0]
    assert out[64] == pytest.approx(0.5)
    assert out[128] == pytest.approx(0.25)
    assert out[299] == pytest.approx(0.25)


def test_convolution_does_not_depend_on_its_blocks():
    impulse = noise(3001, seed=3)
    samples = noise(50_000, channels=1, seed=4)
    wanted = signal.fftconvolve(samples.astype(np.float64), impulse, axes=0)[: len(samples)]
    np.testing.assert_allclose(dsp.convolved(samples, impulse), wanted, atol=2e-4 * np.abs(wanted).max())


@pytest.mark.parametrize("space", list(dsp.Space))
def test_rooms_decay_as_long_as_they_say_and_are_wide(space):
    reverb = dsp.Reverb(space=space, decay_s=1.0, predelay_ms=0.0, seed=5)
    impulse = reverb.impulse.astype(np.float64)
    np.testing.assert_allclose((impulse**2).sum(axis=0), 1.0, rtol=1e-4)
    assert abs(np.corrcoef(impulse.T)[0, 1]) < 0.25
    if space is dsp.Space.GATED:
        assert len(impulse) == RATE
        assert level_db(impulse[-240:]) < level_db(impulse[RATE // 2 :]) - 15.0
        return
    energy = np.cumsum((impulse**2).sum(axis=1)[::-1])[::-1]
    fall = 10 * np.log10(energy / energy[0])
    start, stop = (int(np.argmax(fall < level)) for level in (-5.0, -25.0))
    assert 0.6 < 3.0 * (stop - start) / RATE < 1.25


def test_rooms_are_made_from_their_seed():
    one, same, other = (dsp.Reverb(decay_s=0.3, seed=seed).impulse for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_echoes_change_sides_and_fade():
    samples = np.zeros((RATE, 1), np.float32)
    samples[0] = 1.0
    out = dsp.PingPong(delay_s=0.1, feedback=0.5, damping=0.0)(samples)
    heard = {(int(i), int(c)): float(out[i, c]) for i, c in np.argwhere(np.abs(out) > 1e-6)}
    assert heard[(4800, 0)] == pytest.approx(1.0)
    assert heard[(9600, 1)] == pytest.approx(0.5)
    assert heard[(14_400, 0)] == pytest.approx(0.25)


def test_endless_feedback_is_refused():
    with pytest.raises(ValueError, match="feedback"):
        dsp.PingPong(delay_s=0.1, feedback=1.0)


def test_saturation_is_symmetric_and_clean_when_quiet():
    samples = tone(997.0, level=0.9)
    out = dsp.Saturator(drive_db=12.0)(samples)
    assert abs(float(out.mean())) < 1e-4
    assert out.max() == pytest.approx(-out.min(), abs=1e-3)
    quiet = tone(15_000.0, level=0.001)
    np.testing.assert_allclose(dsp.Saturator(drive_db=0.0)(quiet)[200:-200], quiet[200:-200], atol=3e-6)


def test_saturation_keeps_aliases_down():
    """The third harmonic of 15 kHz would fold to 3 kHz without oversampling."""
    out = dsp.Saturator(drive_db=6.0)(tone(15_000.0, level=0.7))[:, 0]
    spectrum = np.abs(np.fft.rfft(out * np.hanning(len(out))))
    assert 20 * np.log10(spectrum[3000] / spectrum[15_000]) < -45.0


def test_spread_and_width_fold_down_to_mono_unchanged():
    samples = noise(channels=2)
    for effect in (dsp.Spread(width=0.7), dsp.Width(factor=1.8), dsp.Chain((dsp.Width(factor=0.0),))):
        np.testing.assert_allclose(dsp.mono(effect(samples)), dsp.mono(samples), atol=1e-6)


@pytest.mark.parametrize("place", [-1.0, -0.5, 0.0, 0.5, 1.0])
def test_panning_keeps_the_power(place):
    samples = noise(channels=1)
    out = dsp.Pan(place=place)(samples)
    assert level_db(out) == pytest.approx(level_db(samples), abs=0.01)
    assert np.sign(round(level_db(out[:, 1:]) - level_db(out[:, :1]), 3)) == np.sign(place)


def test_mono_below_takes_sides_from_the_bass_alone():
    for hz, side_db in ((40.0, -17.6), (1000.0, 0.0)):
        samples = tone(hz, channels=2) * np.array([[1.0, -1.0]], np.float32)
        out = dsp.MonoBelow(110.0)(samples)
        assert level_db(out[RATE // 2 :]) - level_db(samples[RATE // 2 :]) == pytest.approx(side_db, abs=0.5)


def test_side_against_middle():
    left_only = np.array([[1.0, 0.0]] * 100, np.float32)
    assert dsp.side_mid_db(left_only) == pytest.approx(0.0)
    assert dsp.side_mid_db(np.ones((100, 2), np.float32)) == -np.inf


def test_octave_densities_of_pink_and_white():
    white = dsp.octave_density_db(noise(RATE * 8, channels=1))
    assert np.ptp(white) < 1.0
    assert dsp.octave_density_db(tone(1000.0))[4] > dsp.octave_density_db(tone(1000.0))[2] + 40.0
