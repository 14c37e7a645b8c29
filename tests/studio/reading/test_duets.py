"""Who sings: one voice, or two, and whose turn each given line is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.song import Brief, Gender, SongRequest, Turn
from songwright.studio.phonetics import layout
from songwright.studio.reading import RulesReader

F, M = Gender.FEMALE, Gender.MALE
L, P, B = Turn.LEAD, Turn.PARTNER, Turn.BOTH


def read(prompt: str = "", **fields: object) -> Brief:
    return RulesReader().read(SongRequest(prompt=prompt, seed=4, **fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("prompt", "fields", "singers"),
    [
        ("a country duet about a train", {}, {F, M}),
        ("a country duet about a train", {"voice": F}, (F, M)),
        ("a country duet about a train", {"voice": M}, (M, F)),
        ("pop with male and female vocals", {}, {F, M}),
        ("two voices, folk", {}, {F, M}),
        ("a duet of female voices", {}, (F, F)),
        ("female vocals, folk", {}, (F, None)),
        ("folk", {"avoid": "duet", "voice": F}, (F, None)),
        ("a duet", {"avoid": "male vocals"}, (F, F)),
        ("an instrumental duet", {"instrumental": True}, (None, None)),
    ],
)
def test_who_sings(prompt: str, fields: dict[str, object], singers: object) -> None:
    brief = read(prompt, **fields)
    found = (brief.voice, brief.partner)
    assert (set(found) if isinstance(singers, set) else found) == singers
    assert not any("sing" in sentence for sentence in brief.unread)
    assert ("duet" in brief.tags) is (brief.partner is not None)


@pytest.mark.parametrize(
    ("words", "turns"),
    [
        ("[Verse 1: Male]\na\nb\n[Verse 2: Female]\nc\n[Chorus]\nd", (L, L, P, B)),
        ("[Verse: Male]\na\n[Female]\nb\n[Male]\nc\n[Both]\nd", (L, P, L, B)),
        ("[Verse: Female]\na\n[Chorus: Duet]\nb\n[Verse]\nc", (L, B, L)),
        ("[Verse]\na\n[Female Vocal]\nb\n[Chorus: all together]\nc\n[Bridge: male voice]\nd", (L, L, B, P)),
        ("[Female]\na\nb\n\n[Male]\nc\n\n[Both]\nd", (L, L, P, B)),
        ("[Male]\na\n[Female]\nb\n[Spoken]\nc\n\nd", (L, P, P, P)),
        ("[Female]\n[Spoken]\na\n[Both]\nb", (L, B)),
        ("[Verse: all guitars out]\na\n[Chorus]\nb", ()),
        ("[Verse: Male]\na\n[Chorus: Male]\nb", ()),
        ("[Verse]\na\n[Chorus]\nb", ()),
    ],
)
def test_tags_say_whose_turn_it_is(words: str, turns: tuple[Turn, ...]) -> None:
    brief = read(words=words)
    assert brief.turns == turns
    assert (brief.partner is not None) is bool(turns)


TAG = st.sampled_from(["[Verse]", "[Chorus: Duet]", "[Male]", "[Female]", "[Both]", "[Bridge: Female]", "[Solo]", ""])


@given(st.lists(st.one_of(TAG, st.sampled_from(["la la", "(oh oh)", "we go"])), max_size=14))
@settings(deadline=None, max_examples=60)
def test_every_given_line_is_somebody_s(lines: list[str]) -> None:
    words = "\n".join(lines)
    brief = read(words=words, style="folk")
    sung = sum(len(section.lines) for section in layout(words))
    assert not brief.turns or len(brief.turns) == sung
    assert not brief.turns or brief.partner is not None
