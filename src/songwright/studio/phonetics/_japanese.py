"""Japanese lines as words in kana: what a dictionary says of Chinese characters, and which kana are said otherwise."""

import json
import re
import sys
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import islice
from types import ModuleType
from typing import Any

from songwright.studio.phonetics._numerals import numerals
from songwright.studio.phonetics._scripts import script_of
from songwright.studio.phonetics._written import Written

_RESPELLED = {"一人": "ひとり", "二人": "ふたり", "今日": "きょう", "明日": "あした", "昨日": "きのう", "私": "わたし"}
"""Words that the dictionary reads in parts or in another way than songs do."""
_TABLES = ("janome.sysdic.connections1", "janome.sysdic.connections2")
_LEANING = frozenset("ゃゅょぁぃぅぇぉゎャュョァィゥェォヮーっッんン")
"""Kana that can't begin a word."""
_JOINED = ("助詞", "助動詞", "接尾", "非自立")
"""Parts of speech that stand with the word before them: particles, endings, suffixes and auxiliaries."""


def japanese_words(text: str) -> list[Written]:
    """The words of a stretch of Japanese without spaces, in hiragana; a particle belongs to the word before it."""
    wide = unicodedata.normalize("NFKC", text)
    if len(wide) == len(text):  # half-width kana become wide ones, raised digits plain ones
        said, shown = numerals(wide, "ja")
        shown = _as_written(shown, text)
    else:
        said, shown = numerals(text, "ja")
    found: list[Written] = []
    at = 0
    for surface, reading, joined in _parsed(said):
        pieces = _aligned(surface, reading, shown[at : at + len(surface)])
        at += len(surface)
        kana, signs = "".join(kana for kana, _ in pieces), tuple(sign for _, sign in pieces)
        if joined and found:
            found[-1] = Written(said=found[-1].said + kana, shown=found[-1].shown + signs)
        else:
            found.append(Written(said=kana, shown=signs))
    return found


def _as_written(shown: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The signs that are shown, as the text writes them; it is as long as they are together."""
    left = iter(text)
    return tuple("".join(islice(left, len(sign))) for sign in shown)


def hiragana(text: str) -> str:
    """The text with katakana as hiragana."""
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in text)


def _parsed(text: str) -> list[tuple[str, str, bool]]:
    """Surface, reading in hiragana, and whether it stands with the word before: each word that the text is cut into."""
    if not any(script_of(char) == "han" for char in text) and len(text) < 2:
        return [(text, hiragana(text), False)]
    found: list[tuple[str, str, bool]] = []
    for token in _reader().tokenize(text):
        kind, *_ = token.part_of_speech.split(",")
        joined = any(name in token.part_of_speech for name in _JOINED)
        spoken = token.phonetic if token.phonetic != "*" else token.surface
        joined = (joined and kind != "名詞") or "接尾" in token.part_of_speech or token.surface[0] in _LEANING
        found.append((token.surface, hiragana(spoken), joined))
    if "".join(surface for surface, _, _ in found) != text:  # the reader drops what it takes for white space
        return [(text, hiragana(text), False)]
    return _rejoined(found)


def _rejoined(words: list[tuple[str, str, bool]]) -> list[tuple[str, str, bool]]:
    """The words with those put together that are read otherwise than their parts."""
    found: list[tuple[str, str, bool]] = []
    for surface, reading, joined in words:
        if found and found[-1][0] + surface in _RESPELLED:
            together = found[-1][0] + surface
            found[-1] = (together, _RESPELLED[together], found[-1][2])
        else:
            found.append((surface, _RESPELLED.get(surface, reading), joined))
    return found


def _aligned(surface: str, reading: str, shown: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each kana of the reading with what is shown there: kana at themselves, other characters at their first kana."""
    expression = "".join("(.+?)" if script_of(char) == "han" else "(.)" for char in surface)
    if all(script_of(char) != "han" for char in surface):
        if len(reading) == len(surface):
            return list(zip(reading, shown, strict=True))
        return _at_first(reading, "".join(shown))
    literal = "".join("(.+?)" if script_of(char) == "han" else f"({re.escape(hiragana(char))})" for char in surface)
    match = re.fullmatch(literal, reading) or re.fullmatch(expression, reading)
    if match is None:
        return _at_first(reading, "".join(shown))
    return [pair for part, sign in zip(match.groups(), shown, strict=True) for pair in _at_first(part, sign)]


def _at_first(reading: str, shown: str) -> list[tuple[str, str]]:
    return [(kana, shown if at == 0 else "") for at, kana in enumerate(reading)]


@cache
def _reader() -> Any:  # noqa: ANN401 - janome has no types
    """The dictionary's reader, made at first use.

    Its table of connections is a module of nearly two million numbers in text: Python takes 850 MB and ten seconds to
    compile it where bytecode is not kept. It is a list in JSON, and read as one in half a second.
    """
    for name in _TABLES:
        if name not in sys.modules:
            text = (files("janome") / "sysdic" / f"{name.split('.')[-1]}.py").read_text(encoding="utf-8")
            table = ModuleType(name)
            table.DATA = json.loads(text.removeprefix("DATA="))  # type: ignore[attr-defined]
            sys.modules[name] = table
    from janome.tokenizer import Tokenizer  # noqa: PLC0415 - kept out of the import of this package

    return Tokenizer(mmap=True)
