"""The inner loop of the sampler: one note of one zone, interpolated, filtered and shaped."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from songwright.studio.playing._jit import kernel

TAPS = 16
PHASES = 1024
PAD = 8
"""Silent frames that must stand before a wave."""
TAIL = 24
"""Frames that must follow a wave's end, or its loop's end continued."""
_BLOCK = 32
_QUIET = 1.8e-4
"""-75 dB: what remains of a note is dropped."""
_OPEN_HZ = 19500.0
"""A filter at or above this does nothing: 13500 cents, the SoundFont default."""
MOST_BEND_CENTS = 12000.0
"""Ten octaves: the range of every generator of pitch (SoundFont 2.04, section 8.1.3). A font may hold any number."""
_CONVEX = 400.0 / 960.0
"""The slope of the specification's convex curve: its whole way takes 96 dB (9.5.3)."""
_CHOKE_DB_S = 9000.0
"""A damped note is gone in 8 ms."""
Frames = npt.NDArray[np.float32]
_CUTOFFS = (0.94, 0.68, 0.48, 0.34, 0.24)


class Contour(NamedTuple):
    """A SoundFont envelope in seconds; `sustain` is dB below the peak (volume) or a share of it (modulation)."""

    delay_s: float
    attack_s: float
    hold_s: float
    decay_s: float
    sustain: float
    release_s: float


class Zoned(NamedTuple):
    """Everything one note asks of one zone."""

    step: float
    """Frames of the wave per frame of output, at rest."""
    looped: bool
    loop_start: float
    loop_end: float
    """The loop is left half the taps late, so that none of them reads what stands before its start."""
    left: float
    right: float
    cutoff_hz: float
    """Above 20 kHz means no filter."""
    damping: float
    """1 / Q of the filter."""
    env_to_cents: float
    env_to_filter: float
    """Cents, as are the other depths."""
    lfo_to_cents: float
    lfo_to_filter: float
    lfo_to_db: float
    lfo_hz: float
    lfo_delay_s: float
    vibrato_cents: float
    vibrato_hz: float
    vibrato_delay_s: float


def sinc_bank() -> npt.NDArray[np.float32]:
    """Interpolation kernels (band, phase, tap): Kaiser-windowed sincs, one band per range of steps.

    A wave played faster than it was recorded folds its top back; the higher bands cut it off first.
    """
    taps = np.arange(TAPS) - TAPS // 2 + 1
    offsets = taps[None, :] - np.arange(PHASES + 1)[:, None] / PHASES
    window = np.i0(7.5 * np.sqrt(np.clip(1.0 - (offsets / (TAPS / 2)) ** 2, 0.0, None)))
    bank = np.sinc(offsets * np.array(_CUTOFFS)[:, None, None]) * window
    made: npt.NDArray[np.float32] = (bank / bank.sum(axis=2, keepdims=True)).astype(np.float32)
    return made


@kernel
def _band(step: float) -> int:
    if step <= 1.02:
        return 0
    if step <= 1.45:
        return 1
    if step <= 2.05:
        return 2
    if step <= 2.9:
        return 3
    return 4


@kernel
def _lost_db(at_s: float, env: Contour) -> float:
    """Decibels below the peak at a time before the release; attack is linear in amplitude, decay in dB."""
    at_s -= env.delay_s
    if at_s < 0.0:
        return 200.0
    if at_s < env.attack_s:
        return min(-20.0 * math.log10(max(at_s / env.attack_s, 1e-10)), 200.0)
    at_s -= env.attack_s + env.hold_s
    if at_s <= 0.0:
        return 0.0
    return min(env.sustain, 100.0 * at_s / env.decay_s)


@kernel
def _risen(at_s: float, env: Contour) -> float:
    """The modulation envelope, 0 to 1, at a time before the release.

    Its attack is convex (8.1.3, generator 26): what it moves in cents rises in a straight line in Hz.
    """
    at_s -= env.delay_s
    if at_s <= 0.0:
        return 0.0
    if at_s < env.attack_s:
        return max(0.0, 1.0 + _CONVEX * math.log10(at_s / env.attack_s))
    at_s -= env.attack_s + env.hold_s
    if at_s <= 0.0:
        return 1.0
    return max(env.sustain, 1.0 - at_s / env.decay_s)


@kernel
def _triangle(turns: float) -> float:
    """A triangle wave from 0 upwards, -1 to 1."""
    place = turns - math.floor(turns)
    if place < 0.25:
        return 4.0 * place
    if place < 0.75:
        return 2.0 - 4.0 * place
    return 4.0 * place - 4.0


@kernel
def _sway(at_s: float, hz: float, delay_s: float) -> float:
    """An oscillator that waits before it begins."""
    return _triangle((at_s - delay_s) * hz) if at_s > delay_s else 0.0


