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
from songwright.service.ports import ENDED, ApiKey, Place, Standing, Status, UnitOfWork, Work
from songwright.service.tasks import TAKE, Desk, View
from songwright.service.web._page import GUARDS
from songwright.service.web._shown import Pace, task_shown

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
        self, request: Request, cursor: str = "", limit: Annotated[int, Query(ge=1, le=100)] = 50
    ) -> dict[str, Any]:
        """Songs of the page, newest first."""
        key = await signed_in(request)
        views = await self.desk.page(key, standings=_SONGS, after=read_cursor(cursor), limit=limit + 1)
        shown = await asyncio.to_thread(self._shown, views[:limit])
        more = len(views) > limit
        last = Place(at=views[limit - 1].task.created_at, id=views[limit - 1].task.id) if more else None
        return envelope(200, "success", {"songs": shown, "nextCursor": write_cursor(last) if last else None})

    async def song(self, request: Request, task_id: str) -> dict[str, Any]:
        """One task of the page, of songs or of words alone."""
        view = await self.desk.read(task_id, await signed_in(request))
        if view is None:
            raise NotThere("There is no such song.")
        return envelope(200, "success", (await asyncio.to_thread(self._shown, (view,)))[0])

    async def events(self, request: Request) -> StreamingResponse:
        """How the page's tasks come on: each is sent when it changes, and all that are under way at the beginning."""
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
            tasks = list(unit.tasks.page(key.id, standings=_UNDER_WAY, limit=_MOST_AT_ONCE))
            here = {task.id for task in tasks}
            ended = [unit.tasks.get(task_id) for task_id in told if task_id not in here]
            tasks += [task for task in ended if task is not None]
            here |= {task.id for task in tasks}
            latest = unit.tasks.page(key.id, standings=_OVER, limit=_LATEST)
            tasks += [task for task in latest if task.id not in here and task.finished_at and task.finished_at >= since]
            tracks = unit.tracks.of_all(tuple(task.id for task in tasks))
        return self._shown(tuple(View(task=task, tracks=tracks.get(task.id, ())) for task in tasks))

    def _shown(self, views: tuple[View, ...]) -> list[dict[str, Any]]:
        now = self.desk.clock.now()
        with self.desk.units.open(reading=True) as unit:
            headway = unit.headway.of_all(tuple(view.task.id for view in views if not view.task.status.finished))
            waiting = sum(view.task.status is Status.PENDING and view.task.work is Work.SONG for view in views)
            pace = self._pace(unit, waiting)
        return [task_shown(view, headway.get(view.task.id), pace, self.keep, now) for view in views]

    def _pace(self, unit: UnitOfWork, waiting: int) -> Pace:
        now = self.desk.clock.now()
        unfinished = sum(count for standing, count in unit.tasks.unfinished().items() if standing.work is Work.SONG)
        alive = sum(now - sign.seen_at < self.silent_after for sign in unit.workers.all())
        tally = next((tally for tally in unit.tallies.all() if tally.name == TAKE and tally.count), None)
        return Pace(
            take_s=tally.total / tally.count if tally else None,
            ahead=max(unfinished - max(waiting, 1), 0),
            hands=alive,
        )


async def _still_signed_in(request: Request) -> bool:
    try:
        await signed_in(request, asks_token=False)
    except Unauthorised:
        return False
    return True
