"""Words without music: the family's two calls for lyrics."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from songwright.service.api._documents import LYRICS, LYRICS_BODY, LYRICS_INFO
from songwright.service.api._entrance import Holder, SubmissionName, read_limited
from songwright.service.api._errors import envelope
from songwright.service.api._generate import read_body
from songwright.service.api._lyrics_body import LyricsBody, read_lyrics_request
from songwright.service.api._shapes import Origin, record_info
from songwright.service.ports import Work
from songwright.service.tasks import Desk, Order
from songwright.song import BadRequest


def lyrics_routes(desk: Desk, origin_of: Origin) -> APIRouter:
    """`lyrics` and its `record-info`."""
    router = APIRouter(prefix="/api/v1", tags=["lyrics"])

    @router.post("/lyrics", openapi_extra={"requestBody": LYRICS_BODY}, responses=LYRICS)
    async def lyrics(request: Request, key: Holder, name: SubmissionName) -> dict[str, Any]:
        """Start a task: two lyrics. They come by one callback, or by asking `record-info`."""
        given, body = read_body(await read_limited(request), LyricsBody)
        order = Order(
            request=read_lyrics_request(body),
            asked=json.dumps(given),
            callback_url=str(body.callBackUrl).strip(),
            origin=origin_of(request),
            work=Work.LYRICS,
            idempotency_key=name,
        )
        return envelope(200, "success", {"taskId": await desk.submit(order, key)})

    @router.get("/lyrics/record-info", responses=LYRICS_INFO)
    async def record(request: Request, key: Holder, taskId: Annotated[str, Query()] = "") -> dict[str, Any]:  # noqa: N803
        """How a task of lyrics stands; `data` is null for an unknown one and for one of songs."""
        if not taskId.strip():
            raise BadRequest("taskId cannot be null", field="taskId")
        view = await desk.read(taskId.strip(), key, Work.LYRICS)
        shown = record_info(view.task, view.tracks, origin_of(request), alone=view.unattended) if view else None
        return envelope(200, "success", shown)

    return router
