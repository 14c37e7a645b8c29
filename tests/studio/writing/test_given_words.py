"""Given words are laid out unchanged: every word, in order; tags become form."""

from hypothesis import given, settings
from hypothesis import strategies as st
from writing_briefs import brief

from songwright.song import SectionKind
from songwright.studio.phonetics import layout
from songwright.studio.writing import HouseLyricist
from songwright.studio.writing._given import breaths

WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyz'ABC", min_size=1, max_size=9).filter(
    lambda w: any(map(str.isalpha, w))
)
LINE = st.lists(WORD, min_size=1, max_size=25).map(" ".join)
TAG = st.sampled_from(["[Verse]", "[Chorus]", "[Bridge: quiet]", "[Solo: guitar]", "[Intro]", ""])


@given(st.lists(st.one_of(LINE, TAG), max_size=12))
@settings(deadline=None, max_examples=60)
def test_every_given_word_is_sung_in_order(lines):
    text = "\n".join(lines)
    lyrics = HouseLyricist().write(brief(words=text))
    sung = [word for stanza in lyrics.stanzas for line in stanza.lines for word in line.text.split()]
    assert sung == [word for line in lines if not line.startswith("[") for word in line.split()]
    letters = "".join(s.text for stanza in lyrics.stanzas for line in stanza.lines for s in line.syllables)
    assert letters == "".join(sung)


@given(st.text(max_size=120))
@settings(deadline=None, max_examples=60)
def test_any_given_text_gets_a_stanza_for_each_group_of_lines(text):
    lyrics = HouseLyricist().write(brief(words=text))
    assert len(lyrics.stanzas) == sum(bool(section.lines) for section in layout(text))
    assert lyrics.title


@given(LINE)
@settings(deadline=None, max_examples=60)
def test_breaths_keep_the_line(line):
    assert " ".join(breaths(line)).split() == line.split()


def test_a_long_line_is_parted_at_its_comma():
    line = "I was walking by the river in the morning, and you came along the road with all your silver"
    assert breaths(line)[0].endswith("morning,") or any(part.endswith("morning,") for part in breaths(line))
    assert len(breaths(line)) == 2


def test_tags_become_stanzas_and_text_is_kept():
    words = "[Verse 1]\nHello out there\n(out there)\n\n[Solo: guitar]\n\n[Chorus]\nSing with me now, sing"
    lyrics = HouseLyricist().write(brief(words=words))
    assert [stanza.kind for stanza in lyrics.stanzas] == [SectionKind.VERSE, SectionKind.CHORUS]
    assert [line.backing for line in lyrics.stanzas[0].lines] == [False, True]
    assert lyrics.text == words
    assert lyrics.title == "Sing with Me Now"


def test_a_title_asked_for_is_kept():
    assert HouseLyricist().write(brief(words="la la la", title="My own")).title == "My own"


def test_each_line_is_read_in_its_own_language():
    words = "[Verse]\nBajo la luna de mi ciudad\nI am waiting for you and the moon\nLa la la"
    for usual in ("en", "es"):
        (stanza,) = HouseLyricist().write(brief(words=words, language=usual)).stanzas
        assert [line.language for line in stanza.lines] == ["es", "en", usual]
        assert "".join(syllable.phones for syllable in stanza.lines[0].syllables).startswith("bˈaxo")


def test_lines_stay_in_a_language_that_was_named():
    (stanza,) = HouseLyricist().write(brief(words="Die Nacht und the moon of my heart", language="pl")).stanzas
    assert [line.language for line in stanza.lines] == ["pl"]


def test_a_song_of_many_languages_is_read_line_by_line():
    words = (
        "La luna piena sopra il mare\nMeu coração não quer parar\nJe t'aime, mon amour\nI will wait for you\nOh oh oh"
    )
    (stanza,) = HouseLyricist().write(brief(words=words, language="it")).stanzas
    assert [line.language for line in stanza.lines] == ["it", "pt", "fr", "en", "it"]


def test_a_long_line_is_parted_before_a_joining_word_of_its_language():
    line = "Cammino lungo la mia città e penso sempre a te"
    first, second = breaths(line, "it")
    assert (first.split()[-1], second.split()[0]) == ("città", "e")
