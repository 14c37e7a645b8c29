"""New words in Spanish: about the prompt, agreed, rhymed, even, and the same for the same brief."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from writing_briefs import SONG_FORM, brief

from songwright.song import SectionKind
from songwright.studio.phonetics import spoken
from songwright.studio.styles import catalogue
from songwright.studio.writing import HouseLyricist, checks
from songwright.studio.writing._banks import WRITTEN, Entry, scenes, shared, themes
from songwright.studio.writing._grammar import grammar
from songwright.studio.writing._measure import Ear, measured, sung
from songwright.studio.writing._spanish_gloss import in_spanish
from songwright.studio.writing._spanish_thing import SpanishThing, contracted
from songwright.studio.writing._spanish_words import agreed, article, feminine_of, guessed_gender, plural_of
from songwright.studio.writing._subject import subject, titled

EAR = Ear("es")
ROW = ["el", "la", "un", "de", "del", "al", "que", "y", "mar", "luna", "Max", "nunca", "cantar", "7", "¿", "!", "pan"]
PROMPTS = (
    "",
    "el último tren a casa",
    "enamorarse de un robot",
    "mi perro Max en el parque",
    "no rendirse nunca",
    "mi hija recién nacida",
    "dragones y caballeros",
    "la cocina de mi abuela",
    "una noche de lluvia en Bogotá",
    "pizza",
    "the old lighthouse",
)


def asked(theme="", **changes):
    return brief(theme, **{"language": "es", **changes})


@pytest.mark.parametrize("theme", PROMPTS)
@pytest.mark.parametrize("seed", [0, 1])
def test_a_lyric_passes_the_critic(theme, seed):
    lyrics = HouseLyricist().write(asked(theme, seed=seed))
    figures = checks(lyrics, theme, "es")
    assert figures.rhyme_rate >= 0.85
    assert figures.syllable_spread <= 1.6
    assert figures.verse_mismatch <= 3
    assert figures.repeated_lines == 0
    assert figures.cliches == ()
    assert lyrics.remarks == ()
    assert {line.language for stanza in lyrics.stanzas for line in stanza.lines} == {"es"}
    if theme:
        assert figures.theme_coverage >= 0.5


def test_the_chorus_sings_the_title_and_its_first_letter_alone_is_large():
    lyrics = HouseLyricist().write(asked("la lluvia en la ciudad", seed=5))
    assert lyrics.title == "La lluvia en la ciudad"
    chorus = [spoken(line.text).lower() for line in lyrics.stanzas[2].lines]
    assert sum(spoken(lyrics.title).lower() in line for line in chorus) >= 2


def test_same_brief_same_words_and_another_seed_others():
    first, again, other = (HouseLyricist().write(asked("el mar", seed=seed)) for seed in (4, 4, 5))
    assert first == again
    assert first.text != other.text


def test_a_language_without_notebooks_gets_english_words():
    lyrics = HouseLyricist().write(brief("rain", language="it"))
    assert lyrics.stanzas[0].lines[0].language == "en"
    assert "English" in lyrics.remarks[0]


@given(theme=st.text(max_size=60), title=st.none() | st.text(max_size=30), seed=st.integers(0, 2**63))
@settings(deadline=None, max_examples=30)
def test_any_theme_and_title_get_words(theme, title, seed):
    lyrics = HouseLyricist().write(asked(theme, title=title, seed=seed))
    assert lyrics.title
    assert [len(stanza.lines) for stanza in lyrics.stanzas] == [4, 2, 4, 4, 4]
    assert all(line.syllables for stanza in lyrics.stanzas for line in stanza.lines)


@given(words=st.lists(st.sampled_from(ROW), max_size=9))
@settings(deadline=None, max_examples=60)
def test_any_row_of_words_is_parsed(words):
    told = grammar("es").told(" ".join(words))
    assert all(thing.text and thing.kind in scenes("es").see for thing in told.named)


@pytest.mark.parametrize(
    ("theme", "phrase", "things"),
    [
        ("el viejo faro", "el viejo faro", ["el viejo faro"]),
        ("un tren", "", ["el tren"]),
        ("agua", "", ["el agua"]),
        ("el agua del río", "el agua del río", ["el agua del río"]),
        ("mi perro Max", "mi perro Max", ["mi perro Max"]),
        ("Madrid en otoño", "Madrid en otoño", ["Madrid", "el otoño"]),
        ("Buenos Aires de madrugada", "Buenos Aires de madrugada", ["Buenos Aires", "la madrugada"]),
        ("volver a casa", "volver a casa", ["la casa"]),
        ("no rendirse nunca", "no rendirse nunca", []),
        ("bailando bajo la lluvia", "bailando bajo la lluvia", ["la lluvia"]),
        ("Bailando bajo la lluvia", "bailando bajo la lluvia", ["la lluvia"]),
        ("una bruja que perdió su escoba", "la bruja que perdió su escoba", ["la bruja", "su escoba"]),
        ("dos hermanas y un secreto", "dos hermanas y un secreto", ["las dos hermanas", "el secreto"]),
        ("arroz con leche", "arroz con leche", ["el arroz con leche"]),
        ("pan recién hecho", "pan recién hecho", ["el pan recién hecho"]),
        ("un gato callejero", "gato callejero", ["el gato callejero"]),
        ("las manos cansadas", "las manos cansadas", ["las manos cansadas"]),
        ("", "", []),
    ],
)
def test_phrases_and_things_of_a_prompt(theme, phrase, things):
    found = grammar("es").told(theme)
    assert found.phrase == phrase
    assert list(found.things) == things


@pytest.mark.parametrize(
    ("theme", "told"),
    [
        ("un camionero que extraña a su hija", "extraña a su hija"),
        ("mi abuela que cocina los domingos", "cocina los domingos"),
        ("niños jugando en la plaza", "están jugando en la plaza"),
        ("la mujer que amo", None),
        ("el mar", None),
    ],
)
def test_what_somebody_does_becomes_a_sentence(theme, told):
    assert next((each.text for each in grammar("es").told(theme).named if each.kind == "clause"), None) == told


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("the old lighthouse", "el viejo faro"),
        ("a broken heart", "el corazón roto"),
        ("my dog Max in the rain", "mi perro Max en la lluvia"),
        ("the last train", "el último tren"),
        ("dancing on the beach", "bailar en la playa"),
        ("two black cats", "los gatos negros"),
        ("my sisters", "mis hermanas"),
        ("el mar", "el mar"),
        ("", ""),
    ],
)
def test_english_prompts_for_spanish_songs(english, spanish):
    assert in_spanish(english) == spanish


@pytest.mark.parametrize(
    ("word", "plural"),
    [
        ("canción", "canciones"),
        ("luz", "luces"),
        ("mar", "mares"),
        ("café", "cafés"),
        ("lunes", "lunes"),
        ("paraguas", "paraguas"),
        ("mes", "meses"),
        ("jardín", "jardines"),
        ("joven", "jóvenes"),
        ("rey", "reyes"),
    ],
)
def test_plurals(word, plural):
    assert plural_of(word) == plural


@pytest.mark.parametrize(
    ("word", "gender"),
    [
        *(("problema", "m"), ("fantasma", "m"), ("frobnición", "f"), ("verdad", "f"), ("mano", "f"), ("mapa", "m")),
        *(("flumpo", "m"), ("costumbre", "f"), ("personaje", "m"), ("tristeza", "f"), ("casas", "f")),
    ],
)
def test_an_unlisted_noun_has_the_gender_of_its_ending(word, gender):
    assert guessed_gender(word) == gender


def test_words_agree():
    assert [agreed("roto", gender, plural=many) for gender in "mf" for many in (False, True)] == [
        "roto",
        "rotos",
        "rota",
        "rotas",
    ]
    assert agreed("azul", "f", plural=True) == "azules"
    assert agreed("primer", "f", plural=False) == "primera"
    assert agreed("gran", "f", plural=False) == "gran"
    assert agreed("gran", "m", plural=True) == "grandes"
    assert feminine_of("panadero") == "panadera"
    assert feminine_of("león") == "leona"
    assert article("agua", "f", plural=False) == "el"
    assert article("agua", "f", plural=True) == "las"
    assert contracted("de el mar a el río de ella") == "del mar al río de ella"


@pytest.mark.parametrize(
    ("gender", "many", "line"),
    [
        ("m", False, "Vuelve cansado el x y lo miro al x"),
        ("f", False, "Vuelve cansada la x y la miro a la x"),
        ("m", True, "Vuelven cansados los x y los miro a los x"),
        ("f", True, "Vuelven cansadas las x y las miro a las x"),
    ],
)
def test_a_pattern_agrees_with_its_thing(gender, many, line):
    thing = SpanishThing(text=f"{article('x', gender, plural=many)} x", kind="thing", gender=gender, plural=many)
    assert thing.put("Vuelve{n} cansad{o} {thing} y {lo} miro a {thing}") == line


def test_a_name_is_heard_behind_a_and_de():
    thing = SpanishThing(text="el mar", kind="place")
    assert {"el mar", "al mar", "del mar"} <= set(thing.spellings())


def test_the_critic_hears_spanish():
    assert measured("Yo perdí la llave", "es").past
    assert not measured("Busco la llave", "es").past
    assert measured("Tú me miras", "es").speaks_to
    assert EAR.perfect("Me voy a cantar", "Cerca del mar")
    assert EAR.answers("El viejo faro", "Siempre a mi lado")
    assert not EAR.perfect("El viejo faro", "Siempre a mi lado")
    assert not EAR.answers("El viejo faro", "La luna llena")


# ---------------------------------------------------------------- notebooks


def wordings(entries, times=8):
    rng = np.random.default_rng(1)
    return [entry.worded(rng) for entry in entries for _ in range(times)]


def test_every_language_has_every_kind_of_page():
    for language in WRITTEN:
        assert set(shared(language).fallback) == set(catalogue())
        assert set().union(*shared(language).fallback.values()) <= set(themes(language))
        assert set(scenes(language).see) >= {
            "job",
            "other",
            "kin",
            "animal",
            "food",
            "place",
            "thing",
            "sky",
            "time",
            "clause",
        }


@pytest.mark.parametrize("name", sorted(themes("es")))
def test_a_notebook_is_singable_rhymed_and_free_of_worn_phrases(name):
    theme = themes("es")[name]
    for half in wordings((*theme.see, *theme.say, *theme.lift, *theme.bridge)):
        for line in half.lines:
            assert 5 <= len(sung(line, "es").syllables) <= 12, line
            assert not any(phrase in line.lower() for phrase in shared("es").cliches), line
    for half in wordings(theme.bridge):
        assert EAR.answers(half.lines[1], half.lines[3]), half.lines
    for half in wordings(theme.pre):
        assert EAR.answers(*half.lines), half.lines
    for first, second in zip(theme.lift[::2], theme.lift[1::2], strict=True):
        for a, b in zip(wordings([first]), wordings([second]), strict=True):
            assert EAR.answers(a.lines[-1], b.lines[-1]), (a.lines, b.lines)


def test_nothing_tells_whether_a_man_or_a_woman_sings():
    told = re.compile(
        r"\b(?:estoy|soy|me siento|me quedo|ando|voy) (?:muy |tan |un |una )?\w+(?:ad|id|ol|err|oc)[oa]\b",
        re.IGNORECASE,
    )
    entries = [
        entry for theme in themes("es").values() for part in (theme.see, theme.say, theme.lift) for entry in part
    ]
    for half in wordings((*entries, *scenes("es").say), times=3):
        assert not told.search(" ".join(half.lines)), half.lines


@pytest.mark.parametrize("kind", sorted(scenes("es").see))
@pytest.mark.parametrize("gender", ["m", "f"])
@pytest.mark.parametrize("many", [False, True])
def test_pictures_of_every_kind_leave_no_slot_open(kind, gender, many):
    the = article("x", gender, plural=many)
    thing = SpanishThing(text=f"{the} x", some="un x", kind=kind, gender=gender, plural=many)
    known = scenes("es")
    patterns = (*known.see[kind], *known.couplets.get(kind, ()), *known.hooks.get(kind, ()))
    for pattern in patterns:
        for half in wordings([Entry(thing.put(pattern), len(pattern.split(" / ")))], times=4):
            text = " ".join(half.lines)
            assert not set(text) & set("{|}/"), text
            assert not re.search(r"\b(?:de|a) el ", text), text


def test_couplets_that_end_on_their_own_words_rhyme_in_every_wording():
    for kind, patterns in scenes("es").couplets.items():
        for pattern in patterns:
            if re.search(r"\{thing\}(?: /|$)", pattern):
                continue
            thing = SpanishThing(text="la luna", kind=kind, gender="f")
            for half in Entry(thing.put(pattern), 2).wordings():
                assert EAR.answers(*half.lines), (kind, half.lines)


def test_every_refrain_of_one_sound_answers_the_others():
    for group in scenes("es").answers:
        lines = [half.lines[0] for entry in group for half in entry.wordings()]
        for line in lines:
            others = [other for other in lines if other.split()[-1] != line.split()[-1]]
            assert all(EAR.answers(line, other) for other in others), line


def test_form_is_kept():
    lyrics = HouseLyricist().write(asked("la lluvia"))
    assert [stanza.kind for stanza in lyrics.stanzas] == [
        SectionKind.VERSE,
        SectionKind.PRE,
        SectionKind.CHORUS,
        SectionKind.VERSE,
        SectionKind.BRIDGE,
    ]
    assert lyrics.text.count("[Chorus]") == sum(section.kind is SectionKind.CHORUS for section in SONG_FORM)


def test_titles():
    assert titled("la casa de mi madre", "es") == "La casa de mi madre"
    assert titled("¿quién sabe?", "es") == "¿Quién sabe?"
    assert titled("my mother's kitchen", "en") == "My Mother's Kitchen"


@pytest.mark.parametrize(
    ("theme", "style", "notebook"),
    [
        ("un amor eterno", "pop", "love"),
        ("mi corazón roto", "pop", "heartbreak"),
        ("la playa en verano", "pop", "summer"),
        ("una larga carretera", "pop", "road"),
        ("mi gato", "pop", "pet"),
        ("un dragón", "metal", "tale"),
        ("la navidad", "jazz-swing", "seasons"),
        ("el funeral de mi padre", "folk", "grief"),
        ("un robot", "pop", "machines"),
        ("la receta de la sopa", "pop", "kitchen"),
        ("el río y la montaña", "folk", "meadow"),
    ],
)
def test_the_prompt_chooses_the_notebook(theme, style, notebook):
    assert subject(asked(theme, style=style)).themes[0].id == notebook
