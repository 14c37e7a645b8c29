"""Words of a text with their places, folded so that spelling habits do not matter."""

import re
import unicodedata
from dataclasses import dataclass

# A number with a colon, point or slash inside is one word (2:30, 92.5, 6/8); so is "r&b" or "don't"; "-" separates.
_WORD = re.compile(r"[0-9]+(?:[.:/][0-9]+)*(?:['’]s\b|[a-zA-Z]*)|[^\W_]+(?:[&'’][^\W_]+)*|[&+]")
_BREAK = re.compile(r"[,;.!?\n\r|()\[\]{}•·—–:/]|\s-\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word of a text."""

    word: str
    """Folded: lower case, no apostrophes, "and" for "&" and "+"."""
    start: int
    """Offset of its first character in the text."""
    stop: int
    """Offset after its last character."""
    chunk: int
    """Index of the stretch between commas, full stops and the like."""


def fold(text: str) -> str:
    """A word as it is compared: compatibility forms, case and apostrophes gone."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return plain.replace("'", "").replace("’", "") if plain not in {"&", "+"} else "and"


def tokens(text: str) -> tuple[Token, ...]:
    """All words of a text in order; any Unicode text is fine."""
    found: list[Token] = []
    chunk, before = 0, 0
    for match in _WORD.finditer(text):
        if found and _BREAK.search(text, before, match.start()):
            chunk += 1
        before = match.end()
        word = fold(match.group())
        if word:
            found.append(Token(word=word, start=match.start(), stop=match.end(), chunk=chunk))
    return tuple(found)


def words(phrase: str) -> tuple[str, ...]:
    """The folded words of a vocabulary phrase, as it is looked up."""
    return tuple(token.word for token in tokens(phrase))
