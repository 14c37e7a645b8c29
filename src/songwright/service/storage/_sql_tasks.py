"""Tasks and tracks over SQLAlchemy."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import groupby

import sqlalchemy as sa

from songwright.service.ports import Fault, LyricSheet, Place, Plan, Standing, Status, Task, Track, Work
from songwright.service.storage import _rows
from songwright.service.storage._schema import TASKS, TRACKS
from songwright.service.storage._sql_table import Table, older

_FIRST_DAY = date(1970, 1, 1)
_DAY_MICROSECONDS = 86_400_000_000


class Tasks(Table):
    def add(self, task: Task) -> None:
        self.session.execute(TASKS.insert(), _rows.task_row(task))

    def get(self, task_id: str, *, lock: bool = False) -> Task | None:
        query = TASKS.select().where(TASKS.c.id == task_id)
        if lock:  # SQLite leaves this out: there a writing transaction has the whole file
            query = query.with_for_update()
        row = self.session.execute(query).one_or_none()
        return _rows.task_from(row) if row else None

    def status(self, task_id: str) -> Status | None:
        found = self.session.scalar(sa.select(TASKS.c.status).where(TASKS.c.id == task_id))
        return Status(found) if found else None

    def set_plan(self, task_id: str, plan: Plan) -> None:
        self.changed(TASKS.update().where(TASKS.c.id == task_id).values(plan=_rows.to_json(plan)))

    def set_sheets(self, task_id: str, sheets: tuple[LyricSheet, ...]) -> None:
        self.changed(TASKS.update().where(TASKS.c.id == task_id).values(sheets=_rows.to_json(sheets)))

    def set_status(
        self, task_id: str, status: Status, *, finished_at: datetime | None = None, fault: Fault | None = None
    ) -> bool:
        change: dict[str, object] = {"status": status.value, "finished_at": finished_at}
        if fault:
            change |= {"fault_kind": fault.kind.value, "fault": fault.message}
        # One statement: a session of the queue's may have read the row before somebody else ended the task.
        unfinished = (TASKS.c.id == task_id, TASKS.c.finished_at.is_(None))
        return self.changed(TASKS.update().where(*unfinished).values(change)) > 0

    def submitted_as(self, key_id: str, idempotency_key: str) -> Task | None:
        same = TASKS.select().where(TASKS.c.key_id == key_id, TASKS.c.idempotency_key == idempotency_key)
        row = self.session.execute(same).one_or_none()
        return _rows.task_from(row) if row else None

    def count_since(self, key_id: str, since: datetime) -> int:
        return self._count(TASKS.c.key_id == key_id, TASKS.c.created_at > since)

    def count_unfinished(self, key_id: str) -> int:
        return self._count(TASKS.c.key_id == key_id, TASKS.c.finished_at.is_(None))

    def page(
        self,
        key_id: str | None,
        *,
        standings: frozenset[Standing] = frozenset(),
        after: Place | None = None,
        limit: int,
    ) -> tuple[Task, ...]:
        wanted = older(TASKS.c.created_at, TASKS.c.id, after)
        if key_id is not None:
            wanted.append(TASKS.c.key_id == key_id)
        if standings:
            if not any(standing.status.finished for standing in standings):
                # The same said again: there is an index of these few, where SQLite would walk through all by age.
                few = sa.select(TASKS.c.id).where(TASKS.c.finished_at.is_(None))
                wanted.append(TASKS.c.id.in_(few if key_id is None else few.where(TASKS.c.key_id == key_id)))
            pairs = sorted((standing.work.value, standing.status.value) for standing in standings)
            wanted.append(sa.tuple_(TASKS.c.work, TASKS.c.status).in_(pairs))
        newest_first = (TASKS.c.created_at.desc(), TASKS.c.id.desc())
        rows = self.session.execute(TASKS.select().where(*wanted).order_by(*newest_first).limit(limit))
        return tuple(map(_rows.task_from, rows))

    def unfinished(self) -> Mapping[Standing, int]:
        places = (TASKS.c.work, TASKS.c.status)
        counted = sa.select(*places, sa.func.count()).where(TASKS.c.finished_at.is_(None)).group_by(*places)
        return {Standing(Work(work), Status(status)): count for work, status, count in self.session.execute(counted)}

    def by_day(self, key_id: str, since: datetime) -> Mapping[date, int]:
        day = sa.type_coerce(TASKS.c.created_at, sa.BigInteger) // sa.literal_column(
            str(_DAY_MICROSECONDS), sa.BigInteger
        )
        counted = sa.select(day.label("day"), sa.func.count()).group_by("day")
        rows = self.session.execute(counted.where(TASKS.c.key_id == key_id, TASKS.c.created_at > since))
        return {_FIRST_DAY + timedelta(days=number): count for number, count in rows}

    def set_crew(self, task_id: str, crew: str) -> None:
        self.changed(TASKS.update().where(TASKS.c.id == task_id).values(crew=crew))

    def unfinished_of_crews(self) -> Mapping[str, int]:
        songs = (TASKS.c.finished_at.is_(None), TASKS.c.work == Work.SONG.value)
        counted = sa.select(TASKS.c.crew, sa.func.count()).where(*songs).group_by(TASKS.c.crew)
        return {str(crew): int(count) for crew, count in self.session.execute(counted)}

    def waiting_since(self) -> Mapping[Work, datetime]:
        waiting = (TASKS.c.finished_at.is_(None), TASKS.c.status == Status.PENDING.value)
        oldest = sa.select(TASKS.c.work, sa.func.min(TASKS.c.created_at)).where(*waiting).group_by(TASKS.c.work)
        return {Work(work): since for work, since in self.session.execute(oldest)}

    def _count(self, *conditions: sa.ColumnElement[bool]) -> int:
        return self.session.scalar(sa.select(sa.func.count()).select_from(TASKS).where(*conditions)) or 0


class Tracks(Table):
    def put(self, track: Track) -> None:
        self.put_row(TRACKS, _rows.track_row(track))

    def get(self, track_id: str) -> Track | None:
        row = self.session.execute(TRACKS.select().where(TRACKS.c.id == track_id)).one_or_none()
        return _rows.track_from(row) if row else None

    def of(self, task_id: str) -> tuple[Track, ...]:
        rows = self.session.execute(TRACKS.select().where(TRACKS.c.task_id == task_id).order_by(TRACKS.c.take))
        return tuple(map(_rows.track_from, rows))

    def of_all(self, task_ids: tuple[str, ...]) -> Mapping[str, tuple[Track, ...]]:
        theirs = TRACKS.select().where(TRACKS.c.task_id.in_(task_ids)).order_by(TRACKS.c.task_id, TRACKS.c.take)
        tracks = map(_rows.track_from, self.session.execute(theirs))
        return {task_id: tuple(group) for task_id, group in groupby(tracks, key=lambda track: track.task_id)}

    def due(self, finished_before: datetime, binned_before: datetime, limit: int) -> tuple[Track, ...]:
        outlived = sa.and_(TRACKS.c.finished_at < finished_before, TRACKS.c.kept.is_(False))
        thrown_away = sa.and_(TRACKS.c.finished_at.is_not(None), TRACKS.c.binned_at < binned_before)
        rows = self.session.execute(
            TRACKS.select()
            .where(sa.or_(outlived, thrown_away), TRACKS.c.swept_at.is_(None))
            .order_by(TRACKS.c.finished_at, TRACKS.c.id)
            .limit(limit)
        )
        return tuple(map(_rows.track_from, rows))
