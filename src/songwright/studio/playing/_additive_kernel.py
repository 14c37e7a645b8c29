"""The inner loop of the additive synthesiser: partials with their own levels and decays, breath and hammer noise."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from songwright.studio.playing._analog_kernel import _random, _unit
from songwright.studio.playing._jit import kernel

_BLOCK = 32
_QUIET = 1.8e-4
_TAU = 2.0 * math.pi


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
    ratios: npt.NDArray[np.float64],
    levels: npt.NDArray[np.float64],
    decays_s: npt.NDArray[np.float64],
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
    total = len(ratios) * voice.pairs
    real = np.zeros(total)
    imag = np.zeros(total)
    turn_re = np.zeros(total)
    turn_im = np.zeros(total)
    speeds = np.zeros(total)
    keeps = np.ones(total)
    lefts = np.zeros(total)
    rights = np.zeros(total)
    state = _random(_random(np.uint64(seed)))
    shorter = 2.0 ** (-voice.decay_track * (pitch - 60.0) / 12.0)
    used = 0
    for p in range(len(ratios)):
        for twin in range(voice.pairs):
            ratio = ratios[p] * math.sqrt(1.0 + voice.stretch * ratios[p] * ratios[p])
            cents = voice.detune_cents * (twin - 0.5 * (voice.pairs - 1))
            hz = base_hz * ratio * 2.0 ** (cents / 1200.0)
            if hz > 0.42 * rate_hz:
                continue
            tilt = voice.bright_db * (loudness - 0.63) * math.log2(max(ratios[p], 1.0))
            state = _random(state)
            angle = math.pi * _unit(state)
            size = levels[p] * 10.0 ** (tilt / 20.0) / math.sqrt(voice.pairs)
            real[used] = size * math.cos(angle)
            imag[used] = size * math.sin(angle)
            speeds[used] = ratio * 2.0 ** (cents / 1200.0)
            if decays_s[p] > 0.0:
                keeps[used] = 10.0 ** (-3.0 / (decays_s[p] * shorter * rate_hz))
            state = _random(state)
            side = voice.spread * (_unit(state) if voice.pairs == 1 else (1.0 if twin % 2 == 0 else -1.0))
            lefts[used] = math.cos((side + 1.0) * math.pi / 4.0)
            rights[used] = math.sin((side + 1.0) * math.pi / 4.0)
            used += 1
    level = gain * 10.0 ** (voice.velocity_db * (loudness - 1.0) / 20.0)
    most = min(out.shape[0] - start, gate + int(voice.release_s * rate_hz) + 1)
    length_s = gate / rate_hz
    noise_hz = min(voice.breath_hz * 2.0 ** (voice.breath_track * (pitch - 60.0) / 12.0), 0.4 * rate_hz)
    g = math.tan(math.pi * noise_hz / rate_hz)
    h = 1.0 / (1.0 + g * (g + 0.8))
    b1 = 0.0
    b2 = 0.0
    c1 = 0.0
    c2 = 0.0
    amp = 0.0
    held = 0.0
    chiff = voice.chiff * (0.4 + loudness)
    chiff_keep = math.exp(-4.0 / (voice.chiff_s * rate_hz))
    done = 0
    noisy = voice.breath > 0.0 or voice.chiff > 0.0
    while done < most:
        size_ = min(_BLOCK, most - done)
        at_s = done / rate_hz
        end_s = (done + size_) / rate_hz
        if done < gate:
            rise = min(end_s / voice.attack_s, 1.0)
            goal = rise * rise * (3.0 - 2.0 * rise)
            held = goal
        else:
            gone = (end_s - length_s) / voice.release_s
            goal = held * math.exp(-6.0 * gone) * max(0.0, 1.0 - gone)
        if done + size_ >= most:
            goal = 0.0
        bend = (from_pitch - pitch) * 100.0 * math.exp(-3.0 * at_s / voice.glide_s) if voice.glide_s > 0.0 else 0.0
        bend -= voice.scoop_cents * math.exp(-at_s / 0.03)
        sway = 0.0
        if at_s > voice.vibrato_delay_s and voice.vibrato_hz > 0.0:
            since = at_s - voice.vibrato_delay_s
            sway = min(since / 0.4, 1.0) * math.sin(_TAU * voice.vibrato_hz * since)
            bend += voice.vibrato_cents * sway
        trembling = 1.0 - 0.5 * voice.tremolo * (1.0 + math.sin(_TAU * voice.tremolo_hz * at_s))
        goal *= trembling
        hz = base_hz * 2.0 ** (bend / 1200.0)
        loudest = 0.0
        for k in range(used):
            angle = _TAU * hz * speeds[k] / rate_hz
            turn_re[k] = keeps[k] * math.cos(angle)
            turn_im[k] = keeps[k] * math.sin(angle)
            loudest = max(loudest, abs(real[k]) + abs(imag[k]))
        slope = (goal - amp) / size_
        for index in range(size_):
            left = 0.0
            right = 0.0
            for k in range(used):
                re = real[k] * turn_re[k] - imag[k] * turn_im[k]
                imag[k] = real[k] * turn_im[k] + imag[k] * turn_re[k]
                real[k] = re
                left += re * lefts[k]
                right += re * rights[k]
            amp += slope
            if noisy:
                state = _random(state)
                v = _unit(state) - b2
                band = h * (b1 + g * v)
                low = b2 + g * band
                b1 = 2.0 * band - b1
                b2 = 2.0 * low - b2
                state = _random(state)
                v = _unit(state) - c2
                other = h * (c1 + g * v)
                low = c2 + g * other
                c1 = 2.0 * other - c1
                c2 = 2.0 * low - c2
                strength = voice.breath * (1.0 + 0.3 * sway) + chiff
                chiff *= chiff_keep
                left += strength * (0.8 * band + 0.4 * other)
                right += strength * (0.8 * band - 0.4 * other)
            frame = start + done + index
            out[frame, 0] += np.float32(left * amp * level)
            out[frame, 1] += np.float32(right * amp * level)
        done += size_
        if at_s > voice.attack_s and loudest < _QUIET and voice.breath == 0.0 and chiff < _QUIET:
            return
