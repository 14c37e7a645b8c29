import math
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.song import (
    Audio,
    Cancelled,
    CannotMake,
    Key,
    Meter,
    Performance,
    PlayedNote,
    PlayedPart,
    Recording,
    Role,
    Score,
    Seconds,
    Section,
    SectionKind,
    Stem,
    Tick,
)
from songwright.studio import dsp
from songwright.studio.mixing import CEILING_DB, TARGET_LUFS, HouseMixer, manner
from songwright.studio.mixing._clock import stretches
from songwright.studio.mixing._form import ended, section_ride
from songwright.studio.mixing._manner import Manner
from songwright.studio.mixing._mastering import balance, mastered
from songwright.studio.mixing._mix import mixed
from songwright.studio.mixing._roles import strips
from songwright.studio.mixing._vinyl import record_noise
from songwright.studio.mixing._voice import Balance, Presence
from songwright.studio.styles import catalogue, style

RATE = 48_000
TEMPO_BPM = 120.0


def quiet_progress(_stage, _fraction):
    pass


def stem(samples, role, name=""):
    samples = np.asarray(samples, np.float32)
    shaped = samples[:, None] if samples.ndim == 1 else samples
    return Stem(name=name or role.value, role=role, audio=Audio(samples=np.ascontiguousarray(shaped)))


def noise(seconds, seed=0, level=0.1):
    return np.random.default_rng(seed).standard_normal(int(seconds * RATE)) * level


def pink(seconds, seed=0, level=0.1):
    frames = int(seconds * RATE)
    white = np.fft.rfft(np.random.default_rng(seed).standard_normal(frames))
    wave = np.fft.irfft(white / np.sqrt(np.maximum(np.fft.rfftfreq(frames, 1 / RATE), 20.0)), frames)
    return wave / wave.std() * level


def chord(seconds, hz=(220.0, 277.2, 329.6), level=0.1):
    t = np.arange(int(seconds * RATE)) / RATE
    wave = sum(np.sin(2 * np.pi * f * k * t) / k for f in hz for k in range(1, 12))
    return level * wave * np.minimum(1.0, (seconds - t) / 0.5)


