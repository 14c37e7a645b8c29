"""Treatments of a part in place, stretch by stretch: filters, saturation, ensemble and rotary.

What a treatment must know of the stretch before lies in arrays that it is handed and leaves ready for the next.
"""

import math

import numpy as np
import numpy.typing as npt

from songwright.studio.playing._jit import kernel

LINE = 4096
"""Frames that an ensemble looks back."""


@kernel
def filter_biquads(
    out: npt.NDArray[np.float32], sections: npt.NDArray[np.float64], state: npt.NDArray[np.float64]
) -> None:
    """Runs second-order sections (rows of b0 b1 b2 a1 a2) over both channels; the tail falls to true zero.

    `state` has two numbers for each section and channel.
    """
    for row in range(sections.shape[0]):
        b0, b1, b2 = sections[row, 0], sections[row, 1], sections[row, 2]
        a1, a2 = sections[row, 3], sections[row, 4]
        for side in range(2):
            s1, s2 = state[row, side, 0], state[row, side, 1]
            for i in range(out.shape[0]):
                x = float(out[i, side])
                y = b0 * x + s1
                s1 = b1 * x - a1 * y + s2
                s2 = b2 * x - a2 * y
                if abs(y) < 1e-9:
                    y = 0.0
                    if abs(s1) < 1e-12:
                        s1 = 0.0
                    if abs(s2) < 1e-12:
                        s2 = 0.0
                out[i, side] = np.float32(y)
            state[row, side, 0], state[row, side, 1] = s1, s2


@kernel
def saturate(out: npt.NDArray[np.float32], drive: float, lean: float, last: npt.NDArray[np.float64]) -> None:
    """Soft clipping by tanh, twice oversampled by a midpoint; `lean` adds even harmonics."""
    rest = math.tanh(lean)
    for side in range(2):
        before = last[side]
        for i in range(out.shape[0]):
            x = float(out[i, side])
            if x == 0.0 and before == 0.0:
                continue
            here = math.tanh(drive * x + lean) - rest
            between = math.tanh(drive * 0.5 * (x + before) + lean) - rest
            before = x
            out[i, side] = np.float32(0.5 * (here + between))
        last[side] = before


@kernel
def ensemble(
    out: npt.NDArray[np.float32],
    depth_s: float,
    hz: float,
    mix: float,
    rate_hz: float,
    first: int,
    lines: npt.NDArray[np.float64],
    sway: npt.NDArray[np.float64],
) -> None:
    """Three delayed copies that sway a third of a turn apart, mixed in: string machines, chorus, slow rotors.

    The stretch begins at frame `first` of the part; `lines` are the delays, `sway` where the copies stand and how
    they move, for each side.
    """
    size = LINE
    block = 32
    for side in range(2):
        line = lines[side]
        backs = sway[side, 0]
        steps = sway[side, 1]
        for i in range(first, first + out.shape[0]):
            if i % block == 0:
                for copy in range(3):
                    turn = copy / 3.0 + 0.25 * side
                    here = 0.5 + 0.5 * math.sin(2.0 * math.pi * (turn + hz * i / rate_hz))
                    there = 0.5 + 0.5 * math.sin(2.0 * math.pi * (turn + hz * (i + block) / rate_hz))
                    backs[copy] = (0.004 + depth_s * here) * rate_hz
                    steps[copy] = depth_s * (there - here) * rate_hz / block
            line[i & (size - 1)] = float(out[i - first, side])
            wet = 0.0
            for copy in range(3):
                back = backs[copy]
                backs[copy] += steps[copy]
                whole = int(back)
                part = back - whole
                new = line[(i - whole) & (size - 1)]
                old = line[(i - whole - 1) & (size - 1)]
                wet += new + part * (old - new)
            out[i - first, side] = np.float32((1.0 - 0.5 * mix) * float(out[i - first, side]) + mix * wet / 1.8)


@kernel
def crush(out: npt.NDArray[np.float32], steps: float, hold: int, first: int, last: npt.NDArray[np.float32]) -> None:
    """An old sampler's converter: `steps` levels to full scale and each frame held `hold` times.

    The stretch begins at frame `first` of the part; `last` is what each side holds.
    """
    for side in range(2):
        value = last[side]
        for i in range(out.shape[0]):
            if (first + i) % hold == 0:
                value = np.float32(round(float(out[i, side]) * steps) / steps)
            out[i, side] = value
        last[side] = value
