"""The page's password, sessions and failed tries, and the headway of takes, over SQLAlchemy."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from songwright.service.ports import Headway, Owner, Session
from songwright.service.storage import _rows
from songwright.service.storage._schema import FAILURES, HEADWAY, OWNER, SESSIONS
from songwright.service.storage._sql_table import Table, upsert

_PLACE = 1
"""There is one owner."""


class Door(Table):
    def owner(self) -> Owner | None:
        row = self.session.execute(OWNER.select()).one_or_none()
        return _rows.record(Owner, row) if row else None

    def claim(self, owner: Owner) -> bool:
        insert = upsert(self.session, OWNER).values(_rows.columns(owner) | {"place": _PLACE})
        done = self.session.execute(
            insert.on_conflict_do_nothing(index_elements=[OWNER.c.place]).returning(OWNER.c.place)
        )
        return done.first() is not None

    def change(self, owner: Owner) -> None:
        self.put_row(OWNER, _rows.columns(owner) | {"place": _PLACE})

    def start(self, session: Session) -> None:
        self.put_row(SESSIONS, _rows.columns(session))

    def session_of(self, digest: str) -> Session | None:
        row = self.session.execute(SESSIONS.select().where(SESSIONS.c.digest == digest)).one_or_none()
        return _rows.record(Session, row) if row else None

    def end(self, digest: str) -> None:
        self.changed(SESSIONS.delete().where(SESSIONS.c.digest == digest))

    def end_all(self, ended_before: datetime | None = None) -> None:
        over = SESSIONS.delete()
        self.changed(over if ended_before is None else over.where(SESSIONS.c.ends_at < ended_before))

    def fail(self, address: str, at: datetime) -> None:
        self.session.execute(FAILURES.insert().values(address=address, at=at))

    def failures(self, since: datetime, address: str | None = None) -> int:
        counted = sa.select(sa.func.count()).select_from(FAILURES).where(FAILURES.c.at > since)
        if address is not None:
            counted = counted.where(FAILURES.c.address == address)
        return self.session.scalar(counted) or 0

    def forgive(self, before: datetime, address: str | None = None) -> None:
        old = FAILURES.delete().where(FAILURES.c.at <= before)
        self.changed(old if address is None else old.where(FAILURES.c.address == address))


class Headways(Table):
    def note(self, headway: Headway) -> None:
        self.put_row(HEADWAY, _rows.columns(headway))

    def of_all(self, task_ids: tuple[str, ...]) -> Mapping[str, Headway]:
        rows = self.session.execute(HEADWAY.select().where(HEADWAY.c.task_id.in_(task_ids)))
        return {row.task_id: _rows.record(Headway, row) for row in rows}

    def forget(self, task_id: str) -> None:
        self.changed(HEADWAY.delete().where(HEADWAY.c.task_id == task_id))
