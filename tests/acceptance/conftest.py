"""Databases, receivers and services of the acceptance tests."""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from serving import Receiver, Service

KINDS = ("sqlite", "postgres")
POSTGRES = os.environ.get("SONGWRIGHT_TEST_POSTGRES", "")


@contextmanager
def empty_database(kind: str) -> Iterator[str]:
    """An empty database: a file of the home folder, or a fresh Postgres database where one is given."""
    if kind == "sqlite":
        yield ""
        return
    if not POSTGRES:
        pytest.skip("set SONGWRIGHT_TEST_POSTGRES to a postgresql:// address whose user may create databases")
    name = f"songwright_{uuid.uuid4().hex}"
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield f"{POSTGRES.rsplit('/', 1)[0]}/{name}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=KINDS)
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Starts a service; further calls start another one on the same home and database."""
    services: list[Service] = []
    with empty_database(request.param) as database_url:

        def start(**environment: str) -> Service:
            services.append(Service(tmp_path, database_url, SONGWRIGHT_CALLBACK_LOOPBACK="true", **environment))
            return services[-1].start()

        yield start
        for service in services:
            service.stop()


@contextmanager
def one_service(kind: str, home: Path, **environment: str) -> Iterator[Service]:
    """A service on an empty home and database, which may call back to this machine."""
    with empty_database(kind) as database_url:
        service = Service(home, database_url, SONGWRIGHT_CALLBACK_LOOPBACK="true", **environment)
        yield service.start()
        service.stop()


@pytest.fixture(params=KINDS, scope="module")
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all tests that do it no harm."""
    with one_service(request.param, tmp_path_factory.mktemp("running"), SINE_TAKE_S="0.3") as service:
        yield service


@pytest.fixture(params=KINDS, scope="module")
def two_services(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Service, Service]]:
    """Two API processes on one home and one database, where keys alone are limited and no song ever ends."""
    home = tmp_path_factory.mktemp("two")
    with empty_database(request.param) as database_url:
        one, other = (
            Service(
                home,
                database_url,
                SONGWRIGHT_REQUESTS_PER_10_S="0",
                SONGWRIGHT_UNFINISHED_TASKS="0",
                SONGWRIGHT_WORKERS=workers,
                SINE_TAKE_S="600",
            )
            for workers in ("1", "0")
        )
        yield one.start(), other.start()
        other.stop()
        one.stop()


@pytest.fixture(params=KINDS, scope="session")
def generous(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for the suites of the contract, the clients and the examples: nobody is counted, all is quick."""
    settings = {
        "SONGWRIGHT_REQUESTS_PER_10_S": "0",
        "SONGWRIGHT_UNFINISHED_TASKS": "0",
        "SONGWRIGHT_SONGS_AT_ONCE": "4",
        "SONGWRIGHT_STUDIO": "telling_studio:workshop",
        "SINE_TAKE_S": "0.3",
    }
    with one_service(request.param, tmp_path_factory.mktemp("generous"), **settings) as service:
        yield service


@pytest.fixture(scope="session")
def admin_key(generous: Service) -> str:
    """A key of the generous service that may do everything."""
    made = generous.run("keys", "create", "--admin", "operator")
    assert made.returncode == 0, made.stderr
    return made.stdout.strip()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver of callbacks that accepts everything."""
    receiver = Receiver()
    yield receiver
    receiver.close()
