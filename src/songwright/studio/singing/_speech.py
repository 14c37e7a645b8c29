"""Speaking a phrase in the model's own time: which sounds, when, at which pitch and energy."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from songwright.song import Delivery
from songwright.studio.singing._alphabet import alphabet
from songwright.studio.singing._curves import Curve, clock
from songwright.studio.singing._model import FRAME_S, PITCH_STEP_S, Floats, Timing, VoiceModel
from songwright.studio.singing._phrases import Phrase

SPEED = 0.68
"""Slow speech: long vowels and clear consonants; .65 to .70 measured best, slower costs more."""
_FASTEST = 1.35
_SPOKEN_SPEEDS = (0.7, 1.3)
"""Slowest and fastest speech where nothing is sung: the words are said as fast as their notes come."""
_FEWEST_TIMED = 3
"""Syllables from which the pace of a phrase is heard in it."""
_LAG_S = 0.06
"""The model's token borders come this much after the sound (measured)."""
_SHORTEST_VOWEL_S = 0.06
_LEAD_FRAMES, _TAIL_FRAMES = 6, 10
"""What is kept of the silence around the words: a quarter of a slow line is silence, and sounding it costs."""
_EDGE = 0
"""Number of the silent token at both ends."""
_STILL, _STILL_BEFORE_S = -1.0, 0.02
"""Energy asked for until so long before the first sound: the model's own figure inside a stop. What it foresees for the
silence belongs to the words that follow; cut short, it sounds as a bark of a tenth of a second, 12 dB under the vowels:
"leave" is heard as "believe", and "rain" begins twice (decision 0015)."""
_RELEASE_S = 0.04
"""How long before its end a first "p", "t" or "k" is released. Until then it is a closed mouth; the model foresees the
pitch of its vowel there and murmurs on it, most in Romance voices, and "torna" is heard as "dorna" (decision 0015)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vowel:
    """A sung vowel in the spoken sound."""

    phone: str
    before: str
    """The sound before it, or nothing."""
    after: str
    onset_s: float
    end_s: float
    voice: tuple[float, float]
    """From where to where it has a pitch with the sonorants around it ("m", "l", "r"): speech lets the last ones of a
    sentence go without, and then they hiss."""
    word_end_s: float | None
    """Where its word ends and the next begins, if the word ends with this syllable."""
    attack_s: float | None = None
    """Where the ear takes its syllable to begin, if that is known and lies in the consonants before it."""

    @property
    def length_s(self) -> float:
        """How long it is spoken."""
        return self.end_s - self.onset_s


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Speech:
    """A phrase as the model would speak it, before it sounds."""

    vowels: tuple[Vowel, ...]
    """As many as the phrase has syllables."""
    timing: Timing
    pitch_hz: Floats
    """80 a second, near zero where unvoiced."""
    energy: Floats
    style: Floats
    open_end: bool
    """Whether the last vowel has no consonant after it."""

    @property
    def length_s(self) -> float:
        """Length of the spoken sound."""
        return len(self.pitch_hz) * PITCH_STEP_S

    @property
    def times_s(self) -> Curve:
        """Times of the pitch and energy values."""
        return clock(len(self.pitch_hz), 0.5 * PITCH_STEP_S, PITCH_STEP_S)


def speak(model: VoiceModel, styles: Floats, phrase: Phrase) -> Speech:
    """The phrase in speech: as fast as its notes come where it isn't sung, else slow, but no slower than they allow."""
    phones, nuclei = _written(phrase)
    tokens = [_EDGE, *(alphabet().tokens[phone] for phone in phones), _EDGE]
    style = styles[min(len(tokens) - 2, len(styles) - 1)][None]
    timing = model.timing(tokens, style, SPEED if phrase.delivery is Delivery.SUNG else 1.0)
    speed = _speed(_vowels(phones, nuclei, phrase, timing), phrase)
    if speed is not None:
        timing = model.timing(tokens, style, speed)
    pitch_hz, energy = model.prosody(timing, style)
    before, after = _silence(timing)
    timing = replace(timing, frames=timing.frames - before - after)
    heard = slice(2 * int(before.sum()), len(pitch_hz) - 2 * int(after.sum()))
    vowels = _vowels(phones, nuclei, phrase, timing)
    release_s = _release_s(phones, timing)
    begin_s = max(float(timing.frames[0]) * FRAME_S - _LAG_S - _STILL_BEFORE_S, release_s)
    return Speech(
        vowels=vowels,
        timing=timing,
        pitch_hz=_until(pitch_hz[heard], release_s, 0.0),
        energy=_until(energy[heard], begin_s, _STILL),
        style=style,
        open_end=not vowels[-1].after,
    )


