"""Callbacks owed and workers alive, over SQLAlchemy."""

from datetime import datetime

import sqlalchemy as sa

from songwright.service.ports import Delivery, Event, Place, WorkerSign
from songwright.service.storage import _rows
from songwright.service.storage._schema import DELIVERIES, EVENTS, TASKS, WORKERS
from songwright.service.storage._sql_table import Table, older


class Outbox(Table):
    def owe(self, event: Event) -> bool:
        if self.session.scalar(sa.select(EVENTS.c.id).where(EVENTS.c.id == event.id)):
            return False
        place = sa.select(sa.func.coalesce(sa.func.max(EVENTS.c.place), 0) + 1).where(EVENTS.c.task_id == event.task_id)
        row = _rows.event_row(event) | {"place": place.scalar_subquery()}
        self.session.execute(EVENTS.insert().values(row))
        return True

    def next(self, task_id: str) -> Event | None:
        row = self.session.execute(
            EVENTS.select()
            .where(EVENTS.c.task_id == task_id, EVENTS.c.settled_at.is_(None))
            .order_by(EVENTS.c.place)
            .limit(1)
        ).one_or_none()
        return _rows.event_from(row) if row else None

    def get(self, event_id: str) -> Event | None:
        row = self.session.execute(EVENTS.select().where(EVENTS.c.id == event_id)).one_or_none()
        return _rows.event_from(row) if row else None

    def page(
        self, key_id: str, *, task_id: str | None = None, after: Place | None = None, limit: int
    ) -> tuple[Event, ...]:
        wanted = [TASKS.c.key_id == key_id, *older(EVENTS.c.created_at, EVENTS.c.id, after)]
        if task_id is not None:
            wanted.append(EVENTS.c.task_id == task_id)
        theirs = sa.select(EVENTS).join(TASKS, EVENTS.c.task_id == TASKS.c.id).where(*wanted)
        newest_first = theirs.order_by(EVENTS.c.created_at.desc(), EVENTS.c.id.desc())
        return tuple(map(_rows.event_from, self.session.execute(newest_first.limit(limit))))

    def reopen(self, event_id: str, *, tries_before: int) -> None:
        again = {"settled_at": None, "delivered": False, "tries_before": tries_before}
        self.changed(EVENTS.update().where(EVENTS.c.id == event_id).values(again))

    def events(self, task_id: str) -> tuple[Event, ...]:
        rows = self.session.execute(EVENTS.select().where(EVENTS.c.task_id == task_id).order_by(EVENTS.c.place))
        return tuple(map(_rows.event_from, rows))

    def tried(self, delivery: Delivery) -> None:
        self.put_row(DELIVERIES, _rows.columns(delivery))

    def deliveries(self, event_id: str) -> tuple[Delivery, ...]:
        rows = self.session.execute(
            DELIVERIES.select().where(DELIVERIES.c.event_id == event_id).order_by(DELIVERIES.c.attempt)
        )
        return tuple(map(_rows.delivery_from, rows))

    def settle(self, event_id: str, *, settled_at: datetime, delivered: bool) -> None:
        self.changed(EVENTS.update().where(EVENTS.c.id == event_id).values(settled_at=settled_at, delivered=delivered))


class Workers(Table):
    def beat(self, sign: WorkerSign) -> None:
        self.put_row(WORKERS, _rows.columns(sign, claimed_by=None, claimed_at=None))

    def all(self) -> tuple[WorkerSign, ...]:
        return tuple(map(_rows.sign_from, self.session.execute(WORKERS.select().order_by(WORKERS.c.id))))

    def claim(self, worker_id: str, *, by: str, now: datetime, stale_before: datetime) -> bool:
        free = sa.or_(WORKERS.c.claimed_at.is_(None), WORKERS.c.claimed_at < stale_before)
        claim = WORKERS.update().where(WORKERS.c.id == worker_id, free).values(claimed_by=by, claimed_at=now)
        return self.changed(claim) > 0

    def remove(self, worker_id: str) -> None:
        self.changed(WORKERS.delete().where(WORKERS.c.id == worker_id))
