"""The inner loop of the subtractive synthesiser: oscillators, one filter, one shaper, per note."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from songwright.studio.playing._jit import kernel

_BLOCK = 16
_QUIET = 1.8e-4
TAU = 2.0 * math.pi
MOST_UNISON = 9
MEZZO_FORTE = 0.63
"""Loudness (velocity 80) at which a patch sounds as written; stronger is brighter."""

Numbers = npt.NDArray[np.float64]


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
def draw(state: np.uint64) -> np.uint64:
    """The next state of a 64-bit congruential generator (Knuth's MMIX constants)."""
    return np.uint64(state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407))


@kernel
def unit(state: np.uint64) -> float:
    """A number in -1 to 1 from a generator's state."""
    return float(state >> np.uint64(11)) * (1.0 / 4503599627370496.0) - 1.0


@kernel
def _settled(at: float, attack: float, decay: float, sustain: float) -> float:
    """Attack and decay of an envelope at a time before its release."""
    if at < attack:
        return at / attack
    return sustain + (1.0 - sustain) * math.exp(-4.0 * (at - attack) / decay)


@kernel
def _tuned(
    voice: AnalogVoice, state: np.uint64, phases: Numbers, ratios: Numbers, lefts: Numbers, rights: Numbers
) -> np.uint64:
    """Lays out the unison voices: phase, tuning and place of each; returns the generator's next state."""
    count = voice.unison
    for k in range(count):
        state = draw(state)
        phases[k] = 0.5 * (unit(state) + 1.0) if count > 1 else 0.0
        place = 0.0 if count == 1 else 2.0 * k / (count - 1) - 1.0
        state = draw(state)
        cents = voice.detune_cents * place * (1.0 + 0.15 * unit(state)) + voice.drift_cents * unit(state)
        ratios[k] = 2.0 ** (cents / 1200.0)
        side = place * voice.spread * (1.0 if k % 2 == 0 else -1.0)
        lefts[k] = math.cos((side + 1.0) * math.pi / 4.0)
        rights[k] = math.sin((side + 1.0) * math.pi / 4.0)
    return state


@kernel
def _held(voice: AnalogVoice, at_s: float, share: float) -> float:
    """Amplitude before the release; `share` is how much of the note has passed."""
    level = _settled(at_s, voice.attack_s, voice.decay_s, voice.sustain)
    if voice.swell > 0.0:
        return float(level * share**voice.swell)
    if voice.swell < 0.0:
        return float(level * (1.0 - share) ** (-voice.swell))
    return level


@kernel
def fallen(since_s: float, release_s: float) -> float:
    """What is left of a level some time after its release: exponential, and truly zero at the end."""
    gone = since_s / release_s
    return math.exp(-6.0 * gone) * max(0.0, 1.0 - gone)


@kernel
def _bend(voice: AnalogVoice, at_s: float, share: float, glide: float, wobble: float) -> float:
    """Semitones away from the note: glide, drop, wobble, climb and vibrato."""
    bend = glide * math.exp(-3.0 * at_s / voice.glide_s) if voice.glide_s > 0.0 else 0.0
    if voice.drop_semitones != 0.0:
        bend += voice.drop_semitones * math.exp(-4.0 * at_s / voice.drop_s)
    bend += voice.wobble_cents * wobble / 100.0 + 12.0 * voice.rise_octaves * share
    since_s = at_s - voice.vibrato_delay_s
    if voice.vibrato_cents > 0.0 and since_s > 0.0:
        bend += voice.vibrato_cents / 100.0 * min(since_s / 0.3, 1.0) * math.sin(TAU * voice.vibrato_hz * since_s)
    return bend


@kernel
def _cutoff_hz(voice: AnalogVoice, at_s: float, share: float, pitch: float, loudness: float, wobble: float) -> float:
    """Where the filter stands."""
    octaves = voice.env_octaves * _settled(at_s, voice.env_attack_s, voice.env_decay_s, voice.env_sustain)
    octaves += voice.velocity_octaves * (loudness - MEZZO_FORTE) + voice.key_track * (pitch - 60.0) / 12.0
    octaves += voice.wobble_octaves * wobble + voice.rise_octaves * share
    return float(voice.cutoff_hz * 2.0**octaves)


@kernel
def _wave(voice: AnalogVoice, phase: float, increment: float, width: float) -> float:
    """One oscillator's mix of shapes."""
    value = 0.0
    if voice.saw != 0.0:
        value += voice.saw * _saw(phase, increment)
    if voice.pulse != 0.0:
        value += voice.pulse * _pulse(phase, increment, width)
    if voice.triangle != 0.0:
        value += voice.triangle * (4.0 * abs(phase - 0.5) - 1.0)
    if voice.sine != 0.0:
        value += voice.sine * math.sin(TAU * phase)
    return value


@kernel
def _turned(phase: float, increment: float) -> float:
    """A phase one frame later, 0 to 1."""
    phase += increment
    return phase - 1.0 if phase >= 1.0 else phase


@kernel
def _beside(voice: AnalogVoice, others: Numbers, step: float, second_step: float) -> float:
    """The second oscillator and the sub, whose phases stand in `others`."""
    value = 0.0
    if voice.second != 0.0:
        others[0] = _turned(others[0], second_step)
        second = _saw(others[0], second_step) if voice.saw > 0.0 else math.sin(TAU * others[0])
        value += voice.second * second
    if voice.sub != 0.0:
        others[1] = _turned(others[1], 0.5 * step)
        value += voice.sub * math.sin(TAU * others[1])
    return value


