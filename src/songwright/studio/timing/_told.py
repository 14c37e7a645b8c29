"""A recogniser that hears what it was told it would: the honest fake of the Recogniser port."""

from dataclasses import dataclass

import numpy as np

from songwright.song import SAMPLE_RATE_HZ, Audio, HeardWord
from songwright.studio.ports import Progress

_SILENT = 1e-3
"""Full scale is 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRecogniser:
    """Hears those of its words under which there is sound. Knows no language and needs no time."""

    words: tuple[HeardWord, ...]
    name: str = "told"

    def hear(self, audio: Audio, language: str, progress: Progress) -> tuple[HeardWord, ...]:
        """The words that lie where the sound is no silence; `progress` may stop it."""
        del language
        progress("listening to the words", 0.0)
        level = np.abs(audio.samples).max(axis=1, initial=0.0)

        def sounds(word: HeardWord) -> bool:
            first, last = (round(at_s * SAMPLE_RATE_HZ) for at_s in (word.start_s, word.end_s))
            return bool(last <= len(level) and level[first:last].max(initial=0.0) > _SILENT)

        return tuple(sorted(filter(sounds, self.words), key=lambda word: word.start_s))
