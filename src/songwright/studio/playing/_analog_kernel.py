"""The inner loop of the subtractive synthesiser: oscillators, one filter, one shaper, per note."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from songwright.studio.playing._jit import kernel

_BLOCK = 16
_QUIET = 1.8e-4
_TAU = 2.0 * math.pi
MOST_UNISON = 9


class AnalogVoice(NamedTuple):
    """The numbers of an analog patch in the kernel's order; see `Analog` for their meaning."""

    saw: float
    pulse: float
    triangle: float
    sine: float
    noise: float
    sub: float
    second: float
    second_semitones: float
    pulse_width: float
    pulse_sway: float
    sway_hz: float
    unison: int
    detune_cents: float
    spread: float
    attack_s: float
    decay_s: float
    sustain: float
    release_s: float
    cutoff_hz: float
    resonance: float
    key_track: float
    env_octaves: float
    env_attack_s: float
    env_decay_s: float
    env_sustain: float
    velocity_octaves: float
    steep: int
    band: float
    wobble_octaves: float
    wobble_hz: float
    wobble_cents: float
    vibrato_cents: float
    vibrato_hz: float
    vibrato_delay_s: float
    drop_semitones: float
    drop_s: float
    glide_s: float
    rise_octaves: float
    swell: float
    drift_cents: float
    drive: float
    velocity_db: float


@kernel
def _step(phase: float, increment: float) -> float:
    """The polynomial that rounds off a unit step so that it folds little back (PolyBLEP, Välimäki 2007)."""
    if phase < increment:
        t = phase / increment
        return t + t - t * t - 1.0
    if phase > 1.0 - increment:
        t = (phase - 1.0) / increment
        return t * t + t + t + 1.0
    return 0.0


@kernel
def _saw(phase: float, increment: float) -> float:
    return 2.0 * phase - 1.0 - _step(phase, increment)


@kernel
def _pulse(phase: float, increment: float, width: float) -> float:
    """A pulse without its mean, so that a narrow one holds no direct current."""
    other = phase + 1.0 - width
    if other >= 1.0:
        other -= 1.0
    return (1.0 if phase < width else -1.0) + _step(phase, increment) - _step(other, increment) - 2.0 * width + 1.0


@kernel
def _random(state: np.uint64) -> np.uint64:
    """The next state of a 64-bit congruential generator (Knuth's MMIX constants)."""
    return np.uint64(state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407))


@kernel
def _unit(state: np.uint64) -> float:
    """A number in -1 to 1 from a generator's state."""
    return float(state >> np.uint64(11)) * (1.0 / 4503599627370496.0) - 1.0


@kernel
def _settled(at: float, attack: float, decay: float, sustain: float) -> float:
    """Attack and decay of an envelope at a time before its release."""
    if at < attack:
        return at / attack
    return sustain + (1.0 - sustain) * math.exp(-4.0 * (at - attack) / decay)


