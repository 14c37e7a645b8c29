"""How words are given, sung, rapped or spoken, and who sings beside the lead."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from songwright.song import Beside, Delivery, FormSection, SectionKind
from songwright.studio.phonetics import Tagged
from songwright.studio.reading._asked import Asked
from songwright.studio.reading._directions import tag_ensembles, told_delivery
from songwright.studio.reading._lexicon import Means
from songwright.studio.styles import Style

_NAMES = {
    Beside.DOUBLES: "doubled voice",
    Beside.HARMONY: "harmonies",
    Beside.OCTAVES: "octaves",
    Beside.CHOIR: "choir",
}
_RAPPED_BY_WISH = (SectionKind.VERSE, SectionKind.BRIDGE)
"""What is rapped where rap is asked for and no section named: the hook stays sung."""


def delivered(form: tuple[FormSection, ...], asked: Asked, style: Style) -> tuple[FormSection, ...]:
    """The form, each section with words as it is to be given: by its tag, the wishes, or the style's habit."""
    return tuple(
        section
        if section.stanza is None
        else replace(section, delivery=told_delivery(section.note) or _usual(section.kind, asked, style))
        for section in form
    )


def deliveries(tagged: tuple[Tagged, ...], asked: Asked, style: Style) -> tuple[Delivery, ...]:
    """How each given line is given, in order; () where all are sung. A tag counts until the end of its section."""
    found: list[Delivery] = []
    for section in tagged:
        now = told_delivery(section.note) or _usual(section.kind, asked, style)
        for place in range(len(section.lines)):
            for said in section.before(place):
                now = told_delivery(said) or now
            found.append(now)
    return tuple(found) if any(delivery is not Delivery.SUNG for delivery in found) else ()


def _usual(kind: SectionKind, asked: Asked, style: Style) -> Delivery:
    """What the texts want of a kind of section, else what the style does."""
    wanted, out = asked.values(Means.DELIVERY), _taken_out(asked)
    for value in wanted:
        delivery, _, named = value.partition(":")
        if named == kind and delivery not in out:
            return Delivery(delivery)
    for value in wanted:
        if value in out or ":" in value:
            continue
        if value != Delivery.RAPPED or kind in _RAPPED_BY_WISH:
            return Delivery(value)
    habit = style.delivery_of(kind)
    return Delivery.SUNG if habit in out or f"{habit}:{kind}" in out else habit


def _taken_out(asked: Asked) -> set[str]:
    return set(asked.values(Means.DELIVERY, out=True))


def undelivered(form: tuple[FormSection, ...], asked: Asked) -> Iterator[str]:
    """A sentence for each wish about a section that the form has not, or that has no words."""
    worded = {section.kind for section in form if section.stanza is not None}
    for heard in asked.texts:
        for mark in heard.named(Means.DELIVERY):
            _, _, named = (mark.value(Means.DELIVERY) or "").partition(":")
            if named and named not in worded:
                yield f"“{heard.spoken(mark)}” could not be had: the form has no such section with words."


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The voices beside the lead."""

    wanted: tuple[Beside, ...] = ()
    out: tuple[Beside, ...] = ()
    """Those that were taken out."""
    told: tuple[str, ...] = ()
    """What had to give way."""


def voices_beside(asked: Asked, *, sung: bool) -> Company:
    """Who is to sing beside the lead, and who is not; a ban on backing voices is one on all of them."""
    if not sung:
        return Company()
    out = tuple(Beside(value) for value in asked.values(Means.ENSEMBLE, out=True))
    named = (*asked.values(Means.ENSEMBLE), *tag_ensembles(asked.request.words or ""))
    wanted = tuple(who for who in dict.fromkeys(Beside(value) for value in named) if who not in out)
    if not asked.unwanted(Means.BACKING):
        return Company(wanted=wanted, out=out)
    told = tuple(f"The {_NAMES[who]} had to give way: backing voices were taken out." for who in wanted)
    return Company(out=tuple(Beside), told=told)
