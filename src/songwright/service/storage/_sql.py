"""The unit of work over SQLAlchemy: the same statements on SQLite and Postgres."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songwright.service.ports import ApiKey, Delivery, Event, Fault, Plan, Status, Task, Track, WorkerSign
from songwright.service.storage import _rows
from songwright.service.storage._schema import DELIVERIES, EVENTS, KEYS, TASKS, TRACKS, WORKERS, make_engine


class _Table:
    """What every table needs: the session it works in."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def _changed(self, statement: sa.Update | sa.Delete) -> int:
        """Run a change; returns how many rows it met."""
        return cast("sa.CursorResult[Any]", self._session.execute(statement)).rowcount

    def _put(self, table: sa.Table, row: dict[str, object]) -> None:
        """Insert the row or replace the one with its primary key."""
        same = [column == row[column.name] for column in table.primary_key]
        if not self._changed(table.update().where(*same).values(row)):
            self._session.execute(table.insert().values(row))


class _Tasks(_Table):
    def add(self, task: Task) -> None:
        self._session.execute(TASKS.insert().values(_rows.task_row(task)))

    def get(self, task_id: str, *, lock: bool = False) -> Task | None:
        query = TASKS.select().where(TASKS.c.id == task_id)
        if lock:  # SQLite leaves this out: there a writing transaction has the whole file
            query = query.with_for_update()
        row = self._session.execute(query).one_or_none()
        return _rows.task_from(row) if row else None

    def status(self, task_id: str) -> Status | None:
        found = self._session.scalar(sa.select(TASKS.c.status).where(TASKS.c.id == task_id))
        return Status(found) if found else None

    def set_plan(self, task_id: str, plan: Plan) -> None:
        self._changed(TASKS.update().where(TASKS.c.id == task_id).values(plan=_rows.to_json(plan)))

    def set_status(
        self, task_id: str, status: Status, *, finished_at: datetime | None = None, fault: Fault | None = None
    ) -> None:
        change: dict[str, object] = {"status": status.value, "finished_at": finished_at}
        if fault:
            change |= {"fault_kind": fault.kind.value, "fault": fault.message}
        self._changed(TASKS.update().where(TASKS.c.id == task_id).values(change))


class _Tracks(_Table):
    def put(self, track: Track) -> None:
        self._put(TRACKS, _rows.track_row(track))

    def of(self, task_id: str) -> tuple[Track, ...]:
        rows = self._session.execute(TRACKS.select().where(TRACKS.c.task_id == task_id).order_by(TRACKS.c.take))
        return tuple(map(_rows.track_from, rows))

    def due(self, finished_before: datetime, limit: int) -> tuple[Track, ...]:
        rows = self._session.execute(
            TRACKS.select()
            .where(TRACKS.c.finished_at < finished_before, TRACKS.c.swept_at.is_(None))
            .order_by(TRACKS.c.finished_at, TRACKS.c.id)
            .limit(limit)
        )
        return tuple(map(_rows.track_from, rows))


class _Keys(_Table):
    def add(self, key: ApiKey) -> None:
        self._session.execute(KEYS.insert().values(_rows.key_row(key)))

    def all(self) -> tuple[ApiKey, ...]:
        return tuple(map(_rows.key_from, self._session.execute(KEYS.select().order_by(KEYS.c.created_at, KEYS.c.id))))

    def by_prefix(self, prefix: str) -> tuple[ApiKey, ...]:
        return tuple(map(_rows.key_from, self._session.execute(KEYS.select().where(KEYS.c.prefix == prefix))))

    def touch(self, key_id: str, used_at: datetime) -> None:
        self._changed(KEYS.update().where(KEYS.c.id == key_id).values(last_used_at=used_at))

    def revoke(self, key_id: str, revoked_at: datetime) -> bool:
        still_open = KEYS.update().where(KEYS.c.id == key_id, KEYS.c.revoked_at.is_(None))
        return self._changed(still_open.values(revoked_at=revoked_at)) > 0


