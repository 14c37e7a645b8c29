"""Roman numerals of the style files into chords of a key, spelt as a lead sheet writes them.

A numeral without an accidental stands on the mode's own scale ("VII" in minor is a whole tone below
the tonic); "b" and "#" count from the major scale ("bVI" lies 8 semitones up in every mode).
"""

import re
from functools import cache
from itertools import product

from songwright.song import MODES, Chord, Key

_DEGREES = {"I": 0, "II": 1, "III": 2, "IV": 3, "V": 4, "VI": 5, "VII": 6}
NUMERAL = re.compile(
    r"(?:(?P<pedal>[1-7]):)?(?P<mark>[b#]?)(?P<roman>VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)"
    r"(?P<suffix>[a-zA-Z0-9+#]*?)(?:-(?P<bass>[357]))?(?:/(?P<of>[b#]?[IViv]+))?"
)
_UPPER = {
    "": (0, 4, 7), "5": (0, 7), "6": (0, 4, 7, 9), "69": (0, 4, 7, 9, 14), "add9": (0, 4, 7, 14), "sus2": (0, 2, 7),
    "sus4": (0, 5, 7), "maj7": (0, 4, 7, 11), "maj9": (0, 4, 7, 11, 14), "maj13": (0, 4, 7, 11, 14, 21),
    "7": (0, 4, 7, 10), "9": (0, 4, 7, 10, 14), "11": (0, 5, 7, 10, 14), "13": (0, 4, 7, 10, 14, 21),
    "7sus4": (0, 5, 7, 10), "9sus4": (0, 5, 7, 10, 14), "7b9": (0, 4, 7, 10, 13), "7#9": (0, 4, 7, 10, 15),
    "7b5": (0, 4, 6, 10), "7b13": (0, 4, 7, 10, 20), "+": (0, 4, 8), "+7": (0, 4, 8, 10), "maj7#11": (0, 4, 7, 11, 18),
}  # fmt: skip
_MINOR = {
    "": (0, 3, 7), "5": (0, 7), "6": (0, 3, 7, 9), "7": (0, 3, 7, 10), "9": (0, 3, 7, 10, 14),
    "11": (0, 3, 7, 10, 14, 17), "add9": (0, 3, 7, 14), "maj7": (0, 3, 7, 11), "sus2": (0, 2, 7), "sus4": (0, 5, 7),
    "h": (0, 3, 6, 10), "7h": (0, 3, 6, 10), "o": (0, 3, 6), "o7": (0, 3, 6, 9), "7b5": (0, 3, 6, 10),
}  # fmt: skip
_MINOR_SYMBOLS = {"": "m", "h": "m7b5", "7h": "m7b5", "o": "dim", "o7": "dim7", "maj7": "m(maj7)", "5": "5"} | {
    "sus2": "sus2", "sus4": "sus4"
}  # fmt: skip
_UPPER_SYMBOLS = {"+": "aug", "+7": "aug7", "69": "6/9"}
UPPER_ENDINGS, MINOR_ENDINGS = frozenset(_UPPER), frozenset(_MINOR)
_LETTERS = "CDEFGAB"
_NATURAL = (0, 2, 4, 5, 7, 9, 11)


@cache
def parse_numeral(text: str, key: Key, colour: str = "triads") -> Chord:
    """The chord a numeral names in `key`; with colour "power" plain triads lose their third.

    Knows accidentals (bVII, #iv), qualities (V7sus4, iih, iio7, Imaj9 …), the degree in the bass (V-7, I-3),
    secondary chords (V7/vi) and pedals (1:II). Raises ValueError, naming the numeral, on anything else.
    """
    match = NUMERAL.fullmatch(text.strip())
    if match is None or (match["of"] and NUMERAL.fullmatch(match["of"]) is None):
        raise ValueError(f'"{text}" is not a chord numeral: write it like I, vi7, bVII, V7/vi, I-3 or 1:II')
    minor, suffix = _quality(text, match["roman"].islower(), match["suffix"])
    intervals = (_MINOR if minor else _UPPER)[suffix]
    if colour == "power" and suffix == "" and match["bass"] is None:
        intervals, suffix = (0, 7), "5"
    letter, root = _root(key, match["mark"], match["roman"], minor=minor)
    if match["of"]:
        target = parse_numeral(match["of"], key)
        letter = (_letter_of(match["of"], key) + letter - _tonic_letter(key)) % 7
        root = (target.root + MODES["major"][_DEGREES[match["roman"].upper()]] + _shift(match["mark"])) % 12
    symbol = _name(letter, root, key)
    symbol += _MINOR_SYMBOLS.get(suffix, f"m{suffix}") if minor else _UPPER_SYMBOLS.get(suffix, suffix)
    bass = root
    if match["bass"]:
        bass, low_letter = _bass(int(match["bass"]), intervals, key, root, letter)
        symbol += f"/{_name(low_letter, bass, key)}"
    if match["pedal"]:
        bass = key.scale[int(match["pedal"]) - 1]
        if bass != root:
            symbol += f"/{key.spell(bass)}"
    return Chord(root=root, intervals=intervals, bass=bass, symbol=symbol)


