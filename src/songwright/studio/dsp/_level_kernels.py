"""Compiled inner loops that measure levels and decide gains; see `_kernels` for what they agree on."""

import numpy as np

from songwright.studio.dsp._jit import (
    F32,
    F64,
    FRAMES,
    I64,
    INT,
    LINE,
    LINE_OUT,
    PLACES,
    REAL,
    ROW_OUT,
    TABLE,
    compiled,
    inlined_exactly,
)

CHUNK = 512
TINY = 1e-30


@compiled(FRAMES, TABLE, INT, ROW_OUT, ROW_OUT)
def weighted_power(sound: F32, bands: F64, hop: int, state: F64, out: F64) -> None:
    """Mean square after two sections, channels added, of each whole stretch of `hop` frames; `state` has 8 numbers."""
    frames, channels = sound.shape
    last = channels - 1
    count = np.float64(channels - 1)
    b0, b1, b2, a1, a2 = bands[0, 0], bands[0, 1], bands[0, 2], bands[0, 3], bands[0, 4]
    d0, d1, d2, c1, c2 = bands[1, 0], bands[1, 1], bands[1, 2], bands[1, 3], bands[1, 4]
    s1, s2, t1, t2 = state[0], state[1], state[2], state[3]
    u1, u2, v1, v2 = state[4], state[5], state[6], state[7]
    for point in range(out.shape[0]):
        total = 0.0
        start = point * hop
        stop = min(frames, start + hop)
        for i in range(start, stop):
            x = np.float64(sound[i, 0])
            w = np.float64(sound[i, last]) * count
            y = b0 * x + s1
            s1 = (b1 * x + s2) - a1 * y
            s2 = b2 * x - a2 * y
            z = d0 * y + t1
            t1 = (d1 * y + t2) - c1 * z
            t2 = d2 * y - c2 * z
            p = b0 * w + u1
            u1 = (b1 * w + u2) - a1 * p
            u2 = b2 * w - a2 * p
            q = d0 * p + v1
            v1 = (d1 * p + v2) - c1 * q
            v2 = d2 * p - c2 * q
            total += z * z + q * q
        out[point] = total / max(stop - start, 1)
        if abs(s1) + abs(t1) < TINY:
            s1 = s2 = t1 = t2 = 0.0
        if abs(u1) + abs(v1) < TINY:
            u1 = u2 = v1 = v2 = 0.0
    state[0], state[1], state[2], state[3] = s1, s2, t1, t2
    state[4], state[5], state[6], state[7] = u1, u2, v1, v2


@compiled(FRAMES, FRAMES, REAL, LINE_OUT, quick=True)
def true_peaks(sound: F32, phases: F32, floor: float, out: F32) -> None:
    """Largest magnitude at and around each frame, interpolated between frames where either side exceeds `floor`."""
    frames, channels = sound.shape
    taps = phases.shape[1]
    before = taps // 2 - 1
    line = np.zeros(CHUNK + taps, np.float32)
    out[:] = np.float32(0.0)
    for start in range(0, frames, CHUNK):
        count = min(CHUNK, frames - start)
        for channel in range(channels):
            for j in range(CHUNK + taps):
                at = start - before + j
                line[j] = sound[at, channel] if 0 <= at < frames else np.float32(0.0)
            here = line[before:]
            for j in range(count):
                peak = abs(here[j])
                if max(peak, abs(here[j + 1])) > floor:
                    window = line[j : j + taps]
                    for phase in range(phases.shape[0]):
                        total = np.float32(0.0)
                        for tap in range(taps):
                            total += phases[phase, tap] * window[tap]
                        peak = max(peak, abs(total))
                    if start + j + 1 < frames:
                        out[start + j + 1] = max(out[start + j + 1], peak)
                out[start + j] = max(out[start + j], peak)


@inlined_exactly
def _slid(total: float, ring: F32, at: int, reach: int, last: int) -> float:
    """The sum of `reach` values either side of a frame, from the one before on; the first and last go on for ever."""
    wrap = ring.shape[0] - 1
    if at:
        gone = np.float64(ring[max(at - 1 - reach, 0) & wrap])
        return total + (np.float64(ring[min(at + reach, last) & wrap]) - gone)
    total = 0.0
    for i in range(-reach, reach + 1):
        total += np.float64(ring[min(max(i, 0), last) & wrap])
    return total


