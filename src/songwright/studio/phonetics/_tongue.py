"""Languages whose spelling tells their sound: the shape of their tables, read once from `tongues`."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated

import msgspec

_MODIFIERS = frozenset("\u0303ːʰʲᵝ↓↗↘→")
"""Written behind the phone they belong to."""


class Numbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a language counts."""

    below_hundred: str
    """Zero to ninety-nine, parted by commas."""
    hundreds: str
    """One to nine hundred, parted by commas."""
    even_hundred: str
    """A hundred with nothing behind it."""
    thousand: str
    thousands: str
    """Behind another number."""
    million: str
    millions: str
    point: str
    hundred_and: str = ""
    """Said between hundreds and what follows."""
    thousand_and: str = ""
    """Said between thousands and a rest below a hundred or of even hundreds."""
    before_thousands: dict[str, str] = {}
    """A last word of a number with its form before "thousand" and "million"."""


class Spelling(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How letters are read. In expressions the capitals of `classes` stand for what they name there."""

    alphabet: str
    """Letters that the rules know; others lose their marks."""
    classes: dict[str, str]
    rules: str
    """Lines of an expression and its phones, the first that fits counts; "-" is silence, "=" sounds as written."""
    onsets: str
    """Two or three consonants that begin a syllable together."""
    closing: str = ""
    """Consonants that end a syllable wherever they stand."""
    stress: list[tuple[str, Annotated[int, msgspec.Meta(ge=-3, le=4)]]]
    """Expressions for words and the stressed syllable, counted from the end, or from the start where it is less than
    nothing; the first that is found counts. None: no syllable of a word is stronger than the others."""
    stressed: dict[str, str] = {}
    """Words by the stressed syllable, counted in the same way."""
    marks: list[str] = []
    """Letters that are stressed wherever they stand, strongest kind first."""
    marked: str = ""
    """Words that need a mark which nobody writes, to tell stress or quality."""
    respelled: str = ""
    """Lines of an expression and what replaces it before reading: as many letters as it had."""
    sounds: dict[str, str] = {}
    """Phones of whole words that no rule reads."""
    prefixes: dict[str, str] = {}
    """Phones of what is written together with a word, before it: one letter only before listed words."""
    assimilated: str = ""
    """Letters that make the last sound of such a prefix like their own."""
    quality: dict[str, tuple[str, str]] = {}
    """Phones that are sung one way in a stressed syllable and another way elsewhere."""
    weak: str = ""
    """Vowels that are never stressed: a place counted from a word's start passes them over."""
    signs: str = ""
    """Letters of `marked` and `respelled` that tell the quality of a vowel, not its stress."""
    filler: str = "e"
    """The vowel of words without one."""


class Links(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What words do to each other."""

    vowels: str = "aeiou"
    """Letters that begin a word on a vowel; an h does too."""
    aspirated: str = ""
    """Expression for the beginnings of words that count as begun with a consonant in spite of their letter."""
    mute: str = ""
    """The vowel that a word loses at its end before a vowel and before a pause."""
    kept: str = ""
    """Expression for the sounds before a mute vowel that keep it before a pause."""
    liaisons: dict[str, str] = {}
    """Consonants that sound before a vowel, with the words that have them."""
    voiced: dict[str, str] = {}
    """Last sounds with what they become before a vowel."""


class Digits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a language counts by tens and by ten thousands, or reads digit by digit."""

    names: str
    """Nought to nine."""
    places: str = ""
    """Ten, a hundred and a thousand; nothing where numbers are read digit by digit."""
    myriads: str = ""
    """Ten thousand and a hundred million."""
    said_one: bool = True
    """Whether a one is said before a place, as in Chinese."""


class TongueFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One file of `tongues`."""

    name: str
    """As English calls the language."""
    remark: str = ""
    """What a listener should know of how well it is sung."""
    function_words: str = ""
    joining_words: str = ""
    """Words before which a long line may be parted."""
    rewritten: dict[str, str] = {}
    """Words said for a shown one, or for a sign."""
    letters: dict[str, str] = {}
    """The letters' names in words."""
    numbers: Numbers | None = None
    digits: Digits | None = None
    """For languages that have no `numbers`."""
    spelling: Spelling
    links: Links = Links()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tongue:
    """One language, ready to read."""

    code: str
    table: TongueFile
    rules: tuple[tuple[re.Pattern[str], str], ...]
    respelled: tuple[tuple[re.Pattern[str], str], ...]
    stress: tuple[tuple[re.Pattern[str], int], ...]
    marked: dict[str, str]
    """Words with their marks, by the words as they are written."""
    onsets: frozenset[str]
    closing: frozenset[str]
    function_words: frozenset[str]
    joining_words: frozenset[str]
    liaisons: dict[str, str]
    """Consonant by word."""
    sounds: dict[str, str]
    """Phones of whole words."""
    prefixes: dict[str, str]
    places: dict[str, int]
    """Stressed syllables of words that have no rule."""


LATIN_CODES = ("es", "it", "pt", "fr", "de")
"""ISO 639-1 codes of the languages with a file that are written in Latin letters."""
CODES = (*LATIN_CODES, "ja", "zh", "ru", "hi", "ko", "ar")
"""Those of all languages with a file."""


@cache
def tongue(code: str) -> Tongue:
    """The language of this code; raises ValueError naming the file and the field of a fault."""
    name = f"{code}.toml"
    try:
        table = msgspec.toml.decode(
            (files("songwright.studio.phonetics") / "tongues" / name).read_bytes(), type=TongueFile
        )
        return _ready(code, table)
    except (msgspec.DecodeError, re.error) as error:
        raise ValueError(f"phonetics/tongues/{name}: {error}") from error


def parted(phones: str) -> list[str]:
    """Phones one by one, each with its modifiers."""
    found: list[str] = []
    for phone in phones:
        if phone in _MODIFIERS and found:
            found[-1] += phone
        else:
            found.append(phone)
    return found


def _ready(code: str, table: TongueFile) -> Tongue:
    spelling = table.spelling

    def compiled(expression: str) -> re.Pattern[str]:
        for name, letters in spelling.classes.items():
            expression = expression.replace(name, letters)
        return re.compile(expression)

    def pairs(lines: str) -> list[tuple[str, str]]:
        return [(line[0], line[-1]) for line in (row.split() for row in lines.splitlines()) if line]

    return Tongue(
        code=code,
        table=table,
        rules=tuple((compiled(letters), _phones(said)) for letters, said in pairs(spelling.rules)),
        respelled=tuple((compiled(letters), said) for letters, said in pairs(spelling.respelled)),
        stress=tuple((compiled(word), place) for word, place in spelling.stress),
        marked={_unmarked(word, spelling): word for word in spelling.marked.split()},
        onsets=frozenset(spelling.onsets.split()),
        closing=frozenset(spelling.closing.split()),
        function_words=frozenset(table.function_words.split()),
        joining_words=frozenset(table.joining_words.split()),
        sounds={word: _phones(said) for word, said in spelling.sounds.items()},
        prefixes={before: _phones(said) for before, said in spelling.prefixes.items()},
        places={word: int(place) for place, words in spelling.stressed.items() for word in words.split()},
        liaisons={word: consonant for consonant, words in table.links.liaisons.items() for word in words.split()},
    )


def _phones(said: str) -> str:
    """Phones of a rule with their tildes apart, as the voice model writes them; a cedilla stays."""
    apart = (unicodedata.normalize("NFD", phone) for phone in said)
    return "".join(pair if pair.endswith("\u0303") else phone for pair, phone in zip(apart, said, strict=True))


def _unmarked(word: str, spelling: Spelling) -> str:
    marks = frozenset("".join((*spelling.marks, spelling.signs)))
    return "".join(unicodedata.normalize("NFD", letter)[0] if letter in marks else letter for letter in word)
