"""Whether a submission is taken on: maintenance, call frequency, unfinished tasks and credits, in this order."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from songwright.service.ports import (
    ApiKey,
    CreditEntry,
    NoCredits,
    Task,
    TooFrequent,
    TooManyUnfinished,
    UnderMaintenance,
    UnitOfWork,
    Work,
)

MAINTENANCE = "maintenance"
"""Name of the switch that closes the service for new work."""

_PRICES: Mapping[str, int] = {Work.SONG: 12, Work.LYRICS: 1}
"""Credits as the family has them; its 0.4 for lyrics is rounded up, since credits are whole here."""
_WINDOW = timedelta(seconds=10)
"""Span in which calls are counted (the family's documents: 20 in 10 s)."""
_ENTRIES = uuid.UUID("2c1d6f7e-8a54-5d37-9a0b-5b6f0e1c7d92")
"""Namespace of credit entries; any fixed value does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a key may ask for where it has no limits of its own; 0 means unlimited."""

    requests_per_10_s: int = 20
    unfinished_tasks: int = 100
    prices: Mapping[str, int] = field(default_factory=lambda: _PRICES)
    """Credits by work."""
    closed: bool = False
    """No new work at all."""

    def price(self, work: Work) -> int:
        """Credits of one task of this work; what has no price is free."""
        return self.prices.get(work, 0)


def admit(unit: UnitOfWork, key: ApiKey, limits: Limits, now: datetime, *, price: int) -> None:
    """Let the key's submission pass, or raise the Refusal that stands in its way.

    The key must be locked in this transaction: then what is counted holds across any number of processes.
    """
    if limits.closed or unit.switches.on(MAINTENANCE):
        raise UnderMaintenance
    frequency = _first(key.requests_per_10_s, limits.requests_per_10_s)
    if frequency and unit.tasks.count_since(key.id, now - _WINDOW) >= frequency:
        raise TooFrequent
    most = _first(key.unfinished_tasks, limits.unfinished_tasks)
    if most and unit.tasks.count_unfinished(key.id) >= most:
        raise TooManyUnfinished
    if key.credits is not None and key.credits < price:
        raise NoCredits


def charge(unit: UnitOfWork, task: Task) -> None:
    """Take the task's credits from its key."""
    if task.cost:
        _book(unit, task, -task.cost, task.work.value, task.created_at)


def give_back(unit: UnitOfWork, task: Task, now: datetime) -> None:
    """Give the credits of a task back that ended without what it asked for; doing it twice changes nothing."""
    if task.cost:
        _book(unit, task, task.cost, "given back", now)


def _book(unit: UnitOfWork, task: Task, amount: int, reason: str, at: datetime) -> None:
    entry_id = str(uuid.uuid5(_ENTRIES, f"{task.id}/{'spent' if amount < 0 else 'given back'}"))
    unit.keys.book(CreditEntry(id=entry_id, key_id=task.key_id, task_id=task.id, amount=amount, reason=reason, at=at))


def _first(own: int | None, general: int) -> int:
    return general if own is None else own
