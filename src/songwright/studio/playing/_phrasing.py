"""How an expressive player shapes a phrase: it swells towards its middle, leans on its peak and tapers to its end."""

import math
from collections.abc import Sequence
from itertools import pairwise

from songwright.song import Note, Role, Score, Tick

_SWELL = 5.0
"""Velocity between the middle of a phrase and its ends, at full expression; about 1.5 dB of a struck key."""
_LEAN = 1.2
"""Velocity a semitone above the phrase's middle pitch gains, as louder is higher in speech and song."""
_MOST = 7.0
_BEATS_OF_REST = 0.75
"""A rest that parts two phrases."""
_SHARE = {Role.DRUMS: 0.35, Role.FX: 0.0, Role.BASS: 0.5, Role.VOCAL: 0.7, Role.BACKING: 0.5}
"""How far a role goes along; machines of rhythm keep more of their evenness."""
_LINES = (Role.VOCAL, Role.BACKING, Role.LEAD, Role.BRASS)
"""Roles that sing a line: their phrases end where they rest. All others breathe with four bars."""


def shaped(notes: Sequence[Note], role: Role, score: Score, expression: float) -> tuple[float, ...]:
    """Velocity to add to each note, in the order of the notes, which is that of their starts.

    A phrase's shape hangs on that phrase alone, so that words that return sound as they did. `expression` 0 to 1.
    """
    amount = expression * _SHARE.get(role, 1.0)
    if not amount or not notes:
        return (0.0,) * len(notes)
    found: list[float] = []
    for phrase in _phrases(notes, role, score):
        found += [amount * push for push in _pushes(phrase, leans=role in _LINES)]
    return tuple(found)


def _phrases(notes: Sequence[Note], role: Role, score: Score) -> list[list[Note]]:
    """The notes parted at rests and line ends, or at every fourth bar from the section's start."""
    starts = [int(section.start) for section in score.sections]
    four = 4 * score.meter.bar_ticks
    phrases: list[list[Note]] = [[notes[0]]]
    last_word = False
    for before, note in pairwise(notes):
        if role in _LINES:
            # A note without a syllable carries the vowel before it on.
            last_word = before.syllable.ends_line if before.syllable is not None else last_word
            sung_out = last_word and note.syllable is not None
            parted = sung_out or note.start - before.end >= _BEATS_OF_REST * score.meter.beat_ticks
        else:
            parted = _group(note.start, starts, four) != _group(before.start, starts, four)
        if parted:
            phrases.append([])
        phrases[-1].append(note)
    return phrases


def _group(tick: Tick, starts: Sequence[int], four: int) -> tuple[int, int]:
    """Section and group of four bars of a tick."""
    begun = max((start for start in starts if start <= tick), default=0)
    return begun, (int(tick) - begun) // four


def _pushes(phrase: Sequence[Note], *, leans: bool) -> list[float]:
    """Velocity each note of a phrase gains or loses; about nothing in sum."""
    first, last = int(phrase[0].start), int(phrase[-1].start)
    middle = sum(note.pitch for note in phrase) / len(phrase)
    found = []
    for note in phrase:
        way = (int(note.start) - first) / max(1, last - first)
        swell = _SWELL * (math.sin(math.pi * way**1.2) - 0.6) if len(phrase) > 2 else 0.0
        lean = _LEAN * (note.pitch - middle) if leans else 0.0
        found.append(max(-_MOST, min(_MOST, swell + lean)))
    return found