@kernel
def sound_analog(
    out: npt.NDArray[np.float32],
    start: int,
    gate: int,
    pitch: float,
    from_pitch: float,
    loudness: float,
    gain: float,
    seed: int,
    voice: AnalogVoice,
    rate_hz: float,
) -> None:
    """Adds one note to `out` (frames, 2).

    Args:
        out: Where to add.
        start: First frame.
        gate: Frames until the release.
        pitch: MIDI number.
        from_pitch: Where a glide begins; equal to `pitch` for none.
        loudness: 0 to 1: level, and how far the filter opens.
        gain: Extra level.
        seed: Start phases, drift and noise come from it.
        voice: The patch.
        rate_hz: Rate of `out`.
    """
    count = voice.unison
    state = _random(_random(np.uint64(seed)))
    phases = np.empty(count)
    ratios = np.empty(count)
    lefts = np.empty(count)
    rights = np.empty(count)
    for k in range(count):
        state = _random(state)
        phases[k] = 0.5 * (_unit(state) + 1.0) if count > 1 else 0.0
        place = 0.0 if count == 1 else 2.0 * k / (count - 1) - 1.0
        state = _random(state)
        cents = voice.detune_cents * place * (1.0 + 0.15 * _unit(state)) + voice.drift_cents * _unit(state)
        ratios[k] = 2.0 ** (cents / 1200.0)
        side = place * voice.spread * (1.0 if k % 2 == 0 else -1.0)
        lefts[k] = math.cos((side + 1.0) * math.pi / 4.0)
        rights[k] = math.sin((side + 1.0) * math.pi / 4.0)
    second_phase = 0.25
    sub_phase = 0.0
    level = gain * 10.0 ** (voice.velocity_db * (loudness - 1.0) / 20.0) / math.sqrt(count)
    length_s = gate / rate_hz
    # A wobble makes a whole number of turns in a note, so that it falls in with the rhythm.
    turns = max(1.0, math.floor(voice.wobble_hz * length_s + 0.5))
    wobble_hz = turns / length_s if voice.wobble_hz > 0.0 else 0.0
    most = min(out.shape[0] - start, gate + int(voice.release_s * rate_hz) + 1)
    wide = voice.spread > 0.0 and count > 1
    l1 = 0.0
    l2 = 0.0
    l3 = 0.0
    l4 = 0.0
    r1 = 0.0
    r2 = 0.0
    r3 = 0.0
    r4 = 0.0
    amp = 0.0
    held = 0.0
    done = 0
    damping = 2.0 - 1.9 * voice.resonance
    half_drive = math.tanh(voice.drive) if voice.drive > 0.0 else 1.0
    while done < most:
        size = min(_BLOCK, most - done)
        at_s = done / rate_hz
        end_s = (done + size) / rate_hz
        share = min(at_s / length_s, 1.0)
        if done < gate:
            goal = _settled(end_s, voice.attack_s, voice.decay_s, voice.sustain)
            if voice.swell > 0.0:
                goal *= share**voice.swell
            elif voice.swell < 0.0:
                goal *= (1.0 - share) ** (-voice.swell)
            held = goal
        else:
            gone = (end_s - length_s) / voice.release_s
            goal = held * math.exp(-6.0 * gone) * max(0.0, 1.0 - gone)
        if done + size >= most:
            goal = 0.0
        bend = (from_pitch - pitch) * math.exp(-3.0 * at_s / voice.glide_s) if voice.glide_s > 0.0 else 0.0
        if voice.drop_semitones != 0.0:
            bend += voice.drop_semitones * math.exp(-4.0 * at_s / voice.drop_s)
        wobble = -math.cos(_TAU * wobble_hz * at_s) if wobble_hz > 0.0 else 0.0
        bend += voice.wobble_cents * wobble / 100.0 + 12.0 * voice.rise_octaves * share
        if voice.vibrato_cents > 0.0 and at_s > voice.vibrato_delay_s:
            since = at_s - voice.vibrato_delay_s
            bend += voice.vibrato_cents / 100.0 * min(since / 0.3, 1.0) * math.sin(_TAU * voice.vibrato_hz * since)
        hz = 440.0 * 2.0 ** ((pitch + bend - 69.0) / 12.0)
        hz = min(hz, 0.4 * rate_hz)
        contour = _settled(at_s, voice.env_attack_s, voice.env_decay_s, voice.env_sustain)
        octaves = voice.env_octaves * contour + voice.velocity_octaves * (loudness - 0.63)
        octaves += voice.key_track * (pitch - 60.0) / 12.0 + voice.wobble_octaves * wobble + voice.rise_octaves * share
        cutoff = min(max(voice.cutoff_hz * 2.0**octaves, 25.0), 0.42 * rate_hz)
        g = math.tan(math.pi * cutoff / rate_hz)
        h = 1.0 / (1.0 + g * (g + damping))
        width = voice.pulse_width + voice.pulse_sway * math.sin(_TAU * voice.sway_hz * at_s)
        slope = (goal - amp) / size
        second_step = hz * 2.0 ** (voice.second_semitones / 12.0) / rate_hz
        for index in range(size):
            left = 0.0
            right = 0.0
            for k in range(count):
                increment = hz * ratios[k] / rate_hz
                phase = phases[k] + increment
                if phase >= 1.0:
                    phase -= 1.0
                phases[k] = phase
                value = 0.0
                if voice.saw != 0.0:
                    value += voice.saw * _saw(phase, increment)
                if voice.pulse != 0.0:
                    value += voice.pulse * _pulse(phase, increment, width)
                if voice.triangle != 0.0:
                    value += voice.triangle * (4.0 * abs(phase - 0.5) - 1.0)
                if voice.sine != 0.0:
                    value += voice.sine * math.sin(_TAU * phase)
                left += value * lefts[k]
                right += value * rights[k]
            both = 0.0
            if voice.second != 0.0:
                second_phase += second_step
                if second_phase >= 1.0:
                    second_phase -= 1.0
                both += voice.second * (
                    _saw(second_phase, second_step) if voice.saw > 0.0 else math.sin(_TAU * second_phase)
                )
            if voice.sub != 0.0:
                sub_phase += 0.5 * hz / rate_hz
                if sub_phase >= 1.0:
                    sub_phase -= 1.0
                both += voice.sub * math.sin(_TAU * sub_phase)
            both *= math.sqrt(count) * 0.7071
            left += both
            right += both
            if voice.noise != 0.0:
                state = _random(state)
                left += voice.noise * _unit(state)
                if wide or voice.spread > 0.0:
                    state = _random(state)
                right += voice.noise * _unit(state)
            v = left - l2
            band = h * (l1 + g * v)
            low = l2 + g * band
            l1 = 2.0 * band - l1
            l2 = 2.0 * low - l2
            left = low + voice.band * (damping * band - low)
            if voice.steep:
                v = left - l4
                band = 1.0 / (1.0 + g * (g + 1.6)) * (l3 + g * v)
                low = l4 + g * band
                l3 = 2.0 * band - l3
                l4 = 2.0 * low - l4
                left = low
            if voice.spread > 0.0:
                v = right - r2
                band = h * (r1 + g * v)
                low = r2 + g * band
                r1 = 2.0 * band - r1
                r2 = 2.0 * low - r2
                right = low + voice.band * (damping * band - low)
                if voice.steep:
                    v = right - r4
                    band = 1.0 / (1.0 + g * (g + 1.6)) * (r3 + g * v)
                    low = r4 + g * band
                    r3 = 2.0 * band - r3
                    r4 = 2.0 * low - r4
                    right = low
            else:
                right = left
            if voice.drive > 0.0:
                left = math.tanh(voice.drive * left) / half_drive
                right = math.tanh(voice.drive * right) / half_drive
            amp += slope
            frame = start + done + index
            out[frame, 0] += np.float32(left * amp * level)
            out[frame, 1] += np.float32(right * amp * level)
        done += size
        if (done >= gate or at_s > voice.attack_s) and goal < _QUIET and held < _QUIET and voice.swell <= 0.0:
            return
