"""Curves in time: values every 5 ms, and the few things done to them."""

import numpy as np
import numpy.typing as npt

Curve = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

STEP_S = 0.005
"""The one step of the curves that shape a voice; WORLD's own default."""


def clock(count: int, start_s: float = 0.0, step_s: float = STEP_S) -> Curve:
    """`count` times from a start, one step apart."""
    return start_s + np.arange(count, dtype=np.float64) * step_s


def smooth(curve: Curve, width: int) -> Curve:
    """The curve averaged under a raised-cosine window of `width` values, its ends held."""
    window = np.hanning(width + 2)[1:-1]
    padded = np.pad(curve, width // 2, mode="edge")
    return np.asarray(np.convolve(padded, window / window.sum(), "valid")[: len(curve)], np.float64)


def slopes(times_s: Curve, start_s: float, end_s: float, rise_s: float, fall_s: float) -> Curve:
    """1 between two times, with straight slopes inside both ends, else 0."""
    rise = np.clip((times_s - start_s) / rise_s, 0.0, 1.0)
    fall = np.clip((end_s - times_s) / fall_s, 0.0, 1.0)
    return np.asarray(rise * fall, np.float64)


def within(times_s: Curve, start_s: float, end_s: float) -> Flags:
    """Which times lie between two, the first included."""
    return np.asarray((times_s >= start_s) & (times_s < end_s), np.bool_)


def rows_at(rows: npt.NDArray[np.floating], place: Curve) -> Curve:
    """Rows of a table read at fractional places."""
    whole = np.floor(place).astype(np.int64)
    part = (place - whole)[:, None]
    return np.asarray(rows[whole] * (1.0 - part) + rows[np.minimum(whole + 1, len(rows) - 1)] * part, np.float64)
