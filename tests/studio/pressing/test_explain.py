"""The page and the text about a song: whole for any score, safe for any text, and nothing beside them is needed."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pressing_takes import CHORUS, VERSE, short_take
from random_scores import scores

from songwright.song import BadRequest, Role, Score
from songwright.studio.pressing import explain_page, explain_text, read_score, report, score_json
from songwright.studio.pressing._facts import part_facts
from songwright.studio.pressing._piano_roll import melody_of, melody_rows
from songwright.studio.pressing._song_map import song_map

TAKE = short_take()
SCORE = TAKE.recording.score
TOLD = report(TAKE)
LONE = {"meta", "rect", "line", "path", "br"}


class Reader(HTMLParser):
    """Reads a page: its elements must close in order, and it may not ask for anything from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.classes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.classes += [value or "" for name, value in attrs if name == "class"]
        assert not {"src", "href", "onload", "style"} & {name for name, _ in attrs}
        if tag not in LONE:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in LONE:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read_page(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def test_the_page_tells_the_song():
    read = read_page(explain_page(SCORE, TOLD))
    text = " ".join(" ".join(read.texts).split())
    for said in (SCORE.title, "A minor", "90 bpm", "4/4", "lofi-hip-hop", "dusty kit", "electric piano 1", "sine bass"):
        assert said in text
    for note in (*TOLD["unread"], *TOLD["remarks"]):
        assert note in text
    letters = "".join(read.texts).replace(" ", "").replace("\xa0", "")
    for line in (*VERSE, *CHORUS):
        assert line.replace(" ", "") in letters
    assert "Words and chords as at bar 9." in text


def test_the_text_tells_the_song():
    text = explain_text(SCORE, TOLD)
    for said in (SCORE.title, "seed 3", "take 2", "[Verse]", "as at bar 9", *VERSE, *CHORUS, *TOLD["unread"]):
        assert said in text
    assert max(map(len, text.splitlines())) < 200


def test_a_song_without_a_report_is_told_from_its_score():
    assert "seed" not in explain_text(SCORE)
    assert "Please note" not in explain_page(SCORE)


@given(scores())
@settings(max_examples=60, deadline=None)
def test_any_score_has_a_page_and_a_text(score: Score):
    read_page(explain_page(score, TOLD))
    text = explain_text(score, TOLD)
    assert all(f"[{name}" in text for name in {section.kind.value.capitalize()[:3] for section in score.sections})
    assert explain_page(score, TOLD) == explain_page(score, TOLD)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3)
)
told_fields = st.sampled_from(["unread", "remarks", "tags", "model", "seed", "style"])


@given(st.dictionaries(told_fields, json_values, max_size=6))
@settings(max_examples=60, deadline=None)
def test_any_report_is_told(told: dict[str, Any]):
    read_page(explain_page(SCORE, told))
    explain_text(SCORE, told)


def test_hostile_words_do_no_harm():
    title = "</title><script>alert(1)</script>\x00\x1b[31m"
    page = explain_page(replace(SCORE, title=title), {"unread": ["<img src=x onerror=alert(1)>"], "tags": ['"><b>']})
    assert "<script" not in page
    assert "<img" not in page
    assert "\x00" not in page
    read_page(page)


def test_all_rows_of_a_page_are_drawn():
    page = explain_page(SCORE, TOLD)
    assert page.count("<svg") == 1 + len(melody_rows(SCORE))
    played = sum(share > 0 for part in part_facts(SCORE) for share in part.density)
    assert song_map(SCORE).count('class="played"') == played
    notes = [note for note in melody_of(SCORE).notes if note.start < 14 * SCORE.meter.bar_ticks]
    assert len(re.findall(r'class="kind note (?:verse|chorus)"', page)) == len(notes)


def test_who_plays_when():
    facts = {part.name: part for part in part_facts(SCORE)}
    assert [facts["bass"].bars, facts["keys"].bars, facts["drums"].bars] == [1, 16, 8]
    assert (facts["keys"].lowest, facts["keys"].highest, facts["drums"].lowest) == ("C4", "G4", "")
    assert all(0 <= share <= 1 for part in facts.values() for share in part.density)


def test_without_a_voice_the_highest_part_has_the_tune():
    band = replace(SCORE, parts=tuple(part for part in SCORE.parts if part.role is not Role.VOCAL))
    assert melody_of(band).name == "keys"
    assert melody_of(replace(SCORE, parts=())) is None


@given(scores())
@settings(max_examples=40, deadline=None)
def test_a_score_survives_its_file(score: Score):
    try:
        content = score_json(score)
    except UnicodeEncodeError:
        return
    assert read_score(content) == score


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff", b'{"title": 5}', msgspec.json.encode(TOLD)])
def test_what_is_no_score_is_refused_in_a_sentence(content: bytes):
    with pytest.raises(BadRequest, match="no score of Songwright"):
        read_score(content)


def test_a_score_that_cannot_be_is_refused():
    content = score_json(SCORE).replace(b'"mode":"minor"', b'"mode":"sad"')
    with pytest.raises(BadRequest, match="no such key"):
        read_score(content)
