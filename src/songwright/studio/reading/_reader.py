"""The reader: rules from a request to a brief."""

import math
from dataclasses import dataclass, replace

from songwright.song import Brief, FormSection, Meter, Seconds, SongRequest
from songwright.studio.models import leanings
from songwright.studio.phonetics import Tagged, layout
from songwright.studio.reading._asked import Asked, leftovers
from songwright.studio.reading._band import choose_band
from songwright.studio.reading._blend import coloured
from songwright.studio.reading._delivery import Company, delivered, deliveries, undelivered, voices_beside
from songwright.studio.reading._dice import Dice
from songwright.studio.reading._directions import unheeded
from songwright.studio.reading._duet import Singers, choose_singers
from songwright.studio.reading._form import Length, given_form, plan_form
from songwright.studio.reading._guests import with_guests
from songwright.studio.reading._measures import BPM_LIMITS
from songwright.studio.reading._shaping import unmet
from songwright.studio.reading._sound import (
    asked_key,
    choose_key,
    choose_language,
    choose_meter,
    choose_tempo,
    first_value,
    refusals,
    voice_manner,
)
from songwright.studio.reading._style import choose_style
from songwright.studio.reading._tags import delivered_tags
from songwright.studio.reading._theme import theme
from songwright.studio.styles import Style

_LEAST_TAGS = 3
"""Tags without a line of words from which on they are a form."""


@dataclass(frozen=True, slots=True)
class RulesReader:
    """Reads requests by rules over the style catalogue and its own vocabulary files.

    Exact fields win over the style text, the style text over the prompt, and what is taken out over what is asked for.
    What it does not understand or can't obey stands in `Brief.unread`.
    """

    def read(self, request: SongRequest) -> Brief:
        """The brief of this request. Pure: the same request gives the same brief. Never fails on odd text."""
        request, said = _sound_fields(request)
        asked = Asked.hear(request)
        dice = Dice(seed=request.seed, text="\n".join((request.prompt, request.style, request.words or "")))
        style, colour, passed_over = choose_style(asked, dice)
        meter = choose_meter(asked, style)
        tempo_bpm = choose_tempo(asked, style, meter, dice)
        tagged = layout(request.words or "")
        sung, remark = _sung(asked, tagged)
        length, too_long = _length(asked, meter, tempo_bpm)
        form, over = _form(asked, style, length, tagged, dice, sung=sung)
        beside = voices_beside(asked, sung=sung)
        band, given_way = choose_band(asked, style)
        band = coloured(with_guests(band, asked, style, dice), asked, colour)
        singers = choose_singers(asked, style, dice, tagged, sung=sung)
        said += (*remark, *passed_over, *refusals(asked), *too_long, *over, *given_way, *beside.told)
        said += (*(unheeded(request.words or "") if sung and tagged else ()), *leftovers(asked))
        plan = Brief(
            title=(request.title or "").strip() or None,
            theme=theme(asked.prompt),
            style=style.id,
            tags=delivered_tags(asked, style, singers, beside.wanted, colour),
            moods=tuple(mood.name for mood in asked.moods),
            language=choose_language(asked),
            key=choose_key(asked, style, dice),
            key_asked=asked_key(asked) is not None,
            tempo_bpm=tempo_bpm,
            meter=meter,
            form=form,
            band=band,
            voice=None,
            colour=colour.id if colour else "",
            duration_s=length.asked_s,
            weights=request.weights,
            model=request.model,
            seed=request.seed,
            unread=tuple(dict.fromkeys(said)),
        )
        plan = _as_asked(plan, request)
        return _sung_by(plan, singers, beside, asked, style, tagged) if sung else plan


def _as_asked(plan: Brief, request: SongRequest) -> Brief:
    """The brief with the asker's own words, for engines that read words themselves."""
    return replace(plan, prompt=request.prompt, style_words=request.style, avoid=request.avoid)


