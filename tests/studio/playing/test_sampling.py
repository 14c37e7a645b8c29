"""The sampler, on a font small enough to know every figure of, and on the real one where it is installed."""

import os
from pathlib import Path

import numpy as np
import pytest
from hearing import cents_off, level_db, note, part
from tiny_font import PERIOD, RATE_HZ, tiny_font

from songwright.song import SAMPLE_RATE_HZ, Seconds
from songwright.studio.playing import HouseRack
from songwright.studio.playing._drum_kit import CHECK_KEYS
from songwright.studio.playing._general_midi import programs
from songwright.studio.playing._generators import DEFAULTS, Gen, moved
from songwright.studio.playing._instrument import LEVEL_DB, active_level_db, check_phrase
from songwright.studio.playing._sampler import Library, SampledInstrument, SampledKit
from songwright.studio.playing._soundfont import DEFAULT_MODULATORS, FontUnreadableError, Modulator, SoundFont


def instrument(folder: Path, generators: dict[int, int] | None = None) -> SampledInstrument:
    return SampledInstrument(Library(SoundFont(tiny_font(folder / "a.sf2", generators))), 0, ((69,),))


@pytest.mark.parametrize("pitch", [33.0, 57.0, 69.0, 76.5, 88.0, 96.0])
def test_a_looped_sine_is_in_tune(tmp_path: Path, pitch: float) -> None:
    samples = instrument(tmp_path).play(part(note(0.0, 2.0, pitch)), Seconds(2.0)).samples
    assert abs(cents_off(samples[4800:], pitch, harmonics=1)) < 2.5


@pytest.mark.parametrize(
    ("generators", "pitch", "sounds"),
    [
        ({Gen.COARSE_TUNE: 12}, 60, 72),
        ({Gen.FINE_TUNE: 40}, 60, 60.4),
        ({Gen.SCALE_TUNING: 50}, 81, 75),
        ({Gen.ROOT_KEY: 57}, 57, 69),
        ({Gen.SCALE_TUNING: 0}, 40, 69),
    ],
)
def test_tuning_generators(tmp_path: Path, generators: dict[int, int], pitch: int, sounds: float) -> None:
    samples = instrument(tmp_path, generators).play(part(note(0.0, 2.0, pitch)), Seconds(2.0)).samples
    assert abs(cents_off(samples[4800:], sounds, harmonics=1)) < 2.5


def test_resampling_leaves_a_sine_clean(tmp_path: Path) -> None:
    samples = instrument(tmp_path).play(part(note(0.0, 2.0, 69)), Seconds(2.0)).samples[9600:-9600].mean(axis=1)
    power = np.abs(np.fft.rfft(samples * np.blackman(len(samples)))) ** 2
    peak = int(power.argmax())
    rest = power.sum() - power[peak - 8 : peak + 9].sum()
    assert 10 * np.log10(rest / power.sum()) < -60


def test_release_follows_the_font(tmp_path: Path) -> None:
    """38 = release to -100 dB: 0 timecents is one second, so half a second later 50 dB are gone."""
    samples = instrument(tmp_path, {Gen.RELEASE: 0}).play(part(note(0.0, 0.5, 69)), Seconds(1.5)).samples
    at = [level_db(samples[round(s * SAMPLE_RATE_HZ) :][:960]) for s in (0.45, 0.75, 1.0)]
    assert at[0] - at[1] == pytest.approx(26.0, abs=2.0)
    assert at[1] - at[2] == pytest.approx(25.0, abs=2.0)
    assert not samples[round(1.4 * SAMPLE_RATE_HZ) :].any()


def test_decay_sustain_and_attack_follow_the_font(tmp_path: Path) -> None:
    sound = instrument(tmp_path, {Gen.DECAY: 0, Gen.SUSTAIN: 200, Gen.ATTACK: -2400})
    samples = sound.play(part(note(0.0, 1.5, 69)), Seconds(1.5)).samples
    at = [level_db(samples[round(s * SAMPLE_RATE_HZ) :][:960]) for s in (0.115, 0.25, 0.8, 1.3)]
    assert at[1] - at[0] == pytest.approx(6.0, abs=1.0)  # half-way through an attack of 0.25 s
    assert at[1] - at[2] == pytest.approx(20.0, abs=1.5)  # sustain 20 dB below
    assert at[2] == pytest.approx(at[3], abs=0.5)


