"""Casting: which voices sing a take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from songwright.song import Brief, CannotMake, Gender
from songwright.studio.phonetics import SUNG, language_name, language_remark
from songwright.studio.ports import VoiceCard

_ONE_VOICE = 0.7
"""Weight of audio from which every take has the same voice."""
_NEAREST = {
    "es": ("it", "pt", "fr"),
    "it": ("es", "pt", "fr"),
    "pt": ("es", "it", "fr"),
    "fr": ("pt", "it", "es"),
    "de": ("fr", "pt", "it"),
    "ru": ("it",),
    "ko": ("ja",),
    "ar": ("hi",),
}
"""Whose voices sing a language that has none of the gender asked for: first those whose sounds are nearest."""
_PEOPLE = {Gender.FEMALE: "woman", Gender.MALE: "man"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The voices of one take."""

    lead: VoiceCard
    backing: VoiceCard
    partner: VoiceCard | None = None
    """The second singer of a duet, who is its backing voice too."""
    choir: tuple[VoiceCard, ...] = ()
    """Who sings in a choir beside the lead: a woman, then a man, others than the lead where there are any."""

    @property
    def octaves(self) -> int:
        """How many octaves above the lead the partner sings the same tune: one up for a woman beside a man."""
        if self.partner is None:
            return 0
        return round((self.partner.lowest - self.lead.lowest) / 12)

    @property
    def reach(self) -> tuple[int, int]:
        """Lowest and highest pitch of a tune that the lead sings comfortably, and the partner in its own octave."""
        if self.partner is None:
            return self.lead.lowest, self.lead.highest
        shift = 12 * self.octaves
        return max(self.lead.lowest, self.partner.lowest - shift), min(self.lead.highest, self.partner.highest - shift)


def cast(brief: Brief, take: int, voices: Mapping[str, VoiceCard], language: str = "en") -> Cast | None:
    """The voices of a take, or None for an instrumental.

    Voices of the gender asked for that speak the words' language, else a near one, else English; those first whose
    description shares words with the wished manner. Takes go round them, so that two takes sound different, unless a
    constant sound was asked for. Raises CannotMake when no voice of that gender is there.
    """
    if brief.voice is None:
        return None
    turn = 0 if brief.weights.audio > _ONE_VOICE else take
    fitting = _fitting(brief, brief.voice, voices, language)
    lead, following = fitting[turn % len(fitting)], fitting[(turn + 1) % len(fitting)]
    choir = _choir(brief, turn, voices, language, lead)
    if brief.partner is None:
        return Cast(lead=lead, backing=following, choir=choir)
    others = _fitting(brief, brief.partner, voices, language)
    partner = following if brief.partner is brief.voice else others[turn % len(others)]
    return Cast(lead=lead, backing=partner, partner=partner, choir=choir)


def _choir(
    brief: Brief, turn: int, voices: Mapping[str, VoiceCard], language: str, lead: VoiceCard
) -> tuple[VoiceCard, ...]:
    """Who sings in a choir beside the lead."""
    found: list[VoiceCard] = []
    for gender in (Gender.FEMALE, Gender.MALE):
        if any(card.gender == gender.value for card in voices.values()):
            fitting = _fitting(brief, gender, voices, language)
            others = [card for card in fitting if card != lead] or fitting
            found.append(others[turn % len(others)])
    return tuple(found)


def _fitting(brief: Brief, gender: Gender, voices: Mapping[str, VoiceCard], language: str) -> list[VoiceCard]:
    """The voices of a gender that may sing these words, the ones wished for first."""
    wished = set(brief.voice_manner.lower().replace(",", " ").split())
    fitting = [card for card in voices.values() if card.gender == gender.value]
    if not fitting:
        raise CannotMake(f"there is no voice of gender {gender.value!r}; run `songwright doctor`")
    speakers = {card.language for card in fitting}
    wanted = (language, *_NEAREST.get(language, ()), "en")
    spoken = next((code for code in wanted if code in speakers), fitting[0].language)
    fitting = [card for card in fitting if card.language == spoken]
    return sorted(fitting, key=lambda card: -len(wished & set(card.says.lower().replace(",", " ").split())))


def casting_remarks(singers: Cast, voices: Mapping[str, VoiceCard], languages: Sequence[str]) -> tuple[str, ...]:
    """What a listener should know about who sings: the only voice of a language, or words of another one than hers.

    `languages` are those of the words, the one of most of them first.
    """
    lead, language = singers.lead, languages[0]
    person = _PEOPLE[Gender(lead.gender)]
    alike = [card for card in voices.values() if (card.language, card.gender) == (lead.language, lead.gender)]
    told: list[str] = []
    if language in SUNG and lead.language != language:
        told.append(
            f"no {person} among the voices speaks {language_name(language)}: {lead.name} sings it, who speaks "
            f"{language_name(lead.language)}"
        )
    elif len(alike) == 1 and len(voices) > 1:
        told.append(
            f"one {person} among the voices speaks {language_name(language)}: every take is sung by {lead.name}"
        )
    told += [
        f"{language_name(code)}: {remark}"
        for code in languages
        if (remark := language_remark(code)) and len(voices) > 1
    ]
    others = [language_name(code) for code in languages[1:] if code in SUNG and code != lead.language]
    if others:
        spoken = language_name(lead.language)
        told.append(f"lines in {' and '.join(others)} are sung by {lead.name} too, who speaks {spoken}")
    return tuple(told)