@kernel
def _filtered(voice: AnalogVoice, value: float, poles: Numbers, first: int, g: float) -> float:
    """One frame through a state-variable filter (Zavalishin's, stable while its cutoff moves), once or twice."""
    damping = 2.0 - 1.9 * voice.resonance
    high = value - poles[first + 1]
    band = (poles[first] + g * high) / (1.0 + g * (g + damping))
    low = poles[first + 1] + g * band
    poles[first] = 2.0 * band - poles[first]
    poles[first + 1] = 2.0 * low - poles[first + 1]
    value = low + voice.band * (damping * band - low)
    if voice.steep:
        high = value - poles[first + 3]
        band = (poles[first + 2] + g * high) / (1.0 + g * (g + 1.6))
        low = poles[first + 3] + g * band
        poles[first + 2] = 2.0 * band - poles[first + 2]
        poles[first + 3] = 2.0 * low - poles[first + 3]
        value = low
    return value


@kernel
def _fill(
    voice: AnalogVoice,
    block: Numbers,
    size: int,
    hz: float,
    width: float,
    state: np.uint64,
    phases: Numbers,
    ratios: Numbers,
    lefts: Numbers,
    rights: Numbers,
    others: Numbers,
    rate_hz: float,
) -> np.uint64:
    """Writes the oscillators' next frames into `block` (frames, 2); returns the noise generator's state."""
    count = voice.unison
    step = hz / rate_hz
    second_step = step * 2.0 ** (voice.second_semitones / 12.0)
    together = math.sqrt(0.5 * count)
    for index in range(size):
        left = 0.0
        right = 0.0
        for k in range(count):
            increment = step * ratios[k]
            phases[k] = _turned(phases[k], increment)
            value = _wave(voice, phases[k], increment, width)
            left += value * lefts[k]
            right += value * rights[k]
        both = _beside(voice, others, step, second_step) * together
        left += both
        right += both
        if voice.noise != 0.0:
            state = draw(state)
            left += voice.noise * unit(state)
            if voice.spread > 0.0:
                state = draw(state)
            right += voice.noise * unit(state)
        block[index, 0] = left
        block[index, 1] = right
    return state


@kernel
def _shape(voice: AnalogVoice, block: Numbers, size: int, poles: Numbers, g: float, amp: float, slope: float) -> float:
    """Filters, drives and fades the frames of `block`, in place; returns the amplitude reached."""
    rest = math.tanh(voice.drive) if voice.drive > 0.0 else 1.0
    for index in range(size):
        left = _filtered(voice, block[index, 0], poles, 0, g)
        right = _filtered(voice, block[index, 1], poles, 4, g) if voice.spread > 0.0 else left
        if voice.drive > 0.0:
            left = math.tanh(voice.drive * left) / rest
            right = math.tanh(voice.drive * right) / rest
        amp += slope
        block[index, 0] = left * amp
        block[index, 1] = right * amp
    return amp


@kernel
def add_block(out: npt.NDArray[np.float32], first: int, block: Numbers, size: int, level: float) -> None:
    """Adds `size` frames of `block` to `out` from frame `first` on."""
    for index in range(size):
        out[first + index, 0] += np.float32(block[index, 0] * level)
        out[first + index, 1] += np.float32(block[index, 1] * level)


@kernel
def _wobble_hz(wanted_hz: float, length_s: float) -> float:
    """A wobble makes a whole number of turns in a note, so that it falls in with the rhythm."""
    if wanted_hz <= 0.0:
        return 0.0
    return max(1.0, math.floor(wanted_hz * length_s + 0.5)) / length_s


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
    phases, ratios = np.empty(voice.unison), np.empty(voice.unison)
    lefts, rights = np.empty(voice.unison), np.empty(voice.unison)
    state = _tuned(voice, draw(draw(np.uint64(seed))), phases, ratios, lefts, rights)
    others, poles, block = np.array([0.25, 0.0]), np.zeros(8), np.zeros((_BLOCK, 2))
    level = gain * 10.0 ** (voice.velocity_db * (loudness - 1.0) / 20.0) / math.sqrt(voice.unison)
    length_s = gate / rate_hz
    wobble_hz = _wobble_hz(voice.wobble_hz, length_s)
    most = min(out.shape[0] - start, gate + int(voice.release_s * rate_hz) + 1)
    amp = 0.0
    held = 0.0
    done = 0
    while done < most:
        size = min(_BLOCK, most - done)
        at_s = done / rate_hz
        end_s = (done + size) / rate_hz
        share = min(at_s / length_s, 1.0)
        if done < gate:
            held = _held(voice, end_s, share)
        goal = held if done < gate else held * fallen(end_s - length_s, voice.release_s)
        if done + size >= most:
            goal = 0.0
        wobble = -math.cos(TAU * wobble_hz * at_s) if wobble_hz > 0.0 else 0.0
        bend = _bend(voice, at_s, share, from_pitch - pitch, wobble)
        hz = min(440.0 * 2.0 ** ((pitch + bend - 69.0) / 12.0), 0.4 * rate_hz)
        cutoff_hz = _cutoff_hz(voice, at_s, share, pitch, loudness, wobble)
        g = math.tan(math.pi * min(max(cutoff_hz, 25.0), 0.42 * rate_hz) / rate_hz)
        width = voice.pulse_width + voice.pulse_sway * math.sin(TAU * voice.sway_hz * at_s)
        state = _fill(voice, block, size, hz, width, state, phases, ratios, lefts, rights, others, rate_hz)
        amp = _shape(voice, block, size, poles, g, amp, (goal - amp) / size)
        add_block(out, start + done, block, size, level)
        done += size
        if at_s > voice.attack_s and max(goal, held) < _QUIET and voice.swell <= 0.0:
            return
