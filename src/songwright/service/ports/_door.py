"""Who may sign in to the page, and how far a song has come: small records and the tables that keep them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whoever knows the admin password."""

    password_hash: str = field(repr=False)
    """Argon2id, as its libraries write it: with its salt and its cost."""
    key_id: str
    """The key under which the page makes songs."""
    set_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser that has signed in."""

    digest: str = field(repr=False)
    """SHA-256 of the cookie's secret in hexadecimal."""
    started_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Headway:
    """How far the take that is being made has come."""

    task_id: str
    take: int
    stage: str
    """What is done now, as "singing"."""
    fraction: float
    """How much of the stage is done, 0 to 1."""
    began_at: datetime
    """When work on the take began."""
    seen_at: datetime


class DoorTable(Protocol):
    """The admin password, the browsers that signed in, and tries that failed."""

    def owner(self) -> Owner | None:
        """Whoever set the password; None while it is not set."""
        ...

    def claim(self, owner: Owner) -> bool:
        """Keep the first owner; False, and nothing is changed, where there is one."""
        ...

    def change(self, owner: Owner) -> None:
        """Keep this owner instead of the one from before."""
        ...

    def start(self, session: Session) -> None:
        """Keep a new session."""
        ...

    def session_of(self, digest: str) -> Session | None:
        """The session with this digest, be it over or not."""
        ...

    def end(self, digest: str) -> None:
        """Forget a session."""
        ...

    def end_all(self, ended_before: datetime | None = None) -> None:
        """Forget every session, or those that were over before that moment."""
        ...

    def fail(self, address: str, at: datetime) -> None:
        """Note that a try from this address failed."""
        ...

    def failures(self, since: datetime, address: str | None = None) -> int:
        """How many tries failed after that moment, from this address or from all."""
        ...

    def forgive(self, before: datetime, address: str | None = None) -> None:
        """Forget failed tries up to that moment, of this address or of all."""
        ...


class HeadwayTable(Protocol):
    """How far takes under way have come; what is lost here costs nobody a song."""

    def note(self, headway: Headway) -> None:
        """Keep how far a task is; what was known of it before is replaced."""
        ...

    def of_all(self, task_ids: tuple[str, ...]) -> Mapping[str, Headway]:
        """How far these tasks are; those of which nothing is known are left out."""
        ...

    def forget(self, task_id: str) -> None:
        """Forget a task that has ended."""
        ...
