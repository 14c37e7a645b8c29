"""The steps of lyrics on memory ports: what each leaves, what is withheld, and that a repeated one does no harm."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from front_room import FrontRoom

from service_fakes import PlainLyricist
from songwright.service.ports import ApiKey, FaultKind, LyricSheet, NoCredits, Status, Task, Work, Workshop
from songwright.service.storage import ObstoreFiles
from songwright.service.tasks import Bench, Desk, Limits, Order, Scribe, WordList, sweep
from songwright.service.tasks._borders import Unmade
from songwright.song import Brief, Lyrics, SongRequest, TryAgain


class Scriptorium(FrontRoom):
    """A room where lyrics are asked for."""

    def __init__(self, limits: Limits | None = None) -> None:
        super().__init__(limits)
        self.holder: ApiKey = self.key(credits=10)

    def ask(self, prompt: str = "rain", seed: int = 4) -> str:
        order = Order(
            request=SongRequest(prompt=prompt, needs_words=True, seed=seed),
            asked=json.dumps({"prompt": prompt}),
            callback_url="https://example.com/x",
            origin="http://here",
            work=Work.LYRICS,
        )
        return asyncio.run(self.desk.submit(order, self.holder))

    def fails(self, task_id: str) -> Task:
        """The task after its steps were tried as a worker tries them."""
        with pytest.raises(Unmade) as caught:
            self.write(task_id)
        self.fail(task_id, caught.value.fault)
        return self.task(task_id)

    def bench_with(self, **changes: object) -> None:
        self.bench: Bench = replace(self.bench, **changes)

    def writer(self, lyricist: object) -> Workshop:
        shop = self.bench.workshop
        return replace(shop, studio=replace(shop.studio, lyricist=lyricist))


@pytest.fixture
def room() -> Scriptorium:
    return Scriptorium()


def told(room: Scriptorium, task_id: str) -> list[object]:
    return [json.loads(event.body) for event in room.events(task_id)]


def test_from_the_desk_to_the_last_line(room: Scriptorium) -> None:
    task_id = room.ask()
    assert room.queue.asked == [("write", task_id)]
    assert room.task(task_id).status is Status.PENDING
    room.write(task_id)
    task = room.task(task_id)
    assert (task.status, task.work, task.plan) == (Status.COMPLETE, Work.LYRICS, None)
    assert task.finished_at
    first, second = task.sheets
    assert (first.title, first.text, first.seed) == ("Humming", "[Verse]\nhum", 4)
    assert second.text != first.text
    assert told(room, task_id) == [["complete", "complete", 0]]
    assert room.queue.asked == [("write", task_id), ("post", task_id)]
    with room.units.open(reading=True) as unit:
        assert unit.tracks.of(task_id) == ()
        assert [(tally.name, tally.label, tally.count) for tally in unit.tallies.all()] == [("stage", "lyrics", 1)]


def test_the_same_seed_writes_the_same(room: Scriptorium) -> None:
    one, same, other = room.ask(seed=9), room.ask(seed=9), room.ask(seed=10)
    for task_id in (one, same, other):
        room.write(task_id)
    assert room.task(one).sheets == room.task(same).sheets
    assert room.task(one).sheets != room.task(other).sheets


def test_repeated_steps_change_nothing(room: Scriptorium) -> None:
    task_id = room.ask()
    scribe = Scribe(bench=room.bench)
    first, again = scribe.write(task_id), scribe.write(task_id)  # the worker died before the step was kept
    assert json.loads(first)["sheets"] == json.loads(again)["sheets"]
    with room.units.open() as unit:
        scribe.keep(unit, task_id, again)
    before = room.task(task_id)
    for repeat in (lambda: scribe.write(task_id), lambda: room.write(task_id)):
        with pytest.raises(Unmade, match="complete"):
            repeat()
    with room.units.open() as unit, pytest.raises(Unmade, match="complete"):
        scribe.keep(unit, task_id, first)
    assert room.task(task_id) == before
    assert len(room.events(task_id)) == 1


def test_a_cancelled_task_is_not_written(room: Scriptorium) -> None:
    early, late = room.ask(), room.ask()
    assert room.credits(room.holder) == 8
    assert room.cancel(early, room.holder)
    with pytest.raises(Unmade, match="cancelled"):
        room.write(early)
    scribe = Scribe(bench=room.bench)
    written = scribe.write(late)
    assert room.cancel(late, room.holder)
    with room.units.open() as unit, pytest.raises(Unmade, match="cancelled") as caught:
        scribe.keep(unit, late, written)
    room.fail(late, caught.value.fault)  # as the workflow does, and it changes nothing
    for task_id in (early, late):
        assert (room.task(task_id).status, room.task(task_id).sheets) == (Status.CANCELLED, ())
        assert told(room, task_id) == [["cancelled", "error", 0]]
    assert room.credits(room.holder) == 10


@pytest.mark.parametrize(
    ("prompt", "kind", "message"),
    [
        ("impossible", FaultKind.CANNOT_MAKE, "This can't be sung."),
        ("broken", FaultKind.BROKEN, "The lyrics could not be written because of an internal fault."),
    ],
)
def test_lyrics_that_cant_be_written_say_why(room: Scriptorium, prompt: str, kind: FaultKind, message: str) -> None:
    task_id = room.ask(prompt)
    task = room.fails(task_id)
    assert task.fault
    assert (task.status, task.fault.kind, task.fault.message) == (Status.FAILED, kind, message)
    assert told(room, task_id) == [["failed", "error", 0]]
    assert room.credits(room.holder) == 10
    assert [entry.reason for entry in room.entries(room.holder)][1:] == ["lyrics", "given back"]


class _Busy:
    def write(self, _brief: Brief) -> Lyrics:
        raise TryAgain("the pen is dry")


def test_try_again_reaches_the_queue(room: Scriptorium) -> None:
    room.bench_with(workshop=room.writer(_Busy()))
    with pytest.raises(TryAgain, match="dry"):
        room.write(room.ask())


# --- Forbidden words ----------------------------------------------------------------------------------------------


class _Says(PlainLyricist):
    """Says another thing with each seed."""

    def __init__(self, line: Callable[[int], str], title: Callable[[int], str] = lambda _seed: "Hum") -> None:
        self.line = line
        self.title = title

    def write(self, brief: Brief) -> Lyrics:
        return replace(super().write(brief), title=self.title(brief.seed), text=f"[Verse]\n{self.line(brief.seed)}")


@pytest.fixture
def strict(room: Scriptorium, tmp_path: Path) -> Scriptorium:
    """A room where one word is forbidden."""
    (tmp_path / "words.txt").write_text("voldemort")
    room.bench_with(forbidden=WordList(tmp_path / "words.txt"))
    return room


def test_a_prompt_may_not_ask_for_a_forbidden_word(strict: Scriptorium) -> None:
    task = strict.fails(strict.ask("Lord Voldemort in the rain"))
    assert task.fault
    assert task.status is Status.REFUSED
    assert task.fault.message == "The request contains words that this service does not allow: voldemort"
    assert strict.credits(strict.holder) == 10


def test_lyrics_with_a_forbidden_word_are_withheld_and_others_are_not(strict: Scriptorium) -> None:
    strict.bench_with(workshop=strict.writer(_Says(lambda seed: "Voldemort" if seed == 4 else "rain")))
    task_id = strict.ask(seed=4)
    strict.write(task_id)
    task = strict.task(task_id)
    withheld, fine = task.sheets
    message = "These lyrics contain words that this service does not allow: voldemort"
    assert withheld == LyricSheet(title="", text="", seed=4, withheld=message)
    assert (fine.text, fine.withheld) == ("[Verse]\nrain", "")
    assert task.status is Status.COMPLETE
    assert told(strict, task_id) == [["complete", "complete", 0]]


@pytest.mark.parametrize("where", ["line", "title"])
def test_a_task_whose_lyrics_are_all_withheld_is_refused(strict: Scriptorium, where: str) -> None:
    said = {"line": str, "title": str} | {where: lambda seed: f"Voldemort {seed}"}
    strict.bench_with(workshop=strict.writer(_Says(**said)))
    task_id = strict.ask()
    task = strict.fails(task_id)
    assert (task.status, task.sheets) == (Status.REFUSED, ())
    assert told(strict, task_id) == [["refused", "error", 0]]
    assert strict.credits(strict.holder) == 10


def test_without_its_list_nothing_is_written(strict: Scriptorium, tmp_path: Path) -> None:
    (tmp_path / "words.txt").unlink()
    task = strict.fails(strict.ask())
    assert task.fault
    assert (task.status, task.fault.kind) == (Status.FAILED, FaultKind.BROKEN)
    assert str(tmp_path) not in task.fault.message


# --- Beside songs -------------------------------------------------------------------------------------------------


def test_the_sweep_leaves_lyrics_alone(room: Scriptorium) -> None:
    song, lyrics = room.submit(room.key()), room.ask()
    files = ObstoreFiles.in_memory()
    room.bench_with(files=files)
    room.finish(song)
    room.write(lyrics)
    before = room.task(lyrics)
    room.clock.time += timedelta(days=365)
    assert sweep(room.units, files, room.clock, timedelta(days=14)) == 2
    assert sweep(room.units, files, room.clock, timedelta(days=14)) == 0
    assert room.task(lyrics) == before


def test_songs_and_lyrics_have_prices_of_their_own() -> None:
    room = Scriptorium(Limits(prices={"generate": 7, "lyrics": 3}))
    room.submit(room.holder)
    assert room.credits(room.holder) == 3
    task_id = room.ask()
    assert room.credits(room.holder) == 0
    with pytest.raises(NoCredits):
        room.ask()
    assert room.cancel(task_id, room.holder)
    assert [(entry.reason, entry.amount) for entry in room.entries(room.holder)][1:] == [
        ("generate", -7),
        ("lyrics", -3),
        ("given back", 3),
    ]


def test_lyrics_without_a_price_are_free() -> None:
    room = Scriptorium(Limits(prices={"generate": 7}))
    room.ask()
    assert room.credits(room.holder) == 10


def test_a_desk_tells_works_apart() -> None:
    room = Scriptorium(Limits(prices={}))
    desk: Desk = room.desk
    song, lyrics = room.submit(room.holder), room.ask()

    def known(task_id: str, work: Work | None) -> bool:
        return asyncio.run(desk.read(task_id, room.holder, work)) is not None

    for task_id, own, other in ((song, Work.SONG, Work.LYRICS), (lyrics, Work.LYRICS, Work.SONG)):
        assert known(task_id, own)
        assert known(task_id, None)
        assert not known(task_id, other)