def minor_mode_of(progression: str) -> bool | None:
    """Whether a row of numerals is written for a minor key; None when it fits either."""
    numerals = progression.split()
    romans = {match["mark"] + match["roman"] for text in numerals if (match := NUMERAL.fullmatch(text))}
    if "i" in romans or "iih" in numerals or "ii7h" in numerals:
        return True
    if "I" in romans or romans & {"ii", "iii", "vi"}:
        return False
    if romans & {"VI", "VII", "III", "iv", "v"}:
        return True
    return None


def plain_roman(text: str) -> str:
    """A numeral without its ending; empty for a secondary chord and for what is no numeral."""
    match = NUMERAL.fullmatch(text)
    return "" if match is None or match["of"] else match["mark"] + match["roman"]


def _quality(text: str, lower: bool, suffix: str) -> tuple[bool, str]:
    if suffix.startswith("o"):
        lower = True
    if not lower and suffix.startswith("m") and not suffix.startswith("maj"):
        lower, suffix = True, suffix[1:]
    elif lower and suffix.startswith("m") and not suffix.startswith("maj"):
        suffix = suffix[1:]
    if suffix not in (_MINOR if lower else _UPPER):
        known = " ".join(filter(None, _MINOR if lower else _UPPER))
        raise ValueError(f'"{text}" has an unknown ending "{suffix}": use one of {known}')
    return lower, suffix


def _shift(mark: str) -> int:
    return {"": 0, "b": -1, "#": 1}[mark]


def _root(key: Key, mark: str, roman: str, *, minor: bool) -> tuple[int, int]:
    """Letter index and pitch class of the root."""
    degree = _DEGREES[roman.upper()]
    letter = (_tonic_letter(key) + degree) % 7
    if mark:
        return letter, (key.tonic + MODES["major"][degree] + _shift(mark)) % 12
    own = MODES[key.mode]
    plain = MODES["minor" if key.minorish else "major"]
    step = own[degree]
    # "VI" in dorian means the flat sixth of the minor files: the mode's own sixth carries no major chord.
    third = 3 if minor else 4
    if (step + third) % 12 not in own and (plain[degree] + third) % 12 in plain:
        step = plain[degree]
    return letter, (key.tonic + step) % 12


def _bass(degree: int, intervals: tuple[int, ...], key: Key, root: int, letter: int) -> tuple[int, int]:
    """Pitch class and letter of the bass: the chord's third, fifth or seventh, or the leading note.

    "-7" under a chord without a seventh ("V-7") is the leading note of the key, as in the bass line 1 7 6.
    """
    wanted = {3: (3, 4), 5: (6, 7, 8), 7: (9, 10, 11)}[degree]
    own = next((step for step in intervals if step in wanted), None)
    if own is not None:
        return (root + own) % 12, (letter + degree - 1) % 7
    return (key.tonic + 11) % 12, (_tonic_letter(key) + 6) % 7


def _tonic_letter(key: Key) -> int:
    return _LETTERS.index(key.spell(key.tonic)[0])


def _letter_of(numeral: str, key: Key) -> int:
    roman = numeral.lstrip("b#").upper()
    return (_tonic_letter(key) + _DEGREES[roman]) % 7


def _name(letter: int, pitch: int, key: Key) -> str:
    """The pitch on its letter with at most one accidental, or else as the key spells it."""
    gap = (pitch - _NATURAL[letter] + 6) % 12 - 6
    if abs(gap) > 1:
        return key.spell(pitch)
    return _LETTERS[letter] + {-1: "b", 0: "", 1: "#"}[gap]


@cache
def scale_under(chord: Chord, key: Key) -> tuple[int, ...]:
    """The seven scale steps in semitones above the tonic, bent to the chord where it leaves the key."""
    steps = list(MODES[key.mode])
    inside = {step % 12 for step in steps}
    for tone in chord.tones:
        place = (tone - key.tonic) % 12
        if place in inside:
            continue
        # A major third leads upwards, so the step below is raised (V7/ii); any other stranger lowers the step above.
        leads = (tone - chord.root) % 12 == 4 or chord.intervals[:3] == (0, 3, 6)
        for direction, index in product((1, -1) if leads else (-1, 1), range(7)):
            if steps[index] + direction == place and (key.tonic + steps[index]) % 12 not in chord.tones:
                steps[index] = place
                break
    return tuple(steps)


@cache
def degree_fit(chord: Chord, key: Key) -> tuple[float, ...]:
    """How well each of the seven scale degrees sits on the chord: 1 triad tones, .75 colours, 0 others."""
    fit = []
    third = {(chord.root + 3) % 12, (chord.root + 4) % 12} if len(chord.intervals) == 2 else set()
    for step in scale_under(chord, key):
        pitch = (key.tonic + step) % 12
        interval = (pitch - chord.root) % 12
        if interval in {step % 12 for step in chord.intervals if step < 9} or pitch in third:
            fit.append(1.0)
        else:
            fit.append(0.75 if pitch in chord.tones else 0.0)
    return tuple(fit)
