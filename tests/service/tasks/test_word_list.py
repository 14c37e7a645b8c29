"""Forbidden words: what is found and what is not, lists that change or can't be read, and tasks that are refused."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from front_room import FrontRoom
from hypothesis import given
from hypothesis import strategies as st

from service_fakes import PlainLyricist, workshop
from songwright.service.ports import FaultKind, Stage, Status, Task
from songwright.service.tasks import Order, WordList
from songwright.service.tasks._steps import Unmade
from songwright.song import BadRequest, Brief, Lyrics, SongRequest

REMARKED = """# Names
voldemort

  old   man of the Sea
  # c++ is a remark with a space before
STRAẞE
c++
死ね
ナチス
"""


def listing(folder: Path, text: str | bytes = REMARKED) -> WordList:
    file = folder / "words.txt"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return WordList(file)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("voldemort", "voldemort"),
        ("Lord VOLDEMORT!", "voldemort"),
        ("(Voldemort's) wand", "voldemort"),
        ("they call him _voldemort_", "voldemort"),
        ("rain,voldemort;snow", "voldemort"),
        ("Ｖｏｌｄｅｍｏｒｔ", "voldemort"),
        ("voldemortたち", "voldemort"),
        ("the OLD man\n of\tthe\u3000sea", "old man\n of\tthe sea"),
        ("die Straße", "strasse"),
        ("a song in C++, please", "c++"),
        ("お前は死ねばいい", "死ね"),
        ("ﾅﾁｽの歌", "ナチス"),
        ("snow and voldemort and the old man of the sea", "voldemort"),
    ],
)
def test_what_is_found(tmp_path: Path, text: str, found: str) -> None:
    assert listing(tmp_path)(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "voldemorts",
        "antivoldemort",
        "voldemort2",
        "vol demort",
        "old man by the sea",
        "oldman of the sea",
        "cold man of the sea",
        "names",
        "is a remark with a space before",
        "c",
        "生きる",
        "Straßen",
    ],
)
def test_what_is_not(tmp_path: Path, text: str) -> None:
    assert listing(tmp_path)(text) is None


@pytest.mark.parametrize("text", ["", "\n \n", "# only remarks\n   # here\n"])
def test_an_empty_list_forbids_nothing(tmp_path: Path, text: str) -> None:
    words = listing(tmp_path, text)
    assert words("") is None
    assert words("only remarks here") is None


@pytest.mark.parametrize("text", [b"\xef\xbb\xbfvoldemort\r\nsnape\r\n", b"voldemort\r\nsnape"])
def test_lists_of_any_editor(tmp_path: Path, text: bytes) -> None:
    words = listing(tmp_path, text)
    assert words("voldemort") == "voldemort"
    assert words("snape") == "snape"


@given(
    word=st.text("ab.*+?()[]|\\^$é", min_size=1, max_size=8),
    around=st.sampled_from(["{}", "la {}, la", "{}\n", "«{}»"]),
)
def test_any_word_is_taken_as_it_is(tmp_path_factory: pytest.TempPathFactory, word: str, around: str) -> None:
    """Nothing in a word is a pattern: it is found where it stands, and a letter beside it makes another word of it."""
    words = listing(tmp_path_factory.mktemp("words"), word)
    assert words(around.format(word.upper())) == word
    if word[0].isalpha() and word[-1].isalpha():
        assert words(f"x{word}x") is None


def test_a_changed_list_counts_at_once(tmp_path: Path) -> None:
    words = listing(tmp_path, "voldemort")
    assert words("snape") is None
    listing(tmp_path, "snape")
    os.utime(words.file, ns=(1, 1))  # an older file that was put there is a change too
    assert words("snape") == "snape"
    assert words("voldemort") is None


@pytest.mark.parametrize("content", [None, b"caf\xe9", "a folder"])
def test_a_list_that_cant_be_read_is_named(tmp_path: Path, content: bytes | str | None) -> None:
    file = tmp_path / "words.txt"
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content:
        file.mkdir()
    with pytest.raises(BadRequest, match=r"^SONGWRIGHT_SENSITIVE_WORDS: .*words\.txt") as caught:
        WordList(file)("rain")
    assert caught.value.field == "SONGWRIGHT_SENSITIVE_WORDS"


def test_a_list_that_is_gone_is_not_remembered(tmp_path: Path) -> None:
    """Whoever forbids words wants no songs without that check."""
    words = listing(tmp_path)
    assert words("rain") is None
    words.file.unlink()
    with pytest.raises(BadRequest):
        words("rain")


# --- Tasks --------------------------------------------------------------------------------------------------------


class Room(FrontRoom):
    """A room whose bench knows the list, and its only task."""

    def __init__(self, words: WordList, request: SongRequest) -> None:
        super().__init__()
        self.bench = replace(self.bench, forbidden=words)
        self.owner = self.key(credits=12)
        order = Order(request=request, asked="{}", callback_url="https://example.com", origin="http://here")
        self.task_id = self.desk._submit(order, self.owner)

    def refused(self) -> Task:
        """The task after its plan was refused, as its workflow leaves it."""
        with pytest.raises(Unmade) as caught:
            self.bench.plan(self.task_id)
        assert caught.value.fault.kind is FaultKind.FORBIDDEN_WORD
        self.fail(self.task_id, caught.value.fault)
        return self.task(self.task_id)


@pytest.mark.parametrize("field", ["prompt", "style", "title", "words"])
def test_no_field_may_ask_for_a_forbidden_word(tmp_path: Path, field: str) -> None:
    request = replace(SongRequest(prompt="rain"), **{field: "all about Voldemort"})
    room = Room(listing(tmp_path), request)
    assert room.credits(room.owner) == 0
    task = room.refused()
    assert task.status is Status.REFUSED
    assert task.status.finished
    assert task.finished_at
    assert task.fault
    assert task.fault.message.endswith(": voldemort")
    assert room.credits(room.owner) == 12
    assert [event.stage for event in room.events(task.id)] == [Stage.ERROR]


class RecklessLyricist(PlainLyricist):
    """Writes what nobody asked for."""

    def __init__(self, title: str, text: str) -> None:
        self.title, self.text = title, text

    def write(self, brief: Brief) -> Lyrics:
        return replace(super().write(brief), title=self.title, text=self.text)


@pytest.mark.parametrize(("title", "text"), [("Voldemort", "[Verse]\nla"), ("Rain", "[Verse]\nold man\nof the sea")])
def test_no_written_word_may_be_forbidden(tmp_path: Path, title: str, text: str) -> None:
    room = Room(listing(tmp_path), SongRequest(prompt="rain"))
    made_by = workshop()
    studio = replace(made_by.studio, lyricist=RecklessLyricist(title, text))
    room.bench = replace(room.bench, workshop=replace(made_by, studio=studio))
    assert room.refused().status is Status.REFUSED
    assert room.credits(room.owner) == 12


def test_other_songs_are_made(tmp_path: Path) -> None:
    room = Room(listing(tmp_path), SongRequest(prompt="an old man by the sea", style="folk", title="Sea"))
    room.finish(room.task_id)
    assert room.task(room.task_id).status is Status.COMPLETE
    assert room.credits(room.owner) == 0


def test_without_its_list_no_song_is_made(tmp_path: Path) -> None:
    room = Room(listing(tmp_path), SongRequest(prompt="rain"))
    (tmp_path / "words.txt").unlink()
    with pytest.raises(Unmade, match="internal fault") as refused:
        room.bench.plan(room.task_id)
    assert refused.value.fault.kind is FaultKind.BROKEN
    assert "words.txt" not in str(refused.value)
