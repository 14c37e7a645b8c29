"""Levels and colour of a sung phrase: vowels evened out, notes as loud as played, louder ones brighter."""

from collections.abc import Sequence

import numpy as np

from songwright.studio.singing._curves import Curve, Flags, slopes, smooth, within
from songwright.studio.singing._knots import Knots
from songwright.studio.singing._model import SPEECH_RATE_HZ
from songwright.studio.singing._phrases import Phrase, SungNote

NEPER_PER_DB = np.log(10.0) / 10.0
"""Of power."""
_LOUDNESS_RANGE_DB = 14.0
_USUAL_LOUDNESS = 0.72
_BRIGHTNESS_DB = 5.0
"""How much more 3 kHz and up a note at full loudness has than one at none."""
_RISE_S, _FALL_S = 0.03, 0.04
_ATTACK_S = (-0.02, 0.08)
"""From when to when, against its onset, a first vowel that nothing precedes comes in: at once it is heard as a
consonant, Portuguese "um" as "tum" and "e" as "de" (decision 0015)."""
_RELEASE_S = 0.12
_AFTER_S = 0.04
"""How long after a last vowel that nothing follows its release ends."""
_PAUSE_DB = -60.0


def gains_db(
    level: Curve, voiced: Flags, times_s: Curve, knots: Knots, phrase: Phrase, *, open_start: bool, open_end: bool
) -> Curve:
    """Level changes in dB: vowels evened out and arched over the phrase, notes as loud as played, soft at open ends.

    Args:
        level: The vocoder's level at each time, in nepers of power.
        voiced: What the model itself voiced.
        times_s: Times in the phrase.
        knots: Where its vowels and pauses lie.
        phrase: Its notes.
        open_start: Whether the first vowel comes in by itself, with no consonant to begin it.
        open_end: Whether the last vowel fades out by itself, with no consonant to end it.
    """
    gain = smooth(_evened(level, voiced, times_s, knots) * vowel_weight(times_s, knots), 7) / NEPER_PER_DB
    gain += dynamics_db(phrase.notes, times_s)
    if open_start:
        first_s, full_s = (knots.vowels[0].start_s + edge_s for edge_s in _ATTACK_S)
        come = np.clip((times_s - first_s) / (full_s - first_s), 0.0, 1.0)
        gain += 20.0 * np.log10(np.maximum(0.5 - 0.5 * np.cos(np.pi * come), 0.01))
    if open_end:
        # The model breathes out behind a last vowel, which would be heard as an "s": by then all is nearly over.
        release = np.clip((knots.vowels[-1].end_s + _AFTER_S - times_s) / _RELEASE_S, 0.03, 1.0)
        gain += 40.0 * np.log10(release)
    for pause in knots.pauses:
        gain += _PAUSE_DB * slopes(times_s, pause.start_s, pause.end_s + 0.01, 0.03, 0.02)
    return np.asarray(gain, np.float64)


def _evened(level: Curve, voiced: Flags, times_s: Curve, knots: Knots) -> Curve:
    """Changes, in nepers of power, that bring every vowel near the usual level, under one arch."""
    first_s, last_s = knots.vowels[0].start_s, knots.vowels[-1].end_s
    inside = [within(times_s, vowel.start_s, vowel.end_s) for vowel in knots.vowels]
    peaks = [float(level[frames].max(initial=-30.0)) for frames in inside]
    usual = float(np.median(peaks))
    change = np.zeros(len(times_s))
    for vowel, frames, peak in zip(knots.vowels, inside, peaks, strict=True):
        passed = (times_s[frames] - vowel.start_s) / max(vowel.length_s, 0.01)
        way = np.clip((times_s[frames] - first_s) / max(last_s - first_s, 0.01), 0.0, 1.0)
        arch = 0.35 * np.sin(np.pi * way) - 0.2
        aim = 0.65 * usual + 0.35 * peak + arch - 0.25 * np.clip(passed - 0.6, 0.0, 1.0)
        # What hisses (an aspirated k) is not lifted: only what the model itself voiced.
        change[frames] = np.clip(aim - level[frames], -1.5, np.where(voiced[frames], 3.0, 0.5))
    return change


def vowel_weight(times_s: Curve, knots: Knots) -> Curve:
    """1 inside vowels, 0 outside, with short slopes."""
    weight = np.zeros(len(times_s))
    for vowel in knots.vowels:
        weight = np.maximum(weight, slopes(times_s, vowel.start_s, vowel.end_s, _RISE_S, _FALL_S))
    return weight


def dynamics_db(notes: Sequence[SungNote], times_s: Curve) -> Curve:
    """Level of the notes as played, 0 dB at the usual loudness."""
    return np.asarray(_LOUDNESS_RANGE_DB * (_played(notes, times_s) - _USUAL_LOUDNESS), np.float64)


def colour(notes: Sequence[SungNote], times_s: Curve, bins: int, shelf_db: float) -> Curve:
    """Spectra (rows) to add in vowels, in nepers of power: louder is brighter; and the voice's shelf above 5 kHz."""
    axis_hz = np.linspace(0.0, SPEECH_RATE_HZ / 2, bins)
    shelf = shelf_db * np.clip((axis_hz - 5000.0) / 1500.0, 0.0, 1.0)
    slope = np.clip(np.log2(np.maximum(axis_hz, 1.0) / 1200.0) / np.log2(3000.0 / 1200.0), 0.0, 1.0)
    louder = _BRIGHTNESS_DB * (_played(notes, times_s) - _USUAL_LOUDNESS)
    return np.asarray(NEPER_PER_DB * (shelf[None] + louder[:, None] * slope[None]), np.float64)


def _played(notes: Sequence[SungNote], times_s: Curve) -> Curve:
    """The loudness of the note at each time, gliding over 60 ms."""
    starts = np.array([note.start_s - 0.03 for note in notes])
    place = np.clip(np.searchsorted(starts, times_s, side="right") - 1, 0, len(notes) - 1)
    return smooth(np.array([note.loudness for note in notes], np.float64)[place], 13)
