"""An outside judge of lyrics: it reads the words alone and knows nothing of the notebooks they were written from.

Rhymes are CMUdict's (rhymes.txt), nearness of words is WordNet's (relations.txt), and what a prompt is about was marked
by hand (prompts.txt); see make_tables.py for how the tables were made.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean, pvariance

import judge_es

from songwright.song import Lyrics, SectionKind, Stanza

HERE = Path(__file__).parent
TOLD = {SectionKind.VERSE, SectionKind.PRE, SectionKind.BRIDGE, SectionKind.INTRO, SectionKind.BREAK}
"""Sections that tell; in all others lines come back on purpose."""
SCHEMED = TOLD | {SectionKind.CHORUS}
"""Sections whose second and fourth lines have to rhyme."""
ENDINGS = (("'s", ""), ("ies", "y"), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("es", ""), ("s", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The figures of one lyric."""

    rhymed: int
    """Even lines that rhyme perfectly with another line of their four, or are the refrain coming back."""
    asked: int
    """Even lines: in every scheme in use (ABCB, ABAB, AABB, a couplet) these have to be answered or to answer."""
    full: int
    """Even lines of which the same is true with assonance left out; in English there is none to leave out."""
    told_rhymed: int
    """The same of verses, pre-choruses and bridges alone."""
    told_asked: int
    variance: float
    """Mean variance of syllables between the same line of the verses; 0 with one verse. A refrain is no verse."""
    coverage: float
    """Share of the prompt's subject words that the lyric says, or says a near relation of."""
    literal: float
    """Share that it says in so many words."""
    repeated: int
    """Lines that come twice outside choruses and endings, the title's own line aside."""

    @property
    def rhyme_rate(self) -> float:
        """Share of the lines asked for that rhyme."""
        return self.rhymed / self.asked if self.asked else 1.0


def verdict(lyrics: Lyrics, about: Sequence[str], tongue: "Tongue | None" = None) -> Verdict:
    """The figures of `lyrics` for the subject words `about`; `tongue` is English if none is named."""
    tongue = tongue or ENGLISH
    forms = tongue.forms
    schemed = [texts(stanza) for stanza in lyrics.stanzas if stanza.kind in SCHEMED]
    marks = [mark for lines in schemed for mark in answered(lines, tongue.rhymed)]
    full = [mark for lines in schemed for mark in answered(lines, tongue.full)]
    telling = [texts(stanza) for stanza in lyrics.stanzas if stanza.kind in TOLD]
    tellings = [mark for lines in telling for mark in answered(lines, tongue.rhymed)]
    said = {form for stanza in lyrics.stanzas for text in texts(stanza) for word in words(text) for form in forms(word)}
    said |= {form for word in words(lyrics.title) for form in forms(word)}
    told = Counter(text.lower() for stanza in lyrics.stanzas if stanza.kind in TOLD for text in texts(stanza))
    literal = [bool(forms(word) & said) for word in about]
    near = [
        met or bool(tongue.relations().get(word.lower(), frozenset()) & said)
        for met, word in zip(literal, about, strict=True)
    ]
    return Verdict(
        full=sum(full),
        told_rhymed=sum(tellings),
        told_asked=len(tellings),
        rhymed=sum(marks),
        asked=len(marks),
        variance=variance(
            [each for each in lyrics.stanzas if each.kind is SectionKind.VERSE and not refrain(each, lyrics)]
        ),
        coverage=fmean(near) if near else 1.0,
        literal=fmean(literal) if literal else 1.0,
        repeated=sum(times - 1 for line, times in told.items() if not same(line, lyrics.title)),
    )


def answered(lines: Sequence[str], rhymed: Callable[[str, str], bool] | None = None) -> list[bool]:
    """For each even line of each group of four: whether another line of the group rhymes with it or is the same."""
    rhymed = rhymed or perfect
    found = []
    for start in range(0, len(lines), 4):
        group = lines[start : start + 4]
        for at in range(1, len(group), 2):
            others = [line for other, line in enumerate(group) if other != at]
            found.append(any(rhymed(group[at], other) or same(group[at], other) for other in others))
    return found


def perfect(first: str, second: str) -> bool:
    """Whether the last words of two lines share their sound from the stressed vowel on and are two words."""
    a, b = last(first), last(second)
    return a != b and bool(rhymes().get(a, frozenset()) & rhymes().get(b, frozenset()))