def _sung_by(
    plan: Brief, singers: Singers, beside: Company, asked: Asked, style: Style, tagged: tuple[Tagged, ...]
) -> Brief:
    """The brief of a song that is sung by these."""
    return replace(
        plan,
        words=asked.request.words if tagged else None,
        deliveries=deliveries(tagged, asked, style),
        voice=singers.lead,
        partner=singers.partner,
        turns=singers.turns,
        voice_manner=voice_manner(asked),
        beside=beside.wanted,
        not_beside=beside.out,
    )


def _sound_fields(request: SongRequest) -> tuple[SongRequest, list[str]]:
    """The request without figures that no song can have, and a sentence for each."""
    said: list[str] = []
    tempo, length = request.tempo_bpm, request.duration_s
    if tempo is not None and not BPM_LIMITS[0] <= tempo <= BPM_LIMITS[1]:
        said.append(
            f"A tempo of {tempo:g} BPM was not obeyed: it must lie between {BPM_LIMITS[0]:.0f} and {BPM_LIMITS[1]:.0f}."
        )
        request = replace(request, tempo_bpm=None)
    if length is not None and not (math.isfinite(length) and length > 0):
        said.append(f"A length of {length:g} seconds was not obeyed.")
        request = replace(request, duration_s=None)
    return request, said


def _sung(asked: Asked, tagged: tuple[Tagged, ...]) -> tuple[bool, tuple[str, ...]]:
    """Whether somebody sings, and what had to give way. Given words are sung unless the field says instrumental."""
    lines = any(section.lines for section in tagged)
    if asked.request.instrumental:
        return False, ("The words were left out: an instrumental was asked for.",) if lines else ()
    if tagged:
        told = ("The given words are sung, although the style text asks for no voice.",)
        return lines, told if lines and asked.wordless() else ()
    return asked.request.needs_words or not asked.wordless(), ()


def _length(asked: Asked, meter: Meter, tempo_bpm: float) -> tuple[Length, tuple[str, ...]]:
    """The length to plan for, and a sentence when the model can't make what was asked."""
    seconds = asked.request.duration_s or first_value(asked.exact("length"))
    length = Length.of(
        meter, tempo_bpm, Seconds(seconds) if isinstance(seconds, (int, float)) else None, asked.request.model
    )
    if length.asked_s is None or length.asked_s <= length.limit_s:
        return length, ()
    told = f"{length.asked_s:.0f} seconds were asked for; {asked.request.model} makes at most {length.limit_s:.0f}."
    return replace(length, asked_s=Seconds(length.limit_s)), (told,)


def _tags(words: str) -> int:
    """How many lines of a text are tags in brackets."""
    return sum(line.strip()[:1] in {"[", "{", "【"} for line in words.splitlines())


def _form(
    asked: Asked, style: Style, length: Length, tagged: tuple[Tagged, ...], dice: Dice, *, sung: bool
) -> tuple[tuple[FormSection, ...], tuple[str, ...]]:
    """The form of given words or tags where there are any, else the style's, bent to the wishes about it, and remarks.

    "[Instrumental]" alone is no form.
    """
    wishes = asked.wishes
    if len(tagged) >= _LEAST_TAGS or any(section.lines for section in tagged):
        form, told = given_form(tagged, length, sung=sung, wishes=wishes, tags=_tags(asked.request.words or ""))
    else:
        drawn = dice.between("length", 0.0, 1.0)
        own_bridge = leanings(asked.request.model).own_bridge and length.asked_s is None
        sung_ending = dice.between("sung ending", 0.0, 1.0) < style.form.sung_ending
        form = plan_form(
            style, length, sung=sung, drawn=drawn, own_bridge=own_bridge, sung_ending=sung_ending, wishes=wishes
        )
        told = ()
    refused = {id(wish) for wish in unmet(form, wishes)}
    spoken = (
        f"“{heard.spoken(wish)}” could not be had in this form."
        for heard in asked.texts
        for wish in heard.wishes
        if id(wish) in refused
    )
    if not sung:
        return form, (*told, *spoken)
    return delivered(form, asked, style), (*told, *spoken, *undelivered(form, asked))
