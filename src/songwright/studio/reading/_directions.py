"""The tags among given words: what they say beside the form, and what of it nobody acts upon."""

import re
from collections.abc import Iterator
from functools import cache

from songwright.song import Delivery, Gender
from songwright.studio.phonetics import layout
from songwright.studio.reading._lexicon import Means, Sense, lexicon
from songwright.studio.reading._tokens import words
from songwright.studio.reading._vocabulary import voices

_TAG = re.compile(r"[\[{【]([^\[\]{}【】]+)[\]}】]")
_TIMES = re.compile(r"\bx ?([2-4])\b|\b([2-4]) ?x\b|\b(twice|repeat)\b", re.IGNORECASE)
_HEEDED = {Means.GENDER, Means.TOOL, Means.DELIVERY, Means.ENSEMBLE}
_MOST_TAGS = 64
"""Tags of a text that are looked at; a song has fewer."""


def tags(text: str) -> tuple[str, ...]:
    """What stands in the brackets of a text, each once, in order."""
    found = (" ".join(match[1].split()) for match in _TAG.finditer(text))
    return tuple(tag for tag in dict.fromkeys(found) if tag)[:_MOST_TAGS]


def told_delivery(note: str) -> Delivery | None:
    """How a tag says its words are given: "spoken" of [Verse: spoken]; None where it says nothing of it."""
    if _taken_out(note):
        return None
    if "sung" in words(note):
        return Delivery.SUNG
    found = (sense.value.partition(":")[0] for sense in _senses(note) if sense.means is Means.DELIVERY)
    return next((Delivery(value) for value in found), None)


def tag_ensembles(text: str) -> tuple[str, ...]:
    """The voices beside the lead that tags call for, as [Choir] does, each once."""
    found = (s.value for tag in tags(text) if not _taken_out(tag) for s in _senses(tag) if s.means is Means.ENSEMBLE)
    return tuple(dict.fromkeys(found))


def times(note: str) -> int:
    """How often a section is sung whose tag says "x2", "3x" or "twice"; 1 for any other."""
    match = _TIMES.search(note)
    return int(match[1] or match[2] or 2) if match else 1


def tag_tools(text: str) -> tuple[str, ...]:
    """The instruments that tags call for, by their names in the vocabulary: "piano" of [Intro: piano]."""
    values = (s.value for tag in tags(text) if not _taken_out(tag) for s in _senses(tag) if s.means is Means.TOOL)
    return tuple(dict.fromkeys(values))


def tag_genders(text: str) -> tuple[Gender, ...]:
    """The voices that tags call for, as [Male] and [Female vocals] do, each once."""
    return tuple(dict.fromkeys(gender for tag in tags(text) for gender in genders_of(tag)))


def genders_of(tag: str) -> tuple[Gender, ...]:
    """The voices that one tag calls for, each once."""
    found = (sense.value for sense in _senses(tag) if sense.means is Means.GENDER)
    return tuple(dict.fromkeys(Gender(value) for value in found))


@cache
def together(tag: str) -> bool:
    """Whether a tag calls for all singers: [Duet], [Both], [all together]; not [all guitars out]."""
    if any(sense.means is Means.SEVERAL for sense in _senses(tag)):
        return True
    told = words(tag)
    phrases = {words(phrase) for phrase in voices().words.together}
    spans = {told[at : at + size] for size in (2, 3) for at in range(len(told) - size + 1)}
    return told in phrases or not phrases.isdisjoint(spans)


def unheeded(text: str) -> Iterator[str]:
    """A sentence for each tag, or rest of a tag, on which nobody acts."""
    for tag in tags(text):
        senses = _senses(tag)
        means = {sense.means for sense in senses}
        if means & {Means.MANNER, Means.VOCAL_MANNER}:
            yield f"“[{tag}]” was read, but a manner of singing is kept through the song."
        elif _direction(tag) and not means & _HEEDED and told_delivery(tag) is None and not together(tag):
            yield f"“[{tag}]” is no tag that is known; it is not sung."


def _taken_out(tag: str) -> bool:
    return any(word in {"no", "without"} for word in words(tag))


@cache
def _senses(tag: str) -> tuple[Sense, ...]:
    """What the words of a tag mean, the longest phrases first."""
    told, at, found = words(tag), 0, list[Sense]()
    while at < len(told):
        hit = lexicon().longest(told, at)
        if hit is not None and any(sense.means is Means.ASIDE for sense in hit[1]):
            hit = None  # "guitar solo": the guitar counts
            found += [sense for sense in lexicon().senses(told[at : at + 1]) if sense.means is Means.TOOL]
        found += hit[1] if hit else ()
        at += hit[0] if hit else 1
    return tuple(found)


def _direction(tag: str) -> bool:
    """Whether a tag names no section."""
    read = layout(f"[Intro]\n[{tag}]\nla")
    return len(read) == 1
