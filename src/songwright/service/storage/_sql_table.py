"""What every table over SQLAlchemy can do."""

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from songwright.service.ports import Place


class Table:
    """What every table needs: the session it works in."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def changed(self, statement: sa.Update | sa.Delete) -> int:
        """Run a change; returns how many rows it met."""
        return cast("sa.CursorResult[Any]", self.session.execute(statement)).rowcount

    def put_row(self, table: sa.Table, row: dict[str, object]) -> None:
        """Insert the row or replace the one with its primary key, in one statement: several may do so at once."""
        insert = upsert(self.session, table).values(row)
        self.session.execute(insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=row))


def older(at: sa.Column[Any], row_id: sa.Column[Any], after: Place | None) -> list[sa.ColumnElement[bool]]:
    """Conditions of rows that come after a place when the newest come first; rows of one moment go by their ids."""
    if after is None:
        return []
    return [sa.or_(at < after.at, sa.and_(at == after.at, row_id < after.id))]


def upsert(session: Session, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    """An insert that knows what to do about a row that is there already; both databases spell it alike."""
    sqlite_here = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if sqlite_here else postgresql.insert(table)
