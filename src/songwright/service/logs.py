"""Logs of the service: a line of text or of JSON for each event, with the task it is about."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal

__all__ = ["about_task", "set_up_logs"]

_TASK: ContextVar[str] = ContextVar("task", default="")


@contextmanager
def about_task(task_id: str) -> Iterator[None]:
    """Let every line that is written in this block, by whomever, carry the task's id."""
    token = _TASK.set(task_id)
    try:
        yield
    finally:
        _TASK.reset(token)


def set_up_logs(level: str, form: Literal["text", "json"]) -> None:
    """Write logs to standard error from here on; libraries only speak up when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_note_task)
    handler.setFormatter(_JsonLines() if form == "json" else _TextLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("songwright").setLevel(level)


def _note_task(record: logging.LogRecord) -> bool:
    record.task_id = _TASK.get()
    return True


class _TextLines(logging.Formatter):
    """For people."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line, with the task in front of the message where there is one."""
        line = super().formatMessage(record)
        task_id = getattr(record, "task_id", "")
        return f"{line} [task {task_id}]" if task_id and task_id not in line else line


class _JsonLines(logging.Formatter):
    """For machines: one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON, without empty fields."""
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "task_id": getattr(record, "task_id", ""),
            "error": self.formatException(record.exc_info) if record.exc_info else "",
        }
        return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)
