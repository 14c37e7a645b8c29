"""Words from an author outside: ordered by the form, read from any answer, mended once, replaced where need be."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from writing_briefs import brief

from songwright.song import Brief, Gender, Lyrics
from songwright.studio.ports import NoAnswer, Order
from songwright.studio.writing import HouseLyricist, OrderingLyricist
from songwright.studio.writing._answer import read_answer
from songwright.studio.writing._order import first_order, lines_asked

PLAIN = replace(brief(), theme="a lighthouse in the rain")
GOOD = [
    "The lighthouse turns above the bay",
    "Rain is falling on the stone",
    "The ferry left at break of day",
    "And left me with the lamp alone",
    "A gull came down to share my bread",
    "Salt is painted on the door",
    "I read the letters in your bed",
    "And sweep the sand across the floor",
]
HOOK = "Lighthouse in the rain"
CHORUS = [HOOK, "Turn your lamp again", HOOK, "Call the evening train"]


class ScriptedAuthor:
    """Answers what it was given, in order, and remembers what it was asked; says nothing more at the end."""

    name = "scripted-1"

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.orders: list[Order] = []

    def answer(self, order: Order) -> str:
        self.orders.append(order)
        if not self.answers:
            raise NoAnswer("it has nothing more to say")
        return self.answers.pop(0)


def well_written(asked: Brief = PLAIN, *, short_by: int = 0) -> dict[str, object]:
    """Lyrics of the wanted form, each stanza short by so many lines."""
    sections, at = [], 0
    for count in lines_asked(asked):
        lines = CHORUS if len(sections) % 2 else [GOOD[(at + i) % len(GOOD)] for i in range(count)]
        at += 0 if len(sections) % 2 else count
        sections.append({"lines": [lines[i % len(lines)] for i in range(max(1, count - short_by))]})
    return {"title": HOOK, "sections": sections}


def write(author: ScriptedAuthor, asked: Brief = PLAIN) -> Lyrics:
    return OrderingLyricist(author=author, house=HouseLyricist()).write(asked)


def texts(lyrics: Lyrics) -> list[str]:
    return [line.text for stanza in lyrics.stanzas for line in stanza.lines]


def test_the_authors_words_are_sung_in_the_forms_stanzas() -> None:
    lyrics = write(ScriptedAuthor(json.dumps(well_written())))
    assert [len(stanza.lines) for stanza in lyrics.stanzas] == lines_asked(PLAIN)
    assert lyrics.title == "Lighthouse in the Rain"
    assert GOOD[0] in lyrics.text
    assert lyrics.remarks == ("Words by scripted-1.",)
    assert all(line.syllables for stanza in lyrics.stanzas for line in stanza.lines)


def test_the_order_names_idea_form_language_and_title() -> None:
    order = first_order(replace(PLAIN, title="My Own", language="es", partner=Gender.MALE), "a lighthouse in the rain")
    said = order.turns[-1][1]
    assert order.turns[0][0] == "system"
    for word in ("a lighthouse in the rain", '"My Own"', "Spanish", "duet", "Verse", "Chorus"):
        assert word in said
    assert sum("lines of about" in line for line in said.splitlines()) == len(lines_asked(PLAIN))


def as_prose(song: dict[str, object]) -> str:
    sections = "\n\n".join("[Verse]\n" + "\n".join(section["lines"]) for section in song["sections"])  # type: ignore[attr-defined]
    return f"Sure! Here are your lyrics.\n\n**Title:** {song['title']}\n\n{sections}\n"


def with_sections(song: dict[str, object], change) -> str:  # type: ignore[no-untyped-def]
    return json.dumps({**song, "sections": [change(section["lines"]) for section in song["sections"]]})  # type: ignore[attr-defined]


DRESSES = {
    "JSON": json.dumps,
    "fenced": lambda song: f"Here you are:\n```json\n{json.dumps(song)}\n```\nEnjoy!",
    "lists": lambda song: with_sections(song, list),
    "texts": lambda song: with_sections(song, "\n".join),
    "tagged": lambda song: with_sections(song, lambda lines: {"lines": ["[Verse]", *lines, "", "♪ ***"]}),
    "prose": as_prose,
}


@pytest.mark.parametrize("dress", DRESSES)
def test_the_same_words_are_read_from_any_dress(dress: str) -> None:
    song = well_written()
    read = read_answer(DRESSES[dress](song))
    assert read is not None
    assert read.title == HOOK
    assert [list(section) for section in read.sections] == [section["lines"] for section in song["sections"]]  # type: ignore[attr-defined]


ODD = st.recursive(
    st.text() | st.integers() | st.none(),
    lambda each: st.lists(each) | st.dictionaries(st.sampled_from(["title", "sections", "lines", "x"]), each),
)


@given(st.text(max_size=300) | ODD.map(json.dumps))
@settings(deadline=None, max_examples=150)
def test_no_answer_is_too_odd_to_read(text: str) -> None:
    draft = read_answer(text)
    assert draft is None or all(line.strip() == line and line for section in draft.sections for line in section)


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=25)
def test_whatever_is_answered_there_are_words(text: str) -> None:
    lyrics = write(ScriptedAuthor(text, text))
    assert [len(stanza.lines) for stanza in lyrics.stanzas]
    assert lyrics.title
    assert len(lyrics.remarks) == 1


def test_faults_are_told_once_and_the_better_words_are_kept() -> None:
    author = ScriptedAuthor(json.dumps(well_written(short_by=2)), json.dumps(well_written()))
    lyrics = write(author)
    assert [len(stanza.lines) for stanza in lyrics.stanzas] == lines_asked(PLAIN)
    assert len(author.orders) == 2
    assert [role for role, _ in author.orders[1].turns] == ["system", "user", "assistant", "user"]
    assert "were asked for" in author.orders[1].turns[-1][1]


def test_a_worse_mending_is_thrown_away() -> None:
    worse = {"title": HOOK, "sections": [{"lines": ["Oh"]}] * len(lines_asked(PLAIN))}
    author = ScriptedAuthor(json.dumps(well_written(short_by=1)), json.dumps(worse))
    assert GOOD[0] in texts(write(author))
    assert len(author.orders) == 2


@pytest.mark.parametrize("answers", [(), ("I can't do that.",), ('{"title": "x", "sections": []}', "{")])
def test_without_usable_words_the_house_writes_and_says_so(answers: tuple[str, ...]) -> None:
    lyrics = write(ScriptedAuthor(*answers))
    assert texts(lyrics) == texts(HouseLyricist().write(PLAIN))
    assert "house lyricist" in lyrics.remarks[0]
    assert "scripted-1" in lyrics.remarks[0]


@pytest.mark.parametrize("asked", [replace(PLAIN, words="My own words here"), replace(PLAIN, voice=None)])
def test_given_words_and_instrumentals_never_leave_the_house(asked: Brief) -> None:
    author = ScriptedAuthor(json.dumps(well_written()))
    lyrics = write(author, asked)
    assert not author.orders
    assert lyrics == HouseLyricist().write(asked)


def test_words_come_in_the_language_that_was_asked_for() -> None:
    asked = replace(PLAIN, language="es")
    spanish = ["La lluvia cae sobre el mar", "El faro gira sin hablar"]
    song = {"title": "El faro", "sections": [{"lines": [spanish[i % 2] for i in range(n)]} for n in lines_asked(asked)]}
    lyrics = write(ScriptedAuthor(json.dumps(song)), asked)
    assert {line.language for stanza in lyrics.stanzas for line in stanza.lines} == {"es"}
    assert lyrics.title == "El faro"
    own = write(ScriptedAuthor(), asked)
    assert len(own.remarks) == 1
    assert own.stanzas == HouseLyricist().write(asked).stanzas
    assert own.stanzas[0].lines[0].language == "es"


def test_an_order_says_which_language_and_how_it_rhymes() -> None:
    told = first_order(replace(PLAIN, language="es"), "el faro").turns[1][1]
    assert "Language: Spanish." in told
    assert "assonance" in told
    assert "accents" in told
    english = first_order(PLAIN, "the lighthouse").turns[1][1]
    assert "Language: English." in english
    assert "assonance" not in english