class _Outbox(_Table):
    def owe(self, event: Event) -> bool:
        if self._session.scalar(sa.select(EVENTS.c.id).where(EVENTS.c.id == event.id)):
            return False
        place = sa.select(sa.func.coalesce(sa.func.max(EVENTS.c.place), 0) + 1).where(EVENTS.c.task_id == event.task_id)
        self._session.execute(
            EVENTS.insert().values(
                id=event.id,
                place=place.scalar_subquery(),
                task_id=event.task_id,
                stage=event.stage.value,
                url=event.url,
                body=event.body,
                created_at=event.created_at,
                settled_at=event.settled_at,
                delivered=event.delivered,
            )
        )
        return True

    def next(self, task_id: str) -> Event | None:
        row = self._session.execute(
            EVENTS.select()
            .where(EVENTS.c.task_id == task_id, EVENTS.c.settled_at.is_(None))
            .order_by(EVENTS.c.place)
            .limit(1)
        ).one_or_none()
        return _rows.event_from(row) if row else None

    def events(self, task_id: str) -> tuple[Event, ...]:
        rows = self._session.execute(EVENTS.select().where(EVENTS.c.task_id == task_id).order_by(EVENTS.c.place))
        return tuple(map(_rows.event_from, rows))

    def tried(self, delivery: Delivery) -> None:
        self._put(
            DELIVERIES,
            {
                "event_id": delivery.event_id,
                "attempt": delivery.attempt,
                "tried_at": delivery.tried_at,
                "status": delivery.status,
                "answer": delivery.answer,
            },
        )

    def deliveries(self, event_id: str) -> tuple[Delivery, ...]:
        rows = self._session.execute(
            DELIVERIES.select().where(DELIVERIES.c.event_id == event_id).order_by(DELIVERIES.c.attempt)
        )
        return tuple(map(_rows.delivery_from, rows))

    def settle(self, event_id: str, *, settled_at: datetime, delivered: bool) -> None:
        self._changed(EVENTS.update().where(EVENTS.c.id == event_id).values(settled_at=settled_at, delivered=delivered))


class _Workers(_Table):
    def beat(self, sign: WorkerSign) -> None:
        self._put(
            WORKERS,
            {
                "id": sign.id,
                "machine": sign.machine,
                "pid": sign.pid,
                "seen_at": sign.seen_at,
                "claimed_by": None,
                "claimed_at": None,
            },
        )

    def all(self) -> tuple[WorkerSign, ...]:
        return tuple(map(_rows.sign_from, self._session.execute(WORKERS.select().order_by(WORKERS.c.id))))

    def claim(self, worker_id: str, *, by: str, now: datetime, stale_before: datetime) -> bool:
        free = sa.or_(WORKERS.c.claimed_at.is_(None), WORKERS.c.claimed_at < stale_before)
        claim = WORKERS.update().where(WORKERS.c.id == worker_id, free).values(claimed_by=by, claimed_at=now)
        return self._changed(claim) > 0

    def remove(self, worker_id: str) -> None:
        self._changed(WORKERS.delete().where(WORKERS.c.id == worker_id))


class SqlUnitOfWork:
    """All tables inside one session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.tasks = _Tasks(session)
        self.tracks = _Tracks(session)
        self.keys = _Keys(session)
        self.outbox = _Outbox(session)
        self.workers = _Workers(session)


class SqlUnits:
    """Opens units of work on a database that was prepared."""

    def __init__(self, database_url: str) -> None:
        self._engine = make_engine(database_url)
        self._reading_engine = self._engine.execution_options(reading=True)

    @contextmanager
    def open(self, *, reading: bool = False) -> Iterator[SqlUnitOfWork]:
        """A new transaction, committed at the end of its block, rolled back when it raises."""
        with Session(self._reading_engine if reading else self._engine) as session, session.begin():
            yield SqlUnitOfWork(session)

    def join(self, session: object) -> SqlUnitOfWork:
        """The tables inside somebody else's SQLAlchemy session."""
        if not isinstance(session, Session):
            raise TypeError(f"an SQLAlchemy session is needed, not {type(session).__name__}")
        return SqlUnitOfWork(session)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()
