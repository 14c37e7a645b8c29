"""Logs: each line is text for people or JSON for machines, and carries the task it is about, whoever writes it."""

import io
import json
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

import pytest

from service_fakes import HandClock, ListQueue, PlainReader, workshop
from songwright.service.keys import Allowance, create_key
from songwright.service.logs import about_task, set_up_logs
from songwright.service.ports import Workshop
from songwright.service.storage import MemoryUnits, ObstoreFiles
from songwright.service.tasks import Bench, Desk, Order
from songwright.service.tasks._steps import Unmade
from songwright.song import Brief, SongRequest

Lines = Callable[[], list[str]]
SetUp = Callable[..., Lines]
studio_log = logging.getLogger("songwright.studio.playing")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[SetUp]:
    """Sets logs up as a process does that has none yet; returns what tells the lines."""
    root, ours = logging.getLogger(), logging.getLogger("songwright")
    levels = root.level, ours.level
    stream = io.StringIO()

    def set_up(form: Literal["text", "json"] = "json", level: str = "INFO") -> Lines:
        # Not before, for pytest puts its own in place just before it calls the test.
        monkeypatch.setattr(root, "handlers", [])
        monkeypatch.setattr(sys, "stderr", stream)
        set_up_logs(level, form)
        return lambda: stream.getvalue().split("\n")[:-1]

    yield set_up
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def parsed(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


def break_a_string() -> None:
    try:
        int("string")
    except ValueError:
        studio_log.exception("no sound")


def test_a_line_is_an_object(written: SetUp) -> None:
    lines = written()
    before = datetime.now(UTC)
    studio_log.info("bar %d of %s", 3, "rain ☔")
    (line,) = parsed(lines())
    moment = datetime.fromisoformat(line.pop("time"))
    assert line == {"level": "INFO", "logger": "songwright.studio.playing", "message": "bar 3 of rain ☔"}
    assert abs((moment - before).total_seconds()) < 60
    assert moment.utcoffset() == before.utcoffset()


@pytest.mark.parametrize("message", ["two\nlines", 'a "quote"', "\x1b[31mred", "\ud800", "\u2028"])
def test_whatever_is_written_is_one_line(written: SetUp, message: str) -> None:
    """Nobody can forge a line with what he sends."""
    text = written()
    studio_log.warning("%s", message)
    studio_log.warning("after")
    assert [json.loads(line)["message"] for line in text()] == [message, "after"]


def test_lines_carry_the_task_they_are_about(written: SetUp) -> None:
    lines = written()
    studio_log.info("before")
    with about_task("one"):
        studio_log.info("inside")
        with about_task("two"):
            studio_log.info("deeper")
        logging.getLogger("a library").error("of others")
    studio_log.info("after")
    told = [(line["message"], line.get("task_id")) for line in parsed(lines())]
    assert told == [("before", None), ("inside", "one"), ("deeper", "two"), ("of others", "one"), ("after", None)]


def test_a_task_that_breaks_is_left(written: SetUp) -> None:
    lines = written()
    with pytest.raises(ZeroDivisionError), about_task("one"):
        raise ZeroDivisionError
    studio_log.info("after")
    assert "task_id" not in parsed(lines())[0]


def test_tasks_beside_one_another_are_not_mixed_up(written: SetUp) -> None:
    lines = written()
    together = threading.Barrier(3)

    def work(task_id: str) -> None:
        with about_task(task_id):
            for _ in range(20):
                together.wait()
                studio_log.info(task_id)

    threads = [threading.Thread(target=work, args=(f"task {n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = parsed(lines())
    assert len(told) == 60
    assert all(line["task_id"] == line["message"] for line in told)


def test_an_exception_is_told_in_its_line(written: SetUp) -> None:
    lines = written()
    with about_task("one"):
        break_a_string()
    (line,) = parsed(lines())
    assert (line["level"], line["message"], line["task_id"]) == ("ERROR", "no sound", "one")
    assert line["error"].startswith("Traceback")
    assert line["error"].endswith("ValueError: invalid literal for int() with base 10: 'string'")


def test_text_is_for_people(written: SetUp) -> None:
    lines = written("text")
    studio_log.info("alone")
    with about_task("abc"):
        studio_log.info("inside")
        studio_log.info("task abc is named")
        break_a_string()
    alone, inside, named, broken, *trace = lines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} INFO songwright\.studio\.playing: alone", alone)
    assert inside.endswith(": inside [task abc]")
    assert named.endswith(": task abc is named")
    assert broken.endswith(": no sound [task abc]")
    assert trace[0] == "Traceback (most recent call last):"
    assert trace[-1] == "ValueError: invalid literal for int() with base 10: 'string'"


def test_libraries_speak_up_only_when_something_is_wrong(written: SetUp) -> None:
    lines = written(level="DEBUG")
    logging.getLogger("a library").info("chatter")
    logging.getLogger("a library").warning("smoke")
    studio_log.debug("detail")
    assert [line["message"] for line in parsed(lines())] == ["smoke", "detail"]


def test_the_level_is_the_operators(written: SetUp) -> None:
    lines = written(level="WARNING")
    studio_log.info("detail")
    studio_log.warning("smoke")
    assert [line["message"] for line in parsed(lines())] == ["smoke"]


# --- The bench ----------------------------------------------------------------------------------------------------


class TalkingReader(PlainReader):
    """Speaks while it reads, as a studio may that knows nothing of tasks."""

    def read(self, request: SongRequest) -> Brief:
        studio_log.info("reading")
        return super().read(request)


def talking_workshop() -> Workshop:
    made_by = workshop()
    return replace(made_by, studio=replace(made_by.studio, reader=TalkingReader()))


@pytest.mark.parametrize("prompt", ["rain", "broken"])
def test_what_the_studio_says_carries_the_task(written: SetUp, prompt: str) -> None:
    units, clock, queue = MemoryUnits(), HandClock(), ListQueue()
    desk = Desk(units=units, queue=queue, clock=clock, announce=lambda *_: "{}")
    bench = Bench(
        units=units,
        workshop=talking_workshop(),
        files=ObstoreFiles.in_memory(),
        queue=queue,
        clock=clock,
        announce=lambda *_: "{}",
    )
    key, _ = create_key(units, clock, Allowance())
    order = Order(request=SongRequest(prompt=prompt), asked="{}", callback_url="none", origin="http://here")
    task_id = desk._submit(order, key)
    lines = written()
    if prompt == "broken":
        with pytest.raises(Unmade):
            bench.plan(task_id)
    else:
        bench.plan(task_id)
    studio_log.info("after")
    told = {line["message"]: line for line in parsed(lines())}
    assert told["reading"]["task_id"] == task_id
    assert "task_id" not in told["after"]
    if prompt == "broken":
        broke = told[f"task {task_id} broke while planning"]
        assert broke["task_id"] == task_id
        assert "a secret of the inside" in broke["error"]
