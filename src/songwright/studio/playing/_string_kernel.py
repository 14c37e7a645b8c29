"""The inner loop of the plucked strings: Karplus-Strong loops, extended after Jaffe and Smith (1983)."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from songwright.studio.playing._analog_kernel import _random, _unit
from songwright.studio.playing._jit import kernel

_QUIET = 1.8e-4


class StringVoice(NamedTuple):
    """The numbers of a string patch; see `String` for their meaning."""

    ring_s: float
    ring_track: float
    damp_s: float
    dullness: float
    pick_place: float
    soft_hz: float
    hard_hz: float
    velocity_db: float
    noise: float
    bend_cents: float


@kernel
def sound_string(
    out: npt.NDArray[np.float32],
    start: int,
    gate: int,
    pitch: float,
    loudness: float,
    gain: float,
    seed: int,
    left: float,
    right: float,
    voice: StringVoice,
    rate_hz: float,
) -> None:
    """Adds one string's note to `out` (frames, 2).

    Args:
        out: Where to add.
        start: First frame.
        gate: Frames until a hand damps the string.
        pitch: MIDI number.
        loudness: 0 to 1: level, and how bright the pick strikes.
        gain: Extra level.
        seed: The pick's noise comes from it.
        left: Level in the left channel.
        right: Level in the right channel.
        voice: The patch.
        rate_hz: Rate of `out`.
    """
    hz = 440.0 * 2.0 ** ((pitch - 69.0) / 12.0)
    dull = voice.dullness
    omega = 2.0 * math.pi * hz / rate_hz
    # Phase delay of the loop's low pass (1-d) + d/z at the note's own frequency.
    lowpass_delay = math.atan2(dull * math.sin(omega), 1.0 - dull + dull * math.cos(omega)) / omega
    period = rate_hz / hz - lowpass_delay
    whole = int(period - 0.4)
    rest = period - whole
    # An all-pass whose phase delay is exactly `rest` at the note's frequency.
    tune = math.sin(0.5 * (1.0 - rest) * omega) / math.sin(0.5 * (1.0 + rest) * omega)
    line = np.zeros(whole)
    state = _random(_random(np.uint64(seed)))
    edge_hz = min(voice.soft_hz * (voice.hard_hz / voice.soft_hz) ** loudness, 0.45 * rate_hz)
    soft = math.exp(-2.0 * math.pi * edge_hz / rate_hz)
    one = 0.0
    two = 0.0
    mean = 0.0
    for i in range(whole):
        state = _random(state)
        ramp = 1.0 - 2.0 * i / whole
        value = voice.noise * _unit(state) + (1.0 - voice.noise) * ramp
        one += (1.0 - soft) * (value - one)
        two += (1.0 - soft) * (one - two)
        line[i] = two
        mean += two
    mean /= whole
    pick = max(1, int(voice.pick_place * whole))
    struck = np.empty(whole)
    energy = 0.0
    for i in range(whole):
        other = line[i - pick] if i >= pick else line[i - pick + whole]
        struck[i] = (line[i] - mean) - 0.9 * (other - mean)
        energy += struck[i] * struck[i]
    scale = 0.25 / math.sqrt(energy / whole + 1e-12)
    for i in range(whole):
        line[i] = struck[i] * scale
    ring_s = voice.ring_s * 2.0 ** (-voice.ring_track * (pitch - 60.0) / 12.0)
    loss = math.sqrt((1.0 - dull) ** 2 + dull * dull + 2.0 * dull * (1.0 - dull) * math.cos(omega))
    keep_open = min(10.0 ** (-3.0 / (ring_s * hz)) / loss, 0.99999)
    keep_damped = 10.0 ** (-3.0 / (voice.damp_s * hz))
    level = gain * 10.0 ** (voice.velocity_db * (loudness - 1.0) / 20.0)
    most = out.shape[0] - start
    place = 0
    before = 0.0
    in_before = 0.0
    out_before = 0.0
    loud = 0.25
    chunk = 0.0
    for done in range(most):
        keep = keep_open if done < gate else keep_damped
        value = line[place]
        smooth = keep * ((1.0 - dull) * value + dull * before)
        before = value
        tuned = tune * (smooth - out_before) + in_before
        in_before = smooth
        out_before = tuned
        line[place] = tuned
        place += 1
        if place == whole:
            place = 0
        sample = value * level
        rise = done / 24.0
        if rise < 1.0:
            sample *= rise
        frame = start + done
        out[frame, 0] += np.float32(sample * left)
        out[frame, 1] += np.float32(sample * right)
        chunk = max(chunk, abs(value))
        if done % 2048 == 2047:
            loud = chunk
            chunk = 0.0
            if loud < _QUIET:
                return
