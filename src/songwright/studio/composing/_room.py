"""Room for the words: at which places of the bar a section's syllables begin, so that chords fall beside them."""

from collections import Counter
from functools import lru_cache

from songwright.song import PPQ, Note, Role
from songwright.studio.composing._form import Passage
from songwright.studio.composing._sheet import Sheet

_EIGHTH = PPQ // 2
_TALKING = 3
"""Syllables from which a bar is sung in earnest."""
_USUAL = 0.34
"""Share of those bars that begin a syllable at a place which chords then leave alone."""


class Room:
    """Where one passage leaves room: the same places in all its sung bars, so that a pattern stays a pattern."""

    def __init__(self, sheet: Sheet, passage: Passage) -> None:
        self._start, self._bar = int(passage.start), sheet.meter.bar_ticks
        self._bars, self._places = _sung_places(sheet.vocal, self._start, sheet.end_of(passage), self._bar)

    def talks(self, tick: int) -> bool:
        """Whether the voice usually begins a syllable at this place, in a bar in which it sings."""
        bar, place = divmod(tick - self._start, self._bar)
        return bar in self._bars and place // _EIGHTH in self._places


@lru_cache(maxsize=64)
def _sung_places(vocal: tuple[Note, ...], start: int, end: int, bar: int) -> tuple[frozenset[int], frozenset[int]]:
    """Bars in which the voice sings in earnest, and the eighths of the bar where its syllables usually begin."""
    onsets = [int(note.start) - start for note in vocal if start <= note.start < end and note.syllable is not None]
    counts = Counter(onset // bar for onset in onsets)
    bars = frozenset(number for number, count in counts.items() if count >= _TALKING)
    places = Counter(onset % bar // _EIGHTH for onset in onsets if onset // bar in bars)
    return bars, frozenset(place for place, count in places.items() if count >= _USUAL * len(bars))


def keeps_time(sheet: Sheet, role: Role, nth: int) -> bool:
    """Whether a chair's pattern is the style's pulse, which goes on under the words."""
    return nth == 0 and role in sheet.manner.steady
