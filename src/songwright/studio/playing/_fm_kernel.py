"""The inner loop of the frequency modulation synthesiser: up to four pairs of a carrier and its modulator."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from songwright.studio.playing._jit import kernel

_BLOCK = 16
_QUIET = 1.8e-4
_TAU = 2.0 * math.pi


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


@kernel
def sound_fm(
    out: npt.NDArray[np.float32],
    start: int,
    gate: int,
    pitch: float,
    loudness: float,
    gain: float,
    voice: FmVoice,
    pairs: npt.NDArray[np.float64],
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
    count = pairs.shape[0]
    carriers = np.zeros((count, 2))
    modulators = np.zeros(count)
    indices = np.zeros(count)
    levels = np.zeros(count)
    shorter = 2.0 ** (-voice.decay_track * (pitch - 60.0) / 12.0)
    level = gain * 10.0 ** (voice.velocity_db * (loudness - 1.0) / 20.0)
    length_s = gate / rate_hz
    most = min(out.shape[0] - start, gate + int(voice.release_s * rate_hz) + 1)
    apart = 2.0 ** (0.5 * voice.detune_cents / 1200.0)
    amp = 0.0
    held = 0.0
    done = 0
    while done < most:
        size = min(_BLOCK, most - done)
        at_s = done / rate_hz
        end_s = (done + size) / rate_hz
        if done < gate:
            goal = min(end_s / voice.attack_s, 1.0)
            held = goal
        else:
            gone = (end_s - length_s) / voice.release_s
            goal = held * math.exp(-6.0 * gone) * max(0.0, 1.0 - gone)
        if done + size >= most:
            goal = 0.0
        bend = voice.drop_semitones * math.exp(-4.0 * at_s / voice.drop_s)
        bend += voice.vibrato_cents / 100.0 * math.sin(_TAU * voice.vibrato_hz * at_s) * min(at_s, 1.0)
        hz = 440.0 * 2.0 ** ((pitch + bend - 69.0) / 12.0)
        sway = voice.tremolo * math.sin(_TAU * voice.tremolo_hz * at_s)
        loudest = 0.0
        for k in range(count):
            fading = math.exp(-6.9 * at_s / (pairs[k, 3] * shorter))
            index = pairs[k, 2] * (pairs[k, 4] + (1.0 - pairs[k, 4]) * fading)
            index *= 1.0 + voice.velocity_index * (loudness - 0.63)
            # The side bands reach about (index + 1) modulators above the carrier: keep them below half the rate.
            room = (0.45 * rate_hz - hz * pairs[k, 0]) / (hz * pairs[k, 1]) - 1.0
            indices[k] = min(max(index, 0.0), max(room, 0.0))
            decay = pairs[k, 6] * shorter
            levels[k] = pairs[k, 5] * (math.exp(-6.9 * at_s / decay) if decay > 0.0 else 1.0)
            if hz * pairs[k, 0] > 0.42 * rate_hz:
                levels[k] = 0.0
            loudest = max(loudest, levels[k])
        slope = (goal - amp) / size
        for i in range(size):
            left = 0.0
            right = 0.0
            for k in range(count):
                step = hz * pairs[k, 0] / rate_hz
                modulators[k] += hz * pairs[k, 1] / rate_hz
                modulators[k] -= math.floor(modulators[k])
                carriers[k, 0] += step / apart
                carriers[k, 0] -= math.floor(carriers[k, 0])
                carriers[k, 1] += step * apart
                carriers[k, 1] -= math.floor(carriers[k, 1])
                bent = indices[k] * math.sin(_TAU * modulators[k])
                left += levels[k] * math.sin(_TAU * carriers[k, 0] + bent)
                right += levels[k] * math.sin(_TAU * carriers[k, 1] + bent)
            if voice.drive > 0.0:
                left = math.tanh(voice.drive * left) / voice.drive
                right = math.tanh(voice.drive * right) / voice.drive
            amp += slope
            frame = start + done + i
            out[frame, 0] += np.float32(left * amp * level * (1.0 + sway))
            out[frame, 1] += np.float32(right * amp * level * (1.0 - sway))
        done += size
        if at_s > voice.attack_s and loudest < _QUIET:
            return
