"""Which language a request is in, and what a listener is told about it."""

from dataclasses import replace

import pytest

from songwright.song import SongRequest
from songwright.studio.reading import RulesReader

READER = RulesReader()


@pytest.mark.parametrize(
    ("prompt", "language"),
    [("folk, in French", "fr"), ("Spanish lyrics, pop", "es"), ("spanish guitar", "en"), ("", "en")],
)
def test_language(prompt, language):
    assert READER.read(SongRequest(prompt=prompt)).language == language


def test_given_words_tell_their_language():
    asked = SongRequest(style="pop", words="Vuelve, corazón\nLa casa te espera con la luna")
    assert READER.read(asked).language == "es"
    assert READER.read(replace(asked, style="pop in French")).language == "fr"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (SongRequest(prompt="Spanish lyrics, pop"), "written in English"),
        (SongRequest(prompt="folk, in French"), "given are sung in French"),
        (SongRequest(prompt="folk, in Polish"), "(pl) are read by English rules"),
        (SongRequest(style="pop", words="Vuelve, corazón\nLa casa te espera con la luna"), ""),
        (SongRequest(prompt="Spanish lyrics, pop", instrumental=True), ""),
        (SongRequest(prompt="a pop song"), ""),
    ],
)
def test_what_a_language_comes_to_is_told(asked, told):
    remarks = [text for text in READER.read(asked).unread if "English" in text]
    assert len(remarks) == bool(told)
    assert all(told in text for text in remarks)
