"""The sung pitch: glides between notes, a scoop into the phrase, vibrato on long notes, and a human's unsteadiness."""

from collections.abc import Sequence

import numpy as np

from songwright.studio.singing._curves import Curve, slopes, within
from songwright.studio.singing._phrases import SungNote

_GLIDE_S = 0.07
_DAMPING = 0.78
"""Below 1, so that a glide overshoots by about 2 %, as a voice does."""
_EARLY_S = 0.6 * _GLIDE_S
"""A glide begins before its note, so that it arrives when the vowel does."""
_SCOOP_SEMITONES = 0.8
_SCOOP_EARLY_S = 0.02
_VIBRATO_HZ = 5.5
_VIBRATO_SEMITONES = 0.32
_VIBRATO_BY_LOUDNESS = 3.0
"""Deeper on notes that stand out of their phrase: by a quarter at most."""
_VIBRATO_FROM_S = 0.45
"""Shorter notes are sung straight."""
_WANDER_SEMITONES = 0.0175
_WANDER_MEMORY_S = 0.03


def tune(notes: Sequence[SungNote], times_s: Curve) -> Curve:
    """The melody in MIDI pitch at these times, gliding but without vibrato; it begins with a scoop from below."""
    pitch = notes[0].pitch - _SCOOP_SEMITONES
    line = np.full(len(times_s), pitch)
    for place, note in enumerate(notes):
        since_s = times_s - note.start_s + (_EARLY_S if place else _SCOOP_EARLY_S)
        moving = since_s > 0.0
        line[moving] += (note.pitch - pitch) * _glide(since_s[moving])
        pitch = note.pitch
    return line


def _glide(since_s: Curve) -> Curve:
    """Step response of a damped oscillation: 0 at first, past 1 after the glide's time, then settling on 1."""
    speed = np.pi / _GLIDE_S
    swing = np.sqrt(1.0 - _DAMPING**2)
    turn = swing * speed * since_s
    return np.asarray(
        1.0 - np.exp(-_DAMPING * speed * since_s) * (np.cos(turn) + _DAMPING / swing * np.sin(turn)), np.float64
    )


def vibrato(notes: Sequence[SungNote], times_s: Curve, rng: np.random.Generator) -> Curve:
    """Semitones to add on long notes: it sets in late, grows, quickens a little and dies before the note does."""
    swing = np.zeros(len(times_s))
    usual = sum(note.loudness for note in notes) / max(1, len(notes))
    for note in notes:
        length_s = note.end_s - note.start_s
        rate_hz = _VIBRATO_HZ * (1.0 + 0.04 * rng.standard_normal())
        depth = _VIBRATO_SEMITONES * min(1.0, 0.6 + 0.4 * length_s) * (1.0 + 0.08 * rng.standard_normal())
        depth *= min(max(1.0 + _VIBRATO_BY_LOUDNESS * (note.loudness - usual), 0.75), 1.25)
        if length_s < _VIBRATO_FROM_S:
            continue
        onset_s = note.start_s + min(0.28, 0.4 * length_s)
        inside = within(times_s, onset_s, note.end_s)
        since = times_s[inside] - onset_s
        turns = rate_hz * since + 0.15 * np.clip(since, 0.0, 1.0) ** 2
        swell = slopes(times_s[inside], onset_s, note.end_s, 0.3, 0.12)
        swing[inside] = depth * swell * np.sin(2.0 * np.pi * turns)
    return swing


def wander(count: int, step_s: float, rng: np.random.Generator) -> Curve:
    """Fine random drift in semitones, about two cents with a memory of 30 ms."""
    memory = np.exp(-np.arange(0.0, 0.1, step_s) / _WANDER_MEMORY_S)
    memory /= np.sqrt(np.sum(memory**2))
    return np.asarray(_WANDER_SEMITONES * np.convolve(rng.standard_normal(count), memory)[:count], np.float64)


def midi(frequency_hz: Curve) -> Curve:
    """MIDI pitches of frequencies."""
    return np.asarray(69.0 + 12.0 * np.log2(np.maximum(frequency_hz, 1.0) / 440.0), np.float64)


def hertz(pitch: Curve) -> Curve:
    """Frequencies of MIDI pitches, A4 = 440 Hz."""
    return np.asarray(440.0 * 2.0 ** ((pitch - 69.0) / 12.0), np.float64)
