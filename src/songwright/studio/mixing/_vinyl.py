"""The noise of an old record: crackle, hiss and a little rumble."""

from collections.abc import Callable

import numpy as np

from songwright.studio.dsp import (
    BLOCK,
    Band,
    Blocks,
    Equaliser,
    Gain,
    PowerMeter,
    Recorded,
    Samples,
    Tape,
    Through,
    frames_of,
)

_CRACKLES_A_SECOND = 9.0
_POPS_A_SECOND = 0.35
_EDGE_S = 0.4
_HISS = Equaliser((Band(kind="highpass", hz=700.0), Band(kind="lowpass", hz=7500.0)))
_RUMBLE = Equaliser((Band(kind="highpass", hz=30.0), Band(kind="lowpass", hz=70.0)))
_CRACKLE = Equaliser((Band(kind="highpass", hz=900.0), Band(kind="lowpass", hz=6500.0)))
_Clicks = Callable[[int, int, int], Samples]


def record_noise(frames: int, level_lufs: float, seed: int) -> Tape:
    """Stereo record noise at a loudness, fading in and out at its ends. The same seed gives the same noise."""
    rng = np.random.default_rng([seed, 0x76696E])
    clicks, meter = _clicks(frames, rng), PowerMeter()
    # One side after the other: each has a stretch of the dice of its own.
    sides = [Recorded(_side(side, frames, clicks, rng)) for side in (0, 1)]
    both = zip(*(side.play() for side in sides), strict=True)
    noise = Recorded(_edged((np.concatenate(pair, axis=1) for pair in both), frames), meter)
    heard = meter.lufs
    return Through(noise, Gain(level_lufs - heard)) if np.isfinite(heard) else noise


def _side(side: int, frames: int, clicks: _Clicks, rng: np.random.Generator) -> Blocks:
    """What is heard on one side."""
    hiss, rumble, crackle = _HISS.opened(1), _RUMBLE.opened(1), _CRACKLE.opened(1)
    for first in range(0, max(frames, 1), BLOCK):
        count = min(BLOCK, frames - first)
        noise = rng.standard_normal((count, 1), np.float32)
        sound = hiss(noise) * np.float32(0.004)
        sound += rumble(noise) * np.float32(0.02)
        sound += crackle(clicks(side, first, count))
        yield sound


def _edged(blocks: Blocks, frames: int) -> Blocks:
    """The sound fading in and out."""
    edge = min(frames_of(_EDGE_S), frames // 2)
    slope = np.sin(np.linspace(0.0, np.pi / 2.0, edge, dtype=np.float32)) ** 2
    first = 0
    for block in blocks:
        places = np.arange(first, first + len(block))
        begins, ends = places < edge, places >= frames - edge
        block[begins] *= slope[places[begins], None]
        block[ends] *= slope[frames - 1 - places[ends], None]
        first += len(block)
        yield block


def _clicks(frames: int, rng: np.random.Generator) -> _Clicks:
    """Where dust lies in the groove: a side's clicks from a frame on, each leaning to one side."""
    seconds = frames / 48_000.0
    dust = []
    for rate, strength in ((_CRACKLES_A_SECOND, 0.5), (_POPS_A_SECOND, 1.6)):
        count = int(rng.poisson(rate * seconds))
        at = rng.integers(0, max(frames, 1), count)
        size = (rng.standard_normal(count) * rng.random(count) ** 2 * strength).astype(np.float32)
        dust.append((at, size, (0.5 + 0.5 * rng.random(count)).astype(np.float32)))

    def heard(side: int, first: int, count: int) -> Samples:
        line = np.zeros((count, 1), np.float32)
        for at, size, lean in dust:
            here = (at >= first) & (at < first + count)
            share = np.float32(1.5) - lean[here] if side else lean[here]
            np.add.at(line[:, 0], at[here] - first, size[here] * share)
        return line

    return heard
