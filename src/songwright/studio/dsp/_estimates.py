"""Tempo and key of finished sound, as far as they can be heard in it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp._blocks import Samples
from songwright.studio.dsp._samples import RATE_HZ, mono

_HOP = 480
"""A hundredth of a second, the grain of onsets."""
_ONSET_WINDOW = 2048
_ONSET_EDGES_HZ = np.geomspace(60.0, 12_000.0, 25)
_SMOOTH_S = 0.5
"""What is louder than the half second around it is an onset."""
_SLOWEST_BPM, _FASTEST_BPM = 50.0, 210.0
_USUAL_BPM, _SPREAD_OCTAVES = 115.0, 0.9
"""Where listeners tap: a log-normal curve, as van Noorden and Moelants measured it (1999), made broad."""
_BEATS = 4
"""How many beats further on a period must still be heard."""
_LONG_BEATS = 16
"""So many beats give the exact tempo."""
_LEAST_S = 8.0
_CLEAR_TEMPO = 0.12
"""Normalised autocorrelation at the beat below which no tempo is told."""

_KEY_WINDOW = 16_384
_KEY_HOP = 8192
_MIDDLE_HZ, _BASS_HZ = (130.0, 1100.0), (40.0, 260.0)
"""Where chords lie, and where their roots do."""
_BASS_WEIGHT = 0.4
_CLEAR_KEY = 0.5
"""Correlation with a key's profile below which no key is told."""
_MAJOR = np.array([0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400])
_MINOR = np.array([0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.133, 0.330])
"""How often each degree sounds in a key, from the tonic up (Temperley, "Music and Probability", 2007, chapter 6)."""

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardTempo:
    """A tempo that was heard."""

    bpm: float
    clarity: float
    """Autocorrelation of the onsets at a beat, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardKey:
    """A key that was heard."""

    tonic: int
    """Pitch class, 0 is C."""
    minor: bool
    clarity: float
    """Correlation with the key's profile, -1 to 1."""


def heard_tempo(samples: Samples) -> HeardTempo | None:
    """The beat of the sound; None where it is too short or none is clear. Half and double are told apart by habit."""
    if len(samples) < _LEAST_S * RATE_HZ:
        return None
    onsets = _onsets(samples)
    rate_hz = RATE_HZ / _HOP
    alike = _autocorrelation(onsets, int(60.0 / _SLOWEST_BPM * rate_hz * _LONG_BEATS) + 2)
    bpms = np.geomspace(_SLOWEST_BPM, _FASTEST_BPM, 800)
    lags = 60.0 / bpms * rate_hz
    beats = np.arange(1, _BEATS + 1)[:, None]
    strength = np.interp(beats * lags, np.arange(len(alike)), alike).mean(axis=0)
    habit = np.exp(-0.5 * (np.log2(bpms / _USUAL_BPM) / _SPREAD_OCTAVES) ** 2)
    best = int(np.argmax(strength * habit))
    clarity = float(strength[best])
    if clarity < _CLEAR_TEMPO:
        return None
    return HeardTempo(bpm=_exact(float(bpms[best]), alike, rate_hz), clarity=round(min(clarity, 1.0), 3))


def _exact(bpm: float, alike: _Floats, rate_hz: float) -> float:
    """The tempo refined at ever more beats, where the same error in time weighs less."""
    lag = 60.0 / bpm * rate_hz
    beats = 1
    while beats <= _LONG_BEATS:
        around = np.linspace(lag * beats - 2.0, lag * beats + 2.0, 81)
        if around[-1] >= len(alike) - 1:
            break
        lag = float(around[int(np.argmax(np.interp(around, np.arange(len(alike)), alike)))]) / beats
        beats *= 2
    return round(60.0 / lag * rate_hz, 1)


