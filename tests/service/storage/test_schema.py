"""The tables' version: a new database has the latest, an older one takes the steps it lacks, a newer one is left."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from unit_records import KEY, TASK, TRACK

from songwright.service.ports import Work
from songwright.service.storage import SqlUnits, _rows, _schema, prepare
from songwright.song import BadRequest

Step = Callable[[sa.Connection], None]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'songwright.db'}"


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    engine = _schema.make_engine(url)
    with engine.begin() as connection:
        rows = [tuple(row) for row in connection.execute(sa.text(query))]
    engine.dispose()
    return rows


def version(url: str) -> list[tuple[object, ...]]:
    return ask(url, "SELECT version FROM songwright_schema")


def take(monkeypatch: pytest.MonkeyPatch, *steps: Step) -> None:
    """Be a release with these steps."""
    monkeypatch.setattr(_schema, "_STEPS", steps)


def adds(column: str) -> Step:
    def step(connection: sa.Connection) -> None:
        connection.execute(sa.text(f"ALTER TABLE keys ADD COLUMN {column} INTEGER"))

    return step


def never(_connection: sa.Connection) -> None:
    pytest.fail("this step is not due")


def columns(url: str) -> set[object]:
    return {row[1] for row in ask(url, "PRAGMA table_info(keys)")}


def test_a_new_database_has_the_latest_version_at_once(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    take(monkeypatch, never, never)
    prepare(url)
    assert version(url) == [(3,)]
    prepare(url)
    assert version(url) == [(3,)]


def test_every_table_is_made(url: str) -> None:
    prepare(url)
    made = {row[0] for row in ask(url, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert made == set(_schema.META.tables)
    assert version(url) == [(1 + len(_schema._STEPS),)]


def test_an_older_database_takes_the_steps_it_lacks(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    take(monkeypatch)
    prepare(url)
    units = SqlUnits(url)
    with units.open() as unit:
        unit.keys.add(KEY)
        unit.tasks.add(TASK)
    take(monkeypatch, adds("first"))
    prepare(url)
    assert version(url) == [(2,)]
    take(monkeypatch, never, adds("second"), adds("third"))
    prepare(url)
    assert version(url) == [(4,)]
    assert {"first", "second", "third"} <= columns(url)
    with units.open(reading=True) as unit:  # what was there is still there
        assert unit.tasks.get(TASK.id) == TASK
    units.close()


def test_a_step_that_breaks_leaves_no_trace(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    take(monkeypatch)
    prepare(url)

    def breaks(connection: sa.Connection) -> None:
        adds("half")(connection)
        connection.execute(sa.text("ALTER TABLE nowhere ADD COLUMN x INTEGER"))

    take(monkeypatch, adds("whole"), breaks)
    with pytest.raises(sa.exc.OperationalError, match="nowhere"):
        prepare(url)
    assert version(url) == [(1,)]
    assert not {"whole", "half"} & columns(url)
    take(monkeypatch, adds("whole"), adds("mended"))
    prepare(url)
    assert version(url) == [(3,)]
    assert {"whole", "mended"} <= columns(url)


def test_a_newer_database_is_left_alone(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    take(monkeypatch, never, never)
    prepare(url)
    take(monkeypatch, never)
    with pytest.raises(BadRequest, match=r"newer release .*3.*2.*update songwright"):
        prepare(url)
    assert version(url) == [(3,)]


def test_a_database_refuses_a_second_task_of_one_name(url: str) -> None:
    prepare(url)
    assert ask(url, "SELECT [unique] FROM pragma_index_list('tasks') WHERE name = 'tasks_by_idempotency_key'") == [(1,)]


def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"SONGWRIGHT_DATABASE_URL.*unable to open"):
        prepare(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder' / 'songs.db'}")


FIRST_TASKS = """
CREATE TABLE tasks (
    id VARCHAR(32) NOT NULL PRIMARY KEY, key_id VARCHAR(32) NOT NULL REFERENCES keys (id), secret VARCHAR(64) NOT NULL,
    callback_url TEXT NOT NULL, origin TEXT NOT NULL, asked TEXT NOT NULL, request TEXT NOT NULL,
    takes INTEGER NOT NULL, status VARCHAR(16) NOT NULL, created_at BIGINT NOT NULL, cost INTEGER NOT NULL,
    idempotency_key VARCHAR(255), finished_at BIGINT, fault_kind VARCHAR(32), fault TEXT, plan TEXT
)
"""
"""The tasks as version 1 had them."""
FIRST_TRACKS = """
CREATE TABLE tracks (
    id VARCHAR(36) NOT NULL PRIMARY KEY, task_id VARCHAR(32) NOT NULL REFERENCES tasks (id), take INTEGER NOT NULL,
    title TEXT NOT NULL, tags TEXT NOT NULL, words TEXT NOT NULL, created_at BIGINT NOT NULL, starts INTEGER NOT NULL,
    finished_at BIGINT, duration_s {double}, files TEXT NOT NULL, swept_at BIGINT, UNIQUE (task_id, take)
)
"""
"""The tracks as versions 1 and 2 had them."""
FIRST_WORKERS = """
CREATE TABLE workers (
    id VARCHAR(64) NOT NULL PRIMARY KEY, machine TEXT NOT NULL, pid INTEGER NOT NULL, seen_at BIGINT NOT NULL,
    claimed_by VARCHAR(64), claimed_at BIGINT
)
"""
"""The workers as versions 1 to 4 had them."""
FIRST_TRACK = """
INSERT INTO tracks (id, task_id, take, title, tags, words, created_at, starts, files)
VALUES (:id, :task_id, 0, 'Rain', '[]', 'rain', 0, 0, '[]')
"""
FIRST_ROW = """
INSERT INTO tasks (id, key_id, secret, callback_url, origin, asked, request, takes, status, created_at, cost)
VALUES (:id, :key_id, :secret, :callback_url, :origin, :asked, :request, :takes, :status, :created_at, :cost)
"""


def make_version_1(url: str) -> None:
    """A database of the first version with a key and a task in it."""
    engine = _schema.make_engine(url)
    with engine.begin() as connection:
        _schema._VERSION.create(connection)
        connection.execute(_schema._VERSION.insert().values(version=1))
        _schema.KEYS.create(connection)
        connection.execute(_schema.KEYS.insert().values(_rows.columns(KEY)))
        connection.execute(sa.text(FIRST_TASKS))
        names = re.findall(r":(\w+)", FIRST_ROW)
        kept = {name: value for name, value in _rows.task_row(TASK).items() if name in names}
        moment = (TASK.created_at - _schema._EPOCH) // timedelta(microseconds=1)
        connection.execute(sa.text(FIRST_ROW), kept | {"created_at": moment})
        connection.execute(sa.text(FIRST_TRACKS.format(double=sa.Double().compile(engine.dialect))))
        connection.execute(sa.text(FIRST_WORKERS))
        connection.execute(sa.text("INSERT INTO workers (id, machine, pid, seen_at) VALUES ('1-a', 'here', 1, 0)"))
        connection.execute(sa.text(FIRST_TRACK), {"id": TRACK.id, "task_id": TASK.id})
    engine.dispose()


def shapes(url: str, table: sa.Table) -> tuple[dict[str, tuple[str, object]], dict[str, tuple[str, object]]]:
    """Type and optionality of each column of a table: as they are there, and as a new database would have them."""
    engine = _schema.make_engine(url)
    columns = sa.inspect(engine).get_columns(table.name)
    there = {each["name"]: (str(each["type"]), each["nullable"]) for each in columns}
    new = {each.name: (str(each.type.compile(engine.dialect)), each.nullable) for each in table.columns}
    engine.dispose()
    return there, new


def indexes(url: str, table: sa.Table) -> set[str | None]:
    engine = _schema.make_engine(url)
    found = {each["name"] for each in sa.inspect(engine).get_indexes(table.name)}
    engine.dispose()
    return found


def test_the_first_database_learns_of_lyrics_and_of_the_page(any_url: str) -> None:
    make_version_1(any_url)
    prepare(any_url)
    assert version(any_url) == [(5,)]
    assert indexes(any_url, _schema.TASKS) >= {"tasks_by_age"}
    moved = (_schema.TASKS, _schema.TRACKS, _schema.WORKERS)
    for table in (*moved, _schema.OWNER, _schema.SESSIONS, _schema.FAILURES, _schema.HEADWAY):
        there, new = shapes(any_url, table)
        assert there == new
    lyrics = replace(TASK, id="b" * 32, work=Work.LYRICS)
    units = SqlUnits(any_url)
    with units.open() as unit:
        assert unit.tasks.get(TASK.id) == TASK  # it made songs, as all did
        unit.tasks.add(lyrics)
        track = unit.tracks.get(TRACK.id)
        assert track
        assert (track.title, track.kept, track.binned_at) == ("Rain", False, None)
        unit.door.fail("127.0.0.1", TASK.created_at)
        assert [sign.crew for sign in unit.workers.all()] == [""]  # it took what there was, as all did
    with units.open(reading=True) as unit:
        assert unit.tasks.get(lyrics.id) == lyrics
    units.close()


def test_the_release_before_may_go_on_writing_songs_down(any_url: str) -> None:
    """For as long as it takes to bring every process to the new release."""
    prepare(any_url)
    units = SqlUnits(any_url)
    with units.open() as unit:
        unit.keys.add(KEY)
        row = {name: value for name, value in _rows.task_row(TASK).items() if name not in {"work", "sheets", "crew"}}
        assert isinstance(unit.session, Session)
        unit.session.execute(_schema.TASKS.insert(), row)
        assert unit.tasks.get(TASK.id) == TASK
    units.close()
