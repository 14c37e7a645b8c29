"""Listening to the model's sound: levels by band, attack, steadiness and periodicity, 200 times a second."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from songwright.studio.singing._curves import STEP_S, Curve, Flags, clock, smooth
from songwright.studio.singing._filters import band_pass
from songwright.studio.singing._model import SPEECH_RATE_HZ

_STEP = round(STEP_S * SPEECH_RATE_HZ)
_FLOOR = 1e-9
_BANDS_HZ = (200, 600, 1100, 1700, 2500, 3600, 5200, 7500, 11000)
_FLUX_BANDS = 5
"""Change is judged below 3.6 kHz, where vowels are told apart."""
_LAGS = (0.97, 0.985, 1.0, 1.015, 1.03)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """What there is to hear in a spoken phrase; every curve has a value each 5 ms."""

    times_s: Curve
    voiced: Flags
    pitch_hz: Curve
    """Known pitch, filled in where unvoiced."""
    middle_db: Curve
    """Level at 600 to 3500 Hz: vowels, not murmurs."""
    low_db: Curve
    hiss_db: Curve
    bands_db: Curve
    """Eight bands (rows) from 200 Hz to 11 kHz."""
    flux_db: Curve
    """Change of the lower bands."""
    rise_db: Curve
    """Growth of the level at 300 to 3500 Hz: the attack of a vowel."""
    periodic_db: Curve
    """Periodic against other energy at the known pitch, about -12 to 30."""


def listen(sound: Curve, times_s: Curve, pitch_hz: Curve) -> Heard:
    """Hear a 24 kHz sound whose pitch (near zero where unvoiced) is known at some times."""
    count = int(len(sound) / SPEECH_RATE_HZ / STEP_S) + 1
    frames_s = clock(count)
    singing = pitch_hz > 50.0
    voiced = np.interp(frames_s, times_s, singing.astype(np.float64)) > 0.5
    known_hz = np.interp(frames_s, times_s[singing], pitch_hz[singing]) if singing.any() else np.full(count, 150.0)
    power = _power(sound, count, 600)
    bands_db = np.stack([_level_db(power, low, high) for low, high in pairwise(_BANDS_HZ)])
    flux = np.sqrt(np.mean(np.square(np.gradient(bands_db[:_FLUX_BANDS], axis=1)), axis=0))
    # A short window: the attack is to be found within a few milliseconds.
    attack_db = np.maximum(_level_db(_power(sound, count, 300), 300, 3500), -80.0)
    return Heard(
        times_s=frames_s,
        voiced=voiced,
        pitch_hz=known_hz,
        middle_db=_level_db(power, 600, 3500),
        low_db=_level_db(power, 80, 500),
        hiss_db=_level_db(power, 4500, 11000),
        bands_db=bands_db,
        flux_db=smooth(flux, 5),
        rise_db=np.asarray(np.gradient(smooth(attack_db, 5)), np.float64),
        periodic_db=_periodicity(sound, frames_s, voiced, known_hz),
    )


def _power(sound: Curve, count: int, width: int) -> Curve:
    """Mean square per frequency bin (columns) in frames (rows) of `width` samples centred each 5 ms."""
    window = np.hanning(width)
    padded = np.pad(sound, (width // 2, width + _STEP))
    frames = np.lib.stride_tricks.sliding_window_view(padded, width)[::_STEP][:count]
    spectrum = np.fft.rfft(frames * window, axis=1)
    return np.asarray(2.0 * np.square(np.abs(spectrum)) / (width * np.sum(window**2)), np.float64)


def _level_db(power: Curve, low_hz: float, high_hz: float) -> Curve:
    """Level between two frequencies, frame by frame."""
    bin_hz = SPEECH_RATE_HZ / 2 / (power.shape[1] - 1)
    low, high = int(np.ceil(low_hz / bin_hz)), int(np.ceil(high_hz / bin_hz))
    return np.asarray(10.0 * np.log10(power[:, low:high].sum(axis=1) + _FLOOR), np.float64)


def _periodicity(sound: Curve, frames_s: Curve, voiced: Flags, pitch_hz: Curve) -> Curve:
    """Likeness of each place to itself one known period later, as a ratio of periodic to other energy in dB."""
    result = np.full(len(frames_s), -12.0)
    if not voiced.any():
        return result
    band = band_pass(sound, SPEECH_RATE_HZ, 150.0, 4000.0, 3)
    period = SPEECH_RATE_HZ / pitch_hz[voiced]
    width = int(3 * np.median(period))
    start = frames_s[voiced] * SPEECH_RATE_HZ - 0.5 * (width + period)
    here = _read(band, start, width)
    best = np.full(len(start), 0.06)
    energy = np.sum(here**2, axis=1)
    for lag in _LAGS:
        there = _read(band, start + lag * period, width)
        likeness = np.sum(here * there, axis=1) / np.sqrt(energy * np.sum(there**2, axis=1) + 1e-12)
        best = np.maximum(best, likeness)
    best = np.minimum(best, 0.999)
    result[voiced] = 10.0 * np.log10(best / (1.0 - best))
    return result


def _read(sound: Curve, starts: Curve, width: int) -> Curve:
    """Rows of `width` samples from fractional starts."""
    places = np.clip(starts[:, None] + np.arange(width), 0, len(sound) - 2)
    whole = places.astype(np.int64)
    part = places - whole
    return np.asarray(sound[whole] * (1.0 - part) + sound[whole + 1] * part, np.float64)
