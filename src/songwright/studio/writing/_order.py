"""What an author outside is told: the idea, the form line by line, and the rules of words that are sung."""

import json
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from songwright.song import Brief, Delivery, FormSection, Gender
from songwright.studio.phonetics import language_name
from songwright.studio.ports import Order
from songwright.studio.styles import catalogue
from songwright.studio.writing._banks import shared
from songwright.studio.writing._metre import line_count, said_goal, said_lines, syllable_goal
from songwright.studio.writing._sheet import TAGS, sung_sections
from songwright.studio.writing._subject import written_in

SHAPE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "sections": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"lines": {"type": "array", "items": {"type": "string"}}},
                "required": ["lines"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["title", "sections"],
    "additionalProperties": False,
}
"""JSON schema of an answer: the stanzas in the order in which they were asked for."""

_GIVEN = {Delivery.SUNG: "", Delivery.RAPPED: ", rapped", Delivery.SPOKEN: ", spoken"}
_PEOPLE = {Gender.FEMALE: "a woman", Gender.MALE: "a man"}


class _Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The sentences of an order, with gaps in braces."""

    role: str
    idea: str
    style: str
    mood: str
    singer: str
    duet: str
    language: str
    title: str
    own_title: str
    sections: str
    section: str
    pairs: str
    crossed: str
    crossed_assonant: str
    rules: tuple[str, ...]
    answer: str
    mend: str
    own_rules: dict[str, str]
    """One more rule by language."""


@cache
def _phrases() -> _Phrases:
    text = (files("songwright.studio.writing") / "order.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _Phrases)


def first_order(brief: Brief, idea: str) -> Order:
    """The order for new words. `idea` is what the asker said."""
    said = _phrases()
    known = catalogue().get(brief.style)
    lines = [
        said.idea.format(idea=json.dumps(idea, ensure_ascii=False)),
        said.style.format(style=known.name if known else brief.style),
        *([said.mood.format(moods=", ".join(brief.moods))] if brief.moods else []),
        _singer(brief),
        said.language.format(language=language_name(brief.language)),
        said.own_title.format(title=json.dumps(brief.title, ensure_ascii=False)) if brief.title else said.title,
        said.sections,
        *_sections(brief),
        _scheme(brief),
        *said.rules,
        *([said.own_rules[brief.language]] if brief.language in said.own_rules else []),
        said.answer.format(shape=json.dumps(SHAPE)),
    ]
    return Order(turns=(("system", said.role), ("user", "\n".join(lines))), shape=SHAPE, seed=brief.seed & 0x7FFF_FFFF)


def mending_order(order: Order, answer: str, faults: list[str]) -> Order:
    """The order to mend an answer, told what is wrong with it."""
    wish = _phrases().mend.format(faults="\n".join(f"- {fault}" for fault in faults))
    return Order(turns=(*order.turns, ("assistant", answer), ("user", wish)), shape=order.shape, seed=order.seed)


def lines_asked(brief: Brief) -> list[int]:
    """Lines of each stanza."""
    return [_lines_of(brief, section) for section in sung_sections(brief)]


def syllables_asked(brief: Brief) -> list[int]:
    """Syllables that a line of each stanza should have."""
    return [
        syllable_goal(brief) if section.delivery is Delivery.SUNG else said_goal(brief, section.delivery)
        for section in sung_sections(brief)
    ]


def _lines_of(brief: Brief, section: FormSection) -> int:
    if section.delivery is Delivery.SUNG:
        return line_count(brief, section.kind, section.bars)
    return said_lines(brief, section.bars)


def _scheme(brief: Brief) -> str:
    """Which lines have to rhyme, and how well."""
    known = shared(written_in(brief))
    if brief.style in known.pairs:
        return _phrases().pairs
    return _phrases().crossed_assonant if known.assonant else _phrases().crossed


def _singer(brief: Brief) -> str:
    if brief.voice is not None and brief.partner is not None:
        return _phrases().duet.format(lead=_PEOPLE[brief.voice], partner=_PEOPLE[brief.partner])
    return _phrases().singer.format(singer=_PEOPLE[brief.voice] if brief.voice else "somebody")


def _sections(brief: Brief) -> list[str]:
    asked = zip(sung_sections(brief), lines_asked(brief), syllables_asked(brief), strict=True)
    return [
        _phrases().section.format(
            number=place + 1, kind=TAGS[section.kind], lines=count, syllables=goal, given=_GIVEN[section.delivery]
        )
        for place, (section, count, goal) in enumerate(asked)
    ]