@compiled(LINE, INT, REAL, REAL, INT, REAL, ROW_OUT, PLACES, LINE_OUT, LINE_OUT, LINE_OUT, LINE_OUT)
def limiting(
    peaks: F32,
    frames: int,
    gain: float,
    ceiling: float,
    reach: int,
    release: float,
    state: F64,
    queue: I64,
    loudest: F32,
    held: F32,
    once: F32,
    out: F32,
) -> None:
    """Gain curve that keeps `gain * peaks` under the ceiling, `4 * reach` frames behind the peaks.

    The smallest need within 2 `reach` frames either side, released slowly, then averaged over `reach` frames each
    side twice: an average of values that are each small enough is small enough, so the curve is smooth and safe.
    It moves on by as many frames as `out` has, of which the first of all lie before the sound; peaks beyond the last
    frame, `frames` in all, may be missing. `state` holds the frame, value and totals, the other arrays what is still
    needed, in rings of one size, a power of two; `queue` ends with its head and tail.
    """
    ring = held.shape[0]
    wrap = ring - 1
    span = 2 * reach
    begun = int(state[0])
    value, total, totals = state[1], state[2], state[3]
    head, tail = queue[ring], queue[ring + 1]
    box = 2 * reach + 1
    last = frames - 1
    for step in range(out.shape[0]):
        ahead = begun + step
        if ahead < frames:
            peak = peaks[step]
            while tail > head and loudest[(tail - 1) & wrap] <= peak:
                tail -= 1
            queue[tail & wrap] = ahead
            loudest[tail & wrap] = peak
            tail += 1
        at = ahead - span
        if 0 <= at < frames:
            while queue[head & wrap] < at - span:
                head += 1
            most = gain * loudest[head & wrap]
            need = ceiling / most if most > ceiling else 1.0
            risen = 1.0 - (1.0 - value) * release
            value = min(need, risen)
            held[at & wrap] = value
        at -= reach
        if 0 <= at < frames:
            total = _slid(total, held, at, reach, last)
            once[at & wrap] = total / box
        at -= reach
        if 0 <= at < frames:
            totals = _slid(totals, once, at, reach, last)
            out[step] = min(np.float32(totals / box), np.float32(1.0)) * np.float32(gain)
    state[0] = begun + out.shape[0]
    state[1], state[2], state[3] = value, total, totals
    queue[ring], queue[ring + 1] = head, tail


@compiled(FRAMES, INT, LINE_OUT)
def powers(sound: F32, hop: int, out: F32) -> None:
    """Mean square of each stretch of `hop` frames, the louder channel's."""
    frames, channels = sound.shape
    for point in range(out.shape[0]):
        start = point * hop
        stop = min(frames, start + hop)
        loudest = np.float32(0.0)
        for channel in range(channels):
            total = np.float32(0.0)
            for i in range(start, stop):
                total += sound[i, channel] * sound[i, channel]
            loudest = max(loudest, total)
        out[point] = loudest / np.float32(max(stop - start, 1))


@compiled(LINE, REAL, REAL, REAL, REAL, REAL, REAL, ROW_OUT, LINE_OUT)
def compression(
    power: F32,
    threshold_db: float,
    slope: float,
    knee_db: float,
    attack: float,
    release: float,
    window: float,
    state: F64,
    out: F32,
) -> None:
    """Gain curve of a feed-forward compressor; `slope` is 1 - 1/ratio, the last three are one-pole factors a point.

    `state` is the reduction in dB and the averaged power.
    """
    reduction_db, smooth = state[0], state[1]
    half = 0.5 * knee_db
    for point in range(power.shape[0]):
        smooth = window * smooth + (1.0 - window) * power[point]
        over_db = 10.0 * np.log10(smooth + 1e-12) - threshold_db
        if over_db <= -half:
            wanted_db = 0.0
        elif over_db >= half:
            wanted_db = slope * over_db
        else:
            wanted_db = slope * (over_db + half) ** 2 / (2.0 * knee_db)
        factor = attack if wanted_db > reduction_db else release
        reduction_db = factor * (reduction_db - wanted_db) + wanted_db
        out[point] = 10.0 ** (-reduction_db / 20.0)
    state[0], state[1] = reduction_db, smooth


@compiled(LINE, REAL, REAL, LINE_OUT)
def follow(level: F32, attack: float, release: float, out: F32) -> None:
    """One-pole smoothing that rises by one factor and falls by another."""
    value = 0.0
    for point in range(level.shape[0]):
        factor = attack if level[point] > value else release
        value = factor * (value - level[point]) + level[point]
        out[point] = value
