"""From spoken to sung: WORLD takes the sound apart, the knots stretch it, the melody gives it pitch, WORLD joins it.

WORLD: Morise, Yokomori and Ozawa, "WORLD: a vocoder-based high-quality speech synthesis system", IEICE 2016.
"""

from dataclasses import dataclass

import numpy as np
import pyworld

from songwright.song import Delivery
from songwright.studio.singing._again import Reading
from songwright.studio.singing._curves import STEP_S, Curve, Flags, clock, rows_at, within
from songwright.studio.singing._knots import LEAD_S, TAIL_S, Hold, Knots
from songwright.studio.singing._levels import NEPER_PER_DB, colour, dynamics_db, gains_db, vowel_weight
from songwright.studio.singing._listening import Heard
from songwright.studio.singing._melody import hertz, midi, tune, vibrato, wander
from songwright.studio.singing._model import SPEECH_RATE_HZ, Floats

_WALK = 0.1
"""Speed at which a held place is walked to and fro: a living hold; slow enough not to be heard as syllables (0021)."""
_CLEARER = 1.5
"""Power that lowers the vowels' noisiness: 2 dB more harmonics above 5 kHz."""
_SWELL_NEPERS = 0.12
"""How much louder a semitone of vibrato is at its top."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sung:
    """A phrase at 24 kHz, starting LEAD_S before its first vowel, with the curves that shaped it."""

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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts:
    """A spoken sound taken apart, a row each 5 ms."""

    envelope: Floats
    """Log power."""
    noise: Floats
    """Share of noise."""


def warp(
    parts: Parts,
    heard: Heard,
    knots: Knots,
    reading: Reading,
    rng: np.random.Generator,
    *,
    shelf_db: float,
    open_start: bool,
    open_end: bool,
) -> Sung:
    """Sing a spoken sound, or say it in time where the phrase isn't sung.

    Args:
        parts: The sound.
        heard: What there is to hear in it.
        knots: How sung time runs through spoken time.
        reading: The phrase as it is performed.
        rng: Moves holds, vibrato and pitch.
        shelf_db: Level above 6 kHz in sung vowels.
        open_start: Whether no consonant precedes the first vowel: it then comes in softly, where it is sung.
        open_end: Whether no consonant follows the last vowel.
    """
    phrase, envelope, noise = reading.phrase, parts.envelope, parts.noise
    is_sung = phrase.delivery is Delivery.SUNG
    times_s = clock(int((LEAD_S + phrase.length_s + TAIL_S) / STEP_S), -LEAD_S)
    spoken_s = knots.spoken_at(times_s)
    for hold in knots.holds:
        _walk(spoken_s, times_s, hold, rng)
    frame = np.asarray(np.clip(spoken_s / STEP_S, 0, len(envelope) - 1), np.float64)
    steady = heard.voiced[np.round(frame).astype(np.int64)]
    vowel = vowel_weight(times_s, knots)
    shaped = rows_at(envelope, frame)
    swing = vibrato(phrase.notes, times_s, rng) if is_sung else np.zeros(len(times_s))
    level = np.log(np.exp(shaped).sum(axis=1))
    gain_db = gains_db(level, steady, times_s, knots, phrase, open_start=open_start and is_sung, open_end=open_end)
    shaped += (NEPER_PER_DB * gain_db + _SWELL_NEPERS * swing * vowel)[:, None]
    shaped += colour(phrase.notes, times_s, envelope.shape[1], shelf_db if is_sung else 0.0) * vowel[:, None]
    voiced = _voicing(steady, times_s, knots)
    line = tune(phrase.notes, times_s) if is_sung else midi(np.interp(spoken_s, heard.times_s, heard.pitch_hz))
    pitch_hz = hertz(line + swing + wander(len(times_s), STEP_S, rng) + reading.detuned)
    noise_share = _cleared(rows_at(noise, frame), vowel, _CLEARER if is_sung else 1.0)
    return Sung(
        sound=_joined(np.where(voiced, pitch_hz, 0.0), shaped, noise_share),
        times_s=times_s,
        spoken_s=spoken_s,
        voiced=voiced,
        gain_db=gain_db,
        dynamics_db=dynamics_db(phrase.notes, times_s),
        vowel=vowel,
    )


def taken_apart(sound: Curve, heard: Heard) -> Parts:
    """Spectral envelope and noise share of a sound of known pitch."""
    pitch_hz = np.where(heard.voiced, heard.pitch_hz, 0.0)
    power = pyworld.cheaptrick(sound, pitch_hz, heard.times_s, SPEECH_RATE_HZ)
    noise = pyworld.d4c(sound, pitch_hz, heard.times_s, SPEECH_RATE_HZ)
    # Single precision: what a phrase is made of is kept for its doubles.
    return Parts(envelope=np.log(power + 1e-16).astype(np.float32), noise=np.asarray(noise, np.float32))


def _joined(pitch_hz: Curve, envelope: Curve, noise: Curve) -> Curve:
    """Sound from its pitch (0 where unvoiced), log power envelope and noise share."""
    made = pyworld.synthesize(pitch_hz, np.exp(envelope), noise, SPEECH_RATE_HZ, STEP_S * 1000.0)
    return np.asarray(made, np.float64)


def _voicing(steady: Flags, times_s: Curve, knots: Knots) -> Flags:
    """What is sung with pitch: what was spoken so, and every vowel; never a pause."""
    voiced = steady.copy()
    for vowel in knots.vowels:
        voiced |= within(times_s, vowel.start_s + 0.02, vowel.end_s - 0.02)
    for pause in knots.pauses:
        voiced &= ~within(times_s, pause.start_s, pause.end_s)
    return voiced


def _cleared(noise: Curve, vowel: Curve, power: float) -> Curve:
    """The noise share, lower in vowels by a power above 1."""
    noise = np.clip(noise, 1e-6, 1.0 - 1e-6)
    inside = vowel > 0.5
    noise[inside] **= power
    return noise


def _walk(spoken_s: Curve, times_s: Curve, hold: Hold, rng: np.random.Generator) -> None:
    """Fill a hold by walking its stable part to and fro with random turning points, arriving at its end in time."""
    inside = np.flatnonzero(within(times_s, hold.sung.start_s, hold.sung.end_s))
    low_s, high_s = hold.spoken.start_s, hold.spoken.end_s
    width_s = high_s - low_s
    if len(inside) <= 24 or width_s <= 0.03:
        return
    # A short hold is crossed once, as fast as it takes: what is left at its end would be jumped over, as a click.
    stride_s = max(STEP_S * _WALK, width_s / len(inside))
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
