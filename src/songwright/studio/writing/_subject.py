"""What a prompt is about: its words, the things it names, and the notebooks that know them."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass

from songwright.song import Brief
from songwright.studio.writing._banks import WRITTEN, Theme, shared, themes
from songwright.studio.writing._grammar import grammar
from songwright.studio.writing._measure import Ear
from songwright.studio.writing._thing import Thing

_NAMING_KEYWORDS = 8
_TOUCHING = 0.8

_WORD, _MOOD, _TAG, _STYLE, _SUITED = 3.0, 1.0, 0.4, 1.2, 0.4
"""How much a word of the prompt, a mood, a tag and the style speak for a theme: the style for the one that is drawn
among its own, and a little for the others, so that a mood may choose. It adds nothing to what words name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the lyric has to be about."""

    ear: Ear
    """The ear of the language it is written in."""
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
    language = written_in(brief)
    told = grammar(language).told(brief.theme or brief.title or "")
    notebooks = themes(language)
    scores = {theme.id: _score(theme, brief, told.text, language) for theme in notebooks.values()}
    ranked = sorted(scores, key=lambda name: (-scores[name], name))
    best = scores[ranked[0]]
    chosen = [ranked[0], *(name for name in ranked[1:2] if scores[name] >= max(_TOUCHING * _WORD, 0.6 * best))]
    spoken = grammar(language)
    return Subject(
        ear=Ear(language),
        words=frozenset(spoken.stem(word) for word in spoken.meaning(told.text)),
        things=told.things,
        named=told.named,
        phrase=told.phrase,
        themes=tuple(notebooks[name] for name in chosen),
        known=best >= _TOUCHING * _WORD,
    )


def written_in(brief: Brief) -> str:
    """The language in which new words for the brief are written: its own if it has notebooks, else English."""
    return brief.language if brief.language in WRITTEN else "en"


def titled(text: str, language: str = "en") -> str:
    """A phrase in the capitals of a title."""
    return grammar(language if language in WRITTEN else "en").titled(text)


def _score(theme: Theme, brief: Brief, text: str, language: str) -> float:
    stem, meaning = grammar(language).stem, grammar(language).meaning
    stems = {stem(word) for word in theme.keywords}
    said = {stem(word) for word in meaning(text)} | {stem(word) for word in text.lower().split()}
    named = _WORD * sum(_weight(theme, word, stem) for word in sorted(said & stems))
    score = named + _MOOD * len({stem(mood) for mood in brief.moods} & stems)
    score += _TAG * len({stem(word) for tag in brief.tags for word in tag.split()} & stems)
    suited = shared(language).fallback.get(brief.style, ())
    if theme.id not in suited or named:
        return score
    return score + (_STYLE if theme.id == suited[_draw(brief, len(suited))] else _SUITED)


def _draw(brief: Brief, count: int) -> int:
    """Which of so many themes a song takes that names none; the seed decides, in each style anew."""
    return zlib.crc32(f"{brief.seed}/{brief.style}".encode()) % count


def _weight(theme: Theme, word: str, stem: Callable[[str], str]) -> float:
    """A notebook's first keywords name it; the later ones only touch on it."""
    at = next(at for at, keyword in enumerate(theme.keywords) if stem(keyword) == word)
    return 1.0 if at < _NAMING_KEYWORDS else _TOUCHING
