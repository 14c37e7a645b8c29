"""Letters for pitches: key signatures, notes on their scale's letters, and the parts of a chord symbol."""

import re
from functools import cache
from typing import NamedTuple

from songwright.song import Chord, Key, pitch_class

_LETTERS = "CDEFGAB"
_NATURAL = (0, 2, 4, 5, 7, 9, 11)
_MODES_UP = ("major", "dorian", "phrygian", "lydian", "mixolydian", "minor", "locrian")
"""Modes by the degree of their relative major on which they begin."""
_SYMBOL = re.compile(r"([A-G][#b]?)(.*?)(?:/([A-G][#b]?))?")


class Spelt(NamedTuple):
    """A pitch as it is written: middle C is C, 0, 4."""

    letter: str
    alter: int
    """Semitones above the letter, -1 for a flat."""
    octave: int


class SymbolParts(NamedTuple):
    """A chord symbol in its parts, as ("F#", "m7b5", "C")."""

    root: str
    quality: str
    bass: str
    """"" where the root is in the bass."""


def fifths_of(key: Key) -> int:
    """The key signature: sharps, or flats as a negative number; modes have that of their relative major."""
    fifths = key.relative_major * 7 % 12
    return fifths - 12 if "b" in key.spell(key.relative_major) or fifths > 6 else fifths


@cache
def _scale_names(key: Key) -> dict[int, tuple[str, int]]:
    """Letter and alteration of each pitch class of the scale: seven tones, seven letters."""
    # Counted from the relative major, whose signature stands on the staff: the tonic of the sharpest may be E♯.
    first = _LETTERS.index(key.spell(key.relative_major)[0]) + _MODES_UP.index(key.mode)
    names: dict[int, tuple[str, int]] = {}
    for step, tone in enumerate(key.scale):
        place = (first + step) % 7
        names[tone] = (_LETTERS[place], (tone - _NATURAL[place] + 6) % 12 - 6)
    return names


def spelt(pitch: int, key: Key) -> Spelt:
    """A MIDI pitch on its scale's letter; tones outside the scale as the key spells them."""
    name = _scale_names(key).get(pitch % 12)
    if name is None:
        text = key.spell(pitch)
        name = (text[0], text.count("#") - text.count("b"))
    letter, alter = name
    return Spelt(letter, alter, (pitch - alter) // 12 - 1)


def symbol_parts(chord: Chord, key: Key) -> SymbolParts:
    """The parts of a chord's symbol, as it spells itself; a symbol that says another chord is spelt by the key."""
    match = _SYMBOL.fullmatch(chord.symbol)
    if match is None or pitch_class(match[1]) != chord.root:
        quality = "m" if 3 in chord.intervals and 4 not in chord.intervals else ""
        return SymbolParts(key.spell(chord.root), quality, _bass(chord, key, ""))
    return SymbolParts(match[1], match[2], _bass(chord, key, match[3] or ""))


def _bass(chord: Chord, key: Key, said: str) -> str:
    """The name of a bass that is not the root: as the symbol says it, if that is true."""
    if chord.bass == chord.root:
        return ""
    return said if said and pitch_class(said) == chord.bass else key.spell(chord.bass)
