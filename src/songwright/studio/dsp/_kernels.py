"""Compiled inner loops. Signatures are explicit, so importing this module is compiling it (or loading its cache).

Filters keep their state in float64 and clear it below 1e-30, far under any audible level, so that decaying
tails never reach the slow denormal range.
"""

import numpy as np

from songwright.studio.dsp._jit import (
    F32,
    F64,
    FRAMES,
    FRAMES_OUT,
    INT,
    LINE,
    LINE_OUT,
    REAL,
    ROW,
    ROW_OUT,
    TABLE,
    compiled,
    inlined,
)

CHUNK = 512
TINY = 1e-30


@compiled(FRAMES, TABLE, FRAMES_OUT)
def biquads(sound: F32, bands: F64, out: F32) -> None:
    """Second-order sections (rows b0 b1 b2 a1 a2) in series, transposed direct form II.

    Bands are taken two by two: the second works on a frame while the processor still waits for the first's next.
    """
    frames, channels = sound.shape
    pairs = (bands.shape[0] + 1) // 2
    wire = np.zeros((2 * pairs, 5))
    wire[:, 0] = 1.0
    wire[: bands.shape[0]] = bands
    state = np.zeros((channels, 2 * pairs, 2))
    line = np.empty(CHUNK)
    for start in range(0, frames, CHUNK):
        count = min(CHUNK, frames - start)
        for channel in range(channels):
            for i in range(count):
                line[i] = sound[start + i, channel]
            for pair in range(pairs):
                b0, b1, b2, a1, a2 = (
                    wire[2 * pair, 0],
                    wire[2 * pair, 1],
                    wire[2 * pair, 2],
                    wire[2 * pair, 3],
                    wire[2 * pair, 4],
                )
                d0, d1, d2, c1, c2 = wire[2 * pair + 1]
                s1, s2 = state[channel, 2 * pair]
                t1, t2 = state[channel, 2 * pair + 1]
                for i in range(count):
                    x = line[i]
                    y = b0 * x + s1
                    s1 = (b1 * x + s2) - a1 * y
                    s2 = b2 * x - a2 * y
                    z = d0 * y + t1
                    t1 = (d1 * y + t2) - c1 * z
                    t2 = d2 * y - c2 * z
                    line[i] = z
                state[channel, 2 * pair, 0] = s1 if abs(s1) > TINY else 0.0
                state[channel, 2 * pair, 1] = s2 if abs(s2) > TINY else 0.0
                state[channel, 2 * pair + 1, 0] = t1 if abs(t1) > TINY else 0.0
                state[channel, 2 * pair + 1, 1] = t2 if abs(t2) > TINY else 0.0
            for i in range(count):
                out[start + i, channel] = line[i] if abs(line[i]) > TINY else 0.0


