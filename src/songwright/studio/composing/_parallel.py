"""A progression of one mode played in the other, on the same tonic."""

from functools import cache
from importlib.resources import files

import msgspec

from songwright.studio.composing._numerals import MINOR_ENDINGS, NUMERAL, UPPER_ENDINGS


class _Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What chords of one mode become in the other."""

    roman: dict[str, str]
    ending: dict[str, dict[str, str]]


class _Changes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    minor: _Change
    major: _Change


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
    ending = change.ending.get(roman, {}).get(match["suffix"], match["suffix"])
    carried = MINOR_ENDINGS if roman.lstrip("b#").islower() or ending.startswith("o") else UPPER_ENDINGS
    return f"{pedal}{roman}{ending if ending in carried else ''}{bass}"
