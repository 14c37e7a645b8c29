"""Phones of English words: the sung table first, then hibari's lexicon and its network for unknown words."""

import unicodedata
from functools import cache, lru_cache
from typing import Any

from songwright.studio.phonetics._phones import VOWELS, bare, repaired
from songwright.studio.phonetics._tables import readings


@lru_cache(maxsize=16384)
def pronounced(word: str) -> str:
    """Phones of one said word (lower case; "u." is the letter's name), repaired: at least one vowel, marks placed."""
    table = readings()
    if word in table.sung:
        return table.sung[word]
    name, dot, ending = word.partition(".")
    if dot and name in table.letters:
        return repaired(f"ˈ{table.letters[name]}{'z' if ending else ''}")
    if not word.isascii():
        wide = sum(unicodedata.east_asian_width(letter) == "W" for letter in word)
        return "lˈɑ" * max(1, wide + (len(word) - wide) // 3)
    if word.endswith("in'"):
        return pronounced(f"{word[:-1]}g").removesuffix("ŋ") + "n"
    raw = reader()(word.strip("'"), normalize_text=False)
    return _stressed(word, repaired(raw))


def pronounced_in_line(words: tuple[str, ...]) -> tuple[str, ...]:
    """Phones of a line's words: as `pronounced`, but heteronyms by their sentence and small words by the next one."""
    phones = [pronounced(word) for word in words]
    if not readings().heteronyms.isdisjoint(words):
        for at, sound in _in_sentence(words):
            phones[at] = sound
    for at, word in enumerate(words[:-1]):
        if word in readings().weak:
            before_consonant, before_vowel = readings().weak[word]
            phones[at] = before_vowel if bare(phones[at + 1])[0] in VOWELS else before_consonant
    if words and words[-1] == "the":
        phones[-1] = "ðə"
    return tuple(phones)


def in_lexicon(word: str) -> bool:
    """Whether the dictionary of common words has this lower-case word."""
    return reader().lexicon.golds.d.get(word) is not None


@lru_cache(maxsize=2048)
def _in_sentence(words: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """Place and phones of each heteronym of a line, read by hibari with the line's parts of speech."""
    plain = [word.replace(".", "") for word in words]
    g2p = reader()
    at = 0
    found: dict[int, str] = {}
    for token in g2p.phonemize_tokens(g2p.tokenize(" ".join(plain))):
        if at < len(words) and token.text == plain[at] and words[at] in readings().heteronyms and token.phonemes:
            found[at] = _stressed(words[at], repaired(token.phonemes))
        at += bool(token.whitespace)
    return tuple(found.items())


def _stressed(word: str, phones: str) -> str:
    """A word that carries meaning has a primary stress: its secondary one, else its first vowel's."""
    if "ˈ" in phones or word in readings().function_words:
        return phones
    if "ˌ" in phones:
        return phones.replace("ˌ", "ˈ", 1)
    at = next(i for i, p in enumerate(phones) if p in VOWELS)
    return f"{phones[:at]}ˈ{phones[at:]}"


@cache
def reader() -> Any:  # noqa: ANN401 - hibari has no types
    """The reader, made at first use: its tables take about a second."""
    from hibari.g2p import G2P  # noqa: PLC0415 - kept out of the import of this package

    return G2P(british=False)
