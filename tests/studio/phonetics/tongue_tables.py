"""How the tables of the languages write words: letters and phones of syllables, words apart."""

import unicodedata

from songwright.song import Syllable
from songwright.studio.phonetics import syllabify
from songwright.studio.phonetics._counting import counted
from songwright.studio.phonetics._numerals import named
from songwright.studio.phonetics._tongue import tongue


def rows(table: str) -> list[tuple[str, str, str]]:
    """Word, letters and phones of each line."""
    found = [line.split() for line in table.strip().splitlines()]
    return [(word, letters, unicodedata.normalize("NFC", phones)) for word, letters, phones in found]


def letters_of(line: str, code: str) -> str:
    return " ".join("-".join(syllable.text for syllable in word) for word in _words(line, code))


def phones_of(line: str, code: str) -> str:
    """Phones with their tildes on the vowels, as one reads them."""
    phones = " ".join(".".join(syllable.phones for syllable in word) for word in _words(line, code))
    return unicodedata.normalize("NFC", phones)


def said_number(digits: str, code: str) -> str:
    table = tongue(code).table
    if table.numbers is not None:
        return " ".join(counted(digits, table.numbers))
    assert table.digits is not None
    return " ".join(named(digits, table.digits))


def _words(line: str, code: str) -> list[list[Syllable]]:
    words: list[list[Syllable]] = [[]]
    for syllable in syllabify(line, code):
        words[-1].append(syllable)
        if syllable.ends_word:
            words.append([])
    return words[:-1]
