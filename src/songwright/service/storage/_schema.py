"""The tables, how they are made and how they move on, and the engines that reach them."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from songwright.song import BadRequest

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BUSY_TIMEOUT_MS = 30_000
"""How long SQLite waits for another writer, as DBOS does on the same file."""
_PREPARE_LOCK = 0x50_4E_47_57
"""Number of the Postgres advisory lock under which tables are made."""


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware moment as whole microseconds since 1970: exact, sortable and the same in every database."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else _EPOCH + timedelta(microseconds=value)


META = sa.MetaData()

KEYS = sa.Table(
    "keys",
    META,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("prefix", sa.String(16), nullable=False, index=True),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("last_used_at", Moment),
    sa.Column("revoked_at", Moment),
    sa.Column("admin", sa.Boolean, nullable=False),
    sa.Column("credits", sa.BigInteger),
    sa.Column("requests_per_10_s", sa.Integer),
    sa.Column("unfinished_tasks", sa.Integer),
)

CREDITS = sa.Table(
    "credit_entries",
    META,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("key_id", sa.ForeignKey("keys.id"), nullable=False),
    sa.Column("task_id", sa.String(32)),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("credit_entries_by_key", "key_id", "at"),
)

TASKS = sa.Table(
    "tasks",
    META,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("key_id", sa.ForeignKey("keys.id"), nullable=False),
    sa.Column("secret", sa.String(64), nullable=False),
    sa.Column("callback_url", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("asked", sa.Text, nullable=False),
    sa.Column("request", sa.Text, nullable=False),
    sa.Column("takes", sa.Integer, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    # A default, so that API processes of the release before may go on writing songs down while workers are new.
    sa.Column("work", sa.String(16), nullable=False, server_default="generate"),
    sa.Column("cost", sa.Integer, nullable=False),
    sa.Column("idempotency_key", sa.String(255)),
    sa.Column("finished_at", Moment),
    sa.Column("fault_kind", sa.String(32)),
    sa.Column("fault", sa.Text),
    sa.Column("plan", sa.Text),
    sa.Column("sheets", sa.Text),
    sa.Column("crew", sa.String(64), nullable=False, server_default=""),
    sa.Index("tasks_by_key", "key_id", "created_at", "id"),
    sa.Index("tasks_by_age", "created_at", "id"),
    sa.Index("tasks_by_idempotency_key", "key_id", "idempotency_key", unique=True),
)
_OPEN = TASKS.c.finished_at.is_(None)
sa.Index("tasks_unfinished", TASKS.c.key_id, TASKS.c.status, sqlite_where=_OPEN, postgresql_where=_OPEN)

TRACKS = sa.Table(
    "tracks",
    META,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("task_id", sa.ForeignKey("tasks.id"), nullable=False),
    sa.Column("take", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("tags", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("starts", sa.Integer, nullable=False),
    sa.Column("finished_at", Moment, index=True),
    sa.Column("duration_s", sa.Double),
    sa.Column("files", sa.Text, nullable=False),
    sa.Column("swept_at", Moment),
    sa.Column("kept", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("binned_at", Moment),
    sa.UniqueConstraint("task_id", "take"),
)

EVENTS = sa.Table(
    "callback_events",
    META,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("task_id", sa.ForeignKey("tasks.id"), nullable=False),
    sa.Column("stage", sa.String(16), nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("settled_at", Moment),
    sa.Column("delivered", sa.Boolean, nullable=False),
    sa.Column("tries_before", sa.Integer, nullable=False),
    sa.UniqueConstraint("task_id", "place"),
    sa.Index("callback_events_by_age", "created_at", "id"),
)

DELIVERIES = sa.Table(
    "callback_deliveries",
    META,
    sa.Column("event_id", sa.ForeignKey("callback_events.id"), primary_key=True),
    sa.Column("attempt", sa.Integer, primary_key=True),
    sa.Column("tried_at", Moment, nullable=False),
    sa.Column("status", sa.Integer),
    sa.Column("answer", sa.Text, nullable=False),
)

WORKERS = sa.Table(
    "workers",
    META,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("machine", sa.Text, nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Column("crew", sa.String(64), nullable=False, server_default=""),
    sa.Column("claimed_by", sa.String(64)),
    sa.Column("claimed_at", Moment),
)

SWITCHES = sa.Table(
    "switches",
    META,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("on", sa.Boolean, nullable=False),
)

TALLIES = sa.Table(
    "tallies",
    META,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("label", sa.String(64), primary_key=True),
    sa.Column("times", sa.BigInteger, nullable=False),
    sa.Column("total", sa.Double, nullable=False),
)

OWNER = sa.Table(
    "owner",
    META,
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),  # there is one owner, at place 1
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("key_id", sa.ForeignKey("keys.id"), nullable=False),
    sa.Column("set_at", Moment, nullable=False),
)

SESSIONS = sa.Table(
    "sessions",
    META,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("ends_at", Moment, nullable=False),
)

FAILURES = sa.Table(
    "sign_in_failures",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("address", sa.String(64), nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
)

HEADWAY = sa.Table(
    "headway",
    META,
    sa.Column("task_id", sa.String(32), primary_key=True),
    sa.Column("take", sa.Integer, nullable=False),
    sa.Column("stage", sa.String(64), nullable=False),
    sa.Column("fraction", sa.Double, nullable=False),
    sa.Column("began_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
)

_VERSION = sa.Table("songwright_schema", META, sa.Column("version", sa.Integer, primary_key=True))


def _tell_works_apart(connection: sa.Connection) -> None:
    """From 1 to 2: tasks say what they make, and keep the lyrics they wrote. All tasks of before made songs."""
    for column in ("work VARCHAR(16) DEFAULT 'generate' NOT NULL", "sheets TEXT"):
        connection.execute(sa.text(f"ALTER TABLE tasks ADD COLUMN {column}"))


def _open_a_door(connection: sa.Connection) -> None:
    """From 2 to 3: the page's password and sessions, headway of takes, and tracks that are kept or thrown away."""
    for table in (OWNER, SESSIONS, FAILURES, HEADWAY):
        table.create(connection)
    for column in ("kept BOOLEAN DEFAULT FALSE NOT NULL", "binned_at BIGINT"):
        connection.execute(sa.text(f"ALTER TABLE tracks ADD COLUMN {column}"))


