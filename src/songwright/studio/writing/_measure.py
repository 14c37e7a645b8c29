"""How a line sounds: its length, its end, and the words that carry it; each line measured once."""

import re
from dataclasses import dataclass
from functools import lru_cache

from songwright.song import Line, Syllable
from songwright.studio.phonetics import LONG_VOWELS, VOWELS, rhyme_strength, syllabify
from songwright.studio.writing._banks import shared
from songwright.studio.writing._grammar import grammar

RHYMES = 0.6
"""Strength from which two line ends count as a rhyme; a near rhyme is one in song."""

_CLUSTER = re.compile(r"[bdfhjklmnpstvwxzðŋɡɹɾTʃʒʤʧθ]{4,}")
OPEN = tuple("aeo")
"""Last vowels that a Romance line may be held on; English has other phones for its own."""
_SIGNS = '.,;:!?¡¿…«»"()'


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
    clusters: int
    """Meetings of four consonants or more, which a voice can't say in time."""
    weak_starts: int
    """Words with a meaning that begin on an unstressed syllable, which a sung voice says badly in English."""
    past: bool
    """Whether it tells of the past."""
    speaks_to: bool
    """Whether it says "you"."""


@lru_cache(maxsize=8192)
def measured(text: str, language: str = "en") -> Measured:
    """The measures of a line of lyrics."""
    syllables = syllabify(text, language)
    stem, known = grammar(language).stem, shared(language)
    words: list[str] = [""]
    content: set[str] = set()
    for syllable in syllables:
        words[-1] += syllable.text
        if syllable.ends_word:
            if syllable.content:
                content.add(stem("".join(c for c in words[-1] if c.isalnum() or c == "'")))
            words.append("")
    plain = {word.strip(_SIGNS).lower() for word in text.split()}
    last = syllables[-1] if syllables else None
    vowel = next((phone for phone in last.phones if phone in VOWELS), "") if last else ""
    stressed = [syllable.stress == 2 for syllable in syllables]
    return Measured(
        syllables=len(syllables),
        end=end_word(text),
        content=frozenset(content),
        bears_length=last is not None
        and (last.stress == 2 or vowel in LONG_VOWELS or (last.phones[-1:] in OPEN and language != "en")),
        clashes=sum(all(stressed[at : at + 3]) for at in range(len(stressed) - 2)),
        clusters=len(_CLUSTER.findall("".join(syllable.phones for syllable in syllables))),
        weak_starts=_weak_starts(syllables) if language == "en" else 0,
        past=any(word in known.past or (word.endswith(known.past_endings) and len(word) > 4) for word in plain),
        speaks_to=not plain.isdisjoint(known.you),
    )


def _weak_starts(syllables: tuple[Syllable, ...]) -> int:
    starts = [at for at in range(len(syllables)) if at == 0 or syllables[at - 1].ends_word]
    return sum(syllables[at].content and syllables[at].stress == 0 and not syllables[at].ends_word for at in starts)


@lru_cache(maxsize=32768)
def end_word(text: str) -> str:
    """The last word of a line, lower case, of a compound its last part."""
    return "".join(text.split()[-1:]).strip(_SIGNS + "'").lower().split("-")[-1]


def rhymes(first: str, second: str, language: str = "en") -> bool:
    """Whether two lines end in a rhyme, perfect or near."""
    return rhyme_strength(end_word(first), end_word(second), language) >= RHYMES


@lru_cache(maxsize=65536)
def perfect(first: str, second: str, language: str = "en") -> bool:
    """Whether two lines end in a perfect rhyme."""
    return rhyme_strength(end_word(first), end_word(second), language) == 1.0


@dataclass(frozen=True, slots=True)
class Ear:
    """How lines sound to one language."""

    language: str

    def measured(self, line: str) -> Measured:
        """The measures of a line."""
        return measured(line, self.language)

    def perfect(self, first: str, second: str) -> bool:
        """Whether two lines end in a perfect rhyme: from the stressed vowel on every sound is the same."""
        return perfect(first, second, self.language)

    def rhymes(self, first: str, second: str) -> bool:
        """Whether two lines end in a rhyme, perfect or near."""
        return rhymes(first, second, self.language)

    def answers(self, first: str, second: str) -> bool:
        """Whether the language's songs take two lines for rhymed: perfectly, or by their vowels where that is usual."""
        return rhymes(first, second, self.language) if shared(self.language).assonant else self.perfect(first, second)


@lru_cache(maxsize=4096)
def sung(text: str, language: str, *, backing: bool = False) -> Line:
    """A line laid out for singing."""
    return Line(text=text, syllables=syllabify(text, language), language=language, backing=backing)
