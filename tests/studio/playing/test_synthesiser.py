"""The synthesiser: in tune over its range, at one level, without clicks or direct current."""

import numpy as np
import pytest
from hearing import cents_off, level_db, note, part

from songwright.song import SAMPLE_RATE_HZ, Seconds
from songwright.studio.playing import HouseRack
from songwright.studio.playing._instrument import LEVEL_DB, active_level_db, check_phrase
from songwright.studio.playing._patches import patches

RACK = HouseRack(None)
UNPITCHED = {"riser", "noise", "scratch", "drone"}
"""Noises, and a drone of two pitches."""
BENT = {"growl", "wobble_bass", "reese", "tape_pad", "skins"}
"""Their manner is to be bent or inharmonic: held to a third of a semitone."""
PITCHED = sorted(set(patches()) - UNPITCHED)


@pytest.mark.parametrize("name", PITCHED)
def test_in_tune_over_its_range(name: str) -> None:
    low, high = patches()[name].range
    for pitch in (low, (low + high) // 2, high):
        samples = RACK.instrument(f"synth:{name}").play(part(note(0.0, 1.6, pitch)), Seconds(1.6)).samples
        off = cents_off(samples[round(0.25 * SAMPLE_RATE_HZ) :], pitch, harmonics=1 if name == "house_piano" else 6)
        assert abs(off) < (35 if name in BENT else 5), f"{name} at {pitch}: {off:.1f} cents"


@pytest.mark.parametrize("name", sorted(patches()))
def test_level_direct_current_and_release(name: str) -> None:
    patch = patches()[name]
    low, high = patch.range
    step_s = 0.5 + 2.0 * getattr(patch, "attack_s", 0.0)
    roots = [low + (high - low) * place // 8 for place in (1, 3, 5, 2)]
    notes = check_phrase([[root, root + 3, root + 7] if patch.chords else [root] for root in roots], step_s=step_s)
    samples = RACK.instrument(f"synth:{name}").play(part(*notes), Seconds(4 * step_s + 2.5)).samples
    assert active_level_db(samples) == pytest.approx(LEVEL_DB, abs=4.0)
    assert abs(float(samples.mean(dtype=np.float64))) < 1e-4
    assert level_db(samples[-4800:]) < -70


def _step_db(samples: np.ndarray, release_s: float) -> float:
    """Greatest energy above 12 kHz in a 2 ms window around the release, against the note's own level."""
    at = round(release_s * SAMPLE_RATE_HZ)
    around = samples[at - 2400 : at + 2400].mean(axis=1)
    power = np.abs(np.fft.rfft(around.reshape(-1, 96), axis=1)[:, 24:]) ** 2
    return 10 * float(np.log10(power.sum(axis=1).max() / 96**2 + 1e-20)) - level_db(samples[at - 4800 : at])


@pytest.mark.parametrize(
    "name", ["sine_bass", "triangle_bass", "sub_808", "tonewheel", "flute_pipe", "soft_lead", "dx_piano", "nylon"]
)
def test_a_release_does_not_click(name: str) -> None:
    low = patches()[name].range[0]
    samples = RACK.instrument(f"synth:{name}").play(part(note(0.1, 0.7313, low + 3)), Seconds(1.2)).samples
    clean = _step_db(samples, 0.6)
    assert _step_db(samples, 0.7313) < max(clean + 12, -60)


def test_legato_basses_glide() -> None:
    bass = RACK.instrument("synth:sub_808")
    legato = bass.play(part(note(0.0, 0.5, 40), note(0.5, 1.0, 28)), Seconds(1.0)).samples
    apart = bass.play(part(note(0.0, 0.3, 40), note(0.5, 1.0, 28)), Seconds(1.0)).samples
    early = slice(round(0.55 * SAMPLE_RATE_HZ), round(0.58 * SAMPLE_RATE_HZ))
    crossings = [int((np.diff(np.sign(samples[early, 0])) != 0).sum()) for samples in (legato, apart)]
    assert crossings[0] > crossings[1]


def test_a_wobble_turns_a_whole_number_of_times_a_note() -> None:
    samples = RACK.instrument("synth:wobble_bass").play(part(note(0.0, 1.0, 33)), Seconds(1.0)).samples.mean(axis=1)
    bright = np.abs(np.diff(samples)).reshape(-1)[: 960 * 49].reshape(49, 960).mean(axis=1)
    spectrum = np.abs(np.fft.rfft(bright - bright.mean()))
    assert int(spectrum.argmax()) == 5


def test_a_riser_rises() -> None:
    samples = RACK.instrument("synth:riser").play(part(note(0.0, 4.0, 60)), Seconds(4.2)).samples
    thirds = [level_db(samples[round(at * SAMPLE_RATE_HZ) :][:24000]) for at in (0.5, 2.0, 3.4)]
    assert thirds == sorted(thirds)
    assert thirds[-1] - thirds[0] > 15
