"""The inner loop of the additive synthesiser: partials with their own levels and decays, breath and hammer noise."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from songwright.studio.playing._analog_kernel import MEZZO_FORTE, TAU, Numbers, add_block, draw, fallen, unit
from songwright.studio.playing._jit import kernel

_BLOCK = 32
_QUIET = 1.8e-4


class AdditiveVoice(NamedTuple):
    """The numbers of an additive patch; see `Additive` for their meaning."""

    stretch: float
    attack_s: float
    release_s: float
    decay_track: float
    bright_db: float
    velocity_db: float
    pairs: int
    detune_cents: float
    spread: float
    breath: float
    breath_hz: float
    breath_track: float
    chiff: float
    chiff_s: float
    vibrato_cents: float
    vibrato_hz: float
    vibrato_delay_s: float
    tremolo: float
    tremolo_hz: float
    glide_s: float
    scoop_cents: float


@kernel
def _laid_out(
    voice: AdditiveVoice,
    base_hz: float,
    shorter: float,
    loudness: float,
    state: np.uint64,
    ratios: Numbers,
    levels: Numbers,
    decays_s: Numbers,
    rate_hz: float,
) -> Numbers:
    """One row a partial that fits below half the rate: real, imaginary, speed, keep, left, right, and two turns."""
    rows = np.zeros((len(ratios) * voice.pairs, 8))
    used = 0
    for p in range(len(ratios)):
        stretched = ratios[p] * math.sqrt(1.0 + voice.stretch * ratios[p] * ratios[p])
        tilt_db = voice.bright_db * (loudness - MEZZO_FORTE) * math.log2(max(ratios[p], 1.0))
        size = levels[p] * 10.0 ** (tilt_db / 20.0) / math.sqrt(voice.pairs)
        # Both strings of a pair are struck at once: they begin in phase and drift apart.
        state = draw(state)
        angle = math.pi * unit(state)
        for twin in range(voice.pairs):
            speed = stretched * 2.0 ** (voice.detune_cents * (twin - 0.5 * (voice.pairs - 1)) / 1200.0)
            state = draw(state)
            side = voice.spread * (unit(state) if voice.pairs == 1 else 2.0 * twin - 1.0)
            if base_hz * speed > 0.42 * rate_hz:
                continue
            rows[used, 0] = size * math.cos(angle)
            rows[used, 1] = size * math.sin(angle)
            rows[used, 2] = speed
            rows[used, 3] = 10.0 ** (-3.0 / (decays_s[p] * shorter * rate_hz)) if decays_s[p] > 0.0 else 1.0
            rows[used, 4] = math.cos((side + 1.0) * math.pi / 4.0)
            rows[used, 5] = math.sin((side + 1.0) * math.pi / 4.0)
            used += 1
    return rows[:used]


@kernel
def _turn(rows: Numbers, hz: float, rate_hz: float) -> float:
    """Sets every partial's turn a frame for a fundamental; returns the size of the strongest."""
    strongest = 0.0
    for k in range(rows.shape[0]):
        angle = TAU * hz * rows[k, 2] / rate_hz
        rows[k, 6] = rows[k, 3] * math.cos(angle)
        rows[k, 7] = rows[k, 3] * math.sin(angle)
        strongest = max(strongest, abs(rows[k, 0]) + abs(rows[k, 1]))
    return strongest


@kernel
def _fill(rows: Numbers, block: Numbers, size: int) -> None:
    """Writes the partials' next frames into `block`: each is a point that turns and shrinks."""
    for index in range(size):
        left = 0.0
        right = 0.0
        for k in range(rows.shape[0]):
            re = rows[k, 0] * rows[k, 6] - rows[k, 1] * rows[k, 7]
            rows[k, 1] = rows[k, 0] * rows[k, 7] + rows[k, 1] * rows[k, 6]
            rows[k, 0] = re
            left += re * rows[k, 4]
            right += re * rows[k, 5]
        block[index, 0] = left
        block[index, 1] = right


@kernel
def _blow(block: Numbers, size: int, air: Numbers, state: np.uint64, g: float, breath: float, keep: float) -> np.uint64:
    """Adds band-passed noise to `block`; `air` holds the filters of both sides and, last, the attack's noise."""
    h = 1.0 / (1.0 + g * (g + 0.8))
    for index in range(size):
        for side in range(2):
            state = draw(state)
            high = unit(state) - air[2 * side + 1]
            band = h * (air[2 * side] + g * high)
            low = air[2 * side + 1] + g * band
            air[2 * side] = 2.0 * band - air[2 * side]
            air[2 * side + 1] = 2.0 * low - air[2 * side + 1]
            strength = (breath + air[4]) * (0.8 if side == 0 else 0.4)
            block[index, 0] += strength * band
            block[index, 1] += strength * (band if side == 0 else -band)
        air[4] *= keep
    return state


