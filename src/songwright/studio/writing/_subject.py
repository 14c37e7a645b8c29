"""What a prompt is about: its words, the things it names, and the notebooks that know them."""

import re
from dataclasses import dataclass

from songwright.song import Brief
from songwright.studio.writing._banks import Theme, shared, themes
from songwright.studio.writing._phrases import clause, deed, in_person, meaning, noun_phrases, phrase, tokens_of
from songwright.studio.writing._things import CLAUSE, DEED, Thing, thing

_SMALL = {"a", "an", "the", "of", "in", "on", "at", "to", "for", "and", "with", "by", "from", "or", "but"}
_THEIRS = re.compile(r"^(?:his|her|their|its) ")

_NAMING_KEYWORDS = 8
_TOUCHING = 0.8

_WORD, _MOOD, _TAG, _STYLE = 3.0, 1.0, 0.4, 1.2
"""How much a word of the prompt, a mood, a tag and the style speak for a theme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the lyric has to be about."""

    words: frozenset[str]
    """Stems of the prompt's words that carry meaning."""
    things: tuple[str, ...]
    """What it names, as it stands inside a line: "the old lighthouse", "my dog Max"."""
    named: tuple[Thing, ...]
    """The same with their kinds, and what somebody does among them, in the order in which a song should tell them."""
    phrase: str
    """The phrase of the prompt that would make a title, without a, or ""."""
    themes: tuple[Theme, ...]
    """The notebook that fits best, and a second one if it fits nearly as well."""
    known: bool
    """Whether the prompt's own words chose the first theme."""

    @property
    def role(self) -> bool:
        """Whether the singer is the one the prompt names first: a nurse, a baker."""
        return bool(self.named) and self.named[0].role


def subject(brief: Brief) -> Subject:
    """The subject of a brief: from its theme, else its title; moods, tags and style only choose the notebook."""
    text = brief.theme or brief.title or ""
    tokens = tokens_of(text)
    scores = {theme.id: _score(theme, brief, text) for theme in themes().values()}
    ranked = sorted(scores, key=lambda name: (-scores[name], name))
    best = scores[ranked[0]]
    chosen = [ranked[0], *(name for name in ranked[1:2] if scores[name] >= max(_TOUCHING * _WORD, 0.6 * best))]
    things = tuple(dict.fromkeys(noun_phrases(tokens)))
    return Subject(
        words=frozenset(stem(word) for word in meaning(text)),
        things=things,
        named=_told(things, text),
        phrase=re.sub(r"^an? ", "", phrase(tokens), flags=re.IGNORECASE),
        themes=tuple(themes()[name] for name in chosen),
        known=best >= _TOUCHING * _WORD,
    )


def stem(word: str) -> str:
    """A rough stem, so that nights answers to night and dancing to dance."""
    low = word.lower().removesuffix("'s").strip("'")
    for ending in ("ing", "ies", "ed", "es", "s", "y", "e"):
        if low.endswith(ending) and len(low) - len(ending) >= 3:
            return low[: -len(ending)]
    return low


def titled(text: str) -> str:
    """A phrase in the capitals of a title."""
    words = text.split()
    return " ".join(
        word if 0 < at < len(words) - 1 and word.lower() in _SMALL else word[:1].upper() + word[1:]
        for at, word in enumerate(words)
    )


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


def _score(theme: Theme, brief: Brief, text: str) -> float:
    stems = _stems(theme)
    said = {stem(word) for word in meaning(text)} | {stem(word) for word in text.lower().split()}
    score = _WORD * sum(_weight(theme, word) for word in sorted(said & stems))
    score += _MOOD * len({stem(mood) for mood in brief.moods} & stems)
    score += _TAG * len({stem(word) for tag in brief.tags for word in tag.split()} & stems)
    return score + _STYLE * (shared().fallback.get(brief.style) == theme.id)


def _stems(theme: Theme) -> set[str]:
    return {stem(word) for word in theme.keywords}


def _weight(theme: Theme, word: str) -> float:
    """A notebook's first keywords name it; the later ones only touch on it."""
    at = next(at for at, keyword in enumerate(theme.keywords) if stem(keyword) == word)
    return 1.0 if at < _NAMING_KEYWORDS else _TOUCHING
