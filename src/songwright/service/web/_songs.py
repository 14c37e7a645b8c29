"""The page's library, and the line over which it hears how its songs come on."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from songwright.service.api import NotThere, Unauthorised, envelope, read_cursor, signed_in, write_cursor
from songwright.service.ports import ENDED, ApiKey, Place, Standing, Status, Task, UnitOfWork, Work, hands, storable
from songwright.service.tasks import TAKE, Desk, View
from songwright.service.web._page import GUARDS
from songwright.service.web._shown import Holder, Pace, task_shown

_LOOK_EVERY_S = 0.5
_BREATHE_EVERY_S = 15.0
"""How often a line that has nothing to tell says so: proxies hang up on silence."""
_SIGNED_IN_EVERY_S = 10.0
"""How soon a line ends whose session has ended."""
_MOST_AT_ONCE = 100
_LATEST = 20
"""Ended tasks that are looked at for such as failed before they could be told of."""
_SLACK = timedelta(seconds=10)
"""How long before a line was opened a task may have ended and is still told of: the page asked for it and then lost its
line for a moment."""
_SONGS = frozenset(Standing(Work.SONG, status) for status in Status)
_OVER = frozenset(Standing(work, status) for work in Work for status in ENDED)
_UNDER_WAY = frozenset(Standing(work, status) for work in Work for status in Status if status not in ENDED)
_OWN = "own"
"""How the page asks for what it asked for itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SongRoom:
    """Shows songs, and tells of those that are being made."""

    desk: Desk
    keep: timedelta
    """How long files are kept."""
    silent_after: timedelta

    def routes(self) -> APIRouter:
        """`songs`, `songs/{id}` and `events`."""
        router = APIRouter(prefix="/studio", include_in_schema=False)
        router.get("/songs")(self.songs)
        router.get("/songs/{task_id}")(self.song)
        router.get("/events")(self.events)
        return router

    async def songs(
        self, request: Request, key: str = "", cursor: str = "", limit: Annotated[int, Query(ge=1, le=100)] = 50
    ) -> dict[str, Any]:
        """Songs of the service, newest first; of one key where `key` names it, of the page's where it says `own`."""
        own = await signed_in(request)
        if not storable(key):
            raise NotThere("There is no such key.")
        theirs = own.id if key == _OWN else key or None
        views = await self.desk.page(theirs, standings=_SONGS, after=read_cursor(cursor), limit=limit + 1)
        shown = await asyncio.to_thread(self._shown, views[:limit], own)
        more = len(views) > limit
        last = Place(at=views[limit - 1].task.created_at, id=views[limit - 1].task.id) if more else None
        return envelope(200, "success", {"songs": shown, "nextCursor": write_cursor(last) if last else None})

    async def song(self, request: Request, task_id: str) -> dict[str, Any]:
        """One task, of songs or of words alone."""
        own = await signed_in(request)
        view = await self.desk.read(task_id, own)
        if view is None:
            raise NotThere("There is no such song.")
        return envelope(200, "success", (await asyncio.to_thread(self._shown, (view,), own))[0])

    async def events(self, request: Request) -> StreamingResponse:
        """How songs come on, and words that the page asked for: all that are under way, and each that changes."""
        key = await signed_in(request, asks_token=False)
        headers = GUARDS | {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._told(request, key), media_type="text/event-stream", headers=headers)

    async def _told(self, request: Request, key: ApiKey) -> AsyncIterator[str]:
        yield "retry: 1000\nevent: hello\ndata: {}\n\n"
        said: dict[str, str] = {}
        over: set[str] = set()
        since = self.desk.clock.now() - _SLACK
        breathed = looked = 0.0
        while not request.app.state.leaving():
            now = asyncio.get_running_loop().time()
            if looked and now - looked > _SIGNED_IN_EVERY_S and not await _still_signed_in(request):
                return
            looked = now if not looked or now - looked > _SIGNED_IN_EVERY_S else looked
            fresh = await asyncio.to_thread(self._look, key, tuple(said), since)
            for task in (task for task in fresh if task["id"] not in over):
                text = json.dumps(task)
                if said.get(task["id"]) != text:
                    said[task["id"]] = text
                    yield f"event: task\ndata: {text}\n\n"
                    breathed = now
                if Status(task["status"]).finished:
                    said.pop(task["id"], None)
                    over.add(task["id"])
            if now - breathed > _BREATHE_EVERY_S:
                breathed = now
                yield ": quiet\n\n"
            await asyncio.sleep(_LOOK_EVERY_S)

    def _look(self, key: ApiKey, told: tuple[str, ...], since: datetime) -> list[dict[str, Any]]:
        """Tasks under way, those told of before that have ended, and those that came and ended between two looks."""
        with self.desk.units.open(reading=True) as unit:
            tasks = {task.id: task for task in _own_and_songs_of_all(unit, key, _UNDER_WAY, _MOST_AT_ONCE)}
            ended = (unit.tasks.get(task_id) for task_id in told if task_id not in tasks)
            tasks |= {task.id: task for task in ended if task is not None}
            latest = _own_and_songs_of_all(unit, key, _OVER, _LATEST)
            tasks |= {task.id: task for task in latest if task.finished_at and task.finished_at >= since}
            tracks = unit.tracks.of_all(tuple(tasks))
        return self._shown(tuple(View(task=task, tracks=tracks.get(task.id, ())) for task in tasks.values()), key)

    def _shown(self, views: tuple[View, ...], own: ApiKey) -> list[dict[str, Any]]:
        now = self.desk.clock.now()
        with self.desk.units.open(reading=True) as unit:
            headway = unit.headway.of_all(tuple(view.task.id for view in views if not view.task.status.finished))
            pace = self._pace(unit, waits=any(view.task.status is Status.PENDING for view in views))
            holders = {key_id: _holder(unit, key_id, own) for key_id in {view.task.key_id for view in views}}
        return [
            task_shown(view, holders[view.task.key_id], headway.get(view.task.id), pace, self.keep, now)
            for view in views
        ]

    def _pace(self, unit: UnitOfWork, *, waits: bool) -> Pace:
        now = self.desk.clock.now()
        takes = [tally for tally in unit.tallies.all() if tally.name == TAKE and tally.count]
        return Pace(
            take_s={tally.label: tally.total / tally.count for tally in takes},
            unfinished=unit.tasks.unfinished_of_crews(),
            queued=unit.tasks.page(None, standings=_UNDER_WAY & _SONGS, limit=_MOST_AT_ONCE) if waits else (),
            hands=hands(unit.workers.all(), now, self.silent_after),
        )


def _own_and_songs_of_all(
    unit: UnitOfWork, key: ApiKey, standings: frozenset[Standing], limit: int
) -> tuple[Task, ...]:
    """Words that other keys ask for are nothing to look at; what the page asked for is never crowded out."""
    own = unit.tasks.page(key.id, standings=standings, limit=limit)
    return own + unit.tasks.page(None, standings=standings & _SONGS, limit=limit)


def _holder(unit: UnitOfWork, key_id: str, own: ApiKey) -> Holder:
    key = unit.keys.get(key_id)
    return Holder(id=key_id, name=key.name if key else "", own=key_id == own.id)


async def _still_signed_in(request: Request) -> bool:
    try:
        await signed_in(request, asks_token=False)
    except Unauthorised:
        return False
    return True
