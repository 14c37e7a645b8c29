"""Chords as degrees of their key, so that one progression reads the same in every key."""

from songwright.song import Chord, Key, pitch_class
from songwright.studio.pressing._spelling import LETTERS, symbol_parts

_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII")
_ENDINGS = {
    "m7b5": "ø7", "dim": "°", "dim7": "°7", "aug": "+", "aug7": "+7", "m(maj7)": "maj7", "maj7": "maj7", "maj9": "maj9",
}  # fmt: skip
"""How a numeral ends where it differs from the chord symbol; a minor chord's "m" is in its small letters."""
_MARKS = {-1: "♭", 0: "", 1: "♯"}


def degree_of(chord: Chord, key: Key) -> str:
    """The numeral of a chord: capitals for major, "♭" and "♯" against the key's own scale, "/3" for another bass.

    A dorian key's major fourth is "IV", a minor key's leading-note chord "♯vii°7", G over B in C major "V/7".
    """
    root, quality, bass = symbol_parts(chord, key)
    minor = 3 in chord.intervals and 4 not in chord.intervals
    mark, place = _place(root, key)
    numeral = _ROMANS[place].lower() if minor else _ROMANS[place]
    ending = _ENDINGS.get(quality, quality.removeprefix("m") if minor else quality)
    ending = ending.replace("b", "♭").replace("#", "♯")
    if not bass:
        return f"{mark}{numeral}{ending}"
    low_mark, low = _place(bass, key)
    return f"{mark}{numeral}{ending}/{low_mark}{low + 1}"


def _place(name: str, key: Key) -> tuple[str, int]:
    """Accidental and index of the scale degree a note's letter stands on."""
    place = (LETTERS.index(name[0]) - LETTERS.index(key.spell(key.tonic)[0])) % 7
    off = _off(pitch_class(name), key.scale[place])
    if off not in _MARKS:  # spelt from afar, as E# in C: the nearest degree is clearer
        place = min(range(7), key=lambda each: (abs(_off(pitch_class(name), key.scale[each])), each))
        off = _off(pitch_class(name), key.scale[place])
    return _MARKS[off], place


def _off(pitch: int, degree: int) -> int:
    """Semitones from a scale degree to a pitch class, -6 to 5."""
    return (pitch - degree + 6) % 12 - 6
