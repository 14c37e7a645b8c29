"""Duets: whether two sing, who the second one is, and whose turn each given line is."""

from dataclasses import dataclass
from functools import cache

from songwright.song import Gender, SectionKind, Turn
from songwright.studio.phonetics import Tagged
from songwright.studio.reading._asked import Asked
from songwright.studio.reading._dice import Dice
from songwright.studio.reading._directions import genders_of, tag_genders, together
from songwright.studio.reading._lexicon import Means
from songwright.studio.reading._sound import choose_voice
from songwright.studio.styles import Style

_REFRAINS = (SectionKind.CHORUS, SectionKind.POST, SectionKind.DROP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Singers:
    """Who sings; nobody in an instrumental."""

    lead: Gender | None = None
    partner: Gender | None = None
    turns: tuple[Turn, ...] = ()


def choose_singers(asked: Asked, style: Style, dice: Dice, tagged: tuple[Tagged, ...], *, sung: bool) -> Singers:
    """The voices of the song and, where tags give lines to two, whose turn each is."""
    if not sung:
        return Singers()
    lead = choose_voice(asked, style, dice)
    partner = choose_partner(asked, lead, tagged)
    return Singers(lead=lead, partner=partner, turns=turns(tagged, lead) if partner else ())


def choose_partner(asked: Asked, lead: Gender, tagged: tuple[Tagged, ...]) -> Gender | None:
    """The second singer, or None where one voice sings.

    Two sing where a text asks for a duet or for voices of both genders, or where the tags of given words name both or
    "both". They are a woman and a man, unless only one gender was named beside the duet.
    """
    other = Gender.MALE if lead is Gender.FEMALE else Gender.FEMALE
    out = {*asked.values(Means.GENDER, out=True)}
    named = {*asked.values(Means.GENDER), *(gender.value for gender in tag_genders(asked.request.words or ""))} - out
    several = asked.values(Means.SEVERAL) and not asked.values(Means.SEVERAL, out=True)
    if other.value in out:
        return lead if several else None
    if len(named) > 1:
        return other
    if not several and Turn.BOTH not in turns(tagged, lead):
        return None
    return lead if named == {lead.value} else other


def turns(tagged: tuple[Tagged, ...], lead: Gender) -> tuple[Turn, ...]:
    """Who sings each given line, in order; () where no tag says so.

    A tag counts until the end of its section. What no tag gives to anybody is the lead's, but for refrains of songs in
    which both have lines of their own: both sing those.
    """
    found: list[Turn | None] = []
    refrains: list[bool] = []
    for section in tagged:
        now = _turn(section.note, lead)
        for place in range(len(section.lines)):
            for said in section.before(place):
                now = _turn(said, lead) or now
            found.append(now)
            refrains.append(section.kind in _REFRAINS)
    if not any(found):
        return ()
    shared = {Turn.LEAD, Turn.PARTNER} <= set(found)
    return tuple(
        turn or (Turn.BOTH if shared and refrain else Turn.LEAD) for turn, refrain in zip(found, refrains, strict=True)
    )


@cache
def _turn(note: str, lead: Gender) -> Turn | None:
    """Whose turn a tag's words say it is; None where they speak of something else."""
    genders = genders_of(note)
    if len(genders) > 1 or together(note):
        return Turn.BOTH
    if not genders:
        return None
    return Turn.LEAD if genders[0] is lead else Turn.PARTNER