@kernel
def _read(
    block: Frames,
    places: npt.NDArray[np.int64],
    size: int,
    wave: Frames,
    bank: Frames,
    zone: Zoned,
    position: float,
    step: float,
) -> float:
    """Writes the wave's next frames into `block`, resampled; returns where it has come to.

    Where to read is found out first, into `places`, so that one reading does not wait for another's place.
    """
    last = float(wave.shape[0] - TAIL)
    turn = zone.loop_end + TAPS / 2
    for index in range(size):
        whole = int(position)
        places[index, 0] = whole - (TAPS // 2 - 1)
        places[index, 1] = int((position - whole) * PHASES + 0.5)
        position += step
        if zone.looped:
            if position >= turn:
                length = zone.loop_end - zone.loop_start
                position -= length * (math.floor((position - turn) / length) + 1.0)
        else:
            position = min(position, last)
    kernels = bank[_band(step)]
    for index in range(size):
        taps = kernels[places[index, 1]]
        # Slices with constant places in them: the compiler can then drop its checks and use vectors.
        near = wave[places[index, 0] : places[index, 0] + TAPS]
        a = np.float32(0.0)
        b = np.float32(0.0)
        c = np.float32(0.0)
        d = np.float32(0.0)
        for tap in range(0, TAPS, 4):
            a += near[tap] * taps[tap]
            b += near[tap + 1] * taps[tap + 1]
            c += near[tap + 2] * taps[tap + 2]
            d += near[tap + 3] * taps[tap + 3]
        block[index] = (a + b) + (c + d)
    return position


@kernel
def _filter(
    block: Frames, size: int, poles: npt.NDArray[np.float64], cutoff_hz: float, damping: float, rate_hz: float
) -> None:
    """State-variable low pass after Zavalishin, in place; stable while its cutoff moves.

    His steps (band = h (p0 + g (x - p1)), low = p1 + g band, then p0 to 2 band - p0 and p1 to 2 low - p1) are
    multiplied out: each frame then waits for two operations of the one before instead of eight.
    """
    g = math.tan(math.pi * min(max(cutoff_hz, 20.0), 0.45 * rate_hz) / rate_hz)
    h = 1.0 / (1.0 + g * (g + damping))
    across, through = g * h, g * (g * h)
    kept, back, forth = 2.0 * h - 1.0, 2.0 * across, 1.0 - 2.0 * through
    p0, p1 = poles[0], poles[1]
    for index in range(size):
        x = float(block[index])
        low = (across * p0 + (1.0 - through) * p1) + through * x
        q0 = (kept * p0 - back * p1) + back * x
        p1 = (back * p0 + forth * p1) + (2.0 * through) * x
        p0 = q0
        block[index] = low
    poles[0], poles[1] = p0, p1


@kernel
def _pour(out: Frames, first: int, block: Frames, size: int, zone: Zoned, level: float, goal: float) -> None:
    """Adds a block to `out`, its level going from `level` to `goal` in a straight line."""
    slope = (goal - level) / size
    for index in range(size):
        level += slope
        out[first + index, 0] += np.float32(block[index] * level * zone.left)
        out[first + index, 1] += np.float32(block[index] * level * zone.right)


@kernel
def sound_zone(
    out: Frames,
    start: int,
    gate: int,
    choke: int,
    wave: Frames,
    zone: Zoned,
    released: Zoned,
    volume: Contour,
    modulation: Contour,
    bank: Frames,
    rate_hz: float,
) -> None:
    """Adds one note to `out` (frames, 2).

    Args:
        out: Where to add.
        start: First frame.
        gate: Frames until the release.
        choke: Frames until another note damps this one within 8 ms; beyond `out` for never.
        wave: Mono frames with PAD zeros before and TAIL frames after; loop points count from the padded start.
        zone: The note's settings.
        released: The same after the release: a loop may end there.
        volume: Volume envelope.
        modulation: Modulation envelope.
        bank: `sinc_bank()`.
        rate_hz: Rate of `out`.
    """
    position = float(PAD)
    last = float(wave.shape[0] - TAIL)
    most = out.shape[0] - start
    gate_s = gate / rate_hz
    block, poles, places = np.zeros(_BLOCK, np.float32), np.zeros(2), np.zeros((_BLOCK, 2), np.int64)
    held_db, held_bend = 0.0, 0.0
    moving = zone.env_to_filter < 0.0 or zone.lfo_to_filter != 0.0
    filtered = zone.cutoff_hz < _OPEN_HZ or moving
    level = 0.0
    done = 0
    while done < most:
        size = min(_BLOCK, most - done)
        at_s = done / rate_hz
        end_s = (done + size) / rate_hz
        # Envelopes and oscillators move once a block; the level is drawn straight in between.
        if done < gate:
            lost_db = held_db = _lost_db(end_s, volume)
            bent = held_bend = _risen(at_s, modulation)
        else:
            lost_db = held_db + 100.0 * (end_s - gate_s) / volume.release_s
            bent = max(0.0, held_bend - (end_s - gate_s) / modulation.release_s)
        now = zone if done < gate else released
        lfo = _sway(at_s, zone.lfo_hz, zone.lfo_delay_s)
        vibrato = _sway(at_s, zone.vibrato_hz, zone.vibrato_delay_s)
        lost_db += max(done - choke, 0) / rate_hz * _CHOKE_DB_S - zone.lfo_to_db * lfo
        goal = 10.0 ** (-lost_db / 20.0)
        if not now.looped:
            goal = min(goal, max(0.0, ((last - position) / zone.step - size) / 256.0))
        over = at_s > volume.delay_s + volume.attack_s and goal < _QUIET
        goal = 0.0 if over else goal
        cents = zone.env_to_cents * bent + zone.lfo_to_cents * lfo + zone.vibrato_cents * vibrato
        octaves = min(max(cents, -MOST_BEND_CENTS), MOST_BEND_CENTS) / 1200.0
        position = _read(block, places, size, wave, bank, now, position, zone.step * 2.0**octaves)
        if filtered:
            moved = zone.env_to_filter * bent + zone.lfo_to_filter * lfo
            _filter(block, size, poles, zone.cutoff_hz * 2.0 ** (moved / 1200.0), zone.damping, rate_hz)
        _pour(out, start + done, block, size, zone, level, goal)
        level = goal
        done += size
        if over or (not now.looped and position >= last):
            return