def strokes(seconds, beats=(0,), period=2):
    """Drum hits on some beats of each period, and when."""
    out, beat_s, times = np.zeros(int(seconds * RATE)), 60.0 / TEMPO_BPM, []
    t = np.arange(RATE // 5) / RATE
    hit = np.sin(2 * np.pi * 60.0 * t) * np.exp(-t * 20) + 0.2 * noise(0.2, 9, 1.0) * np.exp(-t * 60)
    for number in range(int((seconds - 1.0) / beat_s)):
        if number % period in beats:
            start = int(number * beat_s * RATE)
            out[start : start + len(hit)] += 0.7 * hit
            times.append(number * beat_s)
    return out, times


def voice(seconds, start_s=0.0, stop_s=None, level=0.1):
    t = np.arange(int(seconds * RATE)) / RATE
    wave = sum(np.sin(2 * np.pi * 230.0 * k * t) / k**0.7 for k in range(1, 20))
    stop_s = seconds - 1.0 if stop_s is None else stop_s
    return level * wave * ((t >= start_s) & (t < stop_s)) * (0.6 + 0.4 * np.sin(2 * np.pi * 2.0 * t))


def score(bars=8, energies=(0.5, 0.9)):
    each = bars // len(energies)
    kinds = (SectionKind.VERSE, SectionKind.CHORUS)
    sections = tuple(
        Section(kind=kinds[i % 2], start=Tick(i * each * 1920), bars=each, energy=energy)
        for i, energy in enumerate(energies)
    )
    return Score(
        title="Test", style="pop", tempo_bpm=TEMPO_BPM, meter=Meter(), key=Key(tonic=0), swing=1.0, swing_unit=16,
        sections=sections, chords=(), parts=(),
    )  # fmt: skip


def performance(times, seconds, pitch=36):
    notes = tuple(PlayedNote(onset=Seconds(t), release=Seconds(t + 0.1), pitch=pitch, loudness=0.8) for t in times)
    part = PlayedPart(name="drums", role=Role.DRUMS, instrument="kit:studio", notes=notes)
    return Performance(parts=(part,), length_s=Seconds(seconds))


def recording(style_id="pop", seconds=10.0, sung=True):
    drums, times = strokes(seconds)
    stems = [
        stem(drums, Role.DRUMS),
        stem(chord(seconds, (55.0,)), Role.BASS),
        stem(chord(seconds), Role.KEYS),
        stem(np.stack((chord(seconds, (330.0, 440.0)), chord(seconds, (331.0, 441.0))), axis=1), Role.PAD),
    ]
    if sung:
        stems += [stem(voice(seconds), Role.VOCAL), stem(voice(seconds, 8.0), Role.BACKING)]
    return Recording(stems=tuple(stems), style=style_id, score=score(), performance=performance(times, seconds))


def with_mix(**mix):
    """The pop style with another [mix]."""
    pop = style("pop")
    fields = {name: getattr(pop, name) for name in pop.__struct_fields__}
    return type(pop)(**fields | {"mix": type(pop.mix)(says="", **mix)})


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


def test_a_known_scores_clock_is_kept():
    """Words are timed by the score: its lead-in stays."""
    drums, _ = strokes(12.0)
    stems = (stem(np.concatenate((np.zeros(RATE), drums)), Role.DRUMS), stem(np.zeros(RATE), Role.KEYS))
    master = HouseMixer().finish(Recording(stems=stems, style="pop", score=score()), quiet_progress)
    first = int(np.argmax(np.abs(master.audio.samples).max(axis=1) > 0.05))
    assert first == pytest.approx(RATE, abs=150)


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


def level_db(samples):
    return 10 * math.log10(float((samples.astype(np.float64) ** 2).mean()) + 1e-20)


def mix_of(stems, how=None, **known):
    return mixed(Recording(stems=tuple(stems), style="pop", **known), how or Manner(), quiet_progress)


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
    one = mix_of([stem(chord(4.0), Role.BASS)])
    two = mix_of([stem(np.stack((chord(4.0), chord(4.0)), axis=1), Role.BASS)])
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


@pytest.mark.parametrize(
    "mark",
    ["soft chorus", "double guitars", "crushed drums", "clipped drums", "clipped bass", "tape", "spring", "hall"],
)
def test_every_mark_is_heard(mark):
    seconds = 3.0
    stems = (
        stem(strokes(seconds)[0], Role.DRUMS),
        stem(chord(seconds, (55.0,)), Role.BASS),
        stem(chord(seconds), Role.GUITAR),
    )
    plain, marked = Manner(), Manner(marks=frozenset({mark}))
    take = Recording(stems=stems, style="pop")
    one, other = (
        mastered(mixed(take, how, quiet_progress), how, lambda _done: None).audio.samples for how in (plain, marked)
    )
    frames = min(len(one), len(other))
    assert level_db(one[:frames] - other[:frames]) > level_db(one) - 30.0


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("lowpass_hz", 3000.0), ("highpass_hz", 90.0), ("tilt_db_per_oct", -8.0), ("width", 1.8), ("glue_ratio", 4.0),
        ("drive_db", 10.0), ("room_s", 2.0), ("room_db", 10.0), ("plate_s", 4.0), ("plate_db", 10.0),
        ("brightness", 0.4), ("delay_beats", 1.5), ("delay_db", 12.0), ("delay_feedback", 0.7), ("sidechain_db", 9.0),
        ("vocal_db", 8.0), ("vinyl_db", -20.0), ("wow_ms", 1.5), ("grit_bits", 6.0), ("mono_below_hz", 400.0),
        ("section_range_db", 0.0), ("fade_s", 3.0), ("drums_db", 6.0), ("pad_db", 6.0),
    ],
)  # fmt: skip
def test_every_setting_is_heard(setting, value):
    """No dead controls: each setting changes the record."""
    take = recording(seconds=17.0 if setting == "section_range_db" else 4.0)
    made = []
    for extra in ({}, {setting: value}):
        how = manner(with_mix(settings=extra))
        made.append(mastered(mixed(take, how, quiet_progress), how, lambda _done: None).audio.samples)
    frames = min(map(len, made))
    assert level_db(made[0][:frames] - made[1][:frames]) > level_db(made[0]) - 45.0


