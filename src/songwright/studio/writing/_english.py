"""English, as the lyricist needs it: stems, titles, and what a prompt names."""

import re

from songwright.studio.writing._phrases import clause, deed, in_person, meaning, noun_phrases, phrase, tokens_of
from songwright.studio.writing._thing import CLAUSE, DEED, Thing, Told
from songwright.studio.writing._things import thing

_SMALL = {"a", "an", "the", "of", "in", "on", "at", "to", "for", "and", "with", "by", "from", "or", "but"}
_THEIRS = re.compile(r"^(?:his|her|their|its) ")


class English:
    """Implements `_grammar.Grammar`."""

    def stem(self, word: str) -> str:
        """A rough stem, so that nights answers to night and dancing to dance."""
        return stem(word)

    def meaning(self, text: str) -> list[str]:
        """Words with a meaning, lower case, orders aside."""
        return meaning(text)

    def titled(self, text: str) -> str:
        """A phrase in the capitals of a title."""
        words = text.split()
        return " ".join(
            word if 0 < at < len(words) - 1 and word.lower() in _SMALL else word[:1].upper() + word[1:]
            for at, word in enumerate(words)
        )

    def told(self, text: str) -> Told:
        """What a prompt names, and its phrase for a title."""
        tokens = tokens_of(text)
        things = tuple(dict.fromkeys(noun_phrases(tokens)))
        title = re.sub(r"^an? ", "", phrase(tokens), flags=re.IGNORECASE)
        return Told(text=text, things=things, named=_told(things, text), phrase=title)


def stem(word: str) -> str:
    """A rough stem, so that nights answers to night and dancing to dance."""
    low = word.lower().removesuffix("'s").strip("'")
    for ending in ("ing", "ies", "ed", "es", "s", "y", "e"):
        if low.endswith(ending) and len(low) - len(ending) >= 3:
            return low[: -len(ending)]
    return low


def _told(things: tuple[str, ...], text: str) -> tuple[Thing, ...]:
    """What a song can tell of a prompt, the main thing first, then what it does, then the rest."""
    found = [thing(each, text) for each in things]
    found.sort(key=lambda each: each.kind != "kin")
    main = found[0] if found else None
    doing = deed(tokens_of(text)) if re.match(r"(?:(?:never|not|always) )?\w+ing\b", text) else ""
    said, verb = clause(text)
    sentence = ""
    if said and main is not None:
        who = "I" if main.role else main.pronoun
        sentence = in_person(said, verb, who)
    if main is not None and main.role:
        found = [found[0], *(thing(_THEIRS.sub("my ", each.text), text) for each in found[1:])]
    acts = [Thing(text=doing, kind=DEED)] if doing and len(doing.split()) > 1 else []
    acts += [Thing(text=sentence, kind=CLAUSE)] if sentence else []
    found = [each for each in found if each.text != doing.split(" ")[0] and not _bare_in(each.text, sentence)]
    if doing:
        return (*acts, *found)
    return (*found[:1], *acts, *found[1:])


def _bare_in(name: str, sentence: str) -> bool:
    """Whether a sentence says a noun that has no article of its own, as in "it wants to be king"."""
    return name in sentence and not name.startswith(("the ", "my ", "your ", "his ", "her ", "its ", "their "))
