"""Lines of several scripts: each stretch is read in its own language, and no sign is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tongue_tables import phones_of

from songwright.studio.phonetics import SUNG, language_of, syllabify, syllable_count, written_words
from songwright.studio.phonetics._scripts import stretches

MIXED = st.text(alphabet="abcdé 爱愛あいカー한글любмнеप्यारحبγα,。!-12\u3000", max_size=30)


@given(MIXED, st.sampled_from([*SUNG, "pl"]))
@settings(deadline=None)
def test_stretches_join_to_the_line(line: str, language: str) -> None:
    assert "".join(stretch for _, stretch in stretches(line, language)) == line


@given(MIXED, st.sampled_from([*SUNG, "pl"]))
@settings(deadline=None)
def test_a_mixed_line_is_sung_whole(line: str, language: str) -> None:
    found = syllabify(line, language)
    assert "".join(syllable.text for syllable in found) == ("".join(line.split()) if found else "")
    assert [syllable.ends_line for syllable in found] == [at == len(found) - 1 for at in range(len(found))]
    assert "".join(written_words(line, language)).split() == line.split()


@pytest.mark.parametrize(
    ("line", "usual", "parts"),
    [
        ("愛してる baby", "ja", [("ja", "愛してる "), ("", "baby")]),
        ("I say 愛してる to you", "en", [("", "I say "), ("ja", "愛してる "), ("", "to you")]),
        ("我爱你", "zh", [("zh", "我爱你")]),
        ("夜の海", "zh", [("ja", "夜の海")]),
        ("永遠", "ja", [("ja", "永遠")]),
        ("永遠", "en", [("zh", "永遠")]),
        ("3年", "zh", [("zh", "3年")]),
        ("since 3年", "en", [("", "since "), ("zh", "3年")]),
        ("사랑 любовь", "ko", [("ko", "사랑 "), ("ru", "любовь")]),
        ("24/7", "ja", [("", "24/7")]),
        ("", "en", [("", "")]),
    ],
)
def test_a_line_is_parted_where_its_script_changes(line: str, usual: str, parts: list[tuple[str, str]]) -> None:
    assert stretches(line, usual) == parts


@pytest.mark.parametrize(
    ("line", "language", "said"),
    [
        ("愛してる baby", "ja", "a.i.ɕi.te.ɾu bˈA.bi"),
        ("love 爱", "en", "lˈʌv aj"),
        ("Komm zu mir, любовь", "de", "kˈɔm ʦuː miːʁ lʲu.bˈof"),
        ("प्यार and 사랑", "hi", "pjˈaːɾ ænd sa.ɾaŋ"),
        ("我的 corazón, vuelve ya", "zh", "wo tɤ ko.ɾa.sˈon bwˈel.βe ʝa"),
    ],
)
def test_each_stretch_is_read_in_its_language(line: str, language: str, said: str) -> None:
    assert phones_of(line, language) == said


@pytest.mark.parametrize(
    ("text", "usual", "language"),
    [
        ("夜の街に雨が降る", "en", "ja"),
        ("夜", "ja", "ja"),
        ("我爱你", "en", "zh"),
        ("Я тебя люблю", "en", "ru"),
        ("मैं तुमसे प्यार करता हूँ", "de", "hi"),
        ("사랑해요", "en", "ko"),
        ("أنا أحبك", "en", "ar"),
        ("Oh baby 愛してる", "en", "ja"),
        ("I love you baby, yes I do, 爱", "en", "en"),
        ("Я тебя люблю", "pl", "ru"),
        ("la la la", "ja", "ja"),
        ("I will wait for you under the moon", "ja", "en"),
        ("αγάπη μου", "en", "en"),
    ],
)
def test_a_script_tells_the_language(text: str, usual: str, language: str) -> None:
    assert language_of(text, usual) == language


@pytest.mark.parametrize("code", ["ja", "zh", "ko"])
def test_numbers_take_more_notes_the_longer_they_are(code: str) -> None:
    counts = [syllable_count(digits, code) for digits in ("3", "33", "3333", "33333333")]
    assert counts == sorted(counts)
    assert counts[0] >= 1
