"""Timed words: all of them, in order, at the times at which they are sung."""

import json
import re

from pressing_takes import CHORUS, VERSE, short_take, with_backing

from songwright.song import Role
from songwright.studio.pressing import lrc, timed_lines, words_json

TAKE = short_take()
LINES = timed_lines(TAKE.recording, TAKE.lyrics)
SUNG = (*VERSE, *CHORUS, *CHORUS)


def test_every_word_in_order():
    assert [line.text for line in LINES] == list(SUNG)
    assert [word.word for line in LINES for word in line.words] == [word for text in SUNG for word in text.split()]
    assert [line.words[0].section for line in LINES] == ["verse", "verse", "chorus", "chorus"]
    assert [line.words[0].section_index for line in LINES] == [1, 1, 2, 3]


def test_words_begin_with_their_notes_and_hold_through_melismas():
    notes = TAKE.recording.performance.part(Role.VOCAL).notes
    first = LINES[0].words[0]
    assert first.start_s == notes[0].onset
    with_me = LINES[0].words[1]
    assert with_me.word == "with"
    assert with_me.end_s == notes[2].release  # the third note goes on with its vowel


def test_times_never_run_backwards():
    times = [time for line in LINES for word in line.words for time in (word.start_s, word.end_s)]
    assert times == sorted(times)


def test_words_json():
    read = json.loads(words_json(LINES, title="T", language="en"))
    assert [word["word"] for word in read["words"]] == [word for text in SUNG for word in text.split()]
    assert [line["text"] for line in read["lines"]] == list(SUNG)
    for word in read["words"]:
        line = read["lines"][word["line"]]
        assert line["start_s"] <= word["start_s"] <= word["end_s"] <= line["end_s"]


def test_lrc():
    text = lrc(LINES, title="A [title]\nof two lines", artist="Songwright", length_s=70.0)
    assert text.startswith("[ti:A (title) of two lines]\n[ar:Songwright]\n")
    stamps = [int(m) * 60 + float(s) for m, s in re.findall(r"[\[<](\d\d):(\d\d\.\d\d)[\]>]", text)]
    assert stamps == sorted(stamps)
    sung = [line for line in text.splitlines() if "<" in line]
    bare = [" ".join(re.sub(r"[\[<]\d\d:\d\d\.\d\d[\]>]", " ", line).split()) for line in sung]
    assert bare == [" ".join(text.split()) for text in SUNG]


def test_a_backing_line_of_its_own_is_told_and_a_double_is_not():
    take = with_backing(TAKE, "come home now")
    lines = timed_lines(take.recording, take.lyrics)
    assert [line.text for line in lines if line.words[0].backing] == ["come home now"]
    assert len(lines) == len(LINES) + 1
    assert [word.line for line in lines for word in line.words] == [
        at for at, line in enumerate(lines) for _ in line.words
    ]


def test_an_instrumental_has_no_lines():
    take = short_take(sung=False)
    assert timed_lines(take.recording, take.lyrics) == ()
