"""The data files of this package, read once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """readings.toml: how words are sung."""

    sung: dict[str, str]
    """Phones of whole words."""
    weak: dict[str, tuple[str, str]]
    """Phones before a consonant and before a vowel."""
    rewritten: dict[str, tuple[str, ...]]
    """Words said for a shown one."""
    letters: dict[str, str]
    """Phones of the letters' names."""
    acronyms: frozenset[str]
    function_words: frozenset[str]
    joining_words: frozenset[str]
    """Words before which a long line may be parted."""
    heteronyms: frozenset[str]
    """Words whose sound hangs on the sentence; only these are read in their line."""


@cache
def readings() -> Readings:
    """The table of sung readings."""
    table = _toml("readings.toml")
    return Readings(
        sung=table["sung"],
        weak={word: (pair[0], pair[1]) for word, pair in table["weak"].items()},
        rewritten={shown: tuple(said.split()) for shown, said in table["rewritten"].items()},
        letters=table["letters"],
        acronyms=frozenset(table["acronyms"]["spelled"].split()),
        function_words=frozenset(table["function_words"]["words"].split()),
        joining_words=frozenset(table["joining_words"]["words"].split()),
        heteronyms=frozenset(table["heteronyms"]["words"].split()),
    )


@cache
def spellings() -> dict[str, frozenset[str]]:
    """Letters that may write each phone."""
    table = _toml("spellings.toml")
    return {phone: frozenset(letters) for kind in ("vowels", "consonants") for phone, letters in table[kind].items()}


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((files("songwright.studio.phonetics") / name).read_text(encoding="utf-8"))
