"""One phrase, from its notes and sounds to samples."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from songwright.song import SAMPLE_RATE_HZ, Delivery
from songwright.studio.singing._again import Reading, once_more
from songwright.studio.singing._consonants import with_consonants
from songwright.studio.singing._curves import STEP_S, Curve, clock
from songwright.studio.singing._filters import band_pass, doubled
from songwright.studio.singing._holds import audible, guessed_holds, stable_parts
from songwright.studio.singing._knots import LEAD_S, Knots, Span, tie
from songwright.studio.singing._listening import Heard, listen
from songwright.studio.singing._melody import hertz, midi, tune
from songwright.studio.singing._model import PITCH_STEP_S, SPEECH_RATE_HZ, Floats, VoiceModel
from songwright.studio.singing._onsets import attacked, snapped
from songwright.studio.singing._phrases import Phrase
from songwright.studio.singing._speech import Speech, Vowel, speak
from songwright.studio.singing._voices import Timbre
from songwright.studio.singing._warp import Parts, Sung, taken_apart, warp

_LEVEL = 10.0 ** (-19.0 / 20.0)
"""Root mean square of vowels sung at the usual loudness; peaks then lie near -6 dBFS."""
_JOIN_S = 0.05
_UNVOICED_HZ = 8.0
"""Highest pitch left where the model meant none."""
_LIVELY = 1.15
"""How much wider the intonation of what is rapped or spoken goes than the model's own."""
_BREATH_DB = -34.0
"""A breath against the vowels: heard when one listens for it, too faint to pass for a consonant (decision 0013)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SungPhrase:
    """A phrase's samples and the breath before it."""

    samples: npt.NDArray[np.float32]
    """At 48 kHz, starting `LEAD_S` before the first vowel."""
    pickup_s: float
    """How long before the first vowel its consonants begin."""
    late_s: float
    """By how much all of it comes after its written time."""
    breath: npt.NDArray[np.float32]
    """A breath in, to stand right before the consonants where there is time for one."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Utterance:
    """A phrase as the model said it, taken apart: all that further performances of it are made from."""

    vowels: tuple[Vowel, ...]
    holds: tuple[Span, ...]
    length_s: float
    open_end: bool
    sound: Floats
    heard: Heard
    parts: Parts


def utter(model: VoiceModel, styles: Floats, singer: Timbre, phrase: Phrase) -> Utterance:
    """Let the model say a phrase at its notes' pitch, or at the pitch of speech where it isn't sung: the dear part."""
    speech = speak(model, styles, phrase)
    if phrase.delivery is Delivery.SUNG:
        rough = tie(phrase, speech.vowels, guessed_holds(speech.vowels), speech.length_s)
        pitch_hz = _spoken_pitch(speech, rough, phrase, singer.ceiling_hz)
    else:
        pitch_hz = _intonation(speech, singer.ceiling_hz)
    sound = model.sound(speech.timing, pitch_hz.astype(np.float32), speech.energy, speech.style)
    heard = listen(sound, speech.times_s, pitch_hz)
    vowels, holds = stable_parts(audible(snapped(speech.vowels, heard), heard), heard, speech.length_s)
    return Utterance(
        # Speech keeps its own attacks: it is heard as speech by them.
        vowels=attacked(vowels, heard) if phrase.delivery is Delivery.SUNG else vowels,
        holds=holds,
        length_s=speech.length_s,
        open_end=speech.open_end,
        sound=sound.astype(np.float32),
        heard=heard,
        parts=taken_apart(sound, heard),
    )


def perform(said: Utterance, singer: Timbre, phrase: Phrase, seed: int, *, again: bool = False) -> SungPhrase:
    """Sing what was uttered, on the notes of this phrase. The same arguments give the same samples.

    Args:
        said: The same words by the same voice; on other pitches, if need be.
        singer: Who sings.
        phrase: The notes.
        seed: Any whole number.
        again: Whether it is a further performance, a little off the first in time and tuning.
    """
    rng = phrase.rng(singer.card.name, seed)
    reading = once_more(phrase, rng) if again else Reading(phrase=phrase)
    knots = tie(reading.phrase, said.vowels, said.holds, said.length_s)
    sung = warp(
        said.parts,
        said.heard,
        knots,
        reading,
        rng,
        shelf_db=singer.shelf_db,
        open_start=not said.vowels[0].before,
        open_end=said.open_end,
    )
    samples = doubled(with_consonants(sung, np.asarray(said.sound, np.float64), knots), SPEECH_RATE_HZ)
    samples *= _scale(samples, sung)
    fade = np.linspace(0.0, 1.0, round(_JOIN_S * SAMPLE_RATE_HZ))
    samples[: len(fade)] *= fade
    samples[-len(fade) :] *= fade[::-1]
    return SungPhrase(
        samples=samples.astype(np.float32),
        pickup_s=-float(knots.sung_s[1]),
        late_s=reading.late_s,
        breath=_breath(rng).astype(np.float32),
    )


def _spoken_pitch(speech: Speech, knots: Knots, phrase: Phrase, ceiling_hz: float) -> Curve:
    """The pitch asked of the model: the melody carried back into spoken time, never above what the voice can do."""
    times_s = speech.times_s
    count = int((LEAD_S + phrase.length_s + 1.0) / PITCH_STEP_S)
    grid_s = clock(count, -LEAD_S, PITCH_STEP_S)
    melody_hz = np.interp(knots.sung_at(times_s), grid_s, hertz(tune(phrase.notes, grid_s)))
    voiced = speech.pitch_hz > 50.0
    for vowel in knots.vowels:
        start_s, end_s = knots.spoken_at(np.array([vowel.start_s, vowel.end_s]))
        voiced |= (times_s >= start_s + 0.02) & (times_s < end_s - 0.02)
    for spoken in speech.vowels:
        voiced |= (times_s >= spoken.voice[0] + 0.02) & (times_s < spoken.voice[1] - 0.02)
    return np.where(voiced, np.minimum(melody_hz, ceiling_hz), np.minimum(speech.pitch_hz, _UNVOICED_HZ))


def _intonation(speech: Speech, ceiling_hz: float) -> Curve:
    """The pitch of speech, a little livelier than the model's own, around the same middle."""
    voiced = speech.pitch_hz > 50.0
    if not voiced.any():
        return np.asarray(speech.pitch_hz, np.float64)
    line = midi(np.asarray(speech.pitch_hz, np.float64))
    middle = float(np.median(line[voiced]))
    lively_hz = np.minimum(hertz(middle + _LIVELY * (line - middle)), ceiling_hz)
    return np.where(voiced, lively_hz, np.minimum(speech.pitch_hz, _UNVOICED_HZ))


