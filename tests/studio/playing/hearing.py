"""Ears of the playing tests: parts of single notes, levels, pitches."""

import numpy as np

from songwright.song import SAMPLE_RATE_HZ, PlayedNote, PlayedPart, Role, Seconds


def note(onset: float, release: float, pitch: float, loudness: float = 0.63) -> PlayedNote:
    return PlayedNote(onset=Seconds(onset), release=Seconds(release), pitch=pitch, loudness=loudness)


def part(*notes: PlayedNote, role: Role = Role.KEYS, name: str = "keys", instrument: str = "") -> PlayedPart:
    return PlayedPart(name=name, role=role, instrument=instrument, notes=notes)


def level_db(samples: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-20))


def cents_off(samples: np.ndarray, pitch: float, *, harmonics: int = 6, reach: float = 60.0) -> float:
    """Distance from the expected pitch: centre of gravity of the power around each harmonic.

    Independent of how the sound was made: one long windowed Fourier transform.
    """
    mono = samples.mean(axis=1)
    size = 1 << 19
    power = np.abs(np.fft.rfft(mono * np.hanning(len(mono)), size)) ** 2
    hz = 440.0 * 2 ** ((pitch - 69) / 12)
    off, weight = 0.0, 0.0
    for harmonic in range(1, harmonics + 1):
        centre = hz * harmonic * size / SAMPLE_RATE_HZ
        bins = np.arange(int(centre * 2 ** (-reach / 1200)) + 1, int(centre * 2 ** (reach / 1200)) + 1)
        if harmonic * hz > 8000 or not len(bins):
            break
        here = power[bins]
        off += float((1200 * np.log2(bins / centre) * here).sum())
        weight += float(here.sum())
    return off / weight