def _speed(vowels: tuple[Vowel, ...], phrase: Phrase) -> float | None:
    """The speed that suits the notes better than the one at which these vowels were timed, if there is one."""
    if phrase.delivery is Delivery.SUNG:
        crowd = (vowels[-1].end_s - vowels[0].onset_s) / max(0.95 * phrase.length_s, 0.05)
        return min(SPEED * crowd, _FASTEST) if crowd > 1.0 else None
    said_s = vowels[-1].onset_s - vowels[0].onset_s
    silent_s = sum(max(later.start_s - earlier.end_s, 0.0) for earlier, later in pairwise(phrase.syllables))
    asked_s = phrase.syllables[-1].start_s - silent_s
    if len(vowels) < _FEWEST_TIMED or asked_s <= 0.0:
        return None
    return min(max(said_s / asked_s, _SPOKEN_SPEEDS[0]), _SPOKEN_SPEEDS[1])


def _release_s(phones: str, timing: Timing) -> float:
    """When the stop without a voice is released that the words begin with; 0 where they begin otherwise."""
    if phones[0] not in alphabet().bursts:
        return 0.0
    return float(timing.frames[:2].sum()) * FRAME_S - _LAG_S - _RELEASE_S


def _until(curve: Floats, end_s: float, most: float) -> Floats:
    """The curve, at most so much until a time."""
    count = max(round(end_s / PITCH_STEP_S), 0)
    return np.concatenate([np.minimum(curve[:count], np.float32(most)), curve[count:]])


def _silence(timing: Timing) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Frames that each token can give away before and after the words."""
    before, after = np.zeros_like(timing.frames), np.zeros_like(timing.frames)
    before[0] = max(int(timing.frames[0]) - _LEAD_FRAMES, 0)
    # The full stop and the silent last token.
    surplus = max(int(timing.frames[-2:].sum()) - _TAIL_FRAMES, 0)
    after[-1] = min(surplus, int(timing.frames[-1]) - 1) if surplus else 0
    after[-2] = surplus - after[-1]
    return before, after


def _written(phrase: Phrase) -> tuple[str, tuple[int, ...]]:
    """The phrase's sounds with spaces between words and a full stop, and where its vowels stand."""
    written = ""
    nuclei: list[int] = []
    for syllable in phrase.syllables:
        nuclei.append(len(written) + syllable.nucleus)
        written += syllable.phones + (" " if syllable.ends_word else "")
    return written.rstrip(" ") + ".", tuple(nuclei)


def _vowels(phones: str, nuclei: tuple[int, ...], phrase: Phrase, timing: Timing) -> tuple[Vowel, ...]:
    """Where each sung vowel lies in the spoken sound."""
    letters = alphabet()
    # Starts of the tokens after the silent first one, and the end of the last.
    starts_s = np.cumsum(timing.frames)[: len(phones) + 1] * FRAME_S - _LAG_S
    vowels: list[Vowel] = []
    for place, nucleus in enumerate(nuclei):
        # A stress mark sounds as the first part of its vowel.
        first = nucleus - 1 if nucleus and phones[nucleus - 1] in letters.stresses else nucleus
        beyond = nucleus + 1
        while phones[beyond] in letters.lengtheners:
            beyond += 1
        onset_s = max(float(starts_s[first]), 0.0)
        before = phones[:first].replace(" ", "")
        ends_word = place + 1 < len(nuclei) and phrase.syllables[place].ends_word
        opening, closing = first, beyond
        while opening and phones[opening - 1] in letters.sonorants:
            opening -= 1
        while phones[closing] in letters.sonorants:
            closing += 1
        gap = phones.find(" ", nucleus) if ends_word else -1
        vowels.append(
            Vowel(
                phone=phones[nucleus],
                before=before[-1:],
                after=phones[beyond].strip(" ."),
                onset_s=onset_s,
                end_s=max(float(starts_s[beyond]), onset_s + _SHORTEST_VOWEL_S),
                voice=(max(float(starts_s[opening]), 0.0), float(starts_s[closing])),
                word_end_s=float(starts_s[gap]) if gap >= 0 else None,
            )
        )
    return tuple(vowels)
