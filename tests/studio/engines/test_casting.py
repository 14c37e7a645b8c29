"""Who sings a take."""

from dataclasses import replace
from pathlib import Path

import pytest

from songwright.song import Brief, CannotMake, Gender, Key, Meter, Weights
from songwright.studio.engines import Cast, cast, take_seed
from songwright.studio.engines._casting import casting_remarks
from songwright.studio.ports import VoiceCard
from songwright.studio.singing import NeuralSinger


def card(name: str, gender: str, says: str) -> VoiceCard:
    return VoiceCard(name=name, gender=gender, says=says, lowest=55, highest=70)


VOICES = {
    voice.name: voice
    for voice in (
        card("Ada", "f", "bright, clear"),
        card("Bea", "f", "soft, close"),
        card("Cyd", "f", "warm"),
        card("Dan", "m", "raspy, low"),
    )
}

BRIEF = Brief(
    title=None,
    theme="",
    style="pop",
    tags=(),
    moods=(),
    language="en",
    key=Key(tonic=0),
    tempo_bpm=100,
    meter=Meter(),
    form=(),
    band=(),
    voice=Gender.FEMALE,
)


def test_the_gender_asked_for_sings() -> None:
    for take in range(6):
        found = cast(replace(BRIEF, voice=Gender.MALE), take, VOICES)
        assert found is not None
        assert found.lead.name == "Dan"


def test_the_manner_wished_for_comes_first_and_takes_go_round() -> None:
    leads = [found.lead.name for take in range(3) if (found := cast(replace(BRIEF, voice_manner="soft"), take, VOICES))]
    assert leads[0] == "Bea"
    assert sorted(leads) == ["Ada", "Bea", "Cyd"]


def test_nobody_sings_an_instrumental() -> None:
    assert cast(replace(BRIEF, voice=None), 0, VOICES) is None


def test_no_voice_of_that_gender_is_told() -> None:
    with pytest.raises(CannotMake, match="no voice of gender 'm'"):
        cast(replace(BRIEF, voice=Gender.MALE), 0, {"Ada": VOICES["Ada"]})


def test_takes_and_seeds_draw_different_seeds_that_never_change() -> None:
    drawn = {take_seed(replace(BRIEF, seed=seed), take) for seed in range(50) for take in range(4)}
    assert len(drawn) == 200
    assert take_seed(replace(BRIEF, seed=7), 1) == take_seed(replace(BRIEF, seed=7), 1)


def test_a_constant_sound_keeps_one_voice_over_all_takes() -> None:
    steady = replace(BRIEF, weights=Weights(audio=1.0))
    for brief, voices in ((steady, 1), (BRIEF, 3)):
        assert len({found.lead.name for take in range(6) if (found := cast(brief, take, VOICES))}) == voices


@pytest.mark.parametrize("gender", list(Gender))
def test_lead_and_backing_are_of_the_gender_asked_for_whatever_else_is_said(gender: Gender) -> None:
    for audio in (0.0, 0.5, 1.0):
        for take in range(4):
            brief = replace(BRIEF, voice=gender, voice_manner="soft, raspy, low", weights=Weights(audio=audio))
            found = cast(brief, take, VOICES)
            assert found is not None
            assert found.lead.gender == found.backing.gender == gender


def test_words_are_sung_by_a_voice_that_speaks_their_language() -> None:
    several = VOICES | {"Eva": replace(card("Eva", "f", "soft"), language="es")}
    for take in range(4):
        spanish = cast(BRIEF, take, several, "es")
        english = cast(replace(BRIEF, voice_manner="soft"), take, several, "en")
        other = cast(BRIEF, take, several, "de")
        man = cast(replace(BRIEF, voice=Gender.MALE), take, several, "es")
        assert spanish is not None and english is not None and other is not None and man is not None  # noqa: PT018
        assert spanish.lead.name == spanish.backing.name == "Eva"
        assert "Eva" not in {english.lead.name, english.backing.name, other.lead.name, other.backing.name}
        assert man.lead.name == "Dan"


def test_the_only_voice_sings_whatever_it_speaks() -> None:
    found = cast(BRIEF, 0, {"Eva": replace(card("Eva", "f", "soft"), language="es")}, "en")
    assert found is not None
    assert found.lead.name == "Eva"


@pytest.mark.parametrize(("lead", "octaves"), [(Gender.FEMALE, -1), (Gender.MALE, 1)])
def test_a_duet_is_sung_by_both_an_octave_apart_within_both_ranges(lead: Gender, octaves: int) -> None:
    partner = Gender.MALE if lead is Gender.FEMALE else Gender.FEMALE
    for take in range(4):
        found = cast(replace(BRIEF, voice=lead, partner=partner), take, NeuralSinger(Path(), Path()).voices())
        assert found is not None
        assert found.partner is not None
        assert found.backing is found.partner
        assert (found.lead.gender, found.partner.gender, found.octaves) == (lead.value, partner.value, octaves)
        low, high = found.reach
        assert found.lead.lowest <= low < high - 12 <= found.lead.highest - 12
        assert found.partner.lowest <= low + 12 * octaves < high + 12 * octaves <= found.partner.highest


def test_two_of_one_gender_are_two_voices_where_there_are_two() -> None:
    found = cast(replace(BRIEF, partner=BRIEF.voice), 0, VOICES)
    assert found is not None
    assert found.partner is not None
    assert found.partner.name != found.lead.name
    assert found.octaves == 0


def test_a_language_without_a_voice_is_sung_by_one_that_is_near() -> None:
    several = VOICES | {
        "Eva": replace(card("Eva", "f", "soft"), language="es"),
        "Ugo": replace(card("Ugo", "m", "soft"), language="it"),
    }
    for gender, name in ((Gender.FEMALE, "Eva"), (Gender.MALE, "Ugo")):
        found = cast(replace(BRIEF, voice=gender), 0, several, "fr")
        assert found is not None
        assert found.lead.name == name


@pytest.mark.parametrize(
    ("lead", "languages", "told"),
    [
        ("Ada", ["en"], []),
        ("Eva", ["es"], ["one woman among the voices speaks Spanish: every take is sung by Eva"]),
        ("Dan", ["es"], ["no man among the voices speaks Spanish: Dan sings it, who speaks English"]),
        ("Ada", ["pl"], []),
        ("Ada", ["de"], ["no woman among the voices speaks German: Ada sings it, who speaks English"]),
        (
            "Ada",
            ["en", "ar"],
            [
                "Arabic: vowels that are not written are guessed; write vowel marks where they matter",
                "lines in Arabic are sung by Ada too, who speaks English",
            ],
        ),
        ("Ada", ["en", "es", "it"], ["lines in Spanish and Italian are sung by Ada too, who speaks English"]),
        (
            "Eva",
            ["es", "en"],
            [
                "one woman among the voices speaks Spanish: every take is sung by Eva",
                "lines in English are sung by Eva too, who speaks Spanish",
            ],
        ),
    ],
)
def test_a_listener_is_told_whose_language_is_sung(lead: str, languages: list[str], told: list[str]) -> None:
    several = VOICES | {
        "Eva": replace(card("Eva", "f", "soft"), language="es"),
        "Don": card("Don", "m", "bright"),
    }
    assert list(casting_remarks(Cast(lead=several[lead], backing=several[lead]), several, languages)) == told


def test_any_two_voices_have_an_octave_of_tune_in_common() -> None:
    cards = list(NeuralSinger(Path(), Path()).voices().values())
    for lead in cards:
        for partner in cards:
            low, high = Cast(lead=lead, backing=partner, partner=partner).reach
            assert high - low >= 12, (lead.name, partner.name)
