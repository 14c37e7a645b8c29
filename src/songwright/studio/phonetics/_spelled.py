"""A word's letters with their sounds, by the rules of a language."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from songwright.studio.phonetics._cutting import Sound, grouped, nucleus
from songwright.studio.phonetics._letters import cut_letters
from songwright.studio.phonetics._spellers import aksharas, jamo, voweled
from songwright.studio.phonetics._tongue import Tongue, parted, tongue

_SPELLERS: dict[str, Callable[[str], tuple[str, tuple[str, ...]]]] = {"ko": jamo, "hi": aksharas, "ar": voweled}
"""How words of scripts that leave sounds unwritten, or write syllables, are spelled letter by letter."""
_FALLBACK = ("l", "a")
"""What a word without a sound of the language is sung on, so that no word is lost."""


@lru_cache(maxsize=8192)
def spelled(word: str, code: str) -> tuple[Sound, ...]:
    """The sounds of one word of letters and apostrophes, at least one of them a vowel; their letters join to it."""
    language = tongue(code)
    if code in _SPELLERS:
        if word in language.sounds:
            return sounded(word, word, code)
        return _prefixed(word, language) or sounded(*_SPELLERS[code](word), code)
    low = _known(word, language.table.spelling.alphabet)
    head, quote, last = low.rpartition("'")
    listed = language.sounds.get(last)
    said = head + quote + _marked(last, language)
    sounds = _read(said, word, language, len(head + quote) if listed else len(said))
    if listed:
        sounds += _lettered(listed, word[len(head + quote) :], language)
    return tuple(sounds) if any(nucleus(sound, language) for sound in sounds) else _filled(sounds, word, language)


def _prefixed(word: str, language: Tongue) -> tuple[Sound, ...]:
    """The sounds of a word that is written together with an article or another small word; () for others."""
    for before, phones in language.prefixes.items():
        rest = word.removeprefix(before)
        listed = rest in language.sounds
        if rest == word or not (listed or (len(before) > 1 and len(rest) > 2)):
            continue
        sounds = (
            sounded(rest, rest, language.code) if listed else sounded(*_SPELLERS[language.code](rest), language.code)
        )
        prefix = _lettered(phones, before, language)
        if len(before) > 1 and rest[0] in language.table.spelling.assimilated:
            prefix[-1] = replace(prefix[-1], phone=sounds[0].phone)
        return (*prefix, *sounds)
    return ()


def sounded(said: str, shown: Sequence[str], code: str) -> tuple[Sound, ...]:
    """The sounds of a word that is read otherwise than it is shown: for each letter read, what is shown of it."""
    language = tongue(code)
    listed = language.sounds.get(said)
    sounds = _lettered(listed, "".join(shown), language) if listed else _read(said, shown, language, len(said))
    return (
        tuple(sounds)
        if any(nucleus(sound, language) for sound in sounds)
        else _filled(sounds, "".join(shown), language)
    )


def _known(word: str, alphabet: str) -> str:
    """The word in small letters that the rules know, letter for letter."""
    low = "".join(small if len(small := letter.lower()) == 1 else letter for letter in word.replace("’", "'"))
    return "".join(
        letter if letter in alphabet or letter == "'" else unicodedata.normalize("NFKD", letter)[:1].lower()
        for letter in low
    )


def _marked(word: str, language: Tongue) -> str:
    """The word with the marks that tell its stress and quality, and other letters for odd ones."""
    if word in language.marked:
        return language.marked[word]
    for expression, instead in language.respelled:
        word = expression.sub(instead, word)
    return word


def _read(said: str, shown: Sequence[str], language: Tongue, stop: int) -> list[Sound]:
    """The sounds of the letters before `stop`, which the letters behind it may colour."""
    marks = frozenset("".join(language.table.spelling.marks))
    sounds: list[Sound] = []
    at = 0
    while at < stop:
        letters, phones = _rule(said, at, language)
        end = min(at + len(letters), stop)
        written = said[at:end]
        mark = next((letter for letter in written if letter in marks), "")
        found = parted(phones) or [""]
        sounds += [
            Sound(letters=letters, phone=phone, mark=mark if phone else "")
            for letters, phone in zip(_shares("".join(shown[at:end]), len(found), language), found, strict=True)
        ]
        at = end
    return sounds


def _shares(letters: str, sounds: int, language: Tongue) -> list[str]:
    """Letters shared by the sounds they write: the first has one, or its vowels, and the last has the rest."""
    if sounds == 1:
        return [letters]
    vowels = next((at for at, letter in enumerate(letters) if letter.lower() not in language.table.links.vowels), 0)
    first = max(vowels, 1)
    return [letters[:first], *[""] * (sounds - 2), letters[first:]]


def _rule(said: str, at: int, language: Tongue) -> tuple[str, str]:
    """The letters that are read together from here, and their phones; none for what is silent."""
    for rule, phones in language.rules:
        match = rule.match(said, at)
        if match and match.group():
            return match.group(), {"-": "", "=": match.group()}.get(phones, phones)
    return said[at], ""


def _lettered(listed: str, shown: str, language: Tongue) -> list[Sound]:
    """Listed phones with the letters of the word that they are shown as."""
    sounds: list[Sound] = []
    stressed = False
    for phone in parted(listed):
        if phone == "ˈ":
            stressed = True
            continue
        vowel = nucleus(Sound(letters="", phone=phone), language)
        sounds.append(Sound(letters="", phone=phone, mark="ˈ" if stressed and vowel else ""))
        stressed = stressed and not vowel
    groups = grouped(sounds, language)
    plain = "".join(unicodedata.normalize("NFD", letter)[0] for letter in shown.lower())
    said = tuple("".join(sound.phone for sound in group) for group in groups)
    at = 0
    for group, part in zip(groups, cut_letters(plain, said), strict=True):
        group[0] = Sound(letters=shown[at : at + len(part)], phone=group[0].phone, mark=group[0].mark)
        at += len(part)
    return [sound for group in groups for sound in group]


def _filled(sounds: list[Sound], word: str, language: Tongue) -> tuple[Sound, ...]:
    """A word of consonants alone on the language's vowel for it."""
    if any(sound.phone for sound in sounds):
        return (*sounds, Sound(letters="", phone=language.table.spelling.filler, mark="ˈ"))
    consonant, vowel = _FALLBACK
    return Sound(letters=word, phone=consonant), Sound(letters="", phone=vowel, mark="ˈ")