def test_sidechain_time_is_heard():
    take = recording(seconds=5.0)
    quick, slow = (mixed(take, Manner(sidechain_db=8.0, sidechain_ms=ms), quiet_progress) for ms in (100.0, 400.0))
    assert level_db(quick - slow) > level_db(quick) - 30.0


def test_every_style_of_the_catalogue_can_be_mixed():
    for each in catalogue().values():
        how = manner(each)
        assert 1.0 <= how.glue_ratio <= 3.0, each.id
        assert 0.5 <= how.width <= 1.6, each.id
        assert -7.0 <= how.tilt_db_per_oct <= -3.5, each.id
        assert 0.0 <= how.delay_feedback <= 0.6, each.id
        assert each.mix.settings, f"{each.id} has no settings of its own"


@pytest.mark.parametrize(
    ("settings_", "marks", "said"), [({"reverb_x": 1.0}, (), "mix.settings.reverb_x"), ({}, ("wobble",), "'wobble'")]
)
def test_unknown_settings_and_marks_are_named_with_the_file(settings_, marks, said):
    wrong = with_mix(settings=settings_, marks=marks)
    with pytest.raises(ValueError, match=r"pop\.toml: mix") as caught:
        manner(wrong)
    assert said in str(caught.value)


def test_every_role_has_a_strip():
    assert set(strips()) == set(Role)


def test_sections_rise_and_fall_by_their_energy():
    flat = pink(16.0)[:, None].repeat(2, axis=1).astype(np.float32)
    spans = stretches(Recording(stems=(), style="pop", score=score(8, (0.5, 1.0))))
    ridden = section_ride(flat, spans, 4.0)(flat)
    rise = level_db(ridden[9 * RATE : 15 * RATE]) - level_db(ridden[RATE : 7 * RATE])
    assert rise == pytest.approx(0.7 * 4.0, abs=0.4)
    already = flat.copy()
    already[8 * RATE :] *= np.float32(dsp.gain_of(4.0))
    kept = section_ride(already, spans, 4.0)(already)
    assert level_db(kept[9 * RATE : 15 * RATE]) - level_db(kept[RATE : 7 * RATE]) == pytest.approx(4.0, abs=0.3)
    assert not stretches(Recording(stems=(), style="pop"))
    np.testing.assert_array_equal(section_ride(flat, (), 4.0)(flat), flat)


def test_fading_songs_fade():
    sound = pink(6.0)[:, None].repeat(2, axis=1).astype(np.float32)
    faded = ended(sound, 4.0)
    assert level_db(faded[-RATE:]) < level_db(faded[:RATE]) - 12.0
    assert level_db(ended(sound, 0.0)[-2 * RATE : -RATE]) == pytest.approx(level_db(sound[-2 * RATE : -RATE]), abs=0.1)


@given(tilt=st.floats(-12.0, 3.0))
@settings(max_examples=10, deadline=None)
def test_balance_leans_towards_the_tilt_and_never_by_much(tilt):
    frames = 4 * RATE
    hz = np.fft.rfftfreq(frames, 1 / RATE)
    shape = (np.maximum(hz, 30.0) / 1000.0) ** (tilt / 6.02)
    wave = np.fft.irfft(np.fft.rfft(np.random.default_rng(1).standard_normal(frames)) * shape, frames)
    sound = (0.1 * wave / wave.std()).astype(np.float32)[:, None].repeat(2, axis=1)
    equaliser = balance(sound, Manner())
    assert all(-5.0 <= band.db <= 3.5 for band in equaliser.bands)

    def slope(samples):
        return np.polyfit(np.log2(dsp.OCTAVES_HZ), dsp.octave_density_db(samples), 1)[0]

    before, after = slope(sound), slope(equaliser(sound))
    assert abs(after + 4.5) <= abs(before + 4.5) + 0.15


def test_record_noise_has_its_level_and_seed():
    one, same, other = (record_noise(5 * RATE, -40.0, seed) for seed in (1, 1, 2))
    assert dsp.loudness(one) == pytest.approx(-40.0, abs=0.1)
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)
    assert np.abs(one[0]).max() < 1e-6
    assert record_noise(10, -40.0, 1).shape == (10, 2)
