"""Level by time and frequency for the eye: rows of equal musical width, sharp in pitch below and in time above."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp._blocks import Samples

_WINDOWS_S = (0.34, 0.085, 0.021)
_BORDERS_HZ = (350.0, 2500.0)
"""Where a shorter window takes over: a fifth can be told apart in the bass, a drum stroke in the treble."""
_FADE_OCTAVES = 1.0
"""Width of the change from one window to the next."""
_AT_ONCE = 32
"""Columns worked on at a time, which bounds memory."""
_FLOOR = 1e-20


def row_edges_hz(lowest_hz: float, highest_hz: float, rows: int) -> npt.NDArray[np.float64]:
    """The `rows` + 1 edges of rows of equal ratio, the lowest first."""
    return np.geomspace(lowest_hz, highest_hz, rows + 1)


def spectrogram_db(
    samples: Samples, rate_hz: float, edges_hz: npt.NDArray[np.float64], columns: int
) -> npt.NDArray[np.float32]:
    """Mean square of each row's band in each of `columns` equal stretches of time, in dB, shape (rows, columns).

    A full-scale sine reads -3 to -6 dB in its row, silence -200. The mean of the channels is one of powers, so that
    sides out of phase don't cancel. Three windows share the work and fade into one another between the rows, a step
    towards what the ear does (Brown, "Calculation of a constant Q spectral transform", 1991).
    """
    middles_hz = np.sqrt(edges_hz[:-1] * edges_hz[1:])
    level = np.zeros((len(middles_hz), columns), np.float32)
    for window_s, share in zip(_WINDOWS_S, _shares(middles_hz), strict=True):
        used = np.flatnonzero(share)
        if len(used):
            edges = edges_hz[used[0] : used[-1] + 2]
            rows = _rows_db(samples, rate_hz, edges, columns, _power_of_two(window_s * rate_hz))
            level[used] += share[used, None].astype(np.float32) * rows
    return level


def _power_of_two(length: float) -> int:
    """The power of two nearest to a length by ratio, at least 16."""
    return int(2 ** max(4, round(float(np.log2(length)))))


def _shares(middles_hz: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], ...]:
    """How much of each row comes from the long, the middle and the short window; they add up to 1."""
    low, high = (np.clip(0.5 + np.log2(middles_hz / border_hz) / _FADE_OCTAVES, 0.0, 1.0) for border_hz in _BORDERS_HZ)
    return 1.0 - low, low - high, high


def _rows_db(
    samples: Samples, rate_hz: float, edges_hz: npt.NDArray[np.float64], columns: int, size: int
) -> npt.NDArray[np.float32]:
    """Level of neighbouring rows by windows of one size."""
    window = np.hanning(size + 1)[:-1].astype(np.float32)
    weights = _overlaps(edges_hz, rate_hz / size, size // 2 + 1) * np.float32(2.0 / (size * float((window**2).sum())))
    out = np.empty((len(edges_hz) - 1, columns), np.float32)
    for first, power in _powers(samples, columns, window):
        out[:, first : first + len(power)] = 10.0 * np.log10((power @ weights).T + _FLOOR)
    return out


def _overlaps(edges_hz: npt.NDArray[np.float64], bin_hz: float, bins: int) -> npt.NDArray[np.float32]:
    """How much of each bin belongs to each row, shape (bins, rows); a row narrower than a bin takes its place's level.

    Bins are as wide as they are apart, with their frequency in the middle.
    """
    left = (np.arange(bins)[:, None] - 0.5) * bin_hz
    inside = np.minimum(left + bin_hz, edges_hz[1:]) - np.maximum(left, edges_hz[:-1])
    shares: npt.NDArray[np.float64] = np.maximum(inside, 0.0) / np.minimum(bin_hz, np.diff(edges_hz))
    return shares.astype(np.float32)


def _powers(
    samples: Samples, columns: int, window: npt.NDArray[np.float32]
) -> Iterator[tuple[int, npt.NDArray[np.float32]]]:
    """First column and mean power spectra of a few columns: windows stand at most half their length apart."""
    size, wide = len(window), len(samples) / columns
    each = max(1, int(np.ceil(wide / (size // 2))))
    padded = np.pad(samples, ((size // 2, size), (0, 0)))
    frames = np.lib.stride_tricks.sliding_window_view(padded, size, axis=0)
    for first in range(0, columns, _AT_ONCE):
        count = min(_AT_ONCE, columns - first)
        starts = (((first * each) + np.arange(count * each) + 0.5) * (wide / each)).astype(np.int64)
        spectra = np.fft.rfft(frames[starts] * window, axis=-1)
        power = (spectra.real**2 + spectra.imag**2).mean(axis=1)
        yield first, power.reshape(count, each, -1).mean(axis=1).astype(np.float32)
