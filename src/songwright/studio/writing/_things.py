"""What an English prompt names: each thing with its kind, its number and its pronouns."""

import re
from functools import cache

from songwright.studio.phonetics import word_classes
from songwright.studio.writing._banks import page, scenes
from songwright.studio.writing._thing import Thing

_FORMS = (("ies", "y"), ("es", ""), ("s", ""), ("men", "man"), ("ves", "f"))
"""Endings of a plural and of its singular."""
_DOERS = ("er", "or", "ist", "man", "woman")
"""Endings of one who does something, for words nobody lists."""
_OWN = ("my ", "our ", "your ")
_SINGULAR_S = re.compile(r"(?:ss|us|is)$")


def thing(text: str, prompt: str = "") -> Thing:
    """The thing of a noun phrase; `prompt` tells its pronoun where it has his, her or their."""
    words = re.findall(r"[\w'’-]+", text)
    kind = _kind(text, words)
    if kind == "kin" and text.startswith(("the ", "his ", "her ", "their ", "its ")):
        kind = "other"
    if kind == "job" and not text.startswith(("the ", "a ")):
        kind = "other"
    plural = _plural(words[-1]) if words else False
    if plural and kind in {"job", "other", "animal", "crowd"}:
        kind = "crowd"
    elif kind == "crowd":
        kind = (
            "place"
            if words[-1].lower() in {"village", "club", "church"}
            else "other"
            if text.startswith(_OWN)
            else kind
        )
    some = (
        re.search(rf"\b(?:a|an) {re.escape(text.removeprefix('the '))}\b", prompt) if text.startswith("the ") else None
    )
    pronoun = _pronoun(words, kind, plural=plural, prompt=prompt)
    return Thing(text=text, kind=kind, pronoun=pronoun, some=some[0] if some else "")


@cache
def kind_of(word: str) -> str:
    """The kind of a noun, in the singular or plural; "" for a word that is not listed."""
    low = word.lower().removesuffix("'s").removesuffix("’s")
    forms = [low, *(low.removesuffix(a) + b for a, b in _FORMS if low.endswith(a))]
    return next((kinds()[form] for form in forms if form in kinds()), "")


@cache
def kinds() -> dict[str, str]:
    """The kind of each listed noun: WordNet's, corrected by ours.

    nouns.txt is made by benchmarks/lyrics/make_tables.py.
    """
    rows = page("en", "nouns.txt").splitlines()
    tables = [row.split(": ", 1) for row in rows]
    found = {word: kind for kind, words in tables for word in words.split()}
    return found | {word: kind for kind, words in scenes().kinds.items() for word in words.split()}


def _kind(text: str, words: list[str]) -> str:
    """The kind of the last word; of a name, that of the word before it or of a first name."""
    whole = re.sub(r"^(?:the|an?) ", "", text).replace(" ", "-")
    if whole in kinds():
        return kinds()[whole]
    known = [kind_of(word) for word in words]
    if words[-1][:1].isupper() and len(words) > 1:
        named = next((found for found, word in zip(known, words, strict=True) if found and word[:1].islower()), "")
        first = any(words[0].lower() in names for names in scenes().pronouns.values())
        if named or first:
            return named or "other"
    if not known[-1] and words[-1].endswith(_DOERS):
        return "job"
    return known[-1] or next((found for found in reversed(known) if found), "") or _unlisted(words)


def _unlisted(words: list[str]) -> str:
    """A name nobody lists is somebody; any other word is a thing."""
    return "other" if words and words[-1][:1].isupper() else "thing"


def _plural(word: str) -> bool:
    if word[:1].isupper():
        return False
    classes = dict(word_classes(word))
    return classes.get(word) == "nouns" or (word.lower().endswith("s") and not _SINGULAR_S.search(word.lower()))


def _pronoun(words: list[str], kind: str, *, plural: bool, prompt: str) -> str:
    if plural or kind == "crowd":
        return "they"
    if kind not in {"job", "other", "animal", "kin"}:
        return "it"
    told = {"his": "he", "he": "he", "her": "she", "she": "she"}
    said = next((told[word] for word in prompt.lower().split() if word in told), "")
    listed = next((who for word in words for who in ("she", "he") if word.lower() in scenes().pronouns[who]), "")
    return listed or said or ("it" if kind == "animal" else "they")
