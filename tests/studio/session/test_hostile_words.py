"""Words that nobody would write for singing, on their way from the request to the singer's phrases: none breaks it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.song import Performance, Role, Seconds, SongRequest
from songwright.studio.composing import compose
from songwright.studio.phonetics import VOWELS
from songwright.studio.playing import perform
from songwright.studio.reading import RulesReader
from songwright.studio.singing._phrases import phrases_of
from songwright.studio.writing import HouseLyricist

LONGEST = "we go on and on until the morning light comes in\n" * 300

WORDS = {
    "figures and dates": "24/7 we ride\nborn on 07/04/1976 at 3:45 pm\n$1,000,000.50 or 99% of it\nroute 66, 2nd floor",
    "abbreviations": "Dr. Jones ft. MC Lyte vs. St. Mary\nNASA, FBI & the U.S.A.\netc. e.g. i.e. a.m. lol omg brb",
    "addresses": "call https://example.com/?q=1&r=2#top\nmail me@home.org or #blessed @you",
    "emoji": "I ❤️ you 😂😂😂\n🎵🎶\n👨‍👩‍👧‍👦 family 🇫🇷",
    "shouting and stretching": "WHY DO YOU SHOUT\nsooooo looooong nooooooo\nna-na-na-na hey-ey-ey ooh ahhhh mmmm shhh",
    "invented": "bwxqz frumious xkcd tlhIngan\nSupercalifragilisticexpialidocious\naaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "contractions": "I'd've y'all'd ain't 'cause 'tis o'er rock 'n' roll\ncan’t won’t gonna wanna",
    "signs alone": "...\n?!?!\n---\n***\n~~~",
    "empty sections": "[Verse]\n\n[Chorus]\n\n[Verse]\none line\n[Bridge]\n[Outro]",
    "right to left": "مرحبا يا حبيبي\nשיר על אהבה\nhello \u202eolleh\u202c again",
    "mixed scripts": "love 爱 愛してる любовь αγάπη प्यार 사랑\nnaïve café Zürich Ærø ßtraße İstanbul",
    "no spaces": "夜の街に雨が降って君の声を思い出す白い花が咲く道で私はひとり歩いてる" * 6
    + "\n"
    + "我爱你" * 60
    + "\nあーーーっっんん\n々々",
    "marks alone": "ािी ्् ँ\n\u064e\u0650\u0651 ءء\nьъ ЬЪ\nㅋㅋㅋ ㅠㅠ\n\u1112\u1161\u11ab",
    "controls": "one\x00two\x07three\u200bfour\ufeff\u0301\u0301\u0301\ntab\tand\rreturn",
    "brackets": "[[Verse]] ((()))\n[Verse\nunclosed [Chorus] middle ] end\n{curly} 【wide】 (echo (inside) echo)",
    "one letter": "a",
    "three hundred lines": LONGEST,
    "five thousand letters": ("la " * 1700)[:5000],
    "one endless line": "and then we " * 400,
    "one endless word": "la" * 2500,
}


def performed(words: str, **fields: object) -> Performance:
    """The words as a song would be performed, all stages but the sound."""
    brief = RulesReader().read(SongRequest(words=words, seed=2, **fields))  # type: ignore[arg-type]
    lyrics = HouseLyricist().write(brief)
    return perform(compose(brief, lyrics, take=0, voice_range=(55, 71)), seed=1)


def assert_singable(performance: Performance) -> None:
    """Every note of the voice can be spelled for the singer: one vowel a syllable, phrases in order, none empty."""
    part = performance.part(Role.VOCAL)
    if part is None:
        return
    entries = phrases_of(part.notes)
    assert [entry.at_s for entry in entries] == sorted(entry.at_s for entry in entries)
    syllables = [syllable for entry in entries for syllable in entry.phrase.syllables]
    assert len(syllables) >= sum(note.syllable is not None for note in part.notes)
    for syllable in syllables:
        assert syllable.phones[syllable.nucleus] in VOWELS
        assert syllable.end_s > syllable.start_s


@pytest.mark.parametrize("kind", WORDS)
@pytest.mark.parametrize("style", ["folk", "trap"])
def test_odd_words_reach_the_singer(kind: str, style: str) -> None:
    assert_singable(performed(WORDS[kind], style=style))


ODD = st.text(alphabet=st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    sorted(WORDS.values(), key=len)[:14]
)


@given(st.lists(ODD, min_size=1, max_size=6), st.sampled_from(["folk", "drill", "waltz", "opera in Japanese"]))
@settings(deadline=None, max_examples=40)
def test_any_words_reach_the_singer(lines: list[str], style: str) -> None:
    assert_singable(performed("\n".join(lines), style=style, duration_s=Seconds(40.0)))
