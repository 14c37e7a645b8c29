"""The sung pitch: glides between notes, a scoop into the phrase, vibrato on long notes, and a human's unsteadiness."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

from songwright.studio.singing._phrases import SungNote

Curve = npt.NDArray[np.float64]

_FINE_S = 0.00125
_GLIDE_S = 0.07
_DAMPING = 0.78
"""Below 1, so that a glide overshoots by about 2 %, as a voice does."""
_SCOOP_SEMITONES = 0.8
_VIBRATO_HZ = 5.5
_VIBRATO_SEMITONES = 0.32
_VIBRATO_FROM_S = 0.45
"""Shorter notes are sung straight."""
_WANDER_SEMITONES = 0.0175


def tune(notes: Sequence[SungNote], start_s: float, step_s: float, count: int) -> Curve:
    """The melody in MIDI pitch at `count` times from `start_s`, gliding but without vibrato."""
    finer = max(1, round(step_s / _FINE_S))
    fine_s = step_s / finer
    # Half a step early, so that a value stands in the middle of its step.
    times = start_s + 0.5 * step_s + (np.arange(count * finer) - finer // 2) * fine_s
    goal = np.full(len(times), notes[0].pitch - _SCOOP_SEMITONES)
    for place, note in enumerate(notes):
        goal[times >= note.start_s - (0.6 * _GLIDE_S if place else 0.02)] = note.pitch
    speed = np.pi / _GLIDE_S * fine_s
    glide = lfilter(
        [0.0, speed**2], [1.0, -(2.0 - 2.0 * _DAMPING * speed), 1.0 - 2.0 * _DAMPING * speed + speed**2], goal - goal[0]
    )
    return np.asarray(glide[finer // 2 :: finer][:count] + goal[0], np.float64)


def vibrato(notes: Sequence[SungNote], times_s: Curve, rng: np.random.Generator) -> Curve:
    """Semitones to add on long notes: it sets in late, grows, quickens a little and dies before the note does."""
    swing = np.zeros(len(times_s))
    for note in notes:
        length_s = note.end_s - note.start_s
        rate_hz = _VIBRATO_HZ * (1.0 + 0.04 * rng.standard_normal())
        depth = _VIBRATO_SEMITONES * min(1.0, 0.6 + 0.4 * length_s) * (1.0 + 0.08 * rng.standard_normal())
        if length_s < _VIBRATO_FROM_S:
            continue
        onset_s = note.start_s + min(0.28, 0.4 * length_s)
        inside = (times_s >= onset_s) & (times_s < note.end_s)
        since = times_s[inside] - onset_s
        swell = np.clip(since / 0.3, 0.0, 1.0) * np.clip((note.end_s - times_s[inside]) / 0.12, 0.0, 1.0)
        swing[inside] = depth * swell * np.sin(2.0 * np.pi * (rate_hz * since + 0.15 * np.clip(since, 0.0, 1.0) ** 2))
    return swing


def wander(count: int, step_s: float, rng: np.random.Generator) -> Curve:
    """Fine random drift in semitones, about two cents with a memory of 30 ms."""
    memory = np.exp(-np.arange(0.0, 0.1, step_s) / 0.03)
    memory /= np.sqrt(np.sum(memory**2))
    return _WANDER_SEMITONES * np.convolve(rng.standard_normal(count), memory)[:count]


def hertz(pitch: Curve) -> Curve:
    """Frequencies of MIDI pitches, A4 = 440 Hz."""
    return 440.0 * 2.0 ** ((pitch - 69.0) / 12.0)
