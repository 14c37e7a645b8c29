"""The operator's list of words that no song may ask for or contain."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from songwright.song import BadRequest

_UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
"""Letters that stand beside one another without spaces between words: there a word begins and ends anywhere."""
_LETTER = rf"[^\W_{_UNSPACED}]"
"""A letter or digit that makes another word of the word it stands beside."""


@lru_cache(maxsize=4)
def _pattern(lines: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern for all words and phrases; a word is only found whole."""
    alike: dict[tuple[str, str], list[str]] = {}
    for words in filter(None, (_plain(line).split() for line in lines)):
        borders = _border(words[0][0], f"(?<!{_LETTER})"), _border(words[-1][-1], f"(?!{_LETTER})")
        alike.setdefault(borders, []).append(r"\s+".join(map(re.escape, words)))
    # One border for many words: a long list is searched a hundred times faster than with a border for each.
    groups = [f"{before}(?:{'|'.join(phrases)}){after}" for (before, after), phrases in alike.items()]
    return re.compile("|".join(groups)) if groups else None


def _border(letter: str, border: str) -> str:
    """What a phrase needs beside its first or last letter."""
    return "" if re.match(f"[{_UNSPACED}]", letter) else border


def _plain(text: str) -> str:
    """The text without differences of case and of width, which would let a word slip by."""
    return unicodedata.normalize("NFKC", text).casefold()


@dataclass(frozen=True, slots=True)
class WordList:
    """Finds forbidden words: one word or phrase a line, lines with # are remarks; changes count at once."""

    file: Path
    _read: list[tuple[int, tuple[str, ...]]] = field(default_factory=list, init=False, repr=False, compare=False)

    def __call__(self, text: str) -> str | None:
        """The first forbidden word or phrase in the text, as the text spells it but for case; None without one.

        Raises BadRequest if the list can't be read.
        """
        pattern = _pattern(self._lines())
        found = pattern.search(_plain(text)) if pattern else None
        return found.group() if found else None

    def _lines(self) -> tuple[str, ...]:
        try:
            changed_at = self.file.stat().st_mtime_ns
            if not self._read or self._read[0][0] != changed_at:
                lines = self.file.read_text(encoding="utf-8-sig").splitlines()  # some editors put a mark first
                self._read[:] = [(changed_at, tuple(line for line in lines if not line.lstrip().startswith("#")))]
        except (OSError, UnicodeDecodeError) as error:
            message = f"SONGWRIGHT_SENSITIVE_WORDS: {self.file} can't be read as a UTF-8 text file ({error})"
            raise BadRequest(message, field="SONGWRIGHT_SENSITIVE_WORDS") from error
        return self._read[0][1]
