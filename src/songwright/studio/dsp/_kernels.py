"""Compiled inner loops. Signatures are explicit, so importing this module is compiling it (or loading its cache).

Filters keep their state in float64 and clear it below 1e-30, far under any audible level, so that decaying
tails never reach the slow denormal range. What a kernel must know of the sound before lies in arrays that it is handed
and leaves ready for the next block: blocks that begin at multiples of 512 frames give the samples of the whole.
"""

import numpy as np

from songwright.studio.dsp._jit import (
    F32,
    F64,
    FRAMES,
    FRAMES_OUT,
    INT,
    LINE,
    REAL,
    ROW,
    ROW_OUT,
    STATE,
    STATES,
    TABLE,
    compiled,
    inlined,
    inlined_exactly,
)

CHUNK = 512
TINY = 1e-30


@inlined_exactly
def _pair_of_one(line: F64, count: int, wire: F64, state: F64, one: int, two: int) -> None:
    """Two bands over one channel."""
    b0, b1, b2, a1, a2 = wire[one, 0], wire[one, 1], wire[one, 2], wire[one, 3], wire[one, 4]
    d0, d1, d2, c1, c2 = wire[two, 0], wire[two, 1], wire[two, 2], wire[two, 3], wire[two, 4]
    s1, s2 = state[0, one, 0], state[0, one, 1]
    t1, t2 = state[0, two, 0], state[0, two, 1]
    for i in range(count):
        x = line[i]
        y = b0 * x + s1
        s1 = (b1 * x + s2) - a1 * y
        s2 = b2 * x - a2 * y
        z = d0 * y + t1
        t1 = (d1 * y + t2) - c1 * z
        t2 = d2 * y - c2 * z
        line[i] = z
    state[0, one, 0] = s1 if abs(s1) > TINY else 0.0
    state[0, one, 1] = s2 if abs(s2) > TINY else 0.0
    state[0, two, 0] = t1 if abs(t1) > TINY else 0.0
    state[0, two, 1] = t2 if abs(t2) > TINY else 0.0


@inlined_exactly
def _pair_of_two(left: F64, right: F64, count: int, wire: F64, state: F64, one: int, two: int) -> None:
    """Two bands over two channels."""
    b0, b1, b2, a1, a2 = wire[one, 0], wire[one, 1], wire[one, 2], wire[one, 3], wire[one, 4]
    d0, d1, d2, c1, c2 = wire[two, 0], wire[two, 1], wire[two, 2], wire[two, 3], wire[two, 4]
    s1, s2 = state[0, one, 0], state[0, one, 1]
    t1, t2 = state[0, two, 0], state[0, two, 1]
    u1, u2 = state[1, one, 0], state[1, one, 1]
    v1, v2 = state[1, two, 0], state[1, two, 1]
    for i in range(count):
        x = left[i]
        w = right[i]
        y = b0 * x + s1
        p = b0 * w + u1
        s1 = (b1 * x + s2) - a1 * y
        u1 = (b1 * w + u2) - a1 * p
        s2 = b2 * x - a2 * y
        u2 = b2 * w - a2 * p
        z = d0 * y + t1
        q = d0 * p + v1
        t1 = (d1 * y + t2) - c1 * z
        v1 = (d1 * p + v2) - c1 * q
        t2 = d2 * y - c2 * z
        v2 = d2 * p - c2 * q
        left[i] = z
        right[i] = q
    state[0, one, 0] = s1 if abs(s1) > TINY else 0.0
    state[0, one, 1] = s2 if abs(s2) > TINY else 0.0
    state[0, two, 0] = t1 if abs(t1) > TINY else 0.0
    state[0, two, 1] = t2 if abs(t2) > TINY else 0.0
    state[1, one, 0] = u1 if abs(u1) > TINY else 0.0
    state[1, one, 1] = u2 if abs(u2) > TINY else 0.0
    state[1, two, 0] = v1 if abs(v1) > TINY else 0.0
    state[1, two, 1] = v2 if abs(v2) > TINY else 0.0


@compiled(FRAMES, TABLE, STATES, FRAMES_OUT)
def biquads(sound: F32, bands: F64, state: F64, out: F32) -> None:
    """Second-order sections (rows b0 b1 b2 a1 a2) in series, transposed direct form II.

    Bands are taken two by two, and both channels side by side: one works on a frame while the processor still waits
    for another's next. `state` has two numbers for each channel and band, an odd last band counted as two.
    """
    frames, channels = sound.shape
    pairs = (bands.shape[0] + 1) // 2
    last = channels - 1
    wire = np.zeros((2 * pairs, 5))
    wire[:, 0] = 1.0
    wire[: bands.shape[0]] = bands
    left = np.empty(CHUNK)
    right = np.empty(CHUNK)
    for start in range(0, frames, CHUNK):
        count = min(CHUNK, frames - start)
        for i in range(count):
            left[i] = sound[start + i, 0]
            right[i] = sound[start + i, last]
        for pair in range(pairs):
            one, two = 2 * pair, 2 * pair + 1
            if last:
                _pair_of_two(left, right, count, wire, state, one, two)
            else:
                _pair_of_one(left, count, wire, state, one, two)
        for i in range(count):
            out[start + i, 0] = left[i] if abs(left[i]) > TINY else 0.0
        if last:
            for i in range(count):
                out[start + i, 1] = right[i] if abs(right[i]) > TINY else 0.0


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