def _turn_the_pages_of_all(connection: sa.Connection) -> None:
    """From 3 to 4: tasks of all keys are listed by age, for the page."""
    connection.execute(sa.text("CREATE INDEX tasks_by_age ON tasks (created_at, id)"))


def _tell_crews_apart(connection: sa.Connection) -> None:
    """From 4 to 5: engines may have workers of their own, and tasks that only those take."""
    for table in ("tasks", "workers"):
        connection.execute(sa.text(f"ALTER TABLE {table} ADD COLUMN crew VARCHAR(64) DEFAULT '' NOT NULL"))


_STEPS: tuple[Callable[[sa.Connection], None], ...] = (
    _tell_works_apart,
    _open_a_door,
    _turn_the_pages_of_all,
    _tell_crews_apart,
)
"""What brings a database of an earlier release from version n to n + 1, beginning at 1. Only ever added to."""


def make_engine(database_url: str) -> sa.Engine:
    """An engine for our tables. Postgres is reached by psycopg whatever the address says."""
    url = sa.make_url(database_url)
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    engine = sa.create_engine(url, connect_args={"timeout": _BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Let the begin event below start transactions, not the driver's guess."""
    connection.isolation_level = None  # sqlite3 knows it; the general protocol does not say so
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA synchronous=NORMAL")  # safe with WAL: a power cut may lose the last commits, no more
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    """Take the write lock first: a reader that becomes a writer would fail instead of waiting."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def prepare(database_url: str) -> None:
    """Make or move on the tables of this database; safe to call from several processes at once.

    Raises BadRequest for a database that does not answer, and for one of a newer release, which is left as it is.
    """
    engine = make_engine(database_url)
    try:
        _reach(engine)
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_PREPARE_LOCK)))
            _move_on(connection)
    finally:
        engine.dispose()


def _reach(engine: sa.Engine) -> None:
    """See that the database answers. Raises BadRequest."""
    try:
        if engine.dialect.name == "sqlite":
            _write_ahead(engine.url.database or "")
        engine.connect().close()
    except (OperationalError, sqlite3.OperationalError) as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        message = f"SONGWRIGHT_DATABASE_URL: the database can't be used ({reason})"
        raise BadRequest(message, field="SONGWRIGHT_DATABASE_URL") from error


def _write_ahead(path: str) -> None:
    """Turn on write-ahead logging, a lasting property of the file: readers and a writer don't wait for one another."""
    with closing(sqlite3.connect(path, timeout=_BUSY_TIMEOUT_MS / 1000)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def _move_on(connection: sa.Connection) -> None:
    """A new database gets all tables as they are now; an older one takes the steps it lacks."""
    latest = 1 + len(_STEPS)
    _VERSION.create(connection, checkfirst=True)
    version = connection.scalar(sa.select(sa.func.max(_VERSION.c.version)))
    if version is None:
        META.create_all(connection)
    elif version > latest:
        message = f"the database was made by a newer release (version {version}, ours: {latest}); update songwright"
        raise BadRequest(message, field="SONGWRIGHT_DATABASE_URL")
    else:
        for step in _STEPS[version - 1 :]:
            step(connection)
    if version != latest:
        connection.execute(_VERSION.delete())
        connection.execute(_VERSION.insert().values(version=latest))
