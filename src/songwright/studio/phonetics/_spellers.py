"""Words of Korea, India and Arabia spelled letter by letter: syllables taken apart, unwritten vowels put in."""

import re
import unicodedata

Spelled = tuple[str, tuple[str, ...]]
"""The letters to be read, and what is shown of the word at each."""

_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_PAIRS = dict(
    zip(
        "ㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ",
        ("ㄱㅅ", "ㄴㅈ", "ㄴㅎ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅂㅅ"),
        strict=True,
    )
)
_FIRST_HANGUL, _LAST_HANGUL = 0xAC00, 0xD7A3
_VIRAMA, _NUKTA = "\u094d", "\u093c"
_INHERENT = "ə"
_HINDI_SIGNS = frozenset("\u093e\u093f\u0940\u0941\u0942\u0943\u0945\u0946\u0947\u0948\u0949\u094a\u094b\u094c")
_HINDI_VOWELS = frozenset("अआइईउऊऋएऐओऔऑऍ")
_HELD = frozenset("यरलवनम")
"""Consonants that need their vowel behind another one at the end of a word."""
_HINDI_TAILS = frozenset("\u0900\u0901\u0902\u0903")
_ARABIC_VOWELS = frozenset("اىآةa\u064e\u064f\u0650\u064b\u064c\u064d")
_GLIDES = frozenset("وي")
_ARABIC_SAME = {
    "أ": "ءa",
    "إ": "ء\u0650",
    "آ": "ءا",
    "ؤ": "ء",
    "ئ": "ء",
    "ٱ": "ا",
    "ـ": "",
    "ک": "ك",
    "ی": "ي",
    "گ": "ج",
}


def jamo(word: str) -> Spelled:
    """The letters of each Korean syllable, a full stop before it; it is shown at its vowel."""
    said: list[str] = []
    shown: list[str] = []
    for char in unicodedata.normalize("NFC", word):
        at = ord(char) - _FIRST_HANGUL
        if not 0 <= at <= _LAST_HANGUL - _FIRST_HANGUL:
            said.append(char)
            shown.append(char)
            continue
        tail = _TAILS[at % 28]
        letters = [".", _LEADS[at // 588], _VOWELS[at // 28 % 21], *_PAIRS.get(tail, tail)]
        said += letters
        shown += ["", "", char, *[""] * (len(letters) - 3)]
    return "".join(said), tuple(shown)


def aksharas(word: str) -> Spelled:
    """A Hindi word with the vowels that its consonants carry, less those that are not spoken.

    An inherent vowel is silent at the end of a word, and in its middle between a vowel and a consonant with a vowel of
    its own (Ohala, "Aspects of Hindi Phonology", 1983: VC_CV, from the right).
    """
    plain = unicodedata.normalize("NFC", word.replace("\u200c", "").replace("\u200d", ""))
    letters = re.findall(f".{_NUKTA}?", plain, re.DOTALL)
    said: list[str] = []
    shown: list[str] = []
    for at, letter in enumerate(letters):
        said.append(letter)
        shown.append(letter)
        after = letters[at + 1] if at + 1 < len(letters) else ""
        if _is_consonant(letter[0]) and after != _VIRAMA and after not in _HINDI_SIGNS:
            said.append(_INHERENT)
            shown.append("")
    _silence(said)
    kept = [(letter, sign) for letter, sign in zip(said, shown, strict=True) if letter]
    pieces = [(mark, sign if first else "") for letter, sign in kept for first, mark in _each(letter)]
    return "".join(mark for mark, _ in pieces), tuple(sign for _, sign in pieces)


def voweled(word: str) -> Spelled:
    """An Arabic word with an "a" wherever consonants would stand together that no voice can join.

    Vowel marks are kept where they are written; where they are not, nobody but a reader who understands the sentence
    knows them.
    """
    said: list[str] = []
    shown: list[str] = []
    for char in word:
        letters = _ARABIC_SAME.get(char, char)
        said += letters
        shown += [char, *[""] * (len(letters) - 1)] if letters else []
        if not letters and shown:
            shown[-1] += char
    at = 0
    while at < len(said):
        if _needs_vowel(said, at):
            said.insert(at + 1, "a")
            shown.insert(at + 1, "")
        at += 1
    return "".join(said), tuple(shown)


def _is_consonant(char: str) -> bool:
    return "\u0915" <= char <= "\u0939" or "\u0958" <= char <= "\u095f"


def _each(letter: str) -> list[tuple[bool, str]]:
    return [(at == 0, mark) for at, mark in enumerate(letter)]


def _silence(said: list[str]) -> None:
    """Take away the inherent vowels that are not spoken."""
    heard = [at for at, letter in enumerate(said) if letter not in _HINDI_TAILS]
    if len(heard) > 2 and said[heard[-1]] == _INHERENT and heard[-1] == len(said) - 1:
        cluster = said[heard[-3]] == _VIRAMA
        if not cluster or said[heard[-2]] not in _HELD:
            said[heard[-1]] = ""
    for at in range(len(said) - 3, 1, -1):
        if said[at] != _INHERENT or said[at + 1] in _HINDI_TAILS or not _is_consonant(said[at + 1][:1]):
            continue
        before = _is_consonant(said[at - 1][:1]) and _is_vowel(said[at - 2])
        if before and _is_vowel(said[at + 2]):
            said[at] = ""


def _is_vowel(letter: str) -> bool:
    return bool(letter) and (letter[0] in _HINDI_SIGNS or letter[0] in _HINDI_VOWELS or letter == _INHERENT)


def _needs_vowel(said: list[str], at: int) -> bool:
    """Whether a consonant has no vowel behind it and can't do without: at a word's start, or where three would meet."""
    if not _arabic_consonant(said, at) or at + 1 == len(said):
        return False
    if not _arabic_consonant(said, at + 1):
        return False
    if at == 0 or _arabic_consonant(said, at - 1):
        return True
    return at + 2 == len(said) or _arabic_consonant(said, at + 2)


def _arabic_consonant(said: list[str], at: int) -> bool:
    """Whether the letter is one that needs a vowel; waw and ya are consonants at a word's start and between vowels."""
    char = said[at]
    if char not in _GLIDES:
        return char.isalpha() and char not in _ARABIC_VOWELS
    after = said[at + 1] if at + 1 < len(said) else ""
    return at == 0 or said[at - 1] in _ARABIC_VOWELS or after in _ARABIC_VOWELS
