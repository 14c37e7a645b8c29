"""Pitch as numbers: keys, scales and chords. Pitch 60 is middle C; a pitch class is 0 (C) to 11 (B)."""

import re
from dataclasses import dataclass

MODES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "locrian": (0, 1, 3, 5, 6, 8, 10),
}
"""Semitones above the tonic, by mode."""

LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SHARP_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_FLAT_NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_FLAT_MAJORS = {1, 3, 5, 8, 10}
"""Major tonics written with flats: Db Eb F Ab Bb (the shorter signature on the circle of fifths)."""

_KEY_TEXT = re.compile(r"([A-Ga-g][#b♯♭]{0,2})(?:(m|M)|[\s_-]*([A-Za-z]+))?")
_MODE_WORDS = {"min": "minor", "maj": "major", "moll": "minor", "dur": "major", "aeolian": "minor", "ionian": "major"}


def pitch_class(name: str) -> int:
    """Pitch class of a note name as "C", "f#", "Bb" or "E♭"; raises ValueError on anything else."""
    text = name.strip().replace("♭", "b").replace("♯", "#")
    if not text or text[0].upper() not in LETTERS or any(mark not in "#b" for mark in text[1:]) or len(text) > 3:
        raise ValueError(f"not a note name: {name!r}")
    return (LETTERS[text[0].upper()] + text.count("#", 1) - text.count("b", 1)) % 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A tonic and a mode."""

    tonic: int
    """Pitch class of the tonic."""
    mode: str = "major"

    def __post_init__(self) -> None:
        if not 0 <= self.tonic < 12 or self.mode not in MODES:
            raise ValueError(f"no such key: {self.tonic} {self.mode}")

    def __str__(self) -> str:
        return f"{self.spell(self.tonic)} {self.mode}"

    @classmethod
    def parse(cls, text: str) -> "Key":
        """The key named as "A minor", "Am", "F# major", "Bb" or "d dorian"; raises ValueError on anything else."""
        found = _KEY_TEXT.fullmatch(text.strip())
        if not found:
            raise ValueError(f"not a key: {text!r}; write it as 'A minor', 'F#m' or 'Bb major'")
        note, short, word = found.groups()
        if short:
            mode = "minor" if short == "m" else "major"
        else:
            mode = _MODE_WORDS.get((word or "major").lower(), (word or "major").lower())
        if mode not in MODES:
            raise ValueError(f"no such mode: {word!r}; known are {', '.join(MODES)}")
        return cls(tonic=pitch_class(note), mode=mode)

    @property
    def scale(self) -> tuple[int, ...]:
        """Pitch classes of the scale, from the tonic up."""
        return tuple((self.tonic + step) % 12 for step in MODES[self.mode])

    @property
    def minorish(self) -> bool:
        """Whether the third above the tonic is minor."""
        return MODES[self.mode][2] == 3

    @property
    def relative_major(self) -> int:
        """Tonic of the major key with the same notes, which decides how notes are spelt."""
        offset = {"major": 0, "dorian": 2, "phrygian": 4, "lydian": 5, "mixolydian": 7, "minor": 9, "locrian": 11}
        return (self.tonic - offset[self.mode]) % 12

    def spell(self, pitch: int) -> str:
        """Name of a pitch (or pitch class) in this key's spelling."""
        names = _FLAT_NAMES if self.relative_major in _FLAT_MAJORS else _SHARP_NAMES
        return names[pitch % 12]

    def transposed(self, semitones: int) -> "Key":
        """The same mode on another tonic."""
        return Key(tonic=(self.tonic + semitones) % 12, mode=self.mode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chord:
    """A chord by root, intervals and bass; `symbol` is how a lead sheet writes it."""

    root: int
    """Pitch class."""
    intervals: tuple[int, ...]
    """Semitones above the root, rising, starting with 0; extensions keep their octave (9th = 14)."""
    bass: int
    """Pitch class in the bass."""
    symbol: str

    @property
    def tones(self) -> tuple[int, ...]:
        """Pitch classes, root first, without repeats."""
        return tuple(dict.fromkeys((self.root + step) % 12 for step in self.intervals))

    def transposed(self, semitones: int, symbol: str) -> "Chord":
        """The same chord moved by semitones, under a new symbol."""
        return Chord(
            root=(self.root + semitones) % 12,
            intervals=self.intervals,
            bass=(self.bass + semitones) % 12,
            symbol=symbol,
        )
