"""The noise of an old record: crackle, hiss and a little rumble."""

from collections.abc import Callable

import numpy as np

from songwright.studio.dsp import Band, Equaliser, Samples, frames_of, gain_of, loudness

_CRACKLES_A_SECOND = 9.0
_POPS_A_SECOND = 0.35
_EDGE_S = 0.4
_HISS = Equaliser((Band(kind="highpass", hz=700.0), Band(kind="lowpass", hz=7500.0)))
_RUMBLE = Equaliser((Band(kind="highpass", hz=30.0), Band(kind="lowpass", hz=70.0)))
_CRACKLE = Equaliser((Band(kind="highpass", hz=900.0), Band(kind="lowpass", hz=6500.0)))


def record_noise(frames: int, level_lufs: float, seed: int) -> Samples:
    """Stereo record noise at a loudness, fading in and out at its ends. The same seed gives the same noise."""
    rng = np.random.default_rng([seed, 0x76696E])
    sound = np.empty((frames, 2), np.float32)
    clicks = _clicks(frames, rng)
    for side in (0, 1):
        # One side at a time: noise of a whole song is large.
        noise = rng.standard_normal((frames, 1), np.float32)
        sound[:, side] = (_HISS(noise) * np.float32(0.004))[:, 0]
        sound[:, side] += (_RUMBLE(noise) * np.float32(0.02))[:, 0]
        sound[:, side] += _CRACKLE(clicks(side))[:, 0]
    edge = min(frames_of(_EDGE_S), frames // 2)
    if edge:
        slope = np.sin(np.linspace(0.0, np.pi / 2.0, edge, dtype=np.float32))[:, None] ** 2
        sound[:edge] *= slope
        sound[-edge:] *= slope[::-1]
    heard = loudness(sound)
    if np.isfinite(heard):
        sound *= np.float32(gain_of(level_lufs - heard))
    return sound


def _clicks(frames: int, rng: np.random.Generator) -> Callable[[int], Samples]:
    """Where dust lies in the groove: a side's clicks, each leaning to one side."""
    seconds = frames / 48_000.0
    dust = []
    for rate, strength in ((_CRACKLES_A_SECOND, 0.5), (_POPS_A_SECOND, 1.6)):
        count = int(rng.poisson(rate * seconds))
        at = rng.integers(0, max(frames, 1), count)
        size = (rng.standard_normal(count) * rng.random(count) ** 2 * strength).astype(np.float32)
        dust.append((at, size, (0.5 + 0.5 * rng.random(count)).astype(np.float32)))

    def heard(side: int) -> Samples:
        line = np.zeros((frames, 1), np.float32)
        for at, size, lean in dust:
            np.add.at(line[:, 0], at, size * (np.float32(1.5) - lean if side else lean))
        return line

    return heard
