"""Chords as degrees of their key, so that one progression reads the same in every key."""

from songwright.song import MODES, Chord, Key
from songwright.studio.pressing._spelling import symbol_parts

_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII")
_ENDINGS = {
    "m7b5": "ø7", "dim": "°", "dim7": "°7", "aug": "+", "aug7": "+7", "m(maj7)": "maj7", "maj7": "maj7", "maj9": "maj9",
}  # fmt: skip
"""How a numeral ends where it differs from the chord symbol; a minor chord's "m" is in its small letters."""


def degree_of(chord: Chord, key: Key) -> str:
    """The numeral of a chord: capitals for major, "♭" and "♯" against the key's own scale, "/3" for another bass.

    A dorian key's major fourth is "IV", a minor key's leading-note chord "♯vii°7", G over B in C major "V/7".
    """
    _, quality, _ = symbol_parts(chord, key)
    minor = 3 in chord.intervals and 4 not in chord.intervals
    mark, place = _place(chord.root, key, leads=6 in chord.intervals and 7 not in chord.intervals)
    numeral = _ROMANS[place].lower() if minor else _ROMANS[place]
    ending = _ENDINGS.get(quality, quality.removeprefix("m") if minor else quality)
    ending = ending.replace("b", "♭").replace("#", "♯")
    if chord.bass == chord.root:
        return f"{mark}{numeral}{ending}"
    low_mark, low = _place(chord.bass, key, leads=False)
    return f"{mark}{numeral}{ending}/{low_mark}{low + 1}"


def _place(tone: int, key: Key, *, leads: bool) -> tuple[str, int]:
    """Accidental and index of the scale degree that a pitch class stands on.

    A tone between two degrees raises the lower one where that is the fourth, or lower than in major, or where the
    chord leads upwards (♯IV, a minor key's ♯VII, ♯i°7); elsewhere it lowers the upper one (♭VI).
    """
    if tone in key.scale:
        return "", key.scale.index(tone)
    lower = key.scale.index((tone - 1) % 12)
    flattened = MODES[key.mode][lower] < MODES["major"][lower]
    return ("♯", lower) if leads or lower == 3 or flattened else ("♭", (lower + 1) % 7)
