"""The operator's list of words that no song may ask for or contain."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from songwright.song import BadRequest


@lru_cache(maxsize=4)
def _pattern(lines: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern for all words and phrases; a word is only found whole."""
    phrases = [r"\s+".join(map(re.escape, phrase.split())) for line in lines if (phrase := _plain(line).strip())]
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)") if phrases else None


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
