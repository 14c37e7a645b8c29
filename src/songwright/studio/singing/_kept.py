"""What the voice model said last, kept for further performances of the same words."""

import threading
from collections import OrderedDict
from dataclasses import replace

from songwright.studio.dsp import taped
from songwright.studio.singing._phrases import Phrase
from songwright.studio.singing._render import Utterance
from songwright.studio.singing._warp import Parts

_MOST_S = 90.0
"""Seconds of speech that are kept; a second takes about a megabyte of tape."""


class Kept:
    """Utterances by voice and phrase, those used least recently given up first. May be shared by threads."""

    def __init__(self, most_s: float = _MOST_S) -> None:
        self._most_s = most_s
        self._held: OrderedDict[tuple[str, Phrase], Utterance] = OrderedDict()
        self._length_s = 0.0
        self._lock = threading.Lock()

    def get(self, voice: str, phrase: Phrase) -> Utterance | None:
        """What this voice said for this phrase, if it is still there."""
        with self._lock:
            found = self._held.get((voice, phrase))
            if found is not None:
                self._held.move_to_end((voice, phrase))
            return found

    def put(self, voice: str, phrase: Phrase, said: Utterance) -> None:
        """Keep an utterance in the place of the oldest ones."""
        with self._lock:
            if (voice, phrase) in self._held:
                return
            self._held[voice, phrase] = _at_rest(said)
            self._length_s += said.length_s
            while self._length_s > self._most_s and len(self._held) > 1:
                _, oldest = self._held.popitem(last=False)
                self._length_s -= oldest.length_s


def _at_rest(said: Utterance) -> Utterance:
    """The same, its large parts on tape."""
    parts = Parts(envelope=taped(said.parts.envelope), noise=taped(said.parts.noise))
    return replace(said, parts=parts)
