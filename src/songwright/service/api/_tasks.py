"""Beyond the family: a key's tasks and callbacks listed, cancelled, removed and sent again."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from songwright.service.api._documents import CALLBACKS, CANCEL, CHANGE, LIST, REDELIVER, REMOVE
from songwright.service.api._entrance import Holder, read_cursor, read_limited, write_cursor
from songwright.service.api._errors import NotThere, envelope
from songwright.service.api._shapes import Origin, epoch_ms, epoch_ms_or_none, record_info
from songwright.service.api._statuses import read_statuses
from songwright.service.api._track_body import TRACK_BODY, read_track_change, track_shown
from songwright.service.ports import ObjectStore, Place, Status
from songwright.service.tasks import Desk, Letter, Mailroom
from songwright.song import BadRequest

Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.")]
Cursor = Annotated[str, Query(description="`nextCursor` of the page before.")]


def task_routes(desk: Desk, files: ObjectStore, origin_of: Origin) -> APIRouter:
    """Tasks and tracks."""
    router = APIRouter(prefix="/api/v1", tags=["tasks"])

    @router.get("/tasks", responses=LIST)
    async def tasks(
        request: Request, key: Holder, status: str = "", limit: Limit = 20, cursor: Cursor = ""
    ) -> dict[str, Any]:
        """Your tasks, newest first, songs and lyrics; `status` takes one or several statuses, comma separated."""
        after, standings = read_cursor(cursor), read_statuses(status)
        # One more than asked for tells whether there is another page.
        views = (
            ()
            if standings == frozenset()
            else await desk.page(key.id, standings=standings or frozenset(), after=after, limit=limit + 1)
        )
        shown = [
            record_info(view.task, view.tracks, origin_of(request), alone=view.unattended) for view in views[:limit]
        ]
        more = len(views) > limit
        last = Place(at=views[limit - 1].task.created_at, id=views[limit - 1].task.id) if more else None
        return envelope(200, "success", {"tasks": shown, "nextCursor": write_cursor(last) if last else None})

    @router.post("/tasks/{task_id}/cancel", responses=CANCEL)
    async def cancel(task_id: str, key: Holder) -> dict[str, Any]:
        """Stop an unfinished task and give its credits back; cancelling it again changes nothing."""
        if not await desk.cancel(task_id, key):
            view = await desk.read(task_id, key)
            if view is None:
                raise NotThere("There is no such task.")
            if view.task.status is not Status.CANCELLED:
                raise BadRequest("The task has ended already and cannot be cancelled.")
        return envelope(200, "success", {"taskId": task_id})

    _add_track_calls(router, desk, files)
    return router


def _add_track_calls(router: APIRouter, desk: Desk, files: ObjectStore) -> None:
    """What can be done to a finished track."""

    @router.delete("/tracks/{track_id}", responses=REMOVE)
    async def remove(track_id: str, key: Holder) -> dict[str, Any]:
        """Remove a finished track's files; its addresses answer 410 from now on and its record stays."""
        track = await desk.remove(track_id, key, files)
        if track is None:
            raise NotThere("There is no such track.")
        return envelope(200, "success", {"id": track.id, "taskId": track.task_id})

    @router.patch("/tracks/{track_id}", openapi_extra={"requestBody": TRACK_BODY}, responses=CHANGE)
    async def change(request: Request, track_id: str, key: Holder) -> dict[str, Any]:
        """Rename a finished track, keep its files beyond their time, throw it away for a day or take it back."""
        track = await desk.change_track(track_id, key, read_track_change(await read_limited(request)))
        if track is None:
            raise NotThere("There is no such track.")
        return envelope(200, "success", track_shown(track))


def callback_routes(mailroom: Mailroom) -> APIRouter:
    """Callbacks and their attempts."""
    router = APIRouter(prefix="/api/v1", tags=["callbacks"])

    @router.get("/callbacks", responses=CALLBACKS)
    async def callbacks(
        key: Holder,
        taskId: Annotated[str, Query(description="Only those of this task.")] = "",  # noqa: N803
        limit: Limit = 20,
        cursor: Cursor = "",
    ) -> dict[str, Any]:
        """Callbacks owed to your tasks, newest first, each with its attempts and what was answered."""
        letters = await mailroom.page(key, task_id=taskId or None, after=read_cursor(cursor), limit=limit + 1)
        more = len(letters) > limit
        last = Place(at=letters[limit - 1].event.created_at, id=letters[limit - 1].event.id) if more else None
        shown = [letter_shown(letter) for letter in letters[:limit]]
        return envelope(200, "success", {"callbacks": shown, "nextCursor": write_cursor(last) if last else None})

    @router.post("/callbacks/{callback_id}/redeliver", responses=REDELIVER)
    async def redeliver(callback_id: str, key: Holder) -> dict[str, Any]:
        """Send a callback again, with its own body and id; 400 while it is still being tried."""
        event = await mailroom.again(callback_id, key)
        if event is None:
            raise NotThere("There is no such callback.")
        return envelope(200, "success", {"id": event.id, "taskId": event.task_id})

    return router


def letter_shown(letter: Letter) -> dict[str, Any]:
    """A callback and its attempts as clients see them."""
    event = letter.event
    return {
        "id": event.id,
        "taskId": event.task_id,
        "callbackType": event.stage.value,
        "url": event.url,
        "createTime": epoch_ms(event.created_at),
        "settledTime": epoch_ms_or_none(event.settled_at),
        "delivered": event.delivered,
        "deliveries": [
            {
                "attempt": delivery.attempt,
                "time": epoch_ms(delivery.tried_at),
                "status": delivery.status,
                "answer": delivery.answer,
            }
            for delivery in letter.deliveries
        ],
    }
