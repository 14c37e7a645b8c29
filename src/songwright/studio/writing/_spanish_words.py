"""Spanish nouns with their kind and gender, adjectives, and how both are inflected."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from songwright.studio.writing._banks import page

_GREEK = re.compile(r"(?:[eo]ma|[ai]sma|grama|lima|oeta|aneta)$")
"""Endings in -a of masculine nouns: problema, fantasma, programa, clima, planeta."""
_FEMININE = re.compile(r"(?:a|as|[cstx]i[óo]n|[cs]iones|[dt]ad|[dt]ades|tud|umbre|triz|ie|sis|ez)$")


_UNMARKED = str.maketrans("áéíóú", "aeiou")
_SHORT = {"primer": "primero", "tercer": "tercero", "buen": "bueno", "mal": "malo", "gran": "grande"}
"""Adjectives that lose their end before a masculine noun, "gran" before any."""


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun in the singular."""

    word: str
    kind: str
    gender: str
    """"m" or "f"; "c" where the article tells."""


@cache
def classes() -> dict[str, frozenset[str]]:
    """Words of closed classes, by their class."""
    return {name: frozenset(words.split()) for name, words in tomllib.loads(page("es", "classes.toml")).items()}


def article(word: str, gender: str, *, plural: bool) -> str:
    """The definite article before this word."""
    if plural:
        return "las" if gender == "f" else "los"
    return "la" if gender == "f" and word.lower() not in classes()["stressed_a"] else "el"


def plural_of(word: str) -> str:
    """The plural of a noun or an adjective (Nueva gramática, 3.2)."""
    if word in classes()["always_plural"] or (
        re.search(r"[aeiou]s$", word) and len(re.findall(r"[aeiouáéíóú]+", word)) > 1
    ):
        return word
    if word == "joven":
        return "jóvenes"
    if re.search(r"[aeiouáéó]$", word):
        return f"{word}s"
    if word.endswith("z"):
        return f"{word[:-1]}ces"
    if re.search(r"[áéíóú][ns]$", word):
        return f"{word[:-2]}{word[-2:].translate(_UNMARKED)}es"
    return f"{word}es"


def feminine_of(word: str) -> str:
    """The feminine of a noun or an adjective that has one, else the word."""
    if word.endswith("o"):
        return f"{word[:-1]}a"
    if re.search(r"[óíáé][ns]$", word):
        return f"{word[:-2]}{word[-2:].translate(_UNMARKED)}a"
    if word.endswith(("dor", "tor", "ñor", "sor", "ñol")):
        return f"{word}a"
    return word


def agreed(adjective: str, gender: str, *, plural: bool) -> str:
    """An adjective of the list in the form that its noun asks for."""
    full = _SHORT.get(adjective, adjective) if plural or (gender == "f" and adjective != "gran") else adjective
    form = feminine_of(full) if gender == "f" else full
    return plural_of(form) if plural else form


def noun(word: str) -> tuple[Noun, bool] | None:
    """A listed noun and whether the word is its plural; None for a word that is not listed."""
    low = word.lower()
    singular, plurals = _nouns()
    if low in singular:
        return singular[low], low in classes()["always_plural"]
    return (plurals[low], True) if low in plurals else None


def guessed_gender(word: str) -> str:
    """The gender that a noun's ending speaks for."""
    low = word.lower()
    single = low.removesuffix("s")
    if {low, single} & classes()["feminine_odd"]:
        return "f"
    if _GREEK.search(single) or {low, single} & classes()["masculine_odd"]:
        return "m"
    return "f" if _FEMININE.search(low) else "m"


def looks_plural(word: str) -> bool:
    """Whether an unlisted noun is one of many."""
    return word.lower().endswith("s") and not word[:1].isupper() and len(word) > 3


@cache
def adjectives() -> dict[str, str]:
    """The listed adjective of each of its forms."""
    found: dict[str, str] = {}
    for base in _adjective_rows():
        for gender in "mf":
            for plural in (False, True):
                found[agreed(base, gender, plural=plural)] = base
        found.setdefault(base, base)
    return found


@cache
def adjectives_before() -> frozenset[str]:
    """Adjectives that stand before their noun."""
    return frozenset(word for word, (before, _) in _adjective_rows().items() if before)


@cache
def english_nouns() -> dict[str, Noun]:
    """Nouns by the English words for them."""
    found: dict[str, Noun] = {}
    for each, glosses in _noun_rows():
        for gloss in glosses:
            found.setdefault(gloss, each)
    return found


@cache
def english_adjectives() -> dict[str, str]:
    """Adjectives by the English words for them."""
    return {gloss: word for word, (_, glosses) in reversed(_adjective_rows().items()) for gloss in glosses}


@cache
def _nouns() -> tuple[dict[str, Noun], dict[str, Noun]]:
    """Nouns by their singular, and by their plural."""
    singular: dict[str, Noun] = {}
    for each, _ in _noun_rows():
        singular.setdefault(each.word, each)
    return singular, {plural_of(word): each for word, each in reversed(singular.items())}


@cache
def _noun_rows() -> tuple[tuple[Noun, tuple[str, ...]], ...]:
    """Nouns with the English words for them, in the order of the list, feminines behind their masculines."""
    found: list[tuple[Noun, tuple[str, ...]]] = []
    for head, words in _rows("nouns.txt"):
        kind, gender = head.split()
        for word, glosses in words:
            found.append((Noun(word, kind, "m" if gender == "mf" else gender), glosses))
            if gender == "mf":
                found.append((Noun(feminine_of(word), kind, "f"), ()))
    return tuple(found)


@cache
def _adjective_rows() -> dict[str, tuple[bool, tuple[str, ...]]]:
    """Whether an adjective stands before its noun, and the English words for it."""
    rows = _rows("adjectives.txt")
    return {word: (head == "before", glosses) for head, words in rows for word, glosses in words}


def _rows(name: str) -> list[tuple[str, list[tuple[str, tuple[str, ...]]]]]:
    """The heads of a list with their words, each with the English ones behind its "="."""
    found = []
    for row in page("es", name).splitlines():
        if row and not row.startswith("#"):
            head, words = row.split(": ", 1)
            parted = (word.partition("=") for word in words.split())
            found.append((head, [(word, tuple(glosses.split(",")) if glosses else ()) for word, _, glosses in parted]))
    return found
