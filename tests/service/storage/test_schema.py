"""The tables' version: a new database has the latest, an older one takes the steps it lacks, a newer one is left."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from unit_records import KEY, TASK

from songwright.service.storage import SqlUnits, _schema, prepare
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