@compiled(FRAMES, ROW, LINE, INT, STATE, FRAMES_OUT)
def moving_band(sound: F32, band: F64, gains: F32, hop: int, state: F64, out: F32) -> None:
    """A peaking band whose gain follows a curve: the sound plus (gain - 1) times its band-pass.

    `state` has two numbers for each channel.
    """
    frames, channels = sound.shape
    last = channels - 1
    b0, a1, a2 = band[0], band[1], band[2]
    s1, s2 = state[0, 0], state[0, 1]
    u1, u2 = state[1, 0], state[1, 1]
    for point in range((frames + hop - 1) // hop):
        gain = np.float64(gains[point])
        slope = (np.float64(gains[point + 1]) - gain) / hop
        start = point * hop
        for i in range(start, min(frames, start + hop)):
            x = np.float64(sound[i, 0])
            w = np.float64(sound[i, last])
            y = b0 * x + s1
            p = b0 * w + u1
            s1 = s2 - a1 * y
            u1 = u2 - a1 * p
            s2 = -b0 * x - a2 * y
            u2 = -b0 * w - a2 * p
            share = gain + slope * (i - start) - 1.0
            z = x + share * y
            q = w + share * p
            out[i, 0] = z if abs(z) > TINY else 0.0
            out[i, last] = q if abs(q) > TINY else 0.0
        if abs(s1) < TINY:
            s1 = 0.0
        if abs(s2) < TINY:
            s2 = 0.0
        if abs(u1) < TINY:
            u1 = 0.0
        if abs(u2) < TINY:
            u2 = 0.0
    state[0, 0], state[0, 1] = s1, s2
    state[1, 0], state[1, 1] = u1, u2


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


@compiled(FRAMES, INT, REAL, REAL, ROW_OUT, FRAMES_OUT)
def ping_pong(sound: F32, delay: int, feedback: float, damping: float, state: F64, out: F32) -> None:
    """Echoes of a mono sound, left first, each a delay later on the other side, duller and weaker by `feedback`.

    The first `delay` frames of sound and echoes are those before the block; `state` is what damping remembers.
    """
    left, right = state[0], state[1]
    for i in range(delay, sound.shape[0]):
        left += (1.0 - damping) * (out[i - delay, 0] - left)
        right += (1.0 - damping) * (out[i - delay, 1] - right)
        if abs(left) < TINY:
            left = 0.0
        if abs(right) < TINY:
            right = 0.0
        out[i, 0] = np.float64(sound[i - delay, 0]) + feedback * right
        out[i, 1] = feedback * left
    state[0] = left
    state[1] = right


@compiled(FRAMES, INT, INT, FRAMES, INT, INT, FRAMES_OUT)
def wander(sound: F32, origin: int, frames: int, delays: F32, hop: int, first: int, out: F32) -> None:
    """Read at a moving distance behind: one delay in frames a channel every `hop` frames, cubic interpolation.

    `sound` begins at frame `origin` of a sound of so many frames, `out` at frame `first`, a multiple of `hop`.
    """
    stop = first + out.shape[0]
    for channel in range(out.shape[1]):
        source = min(channel, sound.shape[1] - 1)
        for point in range(first // hop, (stop + hop - 1) // hop):
            delay = np.float64(delays[point, channel])
            slope = (np.float64(delays[point + 1, channel]) - delay) / hop
            start = point * hop
            for i in range(start, min(stop, start + hop)):
                at = i - (delay + slope * (i - start))
                k = int(np.floor(at))
                f = np.float32(at - k)
                here = k - origin
                if k < 1 or k + 2 >= frames:
                    out[i - first, channel] = sound[here, source] if 0 <= k < frames else np.float32(0.0)
                    continue
                p0 = sound[here - 1, source]
                p1 = sound[here, source]
                p2 = sound[here + 1, source]
                p3 = sound[here + 2, source]
                c1 = np.float32(0.5) * (p2 - p0)
                c2 = p0 - np.float32(2.5) * p1 + np.float32(2.0) * p2 - np.float32(0.5) * p3
                c3 = np.float32(0.5) * (p3 - p0) + np.float32(1.5) * (p1 - p2)
                out[i - first, channel] = ((c3 * f + c2) * f + c1) * f + p1


@inlined
def _bent(x: np.float32) -> np.float32:
    """A rational stand-in for tanh, exact at 0 and flat from 3 on."""
    u = np.float32(min(max(x, np.float32(-3.0)), np.float32(3.0)))
    square = u * u
    return np.float32(u * (np.float32(27.0) + square) / (np.float32(27.0) + np.float32(9.0) * square))


@compiled(FRAMES, INT, REAL, LINE, FRAMES_OUT, quick=True)
def saturate(sound: F32, lead: int, drive: float, half_band: F32, out: F32) -> None:
    """Symmetric soft clipping at twice the rate; unity gain for small sounds, no latency, no DC.

    `out` begins at frame `lead` of `sound`, which reaches further at both ends where there is more of it.
    """
    known, channels = sound.shape
    frames = out.shape[0]
    taps = half_band.shape[0]
    push = np.float32(drive)
    pull = np.float32(1.0 / drive)
    size = CHUNK + 4 * taps
    line = np.zeros(size, np.float32)
    between = np.zeros(size, np.float32)
    folded = np.zeros(CHUNK, np.float32)
    for channel in range(channels):
        for start in range(0, frames, CHUNK):
            first = lead + start - 2 * taps
            for j in range(size):
                at = first + j
                line[j] = sound[at, channel] * push if 0 <= at < known else np.float32(0.0)
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
