"""The steps of a task that asks for words alone. Each may run twice and then does no harm."""

import logging
import time
from dataclasses import dataclass, replace

import msgspec

from songwright.service.ports import FaultKind, LyricSheet, Status, UnitOfWork
from songwright.service.tasks._borders import Border, Unmade, unfinished
from songwright.service.tasks._steps import Bench
from songwright.studio.session import Draft

log = logging.getLogger(__name__)

UNWRITTEN = "The lyrics could not be written"
_STAGE = "lyrics"
"""Name of this work among the stages that are timed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What the writing leaves for the task's row."""

    sheets: tuple[LyricSheet, ...]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scribe:
    """Writes lyrics at a worker's bench."""

    bench: Bench

    def write(self, task_id: str) -> str:
        """Write the task's lyrics; returns what is Written as JSON. Raises Unmade.

        A lyric with a forbidden word in it is withheld; the task is refused when all of them are.
        """
        task = self.bench.open_task(task_id)
        began = time.perf_counter()
        with Border(task_id, "writing lyrics", UNWRITTEN):
            self.bench.check(task.request.prompt)
            sheets = tuple(map(self._sheet, self.bench.workshop.studio.drafts(task.request, task.takes)))
        if all(sheet.withheld for sheet in sheets):
            raise Unmade(FaultKind.FORBIDDEN_WORD, sheets[0].withheld)
        seconds = time.perf_counter() - began
        log.info("task %s written in %.1f s", task_id, seconds)
        return msgspec.json.encode(Written(sheets=sheets, seconds=seconds)).decode()

    def keep(self, unit: UnitOfWork, task_id: str, written_json: str) -> None:
        """Write the lyrics down, end the task and owe its callback. Raises Unmade."""
        task = unfinished(unit, task_id)
        written = msgspec.json.decode(written_json, type=Written)
        unit.tasks.set_sheets(task_id, written.sheets)
        unit.tallies.add("stage", _STAGE, written.seconds)
        self.bench.reach(unit, replace(task, sheets=written.sheets), Status.COMPLETE)

    def _sheet(self, draft: Draft) -> LyricSheet:
        """A draft as it is handed out, or why it is not."""
        title, text = draft.lyrics.title, draft.lyrics.text
        word = self.bench.forbidden_word(title, text)
        if word is None:
            return LyricSheet(title=title, text=text, seed=draft.seed)
        message = f"These lyrics contain words that this service does not allow: {word}"
        return LyricSheet(title="", text="", seed=draft.seed, withheld=message)
