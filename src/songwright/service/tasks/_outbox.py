"""Owing a callback: the event row and the request to post it, inside the transaction that changed the task."""

import uuid
from collections.abc import Callable

from songwright.service.ports import Clock, Event, Queue, Stage, Task, Track, UnitOfWork
from songwright.service.tasks._milestones import stage_of

Announce = Callable[[Task, tuple[Track, ...], Stage], str]
"""Writes the body of a callback, as JSON; the wire's names are the api's, so it is handed in."""

_EVENTS = uuid.UUID("6f1f8a52-3c0e-5d0a-9a5e-0c6d1b7f4e21")
"""Namespace of event ids; any fixed value does."""


def owe(
    unit: UnitOfWork, queue: Queue, clock: Clock, announce: Announce, task: Task, tracks: tuple[Track, ...]
) -> None:
    """Owe the callback for the status the task has reached, once per stage, and have it posted."""
    stage = stage_of(task.status)
    if stage is None:
        return
    event = Event(
        id=str(uuid.uuid5(_EVENTS, f"{task.id}/{stage.value}")),
        task_id=task.id,
        stage=stage,
        url=task.callback_url,
        body=announce(task, tracks, stage),
        created_at=clock.now(),
    )
    if unit.outbox.owe(event):
        queue.post(unit.session, task.id, event.id)
