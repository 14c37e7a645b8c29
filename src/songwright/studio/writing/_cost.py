"""The critic at the desk: what a candidate for a stanza costs."""

from collections import Counter
from typing import Protocol

from songwright.song import SectionKind
from songwright.studio.writing._banks import Half, shared
from songwright.studio.writing._measure import Ear, Measured, end_word
from songwright.studio.writing._subject import Subject
from songwright.studio.writing._thing import Thing

_UNRHYMED, _NEAR, _ASSONANT = 6.0, 3.0, 1.0
"""A line without a rhyme, one with a near rhyme, and one with a near rhyme that the language's songs take for one."""
_LENGTH_OFF = 1.0
_VERSE_OFF = 2.0
_WORD_AGAIN = 0.7
_END_AGAIN = 3.0
_STUMBLE, _CLUSTER, _WEAK_START = 0.6, 0.5, 0.4
_ON_THEME = -0.8
_NAMES_THING = -3.5
_NAMED_TWICE = 4.0
_SECOND_THEME = 0.6
_OF_THE_THEME = -0.7
_LEFT_OUT = 0.6
_TENSES_MIXED = 0.5
_WRONG_ADDRESS = 2.5
_ALTERNATES = -0.8
_CLICHE = 10.0


class Known(Protocol):
    """What the critic has to know of the lyric so far; the desk is it."""

    subject: Subject
    hook: str
    goal: int
    speaks_to: bool
    content: Counter[str]
    ends: set[str]
    verse_lengths: list[int]
    things: list[Thing]


def cost(known: Known, found: list[Half], kind: SectionKind) -> float:
    """What is wrong with a candidate, less what is good about it; lower is better."""
    lines = [line for half in found for line in half.lines]
    ear = known.subject.ear
    sizes = [ear.measured(line) for line in lines]
    own = [half for half in found if half.source != "hook"]
    told = Counter(word for half in own for line in half.lines for word in ear.measured(line).content)
    low = " ".join(lines).lower()
    total = _metre(known, sizes, kind) + _singing(sizes) + _rhyme(known, found, kind) + _voice(known, sizes)
    total += _WORD_AGAIN * sum(times - 1 + min(known.content[word], 2) for word, times in told.items())
    fresh = [end_word(line) for half in own for line in half.lines]
    total += _END_AGAIN * (len(fresh) - len(set(fresh)) + sum(end in known.ends for end in fresh))
    total += _ON_THEME * len({word for word in known.subject.words & set(told) if not known.content[word]})
    return (
        total
        + _belonging(known, own)
        + _naming(known, lines)
        + _CLICHE * sum(p in low for p in shared(ear.language).cliches)
    )


def _metre(known: Known, sizes: list[Measured], kind: SectionKind) -> float:
    follows = kind is SectionKind.VERSE and bool(known.verse_lengths)
    goals = known.verse_lengths if follows else [known.goal] * len(sizes)
    weight, leave = (_VERSE_OFF, 0) if follows else (_LENGTH_OFF, 1)
    return sum(weight * max(0, abs(m.syllables - goal) - leave) for m, goal in zip(sizes, goals, strict=False))


def _singing(sizes: list[Measured]) -> float:
    """Stumbles, knots of consonants and words that start weakly."""
    return sum(_STUMBLE * m.clashes + _CLUSTER * m.clusters + _WEAK_START * m.weak_starts for m in sizes)


def _voice(known: Known, sizes: list[Measured]) -> float:
    """One person and one tense: "you" only where the lyric speaks to somebody, past and present apart."""
    past = sum(m.past for m in sizes)
    mixed = _TENSES_MIXED * min(past, len(sizes) - past)
    return mixed + (0.0 if known.speaks_to else _WRONG_ADDRESS * sum(m.speaks_to for m in sizes))


def _rhyme(known: Known, found: list[Half], kind: SectionKind) -> float:
    lines = [line for half in found for line in half.lines]
    ear = known.subject.ear
    if kind is SectionKind.CHORUS:
        own = [half.lines[-1] for half in found if half.source != "hook"]
        return _even_lines(lines, ear) - 1.5 * sum(ear.perfect(end, known.hook) for end in own)
    total = _even_lines(lines, ear)
    if kind in (SectionKind.VERSE, SectionKind.INTRO):
        odd = [line for at, line in enumerate(lines) if at % 2 == 0]
        total += _ALTERNATES * sum(ear.perfect(a, b) for a, b in zip(odd[::2], odd[1::2], strict=False))
    return total


def _even_lines(lines: list[str], ear: Ear) -> float:
    """What unanswered even lines cost; each has to rhyme inside its four."""
    total = 0.0
    for start in range(0, len(lines), 4):
        group = lines[start : start + 4]
        for at in range(1, len(group), 2):
            others = [line for other, line in enumerate(group) if other != at]
            if any(ear.perfect(group[at], line) or group[at] == line for line in others):
                continue
            near = _ASSONANT if shared(ear.language).assonant else _NEAR
            total += near if any(ear.rhymes(group[at], line) for line in others) else _UNRHYMED
    return total


def _belonging(known: Known, own: list[Half]) -> float:
    """Halves of the subject's notebooks are worth more than those for any subject, the second notebook's less."""
    first, *others = (
        {entry.pattern for part in (t.see, t.say, t.lift, t.bridge) for entry in part} for t in known.subject.themes
    )
    of_first = sum(half.source in first for half in own)
    of_others = sum(any(half.source in other for other in others) for half in own)
    return (_OF_THE_THEME * of_first + (_OF_THE_THEME + _SECOND_THEME) * of_others) if known.subject.known else 0.0


def _naming(known: Known, lines: list[str]) -> float:
    """Each thing still to be named is worth a line, once."""
    total = 0.0
    for place, thing in enumerate(known.things):
        named = sum(names(thing, line) for line in lines)
        total += (_NAMES_THING / (1 + place) if named == 1 else _NAMED_TWICE * named) + _LEFT_OUT * (named == 0)
    return total


def names(thing: Thing, line: str) -> bool:
    """Whether a line names a thing, at its beginning too."""
    low = line[:1].lower() + line[1:]
    return any(text in line or text in low for text in thing.spellings())
