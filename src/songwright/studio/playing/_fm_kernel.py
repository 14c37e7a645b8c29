"""The inner loop of the frequency modulation synthesiser: up to four pairs of a carrier and its modulator."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from songwright.studio.playing._analog_kernel import MEZZO_FORTE, TAU, Numbers, add_block, fallen
from songwright.studio.playing._jit import kernel

_BLOCK = 16
_QUIET = 1.8e-4


class FmVoice(NamedTuple):
    """The numbers of an FM patch; see `Fm` for their meaning."""

    attack_s: float
    release_s: float
    velocity_db: float
    velocity_index: float
    decay_track: float
    detune_cents: float
    tremolo: float
    tremolo_hz: float
    drop_semitones: float
    drop_s: float
    vibrato_cents: float
    vibrato_hz: float
    drive: float


CARRIER, MODULATOR, INDEX, INDEX_DECAY, INDEX_SUSTAIN, LEVEL, DECAY = range(7)
"""Columns of a table of pairs."""


@kernel
def _set(
    voice: FmVoice,
    pairs: Numbers,
    now: Numbers,
    hz: float,
    at_s: float,
    shorter: float,
    loudness: float,
    rate_hz: float,
) -> float:
    """Sets every pair's index and level in columns 3 and 4 of `now`; returns the highest level."""
    loudest = 0.0
    for k in range(pairs.shape[0]):
        fading = math.exp(-6.9 * at_s / (pairs[k, INDEX_DECAY] * shorter))
        index = pairs[k, INDEX] * (pairs[k, INDEX_SUSTAIN] + (1.0 - pairs[k, INDEX_SUSTAIN]) * fading)
        index *= 1.0 + voice.velocity_index * (loudness - MEZZO_FORTE)
        # The side bands reach about (index + 1) modulators above the carrier: keep them below half the rate.
        room = (0.45 * rate_hz - hz * pairs[k, CARRIER]) / (hz * pairs[k, MODULATOR]) - 1.0
        now[k, 3] = min(max(index, 0.0), max(room, 0.0))
        decay_s = pairs[k, DECAY] * shorter
        level = pairs[k, LEVEL] * (math.exp(-6.9 * at_s / decay_s) if decay_s > 0.0 else 1.0)
        now[k, 4] = level if hz * pairs[k, CARRIER] < 0.42 * rate_hz else 0.0
        loudest = max(loudest, now[k, 4])
    return loudest


@kernel
def _fill(voice: FmVoice, pairs: Numbers, now: Numbers, block: Numbers, size: int, step: float) -> None:
    """Writes the pairs' next frames into `block`; columns 0 to 2 of `now` are the phases."""
    apart = 2.0 ** (0.5 * voice.detune_cents / 1200.0)
    for index in range(size):
        left = 0.0
        right = 0.0
        for k in range(pairs.shape[0]):
            now[k, 0] += step * pairs[k, MODULATOR]
            now[k, 0] -= math.floor(now[k, 0])
            now[k, 1] += step * pairs[k, CARRIER] / apart
            now[k, 1] -= math.floor(now[k, 1])
            now[k, 2] += step * pairs[k, CARRIER] * apart
            now[k, 2] -= math.floor(now[k, 2])
            bent = now[k, 3] * math.sin(TAU * now[k, 0])
            left += now[k, 4] * math.sin(TAU * now[k, 1] + bent)
            right += now[k, 4] * math.sin(TAU * now[k, 2] + bent)
        if voice.drive > 0.0:
            left = math.tanh(voice.drive * left) / voice.drive
            right = math.tanh(voice.drive * right) / voice.drive
        block[index, 0] = left
        block[index, 1] = right


@kernel
def _fade(block: Numbers, size: int, amp: float, goal: float, sway: float) -> None:
    """Takes a block's level from `amp` to `goal` in a straight line, leaning to one side by `sway`."""
    for index in range(size):
        here = amp + (goal - amp) * (index + 1) / size
        block[index, 0] *= here * (1.0 + sway)
        block[index, 1] *= here * (1.0 - sway)


@kernel
def sound_fm(
    out: npt.NDArray[np.float32],
    start: int,
    gate: int,
    pitch: float,
    loudness: float,
    gain: float,
    voice: FmVoice,
    pairs: Numbers,
    rate_hz: float,
) -> None:
    """Adds one note to `out` (frames, 2).

    Args:
        out: Where to add.
        start: First frame.
        gate: Frames until the release.
        pitch: MIDI number.
        loudness: 0 to 1: level and depth of modulation.
        gain: Extra level.
        voice: The patch.
        pairs: Rows of carrier ratio, modulator ratio, index, index decay s, index sustain, level, decay s (0 holds).
        rate_hz: Rate of `out`.
    """
    now, block = np.zeros((pairs.shape[0], 5)), np.zeros((_BLOCK, 2))
    shorter = 2.0 ** (-voice.decay_track * (pitch - 60.0) / 12.0)
    level = gain * 10.0 ** (voice.velocity_db * (loudness - 1.0) / 20.0)
    length_s = gate / rate_hz
    most = min(out.shape[0] - start, gate + int(voice.release_s * rate_hz) + 1)
    amp = 0.0
    held = 0.0
    done = 0
    while done < most:
        size = min(_BLOCK, most - done)
        at_s = done / rate_hz
        end_s = (done + size) / rate_hz
        if done < gate:
            held = min(end_s / voice.attack_s, 1.0)
        goal = held if done < gate else held * fallen(end_s - length_s, voice.release_s)
        if done + size >= most:
            goal = 0.0
        bend = voice.drop_semitones * math.exp(-4.0 * at_s / voice.drop_s)
        bend += voice.vibrato_cents / 100.0 * math.sin(TAU * voice.vibrato_hz * at_s) * min(at_s, 1.0)
        hz = 440.0 * 2.0 ** ((pitch + bend - 69.0) / 12.0)
        loudest = _set(voice, pairs, now, hz, at_s, shorter, loudness, rate_hz)
        _fill(voice, pairs, now, block, size, hz / rate_hz)
        _fade(block, size, amp, goal, voice.tremolo * math.sin(TAU * voice.tremolo_hz * at_s))
        add_block(out, start + done, block, size, level)
        amp = goal
        done += size
        if at_s > voice.attack_s and loudest < _QUIET:
            return
