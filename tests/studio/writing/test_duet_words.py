"""Duets share their words out, show it in their tags, and read their own tags back."""

from dataclasses import replace

import pytest
from writing_briefs import brief

from songwright.song import Gender, Lyrics, SectionKind, SongRequest, Turn
from songwright.studio.reading import RulesReader
from songwright.studio.writing import HouseLyricist

DUET = replace(brief(), voice=Gender.FEMALE, partner=Gender.MALE)


def turns_of(lyrics: Lyrics) -> list[Turn]:
    return [line.turn for stanza in lyrics.stanzas for line in stanza.lines]


def test_verses_take_turns_and_refrains_are_sung_by_both() -> None:
    lyrics = HouseLyricist().write(DUET)
    verses = [{line.turn for line in stanza.lines} for stanza in lyrics.stanzas if stanza.kind is SectionKind.VERSE]
    refrains = [{line.turn for line in stanza.lines} for stanza in lyrics.stanzas if stanza.kind is SectionKind.CHORUS]
    assert verses[:2] == [{Turn.LEAD}, {Turn.PARTNER}]
    assert refrains == [{Turn.BOTH}]
    assert "Female]" in lyrics.text
    assert "Male]" in lyrics.text


def test_the_words_are_those_of_the_same_song_for_one_voice() -> None:
    alone = HouseLyricist().write(replace(DUET, partner=None))
    shared = HouseLyricist().write(DUET)
    assert [line.text for stanza in alone.stanzas for line in stanza.lines] == [
        line.text for stanza in shared.stanzas for line in stanza.lines
    ]
    assert set(turns_of(alone)) == {Turn.LEAD}
    assert "ale]" not in alone.text


@pytest.mark.parametrize("seed", range(6))
def test_written_tags_are_read_back_as_they_were_meant(seed: int) -> None:
    request = SongRequest(prompt="a tender country duet about a harbour", voice=Gender.MALE, seed=seed)
    first = HouseLyricist().write(RulesReader().read(request))
    again = RulesReader().read(SongRequest(words=first.text, style="country", voice=Gender.MALE, seed=seed))
    shown = {line.text: line.turn for stanza in first.stanzas for line in stanza.lines}
    given = HouseLyricist().write(again)
    assert given.stanzas
    assert all(shown[line.text] is line.turn for stanza in given.stanzas for line in stanza.lines if line.text in shown)


def test_a_long_line_keeps_its_singer_in_both_its_breaths() -> None:
    words = "[Verse]\nshort one\n[Female]\nI was walking by the river in the morning, and you came along the road"
    written = replace(DUET, words=words, turns=(Turn.PARTNER, Turn.LEAD))
    assert turns_of(HouseLyricist().write(written)) == [Turn.PARTNER, Turn.LEAD, Turn.LEAD]
