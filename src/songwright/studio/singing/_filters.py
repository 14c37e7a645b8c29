"""Filters of a whole phrase at once, without delay, by way of its spectrum."""

import numpy as np

from songwright.studio.singing._curves import Curve

_ROOM = 2400
"""Zeros after a sound, so that its end does not ring into its beginning."""
_BLOCK = 4800
"""Lengths are multiples of this, which the transform likes."""
_AIR_SHIFT_HZ = 5500.0
_AIR = 0.25
"""-12 dB."""


def band_pass(sound: Curve, rate_hz: int, low_hz: float, high_hz: float, order: int) -> Curve:
    """The sound between two frequencies, as a Butterworth filter run to and fro would leave it."""
    count = _padded(len(sound))
    spectrum = np.fft.rfft(sound, count)
    at_hz = _bins(len(spectrum), rate_hz / count)
    kept = np.fft.irfft(spectrum * _band(at_hz, low_hz, high_hz, order), count)
    return np.asarray(kept[: len(sound)], np.float64)


def doubled(sound: Curve, rate_hz: int) -> Curve:
    """The sound at twice its rate, its upper octave filled with air.

    The air is the band from half to just below the top of what was there, moved up: it comes and goes with the
    consonants and falls off by itself, as a real voice's does. It stands 12 dB below the band it is made from.
    """
    count = _padded(len(sound))
    narrow = 2.0 * np.fft.rfft(sound, count)
    bin_hz = rate_hz / count
    wide = np.zeros(count + 1, np.complex128)
    wide[: len(narrow)] = narrow
    at_hz = _bins(len(wide), bin_hz)
    top_hz = rate_hz / 2.0
    shift = round(_AIR_SHIFT_HZ / bin_hz)
    source = narrow * _band(at_hz[: len(narrow)], 0.5 * top_hz, 0.96 * top_hz, 4)
    moved = np.zeros_like(wide)
    moved[shift : shift + len(source)] = source
    wide += _AIR * moved * _band(at_hz, 0.98 * top_hz, 1.625 * top_hz, 4)
    return np.asarray(np.fft.irfft(wide, 2 * count)[: 2 * len(sound)], np.float64)


def _padded(count: int) -> int:
    """A length with room at the end that is quick to transform."""
    return -(-(count + _ROOM) // _BLOCK) * _BLOCK


def _bins(count: int, bin_hz: float) -> Curve:
    """Frequencies of a spectrum's values."""
    return np.arange(count, dtype=np.float64) * bin_hz


def _band(at_hz: Curve, low_hz: float, high_hz: float, order: int) -> Curve:
    """Power response of a Butterworth band filter of this order (per slope)."""
    detuning = (at_hz**2 - low_hz * high_hz) / (np.maximum(at_hz, 1e-3) * (high_hz - low_hz))
    return np.asarray(1.0 / (1.0 + detuning ** (2 * order)), np.float64)
