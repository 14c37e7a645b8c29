"""A Spanish line as syllables: words, numbers, capitals and signs."""

import re
import unicodedata
from dataclasses import replace

from songwright.song import Syllable
from songwright.studio.phonetics._spanish import spanish_syllables
from songwright.studio.phonetics._tables import spanish

_TOKENS = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[&%$€+@]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
_LONGEST = 12
"""Digits beyond which a number is read digit by digit."""
_LONGEST_ACRONYM = 4


def spanish_line(text: str) -> tuple[Syllable, ...]:
    """The syllables of one Spanish line, shown and ordered as `syllabify` says; () when nothing in it can be said."""
    found: list[Syllable] = []
    waiting = ""
    for word in text.split():
        first, at = len(found), 0
        for match in _TOKENS.finditer(word):
            said = _said(match.group())
            if not said:  # it is a sign like those around it
                continue
            signs = word[at : match.start()]
            if len(found) > first:
                found[-1] = replace(found[-1], text=found[-1].text + signs)
            else:
                waiting += signs
            found += [replace(said[0], text=waiting + said[0].text), *said[1:]]
            waiting, at = "", match.end()
        if len(found) > first:
            found[-1] = replace(found[-1], text=found[-1].text + word[at:], ends_word=True)
        elif found:
            found[-1] = replace(found[-1], text=found[-1].text + word)
        else:
            waiting += word
    if found:
        found[-1] = replace(found[-1], ends_line=True)
    return tuple(found)


def _said(token: str) -> list[Syllable]:
    """The syllables of a run of letters, a number or a sign; none for a sign without a name."""
    lettered = any(char.isalpha() for char in token)
    if lettered and not _spelled(token):
        return _word(_STRETCHED.sub(r"\1", token), token)
    words = _names(token) if lettered else _read_out(token)
    if not words:
        return []
    spoken = [syllable for word in words for syllable in _word(word, "")]
    return [replace(spoken[0], text=token), *spoken[1:]]


def _word(said: str, shown: str) -> list[Syllable]:
    """The syllables of one word; all its letters on the first where they are not what is said."""
    listed = spanish().rewritten.get(said.lower())
    if listed:
        spoken = [syllable for word in listed for syllable in _word(word, "")]
        return [replace(spoken[0], text=shown), *spoken[1:]]
    letters, sounds, stressed = spanish_syllables(said)
    texts = letters if "".join(letters) == shown else [shown, *[""] * (len(letters) - 1)]
    small = said.lower() in spanish().function_words
    return [
        Syllable(
            text=text,
            phones=phones.replace("ˈ", "") if small else phones,
            stress=2 if at == stressed and not small else 0,
            content=not small,
            ends_word=False,
        )
        for at, (text, phones) in enumerate(zip(texts, sounds, strict=True))
    ]


def _spelled(token: str) -> bool:
    """Whether capitals are called by their names: a short run of them that no vowel lets one say."""
    return token.isupper() and 1 < len(token) <= _LONGEST_ACRONYM and not set(token.lower()) & {*"aeiouáéíóúy"}


def _names(token: str) -> list[str]:
    return [word for letter in token.lower() for word in spanish().letters.get(letter, letter).split()]


def _read_out(token: str) -> list[str]:
    """Words for a number or a sign; points part thousands, a comma the decimals."""
    if not token[0].isdecimal():
        raised = "".join(str(unicodedata.digit(char)) for char in token if unicodedata.digit(char, None) is not None)
        return list(spanish().rewritten.get(token, ())) or (cardinal(raised) if raised else [])
    whole, _, fraction = token.partition(",")
    said = cardinal("".join(char for char in whole if char.isdecimal()))
    return [*said, "coma", *cardinal(fraction)] if fraction.isdecimal() else said


def cardinal(digits: str) -> list[str]:
    """A number in words: 2024 is dos mil veinticuatro."""
    table = spanish()
    plain = "".join(str(int(digit)) for digit in digits)
    if len(plain) > _LONGEST or (len(plain) > 1 and plain.startswith("0")):
        return [table.units[int(digit)] for digit in plain[: 2 * _LONGEST]]
    number = int(plain or "0")
    return _above_thousand(number) if number else [table.units[0]]


def _above_thousand(number: int) -> list[str]:
    millions, rest = divmod(number, 1_000_000)
    thousands, below = divmod(rest, 1000)
    said: list[str] = []
    if millions:
        said += ["un", "millón"] if millions == 1 else [*_short(_above_thousand(millions)), "millones"]
    if thousands:
        said += ["mil"] if thousands == 1 else [*_short(_below_thousand(thousands)), "mil"]
    return said + (_below_thousand(below) if below else [])


def _below_thousand(number: int) -> list[str]:
    table = spanish()
    hundreds, rest = divmod(number, 100)
    said = [] if not hundreds else ["cien"] if hundreds == 1 and not rest else [table.hundreds[hundreds - 1]]
    if not rest:
        return said
    if rest < len(table.units):
        return [*said, table.units[rest]]
    tens, unit = divmod(rest, 10)
    return [*said, table.tens[tens - 3], *(["y", table.units[unit]] if unit else [])]


def _short(words: list[str]) -> list[str]:
    """Before "mil" and "millones" one is un, not uno."""
    short = {"uno": "un", "veintiuno": "veintiún"}
    return [*words[:-1], short.get(words[-1], words[-1])]