def _onsets(samples: Samples) -> _Floats:
    """How much louder each hundredth of a second is than the one before, over all bands, above its surroundings."""
    found = [np.empty(0)]
    before: _Floats | None = None
    for power in _spectra(samples, _ONSET_WINDOW, _HOP):
        bands = np.log10(_in_bands(power, _ONSET_WINDOW) + 1e-7)
        rows = bands if before is None else np.vstack([before, bands])
        found.append(np.maximum(np.diff(rows, axis=0), 0.0).sum(axis=1))
        before = bands[-1:]
    rise = np.concatenate(found)
    width = int(_SMOOTH_S * RATE_HZ / _HOP) | 1
    around = np.convolve(np.pad(rise, width // 2, mode="edge"), np.full(width, 1.0 / width), "valid")
    return np.maximum(rise - around, 0.0)


def _in_bands(power: _Floats, window: int) -> _Floats:
    edges = np.round(_ONSET_EDGES_HZ * window / RATE_HZ).astype(int)
    starts = np.maximum.accumulate(np.maximum(edges[:-1], 1))
    return np.add.reduceat(power, starts, axis=1)


def _autocorrelation(signal: _Floats, lags: int) -> _Floats:
    """Similarity of the signal with itself at each lag, 1 at none; the mean is taken out."""
    even = signal - signal.mean()
    size = 1 << (2 * len(even) - 1).bit_length()
    found = np.fft.irfft(np.abs(np.fft.rfft(even, size)) ** 2)[: min(lags, len(even))]
    fair = found / np.maximum(len(even) - np.arange(len(found)), 1)
    result: _Floats = fair / fair[0] if fair[0] > 0.0 else np.zeros_like(fair)
    return result


def _spectra(samples: Samples, window: int, hop: int) -> Iterator[_Floats]:
    """Power spectra of some hundred windows at a time."""
    flat = np.pad(mono(samples)[:, 0], (0, window))
    frames = np.lib.stride_tricks.sliding_window_view(flat, window)[::hop]
    shape = np.hanning(window).astype(np.float32)
    for first in range(0, len(frames), 256):
        yield np.abs(np.fft.rfft(frames[first : first + 256] * shape, axis=1)).astype(np.float64) ** 2


def heard_key(samples: Samples) -> HeardKey | None:
    """The key of the sound, major or minor; None where it is too short or no key is clear."""
    if len(samples) < _LEAST_S * RATE_HZ:
        return None
    weights = chroma(samples, *_MIDDLE_HZ) + _BASS_WEIGHT * chroma(samples, *_BASS_HZ)
    if weights.std() == 0.0:
        return None
    fits = [
        (float(np.corrcoef(np.roll(profile, tonic), weights)[0, 1]), tonic, minor)
        for minor, profile in ((False, _MAJOR), (True, _MINOR))
        for tonic in range(12)
    ]
    clarity, tonic, minor = max(fits)
    return None if clarity < _CLEAR_KEY else HeardKey(tonic=tonic, minor=minor, clarity=round(clarity, 3))


def chroma(samples: Samples, lowest_hz: float, highest_hz: float) -> _Floats:
    """How much of each pitch class sounds between two frequencies, C first, adding up to 1.

    Counted are peaks of the spectrum, each moment the same.
    """
    bin_hz = RATE_HZ / _KEY_WINDOW
    first, last = int(lowest_hz / bin_hz), int(highest_hz / bin_hz)
    hz = np.arange(first, last) * bin_hz
    semitones = 12.0 * np.log2(hz / 440.0) + 69.0
    near = np.exp(-0.5 * ((semitones - np.round(semitones)) / 0.2) ** 2)
    classes = np.round(semitones).astype(int) % 12
    total = np.zeros(12)
    for power in _spectra(samples, _KEY_WINDOW, _KEY_HOP):
        level = np.sqrt(power[:, first - 1 : last + 1])
        peaks = (level[:, 1:-1] > level[:, :-2]) & (level[:, 1:-1] >= level[:, 2:])
        heard = np.where(peaks, level[:, 1:-1], 0.0) * near
        rows = np.stack([heard[:, classes == name].sum(axis=1) for name in range(12)], axis=1)
        total += (rows / np.maximum(rows.sum(axis=1, keepdims=True), 1e-9)).sum(axis=0)
    result: _Floats = total / max(float(total.sum()), 1e-9)
    return result
