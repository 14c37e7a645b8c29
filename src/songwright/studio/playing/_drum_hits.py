"""Synthesises single drum hits."""

import math
import zlib

import numpy as np
import numpy.typing as npt

from songwright.song import SAMPLE_RATE_HZ
from songwright.studio.dsp import Band
from songwright.studio.playing._finish import apply_bands
from songwright.studio.playing._instrument import Stereo
from songwright.studio.playing._kits import DrumVoice

_METAL_RATIOS = (1.0, 1.483, 1.8, 2.546, 2.63, 3.897)
"""The six oscillators of the 808's cymbals: 205, 304, 369, 522, 540 and 800 Hz."""
_LONGEST_S = 4.0
_QUIET_DECAYS = 1.25
"""-75 dB in units of the time to -60 dB."""

Mono = npt.NDArray[np.float64]


def drum_hit(voice: DrumVoice, *, semitones: float, decay: float, strength: float, variant: int, name: str) -> Stereo:
    """One hit, stereo.

    Args:
        voice: How the piece is made.
        semitones: Tuning.
        decay: Length against the voice's own.
        strength: 0 to 1; a stronger stroke is brighter and bends further. Level is the caller's.
        variant: Hits with different numbers differ slightly, as strokes do.
        name: The piece; seeds its noise.
    """
    rng = np.random.default_rng([zlib.crc32(name.encode()), variant, round(strength * 100)])
    ratio = 2.0 ** ((semitones + 0.12 * float(rng.uniform(-1.0, 1.0))) / 12.0)
    time_s = np.arange(round(_length_s(voice, decay) * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    body = _tones(voice, ratio, decay, strength, time_s) + _click(voice, strength, rng, time_s)
    out = np.repeat(body[:, None], 2, axis=1)
    out += _noise(voice, decay, strength, rng, time_s) + _metal(voice, ratio, decay, rng, time_s)
    if voice.drive > 0.0:
        out = np.tanh(voice.drive * out) / math.tanh(voice.drive)
    sections = [_high_pass(voice.low_cut_hz)] + ([_low_pass(voice.high_cut_hz)] if voice.high_cut_hz else [])
    made = _filtered(out, sections)
    fade = min(480, len(made))
    made[-fade:] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)[:, None]
    return made * np.float32(10.0 ** (voice.level_db / 20.0))


def _length_s(voice: DrumVoice, decay: float) -> float:
    """Until everything has fallen by 75 dB."""
    ends = [tone.decay_s for tone in voice.tones]
    ends += [voice.noise_decay_s + voice.noise_attack_s + voice.bursts_s[-1]] * (voice.noise > 0.0)
    ends += [voice.metal_decay_s] * (voice.metal > 0.0)
    return min(max([*ends, 0.03]) * decay * _QUIET_DECAYS + 0.02, _LONGEST_S)


def _dying(time_s: Mono, decay_s: float) -> Mono:
    return np.exp(-6.908 * time_s / decay_s)


def _tones(voice: DrumVoice, ratio: float, decay: float, strength: float, time_s: Mono) -> Mono:
    total = np.zeros(len(time_s))
    for place, tone in enumerate(voice.tones):
        bend = 1.0 + (tone.drop - 1.0) * (0.6 + 0.4 * strength) * np.exp(-time_s / tone.drop_s)
        phase = np.cumsum(np.minimum(tone.hz * ratio * bend, 18000.0)) / SAMPLE_RATE_HZ
        wave = np.sin(2.0 * np.pi * phase)
        if tone.square:
            wave = np.tanh(6.0 * wave)
        upper = 1.0 if place == 0 else 0.5 + 0.7 * strength
        total += tone.level * upper * wave * _dying(time_s, tone.decay_s * decay)
    return total * np.minimum(time_s / 0.0006, 1.0)


def _click(voice: DrumVoice, strength: float, rng: np.random.Generator, time_s: Mono) -> Mono:
    if voice.click == 0.0:
        return np.zeros(len(time_s))
    burst = rng.standard_normal(len(time_s)) * np.exp(-time_s * 420.0)
    shaped = _filtered(
        burst[:, None].repeat(2, axis=1), [_high_pass(0.4 * voice.click_hz), _low_pass(1.6 * voice.click_hz)]
    )
    click: Mono = shaped[:, 0].astype(np.float64) * voice.click * (0.25 + 1.0 * strength)
    return click


def _noise(
    voice: DrumVoice, decay: float, strength: float, rng: np.random.Generator, time_s: Mono
) -> npt.NDArray[np.float64]:
    out = np.zeros((len(time_s), 2))
    if voice.noise == 0.0:
        return out
    contour = np.zeros(len(time_s))
    last = len(voice.bursts_s) - 1
    for place, begin_s in enumerate(voice.bursts_s):
        after_s = time_s - begin_s
        decay_s = voice.noise_decay_s if place == last or not voice.bursts_short_s else voice.bursts_short_s
        weight = 10.0 ** (-voice.burst_fall_db * place / max(last, 1) / 20.0)
        risen = np.clip(after_s / voice.noise_attack_s, 0.0, 1.0)
        contour = np.maximum(contour, weight * risen * _dying(np.maximum(after_s, 0.0), decay_s * decay))
    common, apart = rng.standard_normal(len(time_s)), rng.standard_normal(len(time_s))
    sides = np.stack([common + voice.spread * apart, common - voice.spread * apart], axis=1)
    top_hz = voice.noise_high_hz * (0.55 + 0.6 * strength)
    bands = [_high_pass(voice.noise_low_hz), _high_pass(0.7 * voice.noise_low_hz), _low_pass(top_hz)]
    return _filtered(sides * contour[:, None], bands).astype(np.float64) * 0.8 * voice.noise


def _metal(
    voice: DrumVoice, ratio: float, decay: float, rng: np.random.Generator, time_s: Mono
) -> npt.NDArray[np.float64]:
    if voice.metal == 0.0:
        return np.zeros((len(time_s), 2))
    wave = np.zeros(len(time_s))
    for step in _METAL_RATIOS:
        turns = voice.metal_hz * ratio * step * 3.0 * time_s + float(rng.random())
        wave += np.sign(np.sin(2.0 * np.pi * turns))
    wave += 0.4 * rng.standard_normal(len(time_s))
    wave *= _dying(time_s, voice.metal_decay_s * decay) * np.minimum(time_s / 0.0005, 1.0)
    sections = [_high_pass(voice.metal_low_hz), _high_pass(voice.metal_low_hz), _low_pass(16000.0)]
    return _filtered(wave[:, None].repeat(2, axis=1), sections).astype(np.float64) * 0.35 * voice.metal


def _high_pass(hz: float) -> Band:
    return Band(kind="highpass", hz=hz)


def _low_pass(hz: float) -> Band:
    return Band(kind="lowpass", hz=hz)


def _filtered(samples: npt.NDArray[np.float64], bands: list[Band]) -> Stereo:
    out = np.ascontiguousarray(samples, np.float32)
    apply_bands(bands, out)
    return out
