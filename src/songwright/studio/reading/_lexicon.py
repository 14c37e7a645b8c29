"""One look-up table from phrases to what they may mean, made of the style catalogue and the vocabulary files."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import product

from rapidfuzz.distance import OSA

from songwright.studio.reading._tokens import words
from songwright.studio.reading._vocabulary import eras, moods, orders, structure, subjects, tools, voices
from songwright.studio.styles import catalogue

NAME_WEIGHT, TAG_WEIGHT, FAMILY_WEIGHT, HINT_WEIGHT = 1.0, 0.8, 0.7, 0.3
"""How surely a style's own name, its tag, a word wider than one style and a mere hint name the style (craft)."""


class Means(StrEnum):
    """Kinds of meaning."""

    STYLE = "style"
    MOOD = "mood"
    TOOL = "instrument"
    GENDER = "gender"
    VOICE = "voice"
    MANNER = "manner"
    VOCAL_MANNER = "vocal manner"
    WORDLESS = "wordless"
    SEVERAL = "several voices"
    ONLY = "only"
    ACAPELLA = "a cappella"
    TEMPO = "tempo"
    BEATS = "beats"
    """A tempo word that names beats a minute, as "adagio"."""
    METER = "meter"
    MODE = "mode"
    LANGUAGE = "language"
    ERA = "era"
    ABOUT = "about"
    BACKING = "backing"
    """Voices beside the lead: an order only where they are taken out."""
    DELIVERY = "delivery"
    """That words are rapped, spoken or sung; the value may name a kind of section behind a colon, "rapped:verse"."""
    ENSEMBLE = "ensemble"
    """Who sings beside the lead: "doubles", "harmony", "octaves" or "choir"."""
    ASIDE = "aside"
    """A musical thing in passing, as "guitar solo": understood, but no order."""
    PHRASE = "phrase"
    """Words that stay together in a subject, as "happy birthday": no order at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """One thing a phrase may mean."""

    means: Means
    value: str = ""
    weight: float = 1.0


class Lexicon:
    """Phrases by their first word, the longest first."""

    def __init__(self, entries: Iterable[tuple[str, Sense]]) -> None:
        gathered: dict[tuple[str, ...], list[Sense]] = defaultdict(list)
        for phrase, sense in entries:
            key = words(phrase)
            if key and sense not in gathered[key]:
                gathered[key].append(sense)
        self._senses = {key: tuple(found) for key, found in gathered.items()}
        by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for key in sorted(self._senses, key=lambda phrase: (-len(phrase), phrase)):
            by_first[key[0]].append(key)
        self._by_first = dict(by_first)
        innocent = set(subjects().innocent) | set(subjects().frame)
        self._innocent = innocent
        self._single = sorted(key[0] for key in self._senses if len(key) == 1 and len(key[0]) >= 5)

    def longest(self, text: tuple[str, ...], at: int) -> tuple[int, tuple[Sense, ...]] | None:
        """Length and senses of the longest phrase that begins at word `at`, or None."""
        for key in self._by_first.get(text[at], ()):
            if text[at : at + len(key)] == key:
                return len(key), self._senses[key]
        return None

    def senses(self, phrase: tuple[str, ...]) -> tuple[Sense, ...]:
        """What exactly these words mean; () for words nobody listed."""
        return self._senses.get(phrase, ())

    def slip(self, word: str) -> tuple[Sense, ...]:
        """Senses of the one word that `word` is a slip of the pen for; () when there is none, or it could be two.

        One slip in words of 5 to 7 letters, two in longer ones (optimal string alignment); the first letter holds.
        """
        if len(word) < 5 or word in self._innocent or not word.isalpha():
            return ()
        allowed = 1 if len(word) < 8 else 2
        close = [
            (distance, known)
            for known in self._single
            if known[0] == word[0] and (distance := OSA.distance(word, known, score_cutoff=allowed)) <= allowed
        ]
        if not close:
            return ()
        best = min(distance for distance, _ in close)
        nearest = [known for distance, known in close if distance == best]
        meant = {frozenset((sense.means, sense.value) for sense in self._senses[(known,)]) for known in nearest}
        return self._senses[(nearest[0],)] if len(meant) == 1 else ()


def _vague() -> frozenset[str]:
    """Words that mean a style only among other things."""
    by_mood = (word for mood in moods().values() for word in mood.words)
    by_tool = (word for tool in tools().values() for word in tool.words)
    by_era = (word for era in eras() for word in era.words)
    return frozenset((*subjects().scenes, *by_mood, *by_tool, *by_era, *orders().tempo))


def _style_entries() -> Iterator[tuple[str, Sense]]:
    """Style names and tags."""
    vague = _vague()
    for style in catalogue().values():
        own = {words(style.id), words(style.name)}
        for name in (style.id, style.name):
            yield name, Sense(means=Means.STYLE, value=style.id, weight=NAME_WEIGHT)
        for tag in style.tags:
            if words(tag) not in own:
                weight = HINT_WEIGHT if tag in vague else TAG_WEIGHT
                yield tag, Sense(means=Means.STYLE, value=style.id, weight=weight)


def _wide_entries() -> Iterator[tuple[str, Sense]]:
    """Words wider than one style: families and eras."""
    for family in subjects().family:
        for word, style_id in product(family.words, family.styles):
            yield word, Sense(means=Means.STYLE, value=style_id, weight=FAMILY_WEIGHT)
    for era in eras():
        for word in era.words:
            yield word, Sense(means=Means.ERA, value=era.name)
        for word, style_id in product(era.words, era.styles):
            yield word, Sense(means=Means.STYLE, value=style_id, weight=HINT_WEIGHT)


def _voice_entries() -> Iterator[tuple[str, Sense]]:
    """Words about the voice."""
    spoken = voices().words
    for gender, names in voices().genders.items():
        for name in names:
            yield name, Sense(means=Means.GENDER, value=gender)
    by_means = {
        Means.VOICE: spoken.nouns,
        Means.MANNER: spoken.manners,
        Means.VOCAL_MANNER: spoken.alone,
        Means.WORDLESS: spoken.none,
        Means.ASIDE: spoken.aside,
        Means.BACKING: spoken.backing,
        Means.PHRASE: subjects().phrases,
        Means.SEVERAL: spoken.several,
        Means.ONLY: spoken.only,
        Means.ACAPELLA: spoken.acapella,
        Means.ABOUT: subjects().about,
    }
    for means, phrases in by_means.items():
        for phrase in phrases:
            yield phrase, Sense(means=means, value=phrase)


def _delivery_entries() -> Iterator[tuple[str, Sense]]:
    """How words are given, and who sings beside the lead."""
    for who, phrases in voices().ensemble.items():
        yield from ((phrase, Sense(means=Means.ENSEMBLE, value=who)) for phrase in phrases)
    for delivery, said in voices().delivery.items():
        yield from ((phrase, Sense(means=Means.DELIVERY, value=delivery)) for phrase in said.words)
        for adjective, (kind, names) in product(said.adjectives, structure().sections.items()):
            sense = Sense(means=Means.DELIVERY, value=f"{delivery}:{kind}")
            for name in names:
                yield f"{adjective} {name}", sense
                yield f"{adjective} {name}s", sense


def _language_entries() -> Iterator[tuple[str, Sense]]:
    """Language names where they can only mean the words: "in French", "French lyrics"."""
    for code, names in orders().language.items():
        sense = Sense(means=Means.LANGUAGE, value=code)
        for name in names:
            yield from ((word, sense) for word in orders().language_alone.get(code, ()))
            for pattern in (
                "in {}",
                "sung in {}",
                "en {}",
                "em {}",
                "auf {}",
                "{} lyrics",
                "{} vocals",
                "{} words",
                "{} voice",
                "{} language",
                "{} song",
                "{} songs",
            ):
                yield pattern.format(name), sense


def _entries() -> Iterator[tuple[str, Sense]]:
    """All phrases with their senses."""
    yield from _style_entries()
    yield from _wide_entries()
    yield from _voice_entries()
    yield from _delivery_entries()
    yield from _language_entries()
    for mood in moods().values():
        for word in mood.words:
            yield word, Sense(means=Means.MOOD, value=mood.name)
    for tool in tools().values():
        for word in tool.words:
            yield word, Sense(means=Means.TOOL, value=tool.name)
            yield f"{word}s", Sense(means=Means.TOOL, value=tool.name)
    for word, place in orders().tempo.items():
        yield word, Sense(means=Means.TEMPO, value=str(place))
    for word in orders().beats:
        yield word, Sense(means=Means.BEATS, value=word)
    for word, meter in orders().meter.items():
        yield word, Sense(means=Means.METER, value=meter)
    for mode, phrases in orders().mode.items():
        for phrase in phrases:
            yield phrase, Sense(means=Means.MODE, value=mode)


@cache
def lexicon() -> Lexicon:
    """The one look-up table."""
    return Lexicon(_entries())
