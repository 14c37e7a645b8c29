"""Which script a letter belongs to, and which language a stretch of it is read in."""

import re
from collections import Counter

_BLOCKS = (
    (0x0041, 0x024F, "latin"),
    (0x1E00, 0x1EFF, "latin"),
    (0xFF21, 0xFF5A, "latin"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0600, 0x06FF, "arabic"),
    (0x0750, 0x077F, "arabic"),
    (0xFB50, 0xFDFF, "arabic"),
    (0xFE70, 0xFEFC, "arabic"),
    (0x0900, 0x097F, "devanagari"),
    (0x3041, 0x30FF, "kana"),
    (0xFF66, 0xFF9D, "kana"),
    (0x3005, 0x3007, "han"),
    (0x3400, 0x4DBF, "han"),
    (0x4E00, 0x9FFF, "han"),
    (0xF900, 0xFAFF, "han"),
    (0xAC00, 0xD7A3, "hangul"),
)
_READ_IN = {
    "cyrillic": "ru",
    "arabic": "ar",
    "devanagari": "hi",
    "kana": "ja",
    "han": "zh",
    "hangul": "ko",
}
"""The language of a script; Chinese characters among kana are Japanese."""
_SYLLABLES = {"latin": 0.4, "cyrillic": 0.45, "arabic": 0.5, "devanagari": 0.7, "kana": 0.9, "han": 1.3, "hangul": 1.0}
"""About how many syllables a letter stands for, so that scripts are weighed by how long they are sung."""
MARKS = "[\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u200c\u200d]"
"""Expression for signs that belong to the letter before them."""


def script_of(char: str) -> str:
    """The script of a letter, as "kana"; "" for signs, digits and scripts that no language here is read in."""
    if not char.isalpha():
        return ""
    code = ord(char)
    return next((script for first, last, script in _BLOCKS if first <= code <= last), "")


def written_in(text: str, usual: str) -> str | None:
    """The language that the script of most of a text tells; None where that is Latin or tells none.

    Chinese characters are Japanese beside kana, and where the text's usual language is.
    """
    if text.isascii():
        return None
    found = Counter[str]()
    for char in text:
        script = script_of(char)
        if script:
            found[script] += 1
    japanese = bool(found["kana"]) or usual == "ja"
    sung: dict[str, float] = {}
    for script, letters in found.items():
        code = _language(script, japanese=japanese)
        sung[code] = sung.get(code, 0.0) + letters * _SYLLABLES[script]
    best = max(sung, key=lambda code: sung[code], default="")
    return best or None


def stretches(text: str, language: str) -> list[tuple[str, str]]:
    """A line in stretches of one script, each with the language it is read in, "" for the line's Latin ones.

    They join to the line. Signs and digits belong to the stretch they touch, else to the one before.
    """
    if text.isascii():
        return [("", text)]
    japanese = language == "ja" or any(script_of(char) == "kana" for char in text)
    found: list[tuple[str, str]] = []
    waiting = ""
    for char in text:
        script = script_of(char)
        if not script or re.match(MARKS, char):
            waiting += char
            continue
        code = _language(script, japanese=japanese)
        if found and found[-1][0] != code:
            behind = max((at for at, sign in enumerate(waiting) if sign.isspace()), default=-1) + 1
            if not any(sign.isdecimal() for sign in waiting[behind:]):
                behind = len(waiting)
            found[-1] = (found[-1][0], found[-1][1] + waiting[:behind])
            found.append((code, waiting[behind:] + char))
        elif found:
            found[-1] = (code, found[-1][1] + waiting + char)
        else:
            found.append((code, waiting + char))
        waiting = ""
    if not found:
        return [("", waiting)]
    return [*found[:-1], (found[-1][0], found[-1][1] + waiting)]


def _language(script: str, *, japanese: bool) -> str:
    """The language of a script, "" for Latin."""
    if script == "han" and japanese:
        return "ja"
    return _READ_IN.get(script, "")
