"""Which language a request is in, and what a listener is told about it."""

from dataclasses import replace

import pytest

from songwright.song import Gender, SongRequest
from songwright.studio.phonetics import SUNG, language_name
from songwright.studio.reading import RulesReader
from songwright.studio.singing import NeuralSinger
from songwright.studio.writing import HouseLyricist

READER = RulesReader()


@pytest.mark.parametrize(
    ("prompt", "language"),
    [
        ("folk, in French", "fr"),
        ("Spanish lyrics, pop", "es"),
        ("spanish guitar", "en"),
        ("", "en"),
        ("una canción triste sobre el mar", "es"),
        ("reggaeton en español", "es"),
        ("reggaeton about the beach, in Spanish", "es"),
        ("a Spanish song about my dog", "es"),
        ("balada sobre mi abuela que cocina los domingos", "es"),
        ("una balada para mi madre", "es"),
        ("bolero de amor", "es"),
        ("canción en inglés sobre el mar", "en"),
        ("salsa about rain", "en"),
        ("reggaeton about a party on the roof", "en"),
        ("song about la vida loca", "en"),
        ("bossa nova about saudade", "en"),
    ],
)
def test_language(prompt, language):
    assert READER.read(SongRequest(prompt=prompt)).language == language


@pytest.mark.parametrize(
    ("prompt", "theme", "style", "voice"),
    [
        ("una canción triste sobre el mar", "el mar", None, None),
        ("balada para mi madre", "mi madre", None, None),
        ("cumbia alegre sobre el mercado", "el mercado", "cumbia", None),
        ("quiero una canción de cuna para mi hija Lucía", "mi hija Lucía", "lullaby", None),
        ("bolero de amor", "amor", None, None),
        ("Un tema de rock sobre un astronauta, voz femenina", "un astronauta", "rock", Gender.FEMALE),
        ("vals que habla de una casa vacía, voz de hombre", "una casa vacía", "waltz", Gender.MALE),
    ],
)
def test_a_spanish_prompt_is_read(prompt, theme, style, voice):
    brief = READER.read(SongRequest(prompt=prompt))
    assert (brief.theme, brief.language) == (theme, "es")
    assert style is None or brief.style == style
    assert voice is None or brief.voice is voice


def test_given_words_tell_their_language():
    asked = SongRequest(style="pop", words="Vuelve, corazón\nLa casa te espera con la luna")
    assert READER.read(asked).language == "es"
    assert READER.read(replace(asked, style="pop in French")).language == "fr"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Die Nacht ist still und der Regen fällt\nIch denke an dich", "de"),
        ("夜の街に雨が降る\n君の声を思い出す\nI love you", "ja"),
        ("今天晚上下着小雨\n我一个人走在路上", "zh"),
        ("Тихий дождь идёт за окном", "ru"),
        ("मैं तुझे कभी भूल नहीं सकता", "hi"),
        ("하늘에 별이 빛나는 밤", "ko"),
        ("النجوم في السماء جميلة", "ar"),
    ],
)
def test_given_words_in_any_sung_language_tell_it_and_are_laid_out_line_by_line(words, language):
    brief = READER.read(SongRequest(style="pop", words=words))
    assert brief.language == language
    lines = [line for stanza in HouseLyricist().write(brief).stanzas for line in stanza.lines]
    assert [line.text for line in lines] == words.splitlines()
    assert all(line.syllables for line in lines)
    assert lines[0].language == language


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (SongRequest(prompt="Spanish lyrics, pop"), ""),
        (SongRequest(prompt="Italian lyrics, pop"), "written in English"),
        (SongRequest(prompt="folk, in French"), "given are sung in French"),
        (SongRequest(prompt="folk, in Polish"), "(pl) are read by English rules"),
        (SongRequest(style="pop", words="Vuelve, corazón\nLa casa te espera con la luna"), ""),
        (SongRequest(prompt="Spanish lyrics, pop", instrumental=True), ""),
        (SongRequest(prompt="a pop song"), ""),
    ],
)
def test_what_a_language_comes_to_is_told(asked, told):
    brief = READER.read(asked)
    remarks = [text for text in (*brief.unread, *HouseLyricist().write(brief).remarks) if "English" in text]
    assert len(remarks) == bool(told)
    assert all(told in text for text in remarks)


@pytest.mark.parametrize("code", SUNG)
def test_a_voice_that_nobody_asked_for_speaks_the_language_of_the_words(code, tmp_path):
    cards = NeuralSinger(tmp_path, tmp_path).voices().values()
    genders = {card.gender for card in cards if card.language == code} or {"f", "m"}
    drawn = {READER.read(SongRequest(prompt=f"folk, in {language_name(code)}", seed=seed)).voice for seed in range(12)}
    assert {voice.value for voice in drawn if voice} == genders


def test_a_gender_that_was_asked_for_sings_in_any_language():
    assert READER.read(SongRequest(prompt="folk, in French, male voice")).voice is Gender.MALE
    assert READER.read(SongRequest(prompt="folk, in French", voice=Gender.MALE)).voice is Gender.MALE
