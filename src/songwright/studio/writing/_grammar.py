"""What the lyricist has to know of a language beside its notebooks."""

from typing import Protocol

from songwright.studio.writing._english import English
from songwright.studio.writing._spanish import Spanish
from songwright.studio.writing._thing import Told


class Grammar(Protocol):
    """One language."""

    def stem(self, word: str) -> str:
        """A rough stem by which the forms of a word are told for one."""
        ...

    def meaning(self, text: str) -> list[str]:
        """Words of a prompt with a meaning, lower case, orders of music aside."""
        ...

    def titled(self, text: str) -> str:
        """A phrase in the capitals of a title."""
        ...

    def told(self, text: str) -> Told:
        """What a prompt names, and its phrase for a title."""
        ...


_GRAMMARS: dict[str, Grammar] = {"en": English(), "es": Spanish()}


def grammar(language: str) -> Grammar:
    """The grammar of a language that has notebooks; KeyError for any other."""
    return _GRAMMARS[language]