@compiled(FRAMES, LINE, INT, FRAMES_OUT)
def ride(sound: F32, gains: F32, hop: int, out: F32) -> None:
    """Gain by a curve with one value every `hop` frames, straight lines between."""
    frames, channels = sound.shape
    for point in range((frames + hop - 1) // hop):
        gain = gains[point]
        slope = (gains[point + 1] - gain) / np.float32(hop)
        start = point * hop
        if channels == 2:
            for i in range(start, min(frames, start + hop)):
                factor = gain + slope * np.float32(i - start)
                out[i, 0] = sound[i, 0] * factor
                out[i, 1] = sound[i, 1] * factor
        else:
            for i in range(start, min(frames, start + hop)):
                out[i, 0] = sound[i, 0] * (gain + slope * np.float32(i - start))


@compiled(FRAMES, FRAMES_OUT)
def fold(sound: F32, out: F32) -> None:
    """The mean of two channels."""
    for i in range(sound.shape[0]):
        out[i, 0] = np.float32(0.5) * (sound[i, 0] + sound[i, 1])


@compiled(FRAMES, ROW, LINE, INT, FRAMES_OUT)
def moving_band(sound: F32, band: F64, gains: F32, hop: int, out: F32) -> None:
    """A peaking band whose gain follows a curve: the sound plus (gain - 1) times its band-pass."""
    frames, channels = sound.shape
    b0, a1, a2 = band[0], band[1], band[2]
    for channel in range(channels):
        s1 = 0.0
        s2 = 0.0
        for point in range((frames + hop - 1) // hop):
            gain = np.float64(gains[point])
            slope = (np.float64(gains[point + 1]) - gain) / hop
            start = point * hop
            for i in range(start, min(frames, start + hop)):
                x = np.float64(sound[i, channel])
                y = b0 * x + s1
                s1 = s2 - a1 * y
                s2 = -b0 * x - a2 * y
                z = x + (gain + slope * (i - start) - 1.0) * y
                out[i, channel] = z if abs(z) > TINY else 0.0
            if abs(s1) < TINY:
                s1 = 0.0
            if abs(s2) < TINY:
                s2 = 0.0


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


@compiled(LINE, REAL, REAL, REAL, REAL, REAL, REAL, LINE_OUT)
def compression(
    power: F32,
    threshold_db: float,
    slope: float,
    knee_db: float,
    attack: float,
    release: float,
    window: float,
    out: F32,
) -> None:
    """Gain curve of a feed-forward compressor; `slope` is 1 - 1/ratio, the last three are one-pole factors a point."""
    reduction_db = 0.0
    smooth = 0.0
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
    out[power.shape[0]] = out[power.shape[0] - 1]


@compiled(LINE, REAL, REAL, LINE_OUT)
def follow(level: F32, attack: float, release: float, out: F32) -> None:
    """One-pole smoothing that rises by one factor and falls by another."""
    value = 0.0
    for point in range(level.shape[0]):
        factor = attack if level[point] > value else release
        value = factor * (value - level[point]) + level[point]
        out[point] = value


@compiled(FRAMES, TABLE, INT, ROW_OUT)
def weighted_power(sound: F32, bands: F64, hop: int, out: F64) -> None:
    """Mean square after two sections, channels added, of each whole stretch of `hop` frames."""
    frames, channels = sound.shape
    last = channels - 1
    count = np.float64(channels - 1)
    b0, b1, b2, a1, a2 = bands[0, 0], bands[0, 1], bands[0, 2], bands[0, 3], bands[0, 4]
    d0, d1, d2, c1, c2 = bands[1, 0], bands[1, 1], bands[1, 2], bands[1, 3], bands[1, 4]
    s1 = s2 = t1 = t2 = u1 = u2 = v1 = v2 = 0.0
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


@compiled(FRAMES, FRAMES, FRAMES_OUT)
def matrix(sound: F32, shares: F32, out: F32) -> None:
    """Two channels out of one or two: row by row the share of each input."""
    frames, channels = sound.shape
    last = channels - 1
    ll, rr = shares[0, 0], shares[1, last]
    lr = shares[0, 1] if last else np.float32(0.0)
    rl = shares[1, 0] if last else np.float32(0.0)
    for i in range(frames):
        left = sound[i, 0]
        right = sound[i, last]
        out[i, 0] = ll * left + lr * right
        out[i, 1] = rl * left + rr * right


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


@compiled(LINE, REAL, REAL, INT, REAL, LINE_OUT)
def limiting(peaks: F32, gain: float, ceiling: float, reach: int, release: float, out: F32) -> None:
    """Gain curve that keeps `gain * peaks` under the ceiling.

    The smallest need within 2 `reach` frames either side, released slowly, then averaged over `reach` frames each
    side twice: an average of values that are each small enough is small enough, so the curve is smooth and safe.
    """
    frames = peaks.shape[0]
    span = 2 * reach
    queue = np.empty(frames + 1, np.int64)
    head = 0
    tail = 0
    value = 1.0
    held = np.empty(frames, np.float32)
    for ahead in range(frames + span):
        if ahead < frames:
            while tail > head and peaks[queue[tail - 1]] <= peaks[ahead]:
                tail -= 1
            queue[tail] = ahead
            tail += 1
        at = ahead - span
        if at < 0:
            continue
        while queue[head] < at - span:
            head += 1
        loudest = gain * peaks[queue[head]]
        need = ceiling / loudest if loudest > ceiling else 1.0
        risen = 1.0 - (1.0 - value) * release
        value = min(need, risen)
        held[at] = value
    box = 2 * reach + 1
    for turn in range(2):
        source = held if turn == 0 else out
        target = out if turn == 0 else held
        total = 0.0
        for i in range(-reach, reach + 1):
            total += source[min(max(i, 0), frames - 1)]
        for i in range(frames):
            target[i] = total / box
            total += np.float64(source[min(i + reach + 1, frames - 1)]) - np.float64(source[max(i - reach, 0)])
    for i in range(frames):
        out[i] = min(held[i], np.float32(1.0)) * np.float32(gain)


@compiled(FRAMES, INT, REAL, REAL, FRAMES_OUT)
def ping_pong(sound: F32, delay: int, feedback: float, damping: float, out: F32) -> None:
    """Echoes of a mono sound, left first, each a delay later on the other side, duller and weaker by `feedback`."""
    frames = sound.shape[0]
    left = 0.0
    right = 0.0
    for i in range(frames):
        a = 0.0
        b = 0.0
        if i >= delay:
            a = np.float64(sound[i - delay, 0])
            left += (1.0 - damping) * (out[i - delay, 0] - left)
            right += (1.0 - damping) * (out[i - delay, 1] - right)
            if abs(left) < TINY:
                left = 0.0
            if abs(right) < TINY:
                right = 0.0
            a += feedback * right
            b = feedback * left
        out[i, 0] = a
        out[i, 1] = b


@compiled(FRAMES, FRAMES, INT, FRAMES_OUT)
def wander(sound: F32, delays: F32, hop: int, out: F32) -> None:
    """Read at a moving distance behind: one delay in frames a channel every `hop` frames, cubic interpolation."""
    frames = sound.shape[0]
    for channel in range(out.shape[1]):
        source = min(channel, sound.shape[1] - 1)
        for point in range((frames + hop - 1) // hop):
            delay = np.float64(delays[point, channel])
            slope = (np.float64(delays[point + 1, channel]) - delay) / hop
            start = point * hop
            for i in range(start, min(frames, start + hop)):
                at = i - (delay + slope * (i - start))
                k = int(np.floor(at))
                f = np.float32(at - k)
                if k < 1 or k + 2 >= frames:
                    out[i, channel] = sound[k, source] if 0 <= k < frames else np.float32(0.0)
                    continue
                p0 = sound[k - 1, source]
                p1 = sound[k, source]
                p2 = sound[k + 1, source]
                p3 = sound[k + 2, source]
                c1 = np.float32(0.5) * (p2 - p0)
                c2 = p0 - np.float32(2.5) * p1 + np.float32(2.0) * p2 - np.float32(0.5) * p3
                c3 = np.float32(0.5) * (p3 - p0) + np.float32(1.5) * (p1 - p2)
                out[i, channel] = ((c3 * f + c2) * f + c1) * f + p1


@inlined
def _bent(x: np.float32) -> np.float32:
    """A rational stand-in for tanh, exact at 0 and flat from 3 on."""
    u = np.float32(min(max(x, np.float32(-3.0)), np.float32(3.0)))
    square = u * u
    return np.float32(u * (np.float32(27.0) + square) / (np.float32(27.0) + np.float32(9.0) * square))


@compiled(FRAMES, REAL, LINE, FRAMES_OUT, quick=True)
def saturate(sound: F32, drive: float, half_band: F32, out: F32) -> None:
    """Symmetric soft clipping at twice the rate; unity gain for small sounds, no latency, no DC."""
    frames, channels = sound.shape
    taps = half_band.shape[0]
    push = np.float32(drive)
    pull = np.float32(1.0 / drive)
    size = CHUNK + 4 * taps
    line = np.zeros(size, np.float32)
    between = np.zeros(size, np.float32)
    folded = np.zeros(CHUNK, np.float32)
    for channel in range(channels):
        for start in range(0, frames, CHUNK):
            first = start - 2 * taps
            for j in range(size):
                at = first + j
                line[j] = sound[at, channel] * push if 0 <= at < frames else np.float32(0.0)
            between[:] = np.float32(0.0)
            middle = between[taps:]
            for tap in range(taps):
                share = half_band[tap]
                earlier = line[taps - tap :]
                later = line[taps + 1 + tap :]
                for j in range(size - 2 * taps):
                    middle[j] += share * (earlier[j] + later[j])
            for j in range(size):
                between[j] = _bent(between[j])
                line[j] = _bent(line[j])
            folded[:] = np.float32(0.0)
            for tap in range(taps):
                share = half_band[tap]
                earlier = between[2 * taps - 1 - tap :]
                later = between[2 * taps + tap :]
                for j in range(CHUNK):
                    folded[j] += share * (earlier[j] + later[j])
            for i in range(start, min(frames, start + CHUNK)):
                out[i, channel] = np.float32(0.5) * (line[2 * taps + i - start] + folded[i - start]) * pull
