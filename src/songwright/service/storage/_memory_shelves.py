"""Where the unit of work in memory keeps its records."""

from copy import copy
from dataclasses import dataclass, field
from datetime import datetime

from songwright.service.ports import (
    ApiKey,
    CreditEntry,
    Delivery,
    Event,
    Headway,
    Owner,
    Session,
    Tally,
    Task,
    Track,
    WorkerSign,
)


@dataclass(slots=True)
class Shelves:
    """Everything that is kept."""

    tasks: dict[str, Task] = field(default_factory=dict)
    tracks: dict[str, Track] = field(default_factory=dict)
    keys: dict[str, ApiKey] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    deliveries: dict[tuple[str, int], Delivery] = field(default_factory=dict)
    workers: dict[str, WorkerSign] = field(default_factory=dict)
    claims: dict[str, datetime] = field(default_factory=dict)
    entries: dict[str, CreditEntry] = field(default_factory=dict)
    switches: dict[str, bool] = field(default_factory=dict)
    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)
    owners: list[Owner] = field(default_factory=list)
    sessions: dict[str, Session] = field(default_factory=dict)
    failures: list[tuple[str, datetime]] = field(default_factory=list)
    headway: dict[str, Headway] = field(default_factory=dict)

    def copied(self) -> "Shelves":
        """The same records on other shelves; records are frozen, so they need no copy."""
        return Shelves(*(copy(getattr(self, name)) for name in self.__slots__))

    def restore(self, earlier: "Shelves") -> None:
        """Put everything back as it was."""
        for name in self.__slots__:
            setattr(self, name, getattr(earlier, name))
