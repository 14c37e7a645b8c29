"""The unit of work over SQLAlchemy: the same statements on SQLite and Postgres."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from sqlalchemy.orm import Session

from songwright.service.storage._schema import make_engine
from songwright.service.storage._sql_accounts import Keys, Switches, Tallies
from songwright.service.storage._sql_door import Door, Headways
from songwright.service.storage._sql_outbox import Outbox, Workers
from songwright.service.storage._sql_tasks import Tasks, Tracks


class SqlUnitOfWork:
    """All tables inside one session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.tasks = Tasks(session)
        self.tracks = Tracks(session)
        self.keys = Keys(session)
        self.outbox = Outbox(session)
        self.workers = Workers(session)
        self.switches = Switches(session)
        self.tallies = Tallies(session)
        self.door = Door(session)
        self.headway = Headways(session)


class SqlUnits:
    """Opens units of work on a database that was prepared."""

    def __init__(self, database_url: str) -> None:
        self._engine = make_engine(database_url)
        self.near = self._engine.dialect.name == "sqlite"
        # SQLite lets writers wait by sleeping, in no order: within this process they queue here instead.
        self._turn: AbstractContextManager[object] = threading.Lock() if self.near else nullcontext()
        self._reading_engine = self._engine.execution_options(reading=True)

    @contextmanager
    def open(self, *, reading: bool = False) -> Iterator[SqlUnitOfWork]:
        """A new transaction, committed at the end of its block, rolled back when it raises."""
        engine = self._reading_engine if reading else self._engine
        with nullcontext() if reading else self._turn, Session(engine) as session, session.begin():
            yield SqlUnitOfWork(session)

    def join(self, session: object) -> SqlUnitOfWork:
        """The tables inside somebody else's SQLAlchemy session."""
        if not isinstance(session, Session):
            raise TypeError(f"an SQLAlchemy session is needed, not {type(session).__name__}")
        return SqlUnitOfWork(session)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()
