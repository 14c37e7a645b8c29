"""How a line sounds: its length, its end, and the words that carry it; each line measured once."""

from dataclasses import dataclass
from functools import lru_cache

from songwright.song import Line
from songwright.studio.phonetics import LONG_VOWELS, VOWELS, rhyme_strength, syllabify
from songwright.studio.writing._subject import stem

RHYMES = 0.6
"""Strength from which two line ends count as a rhyme; a near rhyme is one in song."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One line."""

    syllables: int
    end: str
    """Its last word, lower case."""
    content: frozenset[str]
    """Stems of the words that carry meaning."""
    bears_length: bool
    """Whether its last syllable can be held: stressed, or on a long vowel."""
    clashes: int
    """Stressed syllables in a row beyond two, which stumble when sung."""


@lru_cache(maxsize=8192)
def measured(text: str) -> Measured:
    """The measures of a line of lyrics."""
    syllables = syllabify(text)
    words: list[str] = [""]
    content: set[str] = set()
    for syllable in syllables:
        words[-1] += syllable.text
        if syllable.ends_word:
            if syllable.content:
                content.add(stem("".join(c for c in words[-1] if c.isalnum() or c == "'")))
            words.append("")
    last = syllables[-1] if syllables else None
    vowel = next((phone for phone in last.phones if phone in VOWELS), "") if last else ""
    stressed = [syllable.stress == 2 for syllable in syllables]
    return Measured(
        syllables=len(syllables),
        end="".join(text.split()[-1:]).strip(".,;:!?\"'()").lower(),
        content=frozenset(content),
        bears_length=last is not None and (last.stress == 2 or vowel in LONG_VOWELS),
        clashes=sum(all(stressed[at : at + 3]) for at in range(len(stressed) - 2)),
    )


def rhymes(first: str, second: str) -> bool:
    """Whether two lines end in a rhyme, perfect or near."""
    return rhyme_strength(measured(first).end, measured(second).end) >= RHYMES


@lru_cache(maxsize=4096)
def sung(text: str, language: str, *, backing: bool = False) -> Line:
    """A line laid out for singing."""
    return Line(text=text, syllables=syllabify(text, language), language=language, backing=backing)
