"""Has the words of a recording recognised where nobody knows when they are sung."""

from dataclasses import replace

import numpy as np

from songwright.song import SAMPLE_RATE_HZ, Audio, Brief, Hearing, Lyrics, Rating, Recording, Role
from songwright.studio.ports import Progress, Recogniser
from songwright.studio.timing import align, guess

_SUNG = frozenset({Role.VOCAL, Role.BACKING})


def listen(recogniser: Recogniser, recording: Recording, brief: Brief, lyrics: Lyrics, progress: Progress) -> Recording:
    """The recording with its words as they were recognised; as it is where nobody sings or their times are known.

    Voices that lie on stems of their own are listened to alone. Raises NoAnswer, and what `progress` raises.
    """
    voices = [stem.audio.samples for stem in recording.stems if stem.role in _SUNG]
    if not voices or not brief.sung or not lyrics.stanzas or recording.performance is not None:
        return recording
    sound = np.zeros((max(map(len, voices)), 1), np.float32)
    for samples in voices:
        sound[: len(samples)] += samples.mean(axis=1, keepdims=True)
    words = recogniser.hear(Audio(samples=sound), brief.language, progress)
    return replace(recording, hearing=Hearing(words=words, by=recogniser.name))


def understood(recording: Recording, brief: Brief, lyrics: Lyrics) -> Rating:
    """How many of its words were recognised. Its words must have been listened to."""
    heard = recording.hearing.words if recording.hearing else ()
    length_s = max(len(stem.audio.samples) for stem in recording.stems) / SAMPLE_RATE_HZ
    found = align(guess(brief, lyrics, length_s), heard, length_s)
    return Rating(
        of="words", mark=found.share, weight=4.0, says=f"{found.recognised} of {found.words} words recognised"
    )
