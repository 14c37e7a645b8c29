"""Keys, switches and running counts over SQLAlchemy."""

from datetime import datetime

import sqlalchemy as sa

from songwright.service.ports import ApiKey, CreditEntry, Tally
from songwright.service.storage import _rows
from songwright.service.storage._schema import CREDITS, KEYS, SWITCHES, TALLIES
from songwright.service.storage._sql_table import Table, upsert


class Keys(Table):
    def add(self, key: ApiKey) -> None:
        self.session.execute(KEYS.insert().values(_rows.columns(key)))

    def all(self) -> tuple[ApiKey, ...]:
        return tuple(map(_rows.key_from, self.session.execute(KEYS.select().order_by(KEYS.c.created_at, KEYS.c.id))))

    def by_prefix(self, prefix: str) -> tuple[ApiKey, ...]:
        return tuple(map(_rows.key_from, self.session.execute(KEYS.select().where(KEYS.c.prefix == prefix))))

    def get(self, key_id: str, *, lock: bool = False) -> ApiKey | None:
        query = KEYS.select().where(KEYS.c.id == key_id)
        if lock:
            query = query.with_for_update()
        row = self.session.execute(query).one_or_none()
        return _rows.key_from(row) if row else None

    def change(self, key: ApiKey) -> None:
        row = _rows.columns(key)
        kept = {name: value for name, value in row.items() if name not in {"id", "last_used_at"}}
        self.changed(KEYS.update().where(KEYS.c.id == key.id).values(kept))

    def book(self, entry: CreditEntry) -> bool:
        self.session.execute(sa.select(KEYS.c.id).where(KEYS.c.id == entry.key_id).with_for_update())
        if self.session.scalar(sa.select(CREDITS.c.id).where(CREDITS.c.id == entry.id)):
            return False
        self.session.execute(CREDITS.insert().values(_rows.columns(entry)))
        limited = KEYS.update().where(KEYS.c.id == entry.key_id, KEYS.c.credits.is_not(None))
        self.changed(limited.values(credits=KEYS.c.credits + entry.amount))
        return True

    def entries(self, key_id: str) -> tuple[CreditEntry, ...]:
        mine = CREDITS.select().where(CREDITS.c.key_id == key_id).order_by(CREDITS.c.at, CREDITS.c.id)
        return tuple(map(_rows.entry_from, self.session.execute(mine)))

    def touch(self, key_id: str, used_at: datetime) -> None:
        self.changed(KEYS.update().where(KEYS.c.id == key_id).values(last_used_at=used_at))

    def revoke(self, key_id: str, revoked_at: datetime) -> bool:
        still_open = KEYS.update().where(KEYS.c.id == key_id, KEYS.c.revoked_at.is_(None))
        return self.changed(still_open.values(revoked_at=revoked_at)) > 0


class Switches(Table):
    def on(self, name: str) -> bool:
        return bool(self.session.scalar(sa.select(SWITCHES.c.on).where(SWITCHES.c.name == name)))

    def set(self, name: str, *, on: bool) -> None:
        self.put_row(SWITCHES, {"name": name, "on": on})


class Tallies(Table):
    def add(self, name: str, label: str, amount: float = 0.0) -> None:
        insert = upsert(self.session, TALLIES).values(name=name, label=label, times=1, total=amount)
        self.session.execute(
            insert.on_conflict_do_update(
                index_elements=[TALLIES.c.name, TALLIES.c.label],
                set_={"times": TALLIES.c.times + 1, "total": TALLIES.c.total + amount},
            )
        )

    def all(self) -> tuple[Tally, ...]:
        rows = self.session.execute(TALLIES.select().order_by(TALLIES.c.name, TALLIES.c.label))
        return tuple(Tally(name=row.name, label=row.label, count=row.times, total=row.total) for row in rows)
