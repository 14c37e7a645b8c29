"""English prompts for Spanish songs: what they name in Spanish words, as far as the lists know them."""

import re

from songwright.studio.writing._banks import scenes
from songwright.studio.writing._phrases import NOUNS, tokens_of
from songwright.studio.writing._spanish_thing import contracted
from songwright.studio.writing._spanish_words import (
    adjectives,
    adjectives_before,
    agreed,
    article,
    english_adjectives,
    english_nouns,
    noun,
    plural_of,
)

_ENGLISH = frozenset(
    "the a an of in on at to for with my your his her their and from by about is are was who that it when i you".split()  # noqa: SIM905
)
_SPANISH = frozenset(
    "el la los las un una de del al en con por para mi tu su y que es lo se no sin sobre cuando como yo".split()  # noqa: SIM905
)
_OWNERS = {"my": "mi", "your": "tu", "his": "su", "her": "su", "their": "su", "its": "su", "our": "nuestro"}
_PLURALS = (("ies", "y"), ("ves", "f"), ("es", ""), ("s", ""), ("men", "man"), ("children", "child"), ("feet", "foot"))


def in_spanish(text: str) -> str:
    """A prompt in Spanish; what the lists don't know of an English one is left out, names are kept."""
    return _translated(text) if _is_english(text) else text


def _is_english(text: str) -> bool:
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", text)]
    spanish = sum(word in _SPANISH or noun(word) is not None or word in adjectives() for word in words)
    english = sum(word in _ENGLISH or _known(word) is not None or word in english_adjectives() for word in words)
    return english > spanish


def _known(word: str) -> tuple[str, bool] | None:
    """The listed English noun of a word and whether it is a plural."""
    low = word.lower()
    if low in english_nouns():
        return low, False
    for ending, instead in _PLURALS:
        form = low.removesuffix(ending) + instead
        if low.endswith(ending) and form in english_nouns():
            return form, True
    return None


def _translated(text: str) -> str:
    """What is known of an English prompt, in its order."""
    glosses = scenes("es").glosses
    tokens = tokens_of(text)
    found: list[str] = []
    at = 0
    while at < len(tokens):
        stop = at
        while stop < len(tokens) and _nominal(tokens[stop]):
            stop += 1
        if stop > at:
            owner = tokens[at - 1][0].lower() if at else ""
            found += _named([word for word, _ in tokens[at:stop]], owner)
            at = stop
            continue
        word = tokens[at][0].lower()
        if word in glosses:
            found.append(glosses[word])
        elif not word[:1].isalnum():
            found.append(",")
        at += 1
    said = re.sub(r"(?:\b(?:en|de|con|para|a|por|sin|bajo|y|que|junto a)\b[ ,]*)+$", "", " ".join(found))
    return contracted(re.sub(r"\s+([,.])", r"\1", said)).strip(" ,")


def _nominal(token: tuple[str, str]) -> bool:
    """Whether a word belongs to a noun phrase of which something is known."""
    word, kind = token
    if word.lower() in scenes("es").glosses:
        return False
    if kind == "name" and word[:1].isupper():
        return True
    return word.lower() in english_adjectives() or (kind in NOUNS | {"verb", "other"} and _known(word) is not None)


def _named(words: list[str], owner: str) -> list[str]:
    """A noun phrase: the last noun with its article, adjectives in their places, the nouns before it behind "de"."""
    known = [_known(word) for word in words]
    heads = [at for at, each in enumerate(known) if each is not None]
    names = [word for word, each in zip(words, known, strict=True) if word[:1].isupper() and each is None]
    if not heads:
        return names
    told = known[heads[-1]]
    if told is None:
        return names
    head, many = english_nouns()[told[0]], told[1]
    gender = "f" if head.gender == "f" else "m"
    word = plural_of(head.word) if many else head.word
    before: list[str] = []
    after: list[str] = []
    for each in words[: heads[-1]]:
        adjective = english_adjectives().get(each.lower())
        if adjective:
            (before if adjective in adjectives_before() else after).append(agreed(adjective, gender, plural=many))
    others = [english_nouns()[other[0]].word for at in heads[:-1] if (other := known[at]) is not None]
    mine = _OWNERS.get(owner, "")
    if mine == "nuestro":
        mine = "nuestra" if gender == "f" else mine
    the = (mine + "s" if many else mine) if mine else article(before[0] if before else word, gender, plural=many)
    return [the, *before, word, *after, *(f"de {each}" for each in others[:1]), *names]
