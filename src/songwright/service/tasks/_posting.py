"""Posting owed callbacks: which is next, one try, and when to try again."""

import logging
import random
from dataclasses import dataclass

from songwright.service.ports import Answer, Clock, Delivery, Event, Posting, Sender, UnitOfWork, Units

log = logging.getLogger(__name__)

_JITTER = 0.2
"""Share of a pause that is drawn by chance, so that receivers that came back are not hit all at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postman:
    """Delivers a task's events in order, each in a limited number of tries."""

    units: Units
    sender: Sender
    clock: Clock
    tries: int
    pauses_s: tuple[float, ...]

    def next(self, task_id: str) -> tuple[str, int] | None:
        """Id of the task's oldest open event and the attempts that don't count; None when all are settled."""
        with self.units.open(reading=True) as unit:
            event = unit.outbox.next(task_id)
        return (event.id, event.tries_before) if event else None

    def send(self, task_id: str, event_id: str, attempt: int) -> Answer:
        """Post the event once; returns what came back."""
        event = self._event(event_id)
        answer = self.sender.send(Posting(event_id=event.id, task_id=event.task_id, url=event.url, body=event.body))
        log.info(
            "task %s callback %s try %d: %s", task_id, event.stage.value, attempt, answer.status or answer.text[:200]
        )
        return answer

    def note(self, unit: UnitOfWork, event_id: str, attempt: int, answer: Answer) -> bool:
        """Write the try down; returns whether the event is settled: accepted, hopeless or tried often enough."""
        now = self.clock.now()
        delivery = Delivery(event_id=event_id, attempt=attempt, tried_at=now, status=answer.status, answer=answer.text)
        unit.outbox.tried(delivery)
        event = unit.outbox.get(event_id)
        tried = attempt - (event.tries_before if event else 0)
        settled = delivery.accepted or answer.final or tried >= self.tries
        if settled:
            unit.outbox.settle(event_id, settled_at=now, delivered=delivery.accepted)
        unit.tallies.add("callback", _result(delivery, settled=settled))
        return settled

    def pause_s(self, event_id: str, attempt: int, tried: int) -> float:
        """Seconds to wait after this failed attempt, the `tried`-th that counts: a repeated step waits alike."""
        pause_s = self.pauses_s[min(tried, len(self.pauses_s)) - 1]
        return pause_s * (1.0 + _JITTER * random.Random(f"{event_id}/{attempt}").uniform(-1.0, 1.0))

    def _event(self, event_id: str) -> Event:
        with self.units.open(reading=True) as unit:
            event = unit.outbox.get(event_id)
        if event is None:
            raise LookupError(f"event {event_id} is gone")
        return event


def _result(delivery: Delivery, *, settled: bool) -> str:
    """How an attempt is counted."""
    if delivery.accepted:
        return "delivered"
    return "given up" if settled else "failed"
