"""The noise of an old record: crackle, hiss and a little rumble."""

import numpy as np

from songwright.studio.dsp import Band, Equaliser, Gain, Samples, frames_of, loudness

_CRACKLES_A_SECOND = 9.0
_POPS_A_SECOND = 0.35
_EDGE_S = 0.4


def record_noise(frames: int, level_lufs: float, seed: int) -> Samples:
    """Stereo record noise at a loudness, fading in and out at its ends. The same seed gives the same noise."""
    rng = np.random.default_rng([seed, 0x76696E])
    noise = rng.standard_normal((frames, 2), np.float32)
    hiss = Equaliser((Band(kind="highpass", hz=700.0), Band(kind="lowpass", hz=7500.0)))(noise) * np.float32(0.004)
    rumble = Equaliser((Band(kind="highpass", hz=30.0), Band(kind="lowpass", hz=70.0)))(noise) * np.float32(0.02)
    clicks = np.zeros((frames, 2), np.float32)
    seconds = frames / 48_000.0
    for rate, strength in ((_CRACKLES_A_SECOND, 0.5), (_POPS_A_SECOND, 1.6)):
        count = int(rng.poisson(rate * seconds))
        at = rng.integers(0, max(frames, 1), count)
        size = (rng.standard_normal(count) * rng.random(count) ** 2 * strength).astype(np.float32)
        side = (0.5 + 0.5 * rng.random(count)).astype(np.float32)
        clicks[:, 0] += np.bincount(at, size * side, frames).astype(np.float32)
        clicks[:, 1] += np.bincount(at, size * (np.float32(1.5) - side), frames).astype(np.float32)
    crackle = Equaliser((Band(kind="highpass", hz=900.0), Band(kind="lowpass", hz=6500.0)))(clicks)
    sound = hiss + rumble + crackle
    edge = min(frames_of(_EDGE_S), frames // 2)
    if edge:
        slope = np.sin(np.linspace(0.0, np.pi / 2.0, edge, dtype=np.float32))[:, None] ** 2
        sound[:edge] *= slope
        sound[-edge:] *= slope[::-1]
    heard = loudness(sound)
    return Gain(level_lufs - heard)(sound) if np.isfinite(heard) else sound