def refrain(verse: Stanza, lyrics: Lyrics) -> bool:
    """Whether a verse does a chorus's work: in a form without one, the last verse sings the title twice."""
    title = " ".join(words(lyrics.title))
    return sum(title in " ".join(words(text)) for text in texts(verse)) > 1


def same(first: str, second: str) -> bool:
    """Whether two lines are one refrain."""
    return words(first) == words(second)


def variance(verses: Sequence[Stanza]) -> float:
    """Mean over the lines of a verse of the variance of its syllables over the verses that have such a line."""
    columns: dict[int, list[int]] = defaultdict(list)
    for verse in verses:
        for at, line in enumerate(verse.lines):
            columns[at].append(len(line.syllables))
    spreads = [pvariance(lengths) for lengths in columns.values() if len(lengths) > 1]
    return fmean(spreads) if spreads else 0.0


def verses(lyrics: Lyrics) -> list[tuple[str, ...]]:
    """The verses as plain words, to be compared with those of other lyrics."""
    return [tuple(" ".join(words(text)) for text in texts(s)) for s in lyrics.stanzas if s.kind is SectionKind.VERSE]


def shared(sung: Iterable[Iterable[str]]) -> float:
    """Share of the lines (or verses) of all lyrics that stand in another lyric too."""
    by_lyric = [set(lines) for lines in sung]
    times = Counter(line for lines in by_lyric for line in lines)
    every = [line for lines in by_lyric for line in lines]
    return fmean(times[line] > 1 for line in every) if every else 0.0


def texts(stanza: Stanza) -> list[str]:
    """Lines as written."""
    return [line.text for line in stanza.lines]


def words(text: str) -> list[str]:
    """Lower-case words without signs."""
    return [word.strip("'") for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.lower().replace("’", "'"))]


def last(text: str) -> str:
    """The last word, of a compound its last part."""
    return re.split("-", words(text)[-1])[-1] if words(text) else ""


def forms(word: str) -> set[str]:
    """The word and what it may be a form of."""
    low = word.lower()
    cut = {low[: -len(a)] + b for a, b in ENDINGS if low.endswith(a) and len(low) - len(a) >= 3}
    doubled = {form[:-1] for form in cut if len(form) > 3 and form[-1] == form[-2]}
    parts = {part for part in low.split("-") if len(part) > 2} if "-" in low else set()
    return {low} | cut | doubled | parts


@cache
def rhymes() -> dict[str, frozenset[str]]:
    """The rhyme sounds of each word."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in (HERE / "rhymes.txt").read_text(encoding="utf-8").splitlines():
        sound, ends = row.split(": ")
        for word in ends.split():
            found[word].add(sound)
    return {word: frozenset(sounds) for word, sounds in found.items()}


@cache
def relations() -> dict[str, frozenset[str]]:
    """Near relations of the subject words of the prompts."""
    rows = (HERE / "relations.txt").read_text(encoding="utf-8").splitlines()
    return {word: frozenset(near.split()) for word, near in (row.split(":", 1) for row in rows)}


def prompts(name: str = "prompts.txt") -> list[tuple[str, tuple[str, ...]]]:
    """The prompts with their subject words."""
    rows = (HERE / name).read_text(encoding="utf-8").splitlines()
    parted = [row.split(" | ") for row in rows if row and not row.startswith("#")]
    return [(prompt, tuple(about.split())) for prompt, about in parted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """How the judge hears one language."""

    prompts: str
    """The file of prompts in it."""
    rhymed: Callable[[str, str], bool]
    """Whether two lines rhyme as its songs have it."""
    full: Callable[[str, str], bool]
    """Whether they rhyme in every sound."""
    forms: Callable[[str], set[str]]
    """A word and what it may be a form of."""
    relations: Callable[[], Mapping[str, frozenset[str]]]
    """Near relations of the subject words."""


ENGLISH = Tongue(prompts="prompts.txt", rhymed=perfect, full=perfect, forms=forms, relations=relations)
SPANISH = Tongue(
    prompts="prompts-es.txt",
    rhymed=lambda first, second: judge_es.assonant(last(first), last(second)),
    full=lambda first, second: judge_es.full(last(first), last(second)),
    forms=judge_es.forms,
    relations=dict,
)
"""Subject words have to be said outright: Spanish has no list of relations here."""
TONGUES = {"en": ENGLISH, "es": SPANISH}
