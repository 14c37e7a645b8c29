"""Between rows and records. A column is called as its field; only what is stored in another form is named here."""

from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import sqlalchemy as sa

from songwright.service.ports import (
    ApiKey,
    CreditEntry,
    Delivery,
    Event,
    Fault,
    FaultKind,
    LyricSheet,
    Plan,
    Stage,
    Status,
    Task,
    Track,
    TrackFile,
    Work,
    WorkerSign,
)
from songwright.song import SongRequest

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Record = TypeVar("_Record", bound="DataclassInstance")


def to_json(value: object) -> str:
    """A frozen record as JSON text."""
    return msgspec.json.encode(value).decode()


def columns(record: "DataclassInstance", **stored: object) -> dict[str, object]:
    """Columns of a record: its fields as they are, but for those that are `stored` in another form."""
    return {field.name: getattr(record, field.name) for field in fields(record)} | stored


def record(kind: type[_Record], row: sa.Row[Any], **read: object) -> _Record:
    """The record of a row: its columns as they are, but for those that were `read` from another form."""
    names = [field.name for field in fields(kind)]
    return kind(**{name: read[name] if name in read else getattr(row, name) for name in names})


def task_row(task: Task) -> dict[str, object]:
    """Columns of a task."""
    return columns(
        task,
        request=to_json(task.request),
        status=task.status.value,
        work=task.work.value,
        fault_kind=task.fault.kind.value if task.fault else None,
        fault=task.fault.message if task.fault else None,
        plan=to_json(task.plan) if task.plan else None,
        sheets=to_json(task.sheets) if task.sheets else None,
    )


def task_from(row: sa.Row[Any]) -> Task:
    """The task of a row."""
    return record(
        Task,
        row,
        request=msgspec.json.decode(row.request, type=SongRequest),
        status=Status(row.status),
        work=Work(row.work),
        fault=Fault(kind=FaultKind(row.fault_kind), message=row.fault) if row.fault_kind else None,
        plan=msgspec.json.decode(row.plan, type=Plan) if row.plan else None,
        sheets=msgspec.json.decode(row.sheets, type=tuple[LyricSheet, ...]) if row.sheets else (),
    )


def track_row(track: Track) -> dict[str, object]:
    """Columns of a track."""
    return columns(track, tags=to_json(track.tags), files=to_json(track.files))


def track_from(row: sa.Row[Any]) -> Track:
    """The track of a row."""
    return record(
        Track,
        row,
        tags=msgspec.json.decode(row.tags, type=tuple[str, ...]),
        files=msgspec.json.decode(row.files, type=tuple[TrackFile, ...]),
    )


def key_from(row: sa.Row[Any]) -> ApiKey:
    """The key of a row."""
    return record(ApiKey, row)


def entry_from(row: sa.Row[Any]) -> CreditEntry:
    """The movement of credits of a row."""
    return record(CreditEntry, row)


def event_row(event: Event) -> dict[str, object]:
    """Columns of an event, but for its place among those of its task."""
    return columns(event, stage=event.stage.value)


def event_from(row: sa.Row[Any]) -> Event:
    """The event of a row."""
    return record(Event, row, stage=Stage(row.stage))


def delivery_from(row: sa.Row[Any]) -> Delivery:
    """The attempt of a row."""
    return record(Delivery, row)


def sign_from(row: sa.Row[Any]) -> WorkerSign:
    """The sign of life of a row."""
    return record(WorkerSign, row)
