"""Rap, speech and voices beside the lead, as texts and tags ask for them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.song import Beside, Brief, Delivery, SectionKind, SongRequest
from songwright.studio.reading import RulesReader
from songwright.studio.writing import HouseLyricist

SUNG, RAPPED, SPOKEN = Delivery.SUNG, Delivery.RAPPED, Delivery.SPOKEN
VERSE, CHORUS, BRIDGE = SectionKind.VERSE, SectionKind.CHORUS, SectionKind.BRIDGE


def read(prompt: str = "", **more: object) -> Brief:
    return RulesReader().read(SongRequest(prompt=prompt, seed=1, **more))


def given_in(brief: Brief, kind: SectionKind) -> set[Delivery]:
    return {section.delivery for section in brief.form if section.kind is kind and section.stanza is not None}


@pytest.mark.parametrize(
    ("prompt", "style", "verse", "chorus"),
    [
        ("trap about the city", "trap", RAPPED, SUNG),
        ("drill song", "drill", RAPPED, SUNG),
        ("boom bap about my shoes", "boom-bap", RAPPED, SUNG),
        ("a rap song about winning", "boom-bap", RAPPED, SUNG),
        ("trap without rap", "trap", SUNG, SUNG),
        ("boom bap, no rapping", "boom-bap", SUNG, SUNG),
        ("trap with sung verses", "trap", SUNG, SUNG),
        ("a pop song with a rap verse", "pop", RAPPED, SUNG),
        ("k-pop with rap", "k-pop", RAPPED, SUNG),
        ("pop with a rapped chorus", "pop", SUNG, RAPPED),
        ("a spoken word piece over jazz", "jazz-swing", SPOKEN, SPOKEN),
        ("folk with spoken verses", "folk", SPOKEN, SUNG),
        ("a chill lo-fi beat with soft vocals", "lofi-hip-hop", SUNG, SUNG),
        ("a song about words never spoken", "pop", SUNG, SUNG),
        ("gift wrap and rapture, a pop song", "pop", SUNG, SUNG),
    ],
)
def test_prompts_say_how_words_are_given(prompt: str, style: str, verse: Delivery, chorus: Delivery) -> None:
    brief = read(prompt)
    assert brief.style == style
    assert given_in(brief, VERSE) == {verse}
    assert given_in(brief, CHORUS) <= {chorus}
    lines = {stanza.kind: {line.delivery for line in stanza.lines} for stanza in HouseLyricist().write(brief).stanzas}
    assert lines[VERSE] == {verse}


def test_the_avoid_field_takes_rap_out() -> None:
    assert given_in(read(style="trap", avoid="rap"), VERSE) == {SUNG}
    assert read(style="trap", avoid="rap").style == "trap"


def test_a_wish_for_a_section_that_has_no_words_is_told() -> None:
    assert any("rap solo" in told for told in read("pop with a rap solo").unread)
    assert not any("rap" in told for told in read("pop with a rap verse").unread)


WORDS = """[Verse 1: spoken]
hello my friend
how are you
[Chorus]
la la la
[Rap]
I am here to say
[Sung]
ooh my love
[Spoken Bridge]
now listen
[Rap Verse 2]
one more time
[Verse: no rap]
and out"""


def test_tags_say_how_their_lines_are_given() -> None:
    brief = read(style="pop", words=WORDS)
    assert brief.deliveries == (SPOKEN, SPOKEN, SUNG, RAPPED, SUNG, SPOKEN, RAPPED, SUNG)
    lyrics = HouseLyricist().write(brief)
    assert tuple(line.delivery for stanza in lyrics.stanzas for line in stanza.lines) == brief.deliveries
    assert [stanza.kind for stanza in lyrics.stanzas] == [VERSE, CHORUS, VERSE, BRIDGE, VERSE, VERSE]
    assert not any("tag" in told or "manner" in told for told in brief.unread)


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ("[Spoken]\none two\nthree", (SPOKEN, SPOKEN)),
        ("one two\n[Spoken]\nthree\n\nfour\n[Sung]\nfive", (SUNG, SPOKEN, SPOKEN, SUNG)),
        ("[Rap]\none two\n\n[Sung]\nthree", (RAPPED, SUNG)),
        ("one two\n[Female]\n[Spoken]\nthree", (SUNG, SPOKEN)),
    ],
)
def test_words_that_name_no_section_are_given_as_their_tags_say(words: str, given: tuple[Delivery, ...]) -> None:
    brief = read(style="pop", words=words)
    assert brief.deliveries == given
    lyrics = HouseLyricist().write(brief)
    assert tuple(line.delivery for stanza in lyrics.stanzas for line in stanza.lines) == given


def test_given_words_of_a_rap_style_are_rapped_but_for_their_hook() -> None:
    brief = read(style="drill", words="[Verse]\none two three\n[Chorus]\nla la\n[Verse: sung]\nooh")
    assert brief.deliveries == (RAPPED, SUNG, SUNG)
    assert read(style="pop", words="[Verse]\none two three").deliveries == ()


def test_the_lyrics_that_are_shown_say_it_and_read_back_alike() -> None:
    first = read("a pop song with rapped verses about trains")
    shown = HouseLyricist().write(first).text
    assert "Rap]" in shown
    again = read(style="pop", words=shown)
    told = HouseLyricist().write(again)
    by_kind = {stanza.kind: {line.delivery for line in stanza.lines} for stanza in told.stanzas}
    assert by_kind[VERSE] == {RAPPED}
    assert by_kind[CHORUS] == {SUNG}


@pytest.mark.parametrize(
    ("prompt", "beside", "out", "tag"),
    [
        ("pop with a gospel choir", (Beside.CHOIR,), (), "choir"),
        ("pop song with doubled vocals", (Beside.DOUBLES,), (), "doubled vocals"),
        ("folk with vocal harmonies", (Beside.HARMONY,), (), "vocal harmonies"),
        ("rock with backing vocals", (Beside.HARMONY,), (), "vocal harmonies"),
        ("pop with octave harmonies", (Beside.OCTAVES,), (), "octave vocals"),
        ("an a cappella group sings about snow", (Beside.CHOIR,), (), "choir"),
        ("gospel, no choir", (), (Beside.CHOIR,), None),
        ("rock, no backing vocals", (), tuple(Beside), None),
        ("a song about a choir of frogs", (), (), None),
    ],
)
def test_who_sings_beside_the_lead(
    prompt: str, beside: tuple[Beside, ...], out: tuple[Beside, ...], tag: str | None
) -> None:
    brief = read(prompt)
    assert brief.beside == beside
    assert brief.not_beside == out
    assert tag is None or tag in brief.tags


def test_a_choir_that_has_to_give_way_is_told() -> None:
    brief = read("pop, no backing vocals, with choir")
    assert brief.beside == ()
    assert any("choir had to give way" in told for told in brief.unread)


def test_a_tag_calls_a_choir() -> None:
    assert read(style="pop", words="[Verse]\nla la\n[Chorus: choir]\nla la").beside == (Beside.CHOIR,)


@given(text=st.text(max_size=60), tag=st.sampled_from(("rap", "spoken", "sung", "", "no rap", "choir")))
@settings(max_examples=60, deadline=None)
def test_any_text_and_tag_has_a_delivery_for_each_line(text: str, tag: str) -> None:
    words = f"[Verse: {tag}]\n{text}\nla la la"
    brief = read(style="trap", words=words)
    lyrics = HouseLyricist().write(brief)
    if brief.deliveries:
        assert any(delivery is not SUNG for delivery in brief.deliveries)
    last = lyrics.stanzas[-1].lines[-1]
    if "[" not in text and "{" not in text and "【" not in text:
        known = {"spoken": SPOKEN, "sung": SUNG}
        assert lyrics.stanzas[-1].kind is not VERSE or last.delivery is known.get(tag, last.delivery)
