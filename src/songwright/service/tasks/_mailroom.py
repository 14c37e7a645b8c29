"""The mailroom: callbacks owed to a key's tasks, their attempts, and posting one again."""

import asyncio
from dataclasses import dataclass, replace

from songwright.service.ports import ApiKey, Delivery, Event, Place, Queue, Units, storable
from songwright.song import BadRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A callback and the attempts to deliver it."""

    event: Event
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailroom:
    """Tells what became of callbacks."""

    units: Units
    queue: Queue

    async def page(
        self, key: ApiKey, *, task_id: str | None = None, after: Place | None = None, limit: int
    ) -> tuple[Letter, ...]:
        """Callbacks of the key's tasks, or of one of them, newest first, from a place on."""
        if task_id is not None and not storable(task_id):
            return ()
        return await asyncio.to_thread(self._page, key, task_id, after, limit)

    async def again(self, event_id: str, key: ApiKey) -> Event | None:
        """Owe a settled callback of the key again; None if there is no such callback.

        Body and id stay, so that a receiver can tell it from a new one. Raises BadRequest while it is still tried.
        """
        return await asyncio.to_thread(self._again, event_id, key) if storable(event_id) else None

    def _page(self, key: ApiKey, task_id: str | None, after: Place | None, limit: int) -> tuple[Letter, ...]:
        with self.units.open(reading=True) as unit:
            events = unit.outbox.page(key.id, task_id=task_id, after=after, limit=limit)
            return tuple(Letter(event=event, deliveries=unit.outbox.deliveries(event.id)) for event in events)

    def _again(self, event_id: str, key: ApiKey) -> Event | None:
        with self.units.open() as unit:
            event = unit.outbox.get(event_id)
            task = unit.tasks.get(event.task_id, lock=True) if event else None
            if event is None or task is None or task.key_id != key.id:
                return None
            if event.settled_at is None:
                raise BadRequest("This callback is still being delivered.")
            tried = max((delivery.attempt for delivery in unit.outbox.deliveries(event_id)), default=0)
            unit.outbox.reopen(event_id, tries_before=tried)
            self.queue.post(unit.session, event.task_id, event_id, tried)
        return replace(event, settled_at=None, delivered=False, tries_before=tried)
