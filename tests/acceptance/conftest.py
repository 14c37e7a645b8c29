"""Databases, receivers and services of the acceptance tests."""

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from serving import Receiver, Service

POSTGRES = os.environ.get("SONGWRIGHT_TEST_POSTGRES", "")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database: a file of the home folder, and a fresh Postgres database where one is given."""
    if request.param == "sqlite":
        yield ""
        return
    if not POSTGRES:
        pytest.skip("set SONGWRIGHT_TEST_POSTGRES to a postgresql:// address whose user may create databases")
    name = f"songwright_{uuid.uuid4().hex}"
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield f"{POSTGRES.rsplit('/', 1)[0]}/{name}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def start(tmp_path: Path, database_url: str) -> Iterator[Callable[..., Service]]:
    """Starts a service; further calls start another one on the same home and database."""
    services: list[Service] = []

    def start(**environment: str) -> Service:
        services.append(Service(tmp_path, database_url, SONGWRIGHT_CALLBACK_LOOPBACK="true", **environment))
        return services[-1].start()

    yield start
    for service in services:
        service.stop()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver of callbacks that accepts everything."""
    receiver = Receiver()
    yield receiver
    receiver.close()