@kernel
def _bend_cents(voice: AdditiveVoice, at_s: float, glide_cents: float, sway: float) -> float:
    """Glide, scoop and vibrato."""
    bend = voice.vibrato_cents * sway - voice.scoop_cents * math.exp(-at_s / 0.03)
    return bend + glide_cents * math.exp(-3.0 * at_s / voice.glide_s) if voice.glide_s > 0.0 else bend


@kernel
def _fade(block: Numbers, size: int, amp: float, goal: float) -> None:
    """Takes a block's level from `amp` to `goal` in a straight line."""
    for index in range(size):
        here = amp + (goal - amp) * (index + 1) / size
        block[index, 0] *= here
        block[index, 1] *= here


@kernel
def sound_additive(
    out: npt.NDArray[np.float32],
    start: int,
    gate: int,
    pitch: float,
    from_pitch: float,
    loudness: float,
    gain: float,
    seed: int,
    voice: AdditiveVoice,
    ratios: Numbers,
    levels: Numbers,
    decays_s: Numbers,
    rate_hz: float,
) -> None:
    """Adds one note to `out` (frames, 2).

    Args:
        out: Where to add.
        start: First frame.
        gate: Frames until the release.
        pitch: MIDI number.
        from_pitch: Where a glide begins; equal to `pitch` for none.
        loudness: 0 to 1: level, and how strong the upper partials are.
        gain: Extra level.
        seed: Start phases and noise come from it.
        voice: The patch.
        ratios: Frequency of each partial against the pitch.
        levels: Level of each partial.
        decays_s: Seconds to -60 dB of each partial at middle C; 0 holds it.
        rate_hz: Rate of `out`.
    """
    base_hz = 440.0 * 2.0 ** ((pitch - 69.0) / 12.0)
    state = draw(draw(np.uint64(seed)))
    shorter = 2.0 ** (-voice.decay_track * (pitch - 60.0) / 12.0)
    rows = _laid_out(voice, base_hz, shorter, loudness, state, ratios, levels, decays_s, rate_hz)
    level = gain * 10.0 ** (voice.velocity_db * (loudness - 1.0) / 20.0)
    length_s = gate / rate_hz
    most = min(out.shape[0] - start, gate + int(voice.release_s * rate_hz) + 1)
    noise_hz = min(voice.breath_hz * 2.0 ** (voice.breath_track * (pitch - 60.0) / 12.0), 0.4 * rate_hz)
    g = math.tan(math.pi * noise_hz / rate_hz)
    block, air = np.zeros((_BLOCK, 2)), np.zeros(5)
    air[4] = voice.chiff * (0.4 + loudness)
    chiff_keep = math.exp(-4.0 / (voice.chiff_s * rate_hz))
    noisy = voice.breath > 0.0 or voice.chiff > 0.0
    amp = 0.0
    held = 0.0
    done = 0
    while done < most:
        size = min(_BLOCK, most - done)
        at_s = done / rate_hz
        end_s = (done + size) / rate_hz
        if done < gate:
            rise = min(end_s / voice.attack_s, 1.0)
            held = rise * rise * (3.0 - 2.0 * rise)
        goal = held if done < gate else held * fallen(end_s - length_s, voice.release_s)
        goal *= 1.0 - 0.5 * voice.tremolo * (1.0 + math.sin(TAU * voice.tremolo_hz * at_s))
        if done + size >= most:
            goal = 0.0
        since_s = max(at_s - voice.vibrato_delay_s, 0.0)
        sway = min(since_s / 0.4, 1.0) * math.sin(TAU * voice.vibrato_hz * since_s)
        bend_cents = _bend_cents(voice, at_s, 100.0 * (from_pitch - pitch), sway)
        strongest = _turn(rows, base_hz * 2.0 ** (bend_cents / 1200.0), rate_hz)
        _fill(rows, block, size)
        if noisy:
            state = _blow(block, size, air, state, g, voice.breath * (1.0 + 0.3 * sway), chiff_keep)
        _fade(block, size, amp, goal)
        add_block(out, start + done, block, size, level)
        amp = goal
        done += size
        if at_s > voice.attack_s and max(strongest, voice.breath, air[4]) < _QUIET:
            return
