"""Units of work for the contract: in memory, in SQLite and, where one is given, in Postgres."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from unit_records import KEY, STRANGER, TASK

from songwright.service.ports import Units
from songwright.service.storage import MemoryUnits, SqlUnits, prepare

POSTGRES = os.environ.get("SONGWRIGHT_TEST_POSTGRES", "")


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def units(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Units]:
    if request.param == "memory":
        yield MemoryUnits()
        return
    if request.param == "sqlite":
        yield from _sql(f"sqlite:///{tmp_path / 'songwright.db'}")
        return
    with _postgres() as url:
        yield from _sql(url)


@pytest.fixture(params=["sqlite", "postgres"])
def any_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'songwright.db'}"
        return
    with _postgres() as url:
        yield url


@contextmanager
def _postgres() -> Iterator[str]:
    """An empty Postgres database, where one is given."""
    if not POSTGRES:
        pytest.skip("set SONGWRIGHT_TEST_POSTGRES to a postgresql:// address whose user may create databases")
    name = f"songwright_{uuid.uuid4().hex}"
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield f"{POSTGRES.rsplit('/', 1)[0]}/{name}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _sql(database_url: str) -> Iterator[Units]:
    prepare(database_url)
    prepare(database_url)  # a second time changes nothing
    units = SqlUnits(database_url)
    yield units
    units.close()


@pytest.fixture
def with_task(units: Units) -> Units:
    with units.open() as unit:
        unit.keys.add(KEY)
        unit.tasks.add(TASK)
    return units


@pytest.fixture
def two_keys(units: Units) -> Units:
    with units.open() as unit:
        unit.keys.add(KEY)
        unit.keys.add(STRANGER)
    return units
