"""Making songs: the family's own two calls."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from songwright.service.api._documents import BODY, GENERATE, RECORD_INFO
from songwright.service.api._entrance import Holder, SubmissionName, read_limited
from songwright.service.api._errors import envelope
from songwright.service.api._generate import GenerateBody, read_body, read_request
from songwright.service.api._shapes import Origin, record_info
from songwright.service.ports import Work
from songwright.service.tasks import Desk, Order
from songwright.song import BadRequest


def song_routes(desk: Desk, origin_of: Origin) -> APIRouter:
    """`generate` and `record-info`."""
    router = APIRouter(prefix="/api/v1", tags=["songs"])

    @router.post("/generate", openapi_extra={"requestBody": BODY}, responses=GENERATE)
    async def generate(request: Request, key: Holder, name: SubmissionName) -> dict[str, Any]:
        """Start a task: two songs. Progress comes by callback, or by asking `record-info`."""
        given, body = read_body(await read_limited(request), GenerateBody)
        order = Order(
            request=read_request(body),
            asked=json.dumps(given),
            callback_url=str(body.callBackUrl).strip(),
            origin=origin_of(request),
            idempotency_key=name,
        )
        return envelope(200, "success", {"taskId": await desk.submit(order, key)})

    @router.get("/generate/record-info", responses=RECORD_INFO)
    async def record(request: Request, key: Holder, taskId: Annotated[str, Query()] = "") -> dict[str, Any]:  # noqa: N803
        """How a song's task stands; `data` is null for an unknown one and for one of lyrics."""
        if not taskId.strip():
            raise BadRequest("taskId cannot be null", field="taskId")
        view = await desk.read(taskId.strip(), key, Work.SONG)
        shown = record_info(view.task, view.tracks, origin_of(request), alone=view.unattended) if view else None
        return envelope(200, "success", shown)

    return router
