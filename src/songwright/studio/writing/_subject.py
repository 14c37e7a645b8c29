"""What a prompt is about: its words, the things it names, and the notebooks that know them."""

import re
from dataclasses import dataclass

from songwright.song import Brief
from songwright.studio.phonetics import syllable_count, word_classes
from songwright.studio.writing._banks import Theme, shared, themes

_LONGEST_TITLE = 9
"""Syllables a phrase of the prompt may have to become the hook: one breath."""
_LONGEST_THING = 6
"""Syllables a thing may have to stand inside a line."""
_NOUNS = {"noun", "nouns", "name"}
_BEFORE_NOUN = {"adjective", "number", "participle", "genitive", "gerund", *_NOUNS}
_OURS = {"my", "our", "your"}
_SMALL = {"a", "an", "the", "of", "in", "on", "at", "to", "for", "and", "with", "by", "from", "or", "but"}

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
    phrase: str
    """The phrase of the prompt that would make a title, without a, or ""."""
    themes: tuple[Theme, ...]
    """The notebook that fits best, and a second one if it fits nearly as well."""
    known: bool
    """Whether the prompt's own words chose the first theme."""


def subject(brief: Brief) -> Subject:
    """The subject of a brief: from its theme, else its title; moods, tags and style only choose the notebook."""
    text = brief.theme or brief.title or ""
    tokens = _tokens(text)
    scores = {theme.id: _score(theme, brief, text) for theme in themes().values()}
    ranked = sorted(scores, key=lambda name: (-scores[name], name))
    best = scores[ranked[0]]
    chosen = [ranked[0], *(name for name in ranked[1:2] if scores[name] >= max(_TOUCHING * _WORD, 0.6 * best))]
    return Subject(
        words=frozenset(stem(word) for word in _meaning(text)),
        things=tuple(dict.fromkeys(thing for thing in _things(tokens) if syllable_count(thing) <= _LONGEST_THING)),
        phrase=re.sub(r"^an? ", "", _phrase(tokens), flags=re.IGNORECASE),
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


def titled(phrase: str) -> str:
    """A phrase in the capitals of a title."""
    words = phrase.split()
    return " ".join(
        word if 0 < at < len(words) - 1 and word.lower() in _SMALL else word[:1].upper() + word[1:]
        for at, word in enumerate(words)
    )


def _meaning(text: str) -> list[str]:
    """Words of `text` with a meaning, lower case, noise aside."""
    kept = _NOUNS | {"adjective", "gerund", "verb", "participle"}
    return [word.lower() for word, kind in _tokens(text) if kind in kept]


def _tokens(text: str) -> list[tuple[str, str]]:
    """Words with their classes; a word that only orders music becomes a sign, which parts phrases."""
    plain = " ".join("," if word.strip(".,;:!?\"'").lower() in shared().noise else word for word in text.split())
    return [
        (word, "" if word.lower() in shared().noise else "other" if word.lower() in shared().unnamed else kind)
        for word, kind in word_classes(plain)
    ]


def _score(theme: Theme, brief: Brief, text: str) -> float:
    stems = _stems(theme)
    said = {stem(word) for word in _meaning(text)} | {stem(word) for word in text.lower().split()}
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


def _runs(tokens: list[tuple[str, str]]) -> list[tuple[int, int]]:
    """Places of noun phrases: words that may stand before a noun, up to the last noun of the run."""
    found = []
    start = 0
    while start < len(tokens):
        stop = start
        while stop < len(tokens) and tokens[stop][1] in _BEFORE_NOUN:
            stop += 1
        last = max((at for at in range(start, stop) if tokens[at][1] in _NOUNS), default=-1)
        first = start
        while first < last and (tokens[first][1] in {"genitive", "gerund"}):
            first += 1
        if last >= 0:
            found.append((first, last + 1))
        start = max(stop, start + 1)
    return found


def _things(tokens: list[tuple[str, str]]) -> list[str]:
    """Each noun phrase with the article it needs inside a line."""
    found = []
    for start, stop in _runs(tokens):
        article = tokens[start - 1] if start else ("", "")
        words = _joined(tokens[start:stop])
        if article[0].lower() in _OURS:
            found.append(f"{article[0].lower()} {words}")
        else:
            found.append(f"the {words}" if article[1] in {"determiner", "possessive"} else words)
    return found


def _phrase(tokens: list[tuple[str, str]]) -> str:
    """The prompt's first phrase that could be a title: a verb in -ing with what follows, or a noun phrase."""
    opening = [kind for word, kind in tokens if word.lower() not in {"never", "not", "always"}][:1]
    if opening == ["gerund"]:
        stop = next((at for at, (word, kind) in enumerate(tokens) if not kind or word.lower() in _CLAUSE), len(tokens))
        phrase = _joined(tokens[:stop])
        if stop > 1 and syllable_count(phrase) <= _LONGEST_TITLE:
            return phrase
    runs = _runs(tokens)
    for place, (start, stop) in enumerate(runs):
        after, end = runs[place + 1] if place + 1 < len(runs) else (0, 0)
        article = start - 1 if start and tokens[start - 1][1] in {"determiner", "possessive"} else start
        between = [kind for _, kind in tokens[stop:after]] if after else []
        if between and between[0] == "preposition" and set(between[1:]) <= {"determiner", "possessive", "preposition"}:
            phrase = _joined(tokens[article:end])
            if syllable_count(phrase) <= _LONGEST_TITLE:
                return phrase
        if stop - start > 1 or tokens[article][1] == "possessive":
            phrase = _joined(tokens[article:stop])
            if syllable_count(phrase) <= _LONGEST_TITLE:
                return phrase
    return ""


_CLAUSE = {
    "and",
    "that",
    "who",
    "which",
    "while",
    "because",
    "but",
    "when",
    "where",
    "or",
    "then",
    "so",
    "after",
    "before",
}


def _joined(tokens: list[tuple[str, str]]) -> str:
    return " ".join(word for word, _ in tokens).replace(" '", "'").replace(" ’", "’").replace(" - ", "-")
