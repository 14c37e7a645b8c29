"""Telling which language a line of lyrics is in, as far as it makes a difference to how it is sung."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

from songwright.studio.phonetics._scripts import script_of, written_in
from songwright.studio.phonetics._tables import readings
from songwright.studio.phonetics._tongue import CODES, LATIN_CODES, tongue

SUNG: tuple[str, ...] = ("en", *CODES)
"""Languages that are sung by their own rules."""
_LATIN: tuple[str, ...] = ("en", *LATIN_CODES)
"""Those of them that only words tell from each other."""
_LEAST = 1.2
"""Words of a language that tell it: one alone, as in "la la la", tells nothing."""
_LEAD = 0.7
"""By how much another language must be ahead of the usual one."""
_SHARED = {1: 1.0, 2: 0.5, 3: 0.25, 4: 0.1}
"""What a word counts by the number of languages that have it."""
_WORDS = re.compile(r"[¿¡]*[^\W\d_]+(?:'[^\W\d_]+)*'?")


class _Telling(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What tells one language."""

    words: str
    patterns: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    """What tells each language, ready to count."""

    words: dict[str, dict[str, float]]
    """Weight by word, by language."""
    patterns: dict[str, tuple[tuple[re.Pattern[str], float], ...]]


def language_name(code: str) -> str:
    """What English calls a language that is sung by its own rules."""
    return "English" if code == "en" else tongue(code).table.name


def language_remark(code: str) -> str:
    """What a listener should know of how well a language is sung; "" where it is sung as well as English."""
    return tongue(code).table.remark if code in CODES else ""


def joining_words(code: str) -> frozenset[str]:
    """Words before which a long line may be parted; English ones where the language has no rules."""
    return tongue(code).joining_words if code in CODES else readings().joining_words


def language_of(text: str, usual: str = "en") -> str:
    """ISO 639-1 code of a text, `usual` where its words don't tell.

    A script of its own tells a language wherever it stands. Those in Latin letters that are sung by their own rules are
    told from each other; a text that is in none of them is in the usual language, and so is everything in Latin letters
    where the usual one is another.
    """
    script = written_in(text, usual)
    if script:
        return script
    if usual not in SUNG:
        return usual
    scores = _scores(text)
    best = max(_LATIN, key=lambda code: (scores[code], code == usual))
    enough = scores[best] >= _LEAST and scores[best] - scores.get(usual, 0.0) >= _LEAD
    return best if enough else usual


def language_of_stretch(text: str, usual: str) -> str:
    """The language that a stretch of Latin letters or of digits is read in: its line's, where that can read it."""
    if usual not in CODES or usual in LATIN_CODES or not any(script_of(char) == "latin" for char in text):
        return usual
    return language_of(text, "en")


@lru_cache(maxsize=1024)
def _scores(text: str) -> dict[str, float]:
    """How many words tell each language."""
    marks = _marks()
    scores = dict.fromkeys(_LATIN, 0.0)
    for word in sorted(set(_WORDS.findall(text.lower().replace("’", "'")))):
        for code in _LATIN:
            known = marks.words[code].get(word.lstrip("¿¡"), 0.0)
            seen = max((weight for pattern, weight in marks.patterns[code] if pattern.search(word)), default=0.0)
            scores[code] += max(known, seen)
    return scores


@cache
def _marks() -> _Marks:
    file = files("songwright.studio.phonetics") / "telling.toml"
    try:
        table = msgspec.toml.decode(file.read_bytes(), type=dict[str, _Telling])
    except msgspec.DecodeError as error:
        raise ValueError(f"phonetics/telling.toml: {error}") from error
    words = {code: frozenset(telling.words.split()) for code, telling in table.items()}
    shared = Counter(word for known in words.values() for word in known)
    return _Marks(
        words={code: {word: _SHARED.get(shared[word], 0.0) for word in known} for code, known in words.items()},
        patterns={
            code: tuple((re.compile(pattern), weight) for pattern, weight in telling.patterns.items())
            for code, telling in table.items()
        },
    )
