"""The inner loop of the plucked strings: Karplus-Strong loops, extended after Jaffe and Smith (1983)."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from songwright.studio.playing._analog_kernel import TAU, Numbers, draw, unit
from songwright.studio.playing._jit import kernel

_QUIET = 1.8e-4
_RISE = 24.0
"""Frames of fade-in."""
_LOOK = 2048
"""Every so many frames the string is asked whether it still sounds; longer than any period in use."""


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


@kernel
def _struck(voice: StringVoice, whole: int, loudness: float, seed: int, rate_hz: float) -> Numbers:
    """The string's shape as the pick leaves it: softened noise and slope, combed by where it was picked."""
    edge_hz = min(voice.soft_hz * (voice.hard_hz / voice.soft_hz) ** loudness, 0.45 * rate_hz)
    pull = 1.0 - math.exp(-TAU * edge_hz / rate_hz)
    state = draw(draw(np.uint64(seed)))
    shape = np.empty(whole)
    one = 0.0
    two = 0.0
    for i in range(whole):
        state = draw(state)
        value = voice.noise * unit(state) + (1.0 - voice.noise) * (1.0 - 2.0 * i / whole)
        one += pull * (value - one)
        two += pull * (one - two)
        shape[i] = two
    mean = np.mean(shape)
    pick = max(1, int(voice.pick_place * whole))
    line = np.empty(whole)
    energy = 0.0
    for i in range(whole):
        line[i] = (shape[i] - mean) - 0.9 * (shape[(i - pick) % whole] - mean)
        energy += line[i] * line[i]
    return line * (0.25 / math.sqrt(energy / whole + 1e-12))


@kernel
def _kept(voice: StringVoice, pitch: float, hz: float, omega: float) -> tuple[float, float]:
    """Gain of one round trip, ringing and damped."""
    dull = voice.dullness
    lost = math.sqrt((1.0 - dull) ** 2 + dull * dull + 2.0 * dull * (1.0 - dull) * math.cos(omega))
    ring_s = voice.ring_s * 2.0 ** (-voice.ring_track * (pitch - 60.0) / 12.0)
    return min(10.0 ** (-3.0 / (ring_s * hz)) / lost, 0.99999), 10.0 ** (-3.0 / (voice.damp_s * hz))


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
    omega = TAU * hz / rate_hz
    # Phase delay of the loop's low pass (1-d) + d/z at the note's own frequency.
    lowpass_delay = math.atan2(dull * math.sin(omega), 1.0 - dull + dull * math.cos(omega)) / omega
    period = rate_hz / hz - lowpass_delay
    whole = int(period - 0.4)
    rest = period - whole
    # An all-pass whose phase delay is exactly `rest` at the note's frequency.
    tune = math.sin(0.5 * (1.0 - rest) * omega) / math.sin(0.5 * (1.0 + rest) * omega)
    line = _struck(voice, whole, loudness, seed, rate_hz)
    ringing, damped = _kept(voice, pitch, hz, omega)
    level = gain * 10.0 ** (voice.velocity_db * (loudness - 1.0) / 20.0)
    before = 0.0
    in_before = 0.0
    out_before = 0.0
    loud = 0.0
    for done in range(out.shape[0] - start):
        place = done % whole
        value = line[place]
        smooth = (ringing if done < gate else damped) * ((1.0 - dull) * value + dull * before)
        before = value
        tuned = tune * (smooth - out_before) + in_before
        in_before = smooth
        out_before = tuned
        line[place] = tuned
        sample = value * level * min(done / _RISE, 1.0)
        out[start + done, 0] += np.float32(sample * left)
        out[start + done, 1] += np.float32(sample * right)
        loud = max(loud, abs(value))
        if done % _LOOK == _LOOK - 1:
            if loud < _QUIET:
                return
            loud = 0.0