def test_velocity_curve_is_the_specifications(tmp_path: Path) -> None:
    sound = instrument(tmp_path)
    soft, loud = (
        level_db(sound.play(part(note(0.0, 0.5, 69, velocity / 127)), Seconds(0.5)).samples) for velocity in (64, 127)
    )
    assert loud - soft == pytest.approx(40 * np.log10(127 / 64), abs=0.8)


def test_modulators_add_to_generators() -> None:
    soft = moved(DEFAULTS, DEFAULT_MODULATORS, 60, 64)
    assert soft[Gen.ATTENUATION] == pytest.approx(400 * np.log10(127 / 64) + 400 * np.log10(127 / 100))
    assert soft[Gen.FILTER_CUTOFF] == pytest.approx(13500 - 2400 * (1 - 64 / 127))
    keyed = moved(DEFAULTS, [Modulator(0x0203, Gen.PAN, 500, 0)], 127, 64)
    assert keyed[Gen.PAN] == pytest.approx(500)
    silent_pedal = moved(DEFAULTS, [Modulator(0x0582 ^ 0x0500, Gen.FINE_TUNE, 50, 0)], 60, 64)
    assert silent_pedal[Gen.FINE_TUNE] == 0


def test_exclusive_classes_choke(tmp_path: Path) -> None:
    font = tiny_font(tmp_path / "a.sf2", turns=800, kit={Gen.EXCLUSIVE_CLASS: 1})
    kit = SampledKit(Library(SoundFont(font)), 0, CHECK_KEYS)
    alone = kit.play(part(note(0.0, 0.1, 46)), Seconds(1.6)).samples
    choked = kit.play(part(note(0.0, 0.1, 46), note(0.4, 0.5, 30, 0.02)), Seconds(1.6)).samples
    after = slice(round(0.45 * SAMPLE_RATE_HZ), round(0.8 * SAMPLE_RATE_HZ))
    assert level_db(choked[after]) < level_db(alone[after]) - 25


def test_a_sample_without_loop_ends_quietly(tmp_path: Path) -> None:
    font = tiny_font(tmp_path / "a.sf2", turns=60, kit={})
    samples = SampledKit(Library(SoundFont(font)), 0, CHECK_KEYS).play(part(note(0.0, 0.1, 69)), Seconds(0.5)).samples
    end = round(60 * PERIOD / RATE_HZ * SAMPLE_RATE_HZ)
    assert level_db(samples[end - 2000 : end - 1000]) > -40
    assert np.abs(samples[end - 30 : end + 200]).max() < 0.25 * np.abs(samples).max()
    assert not samples[end + 9600 :].any()


@pytest.mark.parametrize("spoil", [b"", b"RIFF", b"not a font at all", b"RIFF\x10\0\0\0sfbkLIST"])
def test_a_broken_font_is_named(tmp_path: Path, spoil: bytes) -> None:
    path = tmp_path / "broken.sf2"
    path.write_bytes(spoil)
    with pytest.raises(FontUnreadableError, match=r"broken\.sf2"):
        SoundFont(path)


@pytest.fixture(scope="module")
def real_rack() -> HouseRack:
    home = os.environ.get("SONGWRIGHT_HOME", "")
    font = Path(home) / "sounds" / "MuseScore_General_Lite.sf3"
    if not home or not font.is_file():
        pytest.skip('no SoundFont under SONGWRIGHT_HOME: run "songwright setup"')
    return HouseRack(font)


@pytest.mark.parametrize(
    "name",
    [
        "acoustic_grand_piano", "electric_piano_1", "electric_piano_2", "electric_bass_finger", "acoustic_bass",
        "string_ensemble_1", "acoustic_guitar_nylon", "acoustic_guitar_steel", "electric_guitar_clean", "flute",
    ],
)  # fmt: skip
def test_general_midi_programs_are_in_tune(real_rack: HouseRack, name: str) -> None:
    low, high = programs()[name].range
    for pitch in (low + 2, (low + high) // 2, high - 4):
        samples = real_rack.instrument(name).play(part(note(0.0, 1.6, pitch)), Seconds(1.6)).samples
        off = cents_off(samples[9600:], pitch, harmonics=3)
        assert abs(off) < 15, f"{name} at {pitch}: {off:.1f} cents"


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(programs()))
def test_general_midi_programs_share_a_level(real_rack: HouseRack, name: str) -> None:
    chords = programs()[name].check_chords
    samples = real_rack.instrument(name).play(part(*check_phrase(chords[::-1], step_s=0.8)), Seconds(5.0)).samples
    assert active_level_db(samples) == pytest.approx(LEVEL_DB, abs=4.0)
    assert abs(float(samples.mean(dtype=np.float64))) < 2e-4
