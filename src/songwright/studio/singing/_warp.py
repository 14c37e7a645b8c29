"""From spoken to sung: WORLD takes the sound apart, the knots stretch it, the melody gives it pitch, WORLD puts it together.

WORLD: Morise, Yokomori and Ozawa, "WORLD: a vocoder-based high-quality speech synthesis system", IEICE 2016.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyworld

from songwright.studio.singing._knots import LEAD_S, TAIL_S, Hold, Knots, Span
from songwright.studio.singing._listening import STEP_S, Curve, Flags, Heard, smooth
from songwright.studio.singing._melody import hertz, tune, vibrato, wander
from songwright.studio.singing._model import SPEECH_RATE_HZ
from songwright.studio.singing._phrases import Phrase, SungNote
from songwright.studio.singing._speech import Speech

_WALK = 0.25
"""Speed at which a held place is walked to and fro: a living hold; .25 measured better than .5."""
_CLEARER = 1.5
"""Power that lowers the vowels' noisiness: 2 dB more harmonics above 5 kHz."""
_NEPER_PER_DB = np.log(10.0) / 10.0
"""Of power."""
_LOUDNESS_RANGE_DB = 14.0
_USUAL_LOUDNESS = 0.72
_BRIGHTNESS_DB = 5.0
"""How much more 3 kHz and up a note at full loudness has than one at none."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sung:
    """A phrase at 24 kHz, starting LEAD_S before its first vowel, with the curves that shaped it (200 values a second)."""

    sound: Curve
    times_s: Curve
    spoken_s: Curve
    voiced: Flags
    gain_db: Curve
    """Level given to it, for whatever is added."""
    dynamics_db: Curve
    """The part of it that the notes asked for."""
    vowel: Curve
    """1 inside vowels, 0 outside, with short slopes."""


def warp(sound: Curve, heard: Heard, speech: Speech, knots: Knots, phrase: Phrase, shelf_db: float, rng: np.random.Generator) -> Sung:
    """Sing a spoken sound."""
    pitch_hz = np.where(heard.voiced, heard.pitch_hz, 0.0)
    envelope = np.log(pyworld.cheaptrick(sound, pitch_hz, heard.times_s, SPEECH_RATE_HZ) + 1e-16)
    noise = pyworld.d4c(sound, pitch_hz, heard.times_s, SPEECH_RATE_HZ)
    count = int((LEAD_S + phrase.length_s + TAIL_S) / STEP_S)
    times_s = np.arange(count) * STEP_S - LEAD_S
    spoken_s = knots.spoken_at(times_s)
    for hold in knots.holds:
        _walk(spoken_s, times_s, hold, rng)
    frame = np.clip(spoken_s / STEP_S, 0, len(envelope) - 1)
    voiced = heard.voiced[np.round(frame).astype(np.int64)]
    steady = voiced.copy()
    vowel = np.zeros(count)
    for span in knots.vowels:
        voiced |= (times_s >= span.start_s + 0.02) & (times_s < span.end_s - 0.02)
        vowel = np.maximum(vowel, _slopes(times_s, span, 0.03, 0.04))
    for pause in knots.pauses:
        voiced &= (times_s < pause.start_s) | (times_s >= pause.end_s)
    shaped = _between(envelope, frame)
    swing = vibrato(phrase.notes, times_s, rng)
    gain_db = _gains(np.log(np.exp(shaped).sum(axis=1)), steady, times_s, knots, phrase, open_end=speech.open_end)
    shaped += _NEPER_PER_DB * gain_db[:, None]
    shaped += _colour(phrase.notes, times_s, envelope.shape[1], shelf_db) * vowel[:, None]
    shaped += (0.12 * swing * vowel)[:, None]
    noise = np.clip(_between(noise, frame), 1e-6, 1.0 - 1e-6)
    noise = np.where(vowel[:, None] > 0.5, noise**_CLEARER, noise)
    melody_hz = hertz(tune(phrase.notes, -LEAD_S, STEP_S, count) + swing + wander(count, STEP_S, rng))
    made = pyworld.synthesize(
        np.where(voiced, melody_hz, 0.0), np.exp(shaped), np.ascontiguousarray(noise), SPEECH_RATE_HZ, STEP_S * 1000.0
    )
    return Sung(
        sound=made,
        times_s=times_s,
        spoken_s=spoken_s,
        voiced=voiced,
        gain_db=gain_db,
        dynamics_db=_dynamics_db(phrase.notes, times_s),
        vowel=vowel,
    )


def _walk(spoken_s: Curve, times_s: Curve, hold: Hold, rng: np.random.Generator) -> None:
    """Fill a hold by walking its stable part to and fro with random turning points, arriving at its end in time."""
    inside = np.flatnonzero((times_s >= hold.sung.start_s) & (times_s < hold.sung.end_s))
    low_s, high_s = hold.spoken.start_s, hold.spoken.end_s
    width_s, stride_s = high_s - low_s, STEP_S * _WALK
    if len(inside) <= 24 or width_s <= 0.03:
        return
    place_s, ahead, turn_s = low_s, True, high_s
    for left, step in zip(range(len(inside), 0, -1), inside, strict=True):
        if left * stride_s <= high_s - place_s + 0.003:
            ahead, turn_s = True, np.inf
        elif ahead and place_s >= turn_s:
            ahead, turn_s = False, low_s + rng.uniform(0.0, 0.5) * width_s
        elif not ahead and place_s <= turn_s:
            ahead, turn_s = True, high_s - rng.uniform(0.0, 0.5) * width_s
        spoken_s[step] = place_s
        place_s = min(max(place_s + (stride_s if ahead else -stride_s), low_s), high_s)


def _slopes(times_s: Curve, span: Span, rise_s: float, fall_s: float) -> Curve:
    """1 inside a span, with slopes at its ends."""
    return np.clip((times_s - span.start_s) / rise_s, 0.0, 1.0) * np.clip((span.end_s - times_s) / fall_s, 0.0, 1.0)


def _between(rows: Curve, frame: Curve) -> Curve:
    """Rows read at fractional places."""
    whole = np.floor(frame).astype(np.int64)
    part = (frame - whole)[:, None]
    return np.asarray(rows[whole] * (1.0 - part) + rows[np.minimum(whole + 1, len(rows) - 1)] * part, np.float64)


def _gains(level: Curve, steady: Flags, times_s: Curve, knots: Knots, phrase: Phrase, *, open_end: bool) -> Curve:
    """Level changes in dB: vowels evened out and arched over the phrase, notes as loud as played, a soft release."""
    first_s, last_s = knots.vowels[0].start_s, knots.vowels[-1].end_s
    peaks = [float(level[_within(times_s, span)].max(initial=-30.0)) for span in knots.vowels]
    usual = float(np.median(peaks))
    gain = np.zeros(len(times_s))
    for span, peak in zip(knots.vowels, peaks, strict=True):
        inside = _within(times_s, span)
        passed = (times_s[inside] - span.start_s) / max(span.length_s, 0.01)
        arch = 0.35 * np.sin(np.pi * np.clip((times_s[inside] - first_s) / (last_s - first_s), 0.0, 1.0)) - 0.2
        aim = 0.65 * usual + 0.35 * peak + arch - 0.25 * np.clip(passed - 0.6, 0.0, 1.0)
        # What hisses (an aspirated k) is not lifted: only what the model itself voiced.
        highest = np.where(steady[inside], 3.0, 0.5)
        gain[inside] = np.clip(aim - level[inside], -1.5, highest)
    gain = smooth(gain * _vowel_weight(times_s, knots), 7) / _NEPER_PER_DB
    gain += _dynamics_db(phrase.notes, times_s)
    if open_end:
        release = np.clip((phrase.length_s - times_s) / 0.12, 1e-3, 1.0)
        gain += np.where(times_s > last_s - 0.02, 20.0 * np.log10(release), 0.0)
    for pause in knots.pauses:
        gain -= 60.0 * _slopes(times_s, Span(start_s=pause.start_s, end_s=pause.end_s + 0.01), 0.03, 0.02)
    return gain


def _within(times_s: Curve, span: Span) -> Flags:
    """Frames inside a span."""
    return (times_s >= span.start_s) & (times_s < span.end_s)


def _vowel_weight(times_s: Curve, knots: Knots) -> Curve:
    """1 inside vowels with short slopes."""
    return np.max([_slopes(times_s, span, 0.03, 0.04) for span in knots.vowels], axis=0)


def _played(notes: tuple[SungNote, ...], times_s: Curve) -> Curve:
    """The loudness of the note at each time, gliding over 60 ms."""
    starts = np.array([note.start_s - 0.03 for note in notes])
    place = np.clip(np.searchsorted(starts, times_s, side="right") - 1, 0, len(notes) - 1)
    return smooth(np.array([note.loudness for note in notes])[place], 13)


def _dynamics_db(notes: tuple[SungNote, ...], times_s: Curve) -> Curve:
    """Level of the notes as played, 0 dB at the usual loudness."""
    return _LOUDNESS_RANGE_DB * (_played(notes, times_s) - _USUAL_LOUDNESS)


def _colour(notes: tuple[SungNote, ...], times_s: Curve, bins: int, shelf_db: float) -> npt.NDArray[np.float64]:
    """Spectral slope of the vowels in nepers of power: louder is brighter; and the voice's own shelf from 5 to 6.5 kHz."""
    axis_hz = np.linspace(0.0, SPEECH_RATE_HZ / 2, bins)
    shelf = shelf_db * np.clip((axis_hz - 5000.0) / 1500.0, 0.0, 1.0)
    slope = np.clip(np.log2(np.maximum(axis_hz, 1.0) / 1200.0) / np.log2(3000.0 / 1200.0), 0.0, 1.0)
    louder = _BRIGHTNESS_DB * (_played(notes, times_s) - _USUAL_LOUDNESS)
    return np.asarray(_NEPER_PER_DB * (shelf[None] + louder[:, None] * slope[None]), np.float64)
