"""The class of each word of a text, by hibari's tagger."""

from functools import lru_cache

from songwright.studio.phonetics._pronounce import reader
from songwright.studio.phonetics._tables import readings

_CLASSES = {
    "NN": "noun",
    "NNS": "nouns",
    "NNP": "name",
    "NNPS": "name",
    "JJ": "adjective",
    "JJR": "adjective",
    "JJS": "adjective",
    "CD": "number",
    "VBG": "gerund",
    "VBN": "participle",
    "DT": "determiner",
    "PRP$": "possessive",
    "IN": "preposition",
    "TO": "preposition",
    "POS": "genitive",
}
_MEANING = {"noun", "nouns", "name", "adjective"}


@lru_cache(maxsize=256)
def word_classes(text: str) -> tuple[tuple[str, str], ...]:
    """Words of `text` as written with their classes; signs have the class "".

    Classes are "noun", "nouns" (plural), "name", "adjective", "number", "verb", "gerund" (in -ing), "participle",
    "determiner", "possessive" (my), "genitive" ('s), "preposition" and "other". A tagger's guess: good for finding the
    phrases of a prompt, no more.
    """
    return tuple((token.text, _class(token.text, token.tag)) for token in reader().tokenize(text.replace("[", " ")))


def _class(word: str, tag: str) -> str:
    if not any(char.isalnum() for char in word):
        return ""
    found = _CLASSES.get(tag, "verb" if tag.startswith("VB") else "other")
    return "other" if found in _MEANING and word.lower() in readings().function_words else found