def _scale(samples: Curve, sung: Sung) -> float:
    """Factor that brings the vowels to the studio's level, the dynamics of the notes kept."""
    weight = np.repeat(np.where(sung.vowel > 0.5, 1.0, 0.0), round(SAMPLE_RATE_HZ * STEP_S))
    weight = np.pad(weight, (0, max(len(samples) - len(weight), 0)))[: len(samples)]
    played = 10.0 ** (sung.dynamics_db / 10.0)
    wanted = _LEVEL * np.sqrt(np.average(played, weights=sung.vowel + 1e-9))
    measured = np.sqrt(np.sum(weight * samples**2) / max(weight.sum(), 1.0))
    return float(wanted / max(measured, 1e-4))


def _breath(rng: np.random.Generator) -> Curve:
    """A soft breath in: noise through an open mouth, rising slowly, ending sooner."""
    length_s = rng.uniform(0.22, 0.32)
    noise = rng.standard_normal(round(length_s * SAMPLE_RATE_HZ))
    passed = np.linspace(0.0, 1.0, len(noise))
    mouth = band_pass(noise, SAMPLE_RATE_HZ, 700.0, 6500.0, 1) * np.sin(np.pi * passed**1.4) ** 1.5
    loudness = float(np.sqrt(np.mean(mouth**2)))
    return np.asarray(mouth * _LEVEL * 10.0 ** (_BREATH_DB / 20.0) / max(loudness, 1e-9), np.float64)
