"""A progression of one mode played in another, on the same tonic."""

from functools import cache
from importlib.resources import files

import msgspec

from songwright.song import Key
from songwright.studio.composing._numerals import MINOR_ENDINGS, NUMERAL, UPPER_ENDINGS, parse_numeral, plain_roman


class _Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What chords of one mode become in the other."""

    roman: dict[str, str]
    ending: dict[str, dict[str, str]]
    behind: dict[str, dict[str, str]] = {}
    """What takes the place of a chord right behind another: by the chord before it, then by its own name."""


class _Changes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    minor: _Change
    major: _Change
    dorian: _Change
    mixolydian: _Change
    lydian: _Change
    phrygian: _Change


@cache
def _changes() -> _Changes:
    return msgspec.toml.decode((files("songwright.studio.composing") / "parallel.toml").read_bytes(), type=_Changes)


def to_parallel(progression: str, *, minor: bool) -> str:
    """The row of numerals in minor (or major) on the same tonic: "I V vi IV" is "i V VI iv" in minor.

    A song in A minor by a style that only knows major must be in A minor: naming the chords from the relative key
    instead would leave it in C. Raises ValueError on what is no numeral.
    """
    change = _changes().minor if minor else _changes().major
    return " ".join(_changed(text, change) for text in progression.split())


_TELLING = {"dorian": 9, "mixolydian": 10, "lydian": 6, "phrygian": 1}
"""The step above the tonic, in semitones, by which a mode is told from plain minor or major."""


def is_modal(key: Key) -> bool:
    """Whether the key's mode is one of those that a note of their own tells from minor and major."""
    return key.mode in _TELLING


def tells_mode(progression: str, key: Key) -> bool:
    """Whether a chord of the row holds the note that tells the key's mode; True in minor and major."""
    telling = _TELLING.get(key.mode)
    pitch = None if telling is None else (key.tonic + telling) % 12
    return pitch is None or any(pitch in parse_numeral(text, key).tones for text in progression.split())


def to_mode(progression: str, key: Key) -> str:
    """The row of numerals without the chords that deny the key's mode: "i VI VII i" is "i IV v i" in dorian.

    A row in minor for dorian and phrygian, in major for mixolydian and lydian; other modes leave it as it is. Raises
    ValueError on what is no numeral.
    """
    if not is_modal(key):
        return progression
    change: _Change = getattr(_changes(), key.mode)
    row: list[str] = []
    for text in progression.split():
        chord = _changed(text, change)
        others = change.behind.get(plain_roman(row[-1]), {}) if row else {}
        other = others.get(plain_roman(chord))
        row.append(_with_ending(other, chord, change) if other else chord)
    return " ".join(row)


def _with_ending(roman: str, chord: str, change: _Change) -> str:
    """Another numeral with the ending of the chord whose place it takes."""
    match = NUMERAL.fullmatch(chord)
    return roman + _ending(roman, match["suffix"] if match else "", change)


def _ending(roman: str, suffix: str, change: _Change) -> str:
    """What a colour is written as on a chord of the other mode; "" where that chord can't carry it."""
    ending = change.ending.get(roman, {}).get(suffix, suffix)
    lower = roman.lstrip("b#").islower() or ending.startswith("o")
    return ending if ending in (MINOR_ENDINGS if lower else UPPER_ENDINGS) else ""


def _changed(text: str, change: _Change) -> str:
    match = NUMERAL.fullmatch(text)
    if match is None:
        raise ValueError(f'"{text}" is not a chord numeral')
    pedal = f"{match['pedal']}:" if match["pedal"] else ""
    bass = f"-{match['bass']}" if match["bass"] else ""
    if match["of"]:
        # A secondary dominant stays one; only its aim is another chord.
        of = change.roman.get(match["of"], match["of"])
        return f"{pedal}{match['mark']}{match['roman']}{match['suffix']}{bass}/{of}"
    roman = change.roman.get(match["mark"] + match["roman"], match["mark"] + match["roman"])
    if bass == "-7" and roman != match["mark"] + match["roman"]:
        bass = ""  # the leading note under a chord that isn't there any more
    return f"{pedal}{roman}{_ending(roman, match['suffix'], change)}{bass}"
