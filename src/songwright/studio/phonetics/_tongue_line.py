"""A line of a language that is read by rules, as syllables: words, numbers, capitals and signs."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from songwright.song import Syllable
from songwright.studio.phonetics._chinese import chinese_words
from songwright.studio.phonetics._counting import counted
from songwright.studio.phonetics._cutting import Sound, grouped, said, stressed
from songwright.studio.phonetics._japanese import japanese_words
from songwright.studio.phonetics._linking import linked
from songwright.studio.phonetics._numerals import named
from songwright.studio.phonetics._scripts import MARKS
from songwright.studio.phonetics._spelled import sounded, spelled
from songwright.studio.phonetics._tongue import Tongue, tongue
from songwright.studio.phonetics._written import Written

_LETTER = rf"[^\W\d_](?:{MARKS})*"
_TOKENS = re.compile(rf"(?:{_LETTER})+(?:['’](?:{_LETTER})+)*['’]?|\d+(?:[.,]\d+)*|[&%$€₹+@]")
_UNSPACED = re.compile(r"[^\W_]+(?:,\d{3})*")
"""What is written without spaces is read together, its digits too."""
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
_PAUSE = re.compile(r"[,;:.!?…—–()«»\"“”、。，！？；：「」『』।،؛؟]")
_LONGEST_ACRONYM = 4
_READERS: dict[str, Callable[[str], list[Written]]] = {"ja": japanese_words, "zh": chinese_words}
"""Languages whose words are found by a dictionary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """One word that is said, and what is shown of it."""

    word: str
    before: str = ""
    shown: str = ""
    """Letters, or a number or sign; "" for the further words of one."""
    after: str = ""
    ends_word: bool = False
    letters: tuple[str, ...] | None = None
    """What is shown at each letter of `word`, where it is read otherwise than it is shown."""


def tongue_line(text: str, code: str) -> tuple[Syllable, ...]:
    """The syllables of one line, shown and ordered as `syllabify` says; () when nothing in it can be said."""
    language = tongue(code)
    words = _words(text, language)
    found: list[Syllable] = []
    for at, word in enumerate(words):
        neighbours = (words[at - 1 : at], words[at + 1 : at + 2])
        before = next((other.word for other in neighbours[0] if not _PAUSE.search(other.after + word.before)), None)
        after = next((other.word for other in neighbours[1] if not _PAUSE.search(word.after + other.before)), None)
        sounds = spelled(word.word, code) if word.letters is None else sounded(word.word, word.letters, code)
        found += _syllables(word, linked(sounds, before, word.word, after, language), language)
    if found:
        found[-1] = replace(found[-1], ends_line=True)
    return tuple(found)


def _words(text: str, language: Tongue) -> list[_Said]:
    """The said words of a line with every sign beside them."""
    found: list[_Said] = []
    waiting = ""
    for shown in text.split():
        first, at = len(found), 0
        for match in (_UNSPACED if language.code in _READERS else _TOKENS).finditer(shown):
            names = _said(match.group(), language)
            if not names:  # it is a sign like those around it
                continue
            signs = shown[at : match.start()]
            if len(found) > first:
                found[-1] = replace(found[-1], after=found[-1].after + signs)
            else:
                waiting += signs
            found += [replace(names[0], before=waiting), *names[1:]]
            waiting, at = "", match.end()
        if len(found) > first:
            found[-1] = replace(found[-1], after=found[-1].after + shown[at:], ends_word=True)
        elif found:
            found[-1] = replace(found[-1], after=found[-1].after + shown)
        else:
            waiting += shown
    return found


def _said(token: str, language: Tongue) -> list[_Said]:
    """What is said for a run of letters, a number or a sign, the first of it shown."""
    reader = _READERS.get(language.code)
    if reader is not None:
        return [
            _Said(word=word.said, shown="".join(word.shown), letters=word.shown, ends_word=word.ends_word)
            for word in reader(token)
        ]
    names = _names(token, language)
    return [_Said(word=name, shown="" if at else token) for at, name in enumerate(names)]


def _names(token: str, language: Tongue) -> list[str]:
    """The words said for a run of letters, a number or a sign; none for a sign without a name."""
    table = language.table
    listed = table.rewritten.get(token.lower().replace("’", "'"))
    if listed:
        return listed.split()
    if not token[0].isalpha():
        return list(_numbered(token, language))
    vowels = {*table.links.vowels, "y"}
    if token.isupper() and 1 < len(token) <= _LONGEST_ACRONYM and not set(token.lower()) & vowels:
        return [word for letter in token.lower() for word in table.letters.get(letter, letter).split()]
    return [_STRETCHED.sub(r"\1", token)]


def _numbered(token: str, language: Tongue) -> Iterator[str]:
    """Words for a number; points part thousands, a comma the decimals."""
    numbers, digits = language.table.numbers, language.table.digits
    if numbers is None:
        plain = "".join(char for char in token if char.isdecimal())
        yield from named(plain, digits) if digits and plain else ()
        return
    if not token[0].isdecimal():
        raised = "".join(str(unicodedata.digit(char)) for char in token if unicodedata.digit(char, None) is not None)
        yield from counted(raised, numbers) if raised else ()
        return
    whole, _, fraction = token.partition(",")
    yield from counted("".join(char for char in whole if char.isdecimal()), numbers)
    if fraction.isdecimal():
        yield numbers.point
        yield from counted(fraction, numbers)


def _syllables(word: _Said, sounds: tuple[Sound, ...], language: Tongue) -> list[Syllable]:
    """The syllables of one said word between its signs."""
    groups = grouped(sounds, language)
    small = word.word.lower().strip("'’") in language.function_words
    stress = -1 if small else stressed(word.word.lower(), groups, language)
    even = not language.stress  # a word without a strong syllable begins on its strongest
    texts = ["".join(sound.letters for sound in group) for group in groups]
    if "".join(texts) != word.shown:
        texts = [word.shown, *[""] * (len(groups) - 1)]
    texts[0] = word.before + texts[0]
    texts[-1] += word.after
    found = [
        Syllable(
            text=text,
            phones=said(group, language, stress=at == stress),
            stress=2 if at == stress else int(even and at == 0),
            content=not small,
            ends_word=False,
        )
        for at, (text, group) in enumerate(zip(texts, groups, strict=True))
    ]
    return [*found[:-1], replace(found[-1], ends_word=word.ends_word)]
