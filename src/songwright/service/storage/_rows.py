"""Between rows and records."""

from typing import Any

import msgspec
import sqlalchemy as sa

from songwright.service.ports import (
    ApiKey,
    CreditEntry,
    Delivery,
    Event,
    Fault,
    FaultKind,
    Plan,
    Stage,
    Status,
    Task,
    Track,
    TrackFile,
    WorkerSign,
)
from songwright.song import SongRequest


def to_json(value: object) -> str:
    """A frozen record as JSON text."""
    return msgspec.json.encode(value).decode()


def task_row(task: Task) -> dict[str, object]:
    """Columns of a task."""
    return {
        "id": task.id,
        "key_id": task.key_id,
        "secret": task.secret,
        "callback_url": task.callback_url,
        "origin": task.origin,
        "asked": task.asked,
        "request": to_json(task.request),
        "takes": task.takes,
        "status": task.status.value,
        "created_at": task.created_at,
        "cost": task.cost,
        "idempotency_key": task.idempotency_key,
        "finished_at": task.finished_at,
        "fault_kind": task.fault.kind.value if task.fault else None,
        "fault": task.fault.message if task.fault else None,
        "plan": to_json(task.plan) if task.plan else None,
    }


def task_from(row: sa.Row[Any]) -> Task:
    """The task of a row."""
    return Task(
        id=row.id,
        key_id=row.key_id,
        secret=row.secret,
        callback_url=row.callback_url,
        origin=row.origin,
        asked=row.asked,
        request=msgspec.json.decode(row.request, type=SongRequest),
        takes=row.takes,
        status=Status(row.status),
        created_at=row.created_at,
        cost=row.cost,
        idempotency_key=row.idempotency_key,
        finished_at=row.finished_at,
        fault=Fault(kind=FaultKind(row.fault_kind), message=row.fault) if row.fault_kind else None,
        plan=msgspec.json.decode(row.plan, type=Plan) if row.plan else None,
    )


def track_row(track: Track) -> dict[str, object]:
    """Columns of a track."""
    return {
        "id": track.id,
        "task_id": track.task_id,
        "take": track.take,
        "title": track.title,
        "tags": to_json(track.tags),
        "words": track.words,
        "created_at": track.created_at,
        "starts": track.starts,
        "finished_at": track.finished_at,
        "duration_s": track.duration_s,
        "files": to_json(track.files),
        "swept_at": track.swept_at,
    }


def track_from(row: sa.Row[Any]) -> Track:
    """The track of a row."""
    return Track(
        id=row.id,
        task_id=row.task_id,
        take=row.take,
        title=row.title,
        tags=msgspec.json.decode(row.tags, type=tuple[str, ...]),
        words=row.words,
        created_at=row.created_at,
        starts=row.starts,
        finished_at=row.finished_at,
        duration_s=row.duration_s,
        files=msgspec.json.decode(row.files, type=tuple[TrackFile, ...]),
        swept_at=row.swept_at,
    )


def key_row(key: ApiKey) -> dict[str, object]:
    """Columns of a key."""
    return {
        "id": key.id,
        "name": key.name,
        "prefix": key.prefix,
        "digest": key.digest,
        "created_at": key.created_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
        "admin": key.admin,
        "credits": key.credits,
        "requests_per_10_s": key.requests_per_10_s,
        "unfinished_tasks": key.unfinished_tasks,
    }


def key_from(row: sa.Row[Any]) -> ApiKey:
    """The key of a row."""
    return ApiKey(
        id=row.id,
        name=row.name,
        prefix=row.prefix,
        digest=row.digest,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
        admin=row.admin,
        credits=row.credits,
        requests_per_10_s=row.requests_per_10_s,
        unfinished_tasks=row.unfinished_tasks,
    )


def entry_row(entry: CreditEntry) -> dict[str, object]:
    """Columns of a movement of credits."""
    return {
        "id": entry.id,
        "key_id": entry.key_id,
        "task_id": entry.task_id,
        "amount": entry.amount,
        "reason": entry.reason,
        "at": entry.at,
    }


def entry_from(row: sa.Row[Any]) -> CreditEntry:
    """The movement of credits of a row."""
    return CreditEntry(
        id=row.id, key_id=row.key_id, task_id=row.task_id, amount=row.amount, reason=row.reason, at=row.at
    )


def event_from(row: sa.Row[Any]) -> Event:
    """The event of a row."""
    return Event(
        id=row.id,
        task_id=row.task_id,
        stage=Stage(row.stage),
        url=row.url,
        body=row.body,
        created_at=row.created_at,
        settled_at=row.settled_at,
        delivered=row.delivered,
        tries_before=row.tries_before,
    )


def delivery_from(row: sa.Row[Any]) -> Delivery:
    """The attempt of a row."""
    return Delivery(
        event_id=row.event_id, attempt=row.attempt, tried_at=row.tried_at, status=row.status, answer=row.answer
    )


def sign_from(row: sa.Row[Any]) -> WorkerSign:
    """The sign of life of a row."""
    return WorkerSign(id=row.id, machine=row.machine, pid=row.pid, seen_at=row.seen_at)
