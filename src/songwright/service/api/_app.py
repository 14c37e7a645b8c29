"""The ASGI application: routes, keys, limits and the envelope."""

import asyncio
import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from songwright import __version__
from songwright.service.api._errors import Mirror, NotThere, Unauthorised, envelope, install
from songwright.service.api._files import FileDoor
from songwright.service.api._generate import GenerateBody, read_body, read_request
from songwright.service.api._shapes import record_info
from songwright.service.keys import KeyRing
from songwright.service.ports import ApiKey, Clock, ObjectStore, Status, Units
from songwright.service.tasks import Desk, Order
from songwright.song import BadRequest

_BODY_BYTES = 1024 * 1024
_BODY_SCHEMA = {"content": {"application/json": {"schema": GenerateBody.model_json_schema()}}, "required": True}


_BEARER = HTTPBearer(auto_error=False, description="An API key, as `songwright keys create` shows it.")


async def _admitted(
    request: Request, _shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> ApiKey:
    """The key a request carries. Raises Unauthorised."""
    ring: KeyRing = request.app.state.key_ring
    scheme, _, secret = request.headers.get("authorization", "").strip().partition(" ")
    secret = secret.strip()
    if scheme.lower() != "bearer" or not secret.isascii():
        raise Unauthorised
    key = await asyncio.to_thread(ring.find, secret)
    if key is None:
        raise Unauthorised
    return key


Holder = Annotated[ApiKey, Depends(_admitted)]
"""The key of whoever asks."""


def build_api(
    *,
    desk: Desk,
    units: Units,
    files: ObjectStore,
    clock: Clock,
    base_url: str = "",
    http_status: Mirror = "original",
    stream_wait_s: float = 50.0,
) -> FastAPI:
    """The service's ASGI application over these ports."""
    api = FastAPI(title="Songwright", version=__version__, summary="Songs from text, made on your own machine.")
    install(api, http_status)
    api.state.key_ring = KeyRing(units, clock)
    api.include_router(_generate_routes(desk, base_url))
    api.include_router(FileDoor(desk=desk, files=files, stream_wait_s=stream_wait_s).routes())

    @api.get("/healthz", tags=["operation"])
    async def health() -> dict[str, str]:
        """Whether the API runs."""
        return {"status": "ok", "version": __version__}

    api.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["*"],
        allow_headers=["Authorization", "Content-Type", "Range"],
        expose_headers=["Accept-Ranges", "Content-Length", "Content-Range", "Retry-After"],
        max_age=86400,
    )
    return api


def _generate_routes(desk: Desk, base_url: str) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["songs"])

    def origin_of(request: Request) -> str:
        return (base_url or str(request.base_url)).rstrip("/")

    @router.post("/generate", openapi_extra={"requestBody": _BODY_SCHEMA})
    async def generate(request: Request, key: Holder) -> dict[str, Any]:
        """Start a task: two songs. Progress comes by callback, or by asking `record-info`."""
        given, body = read_body(await read_limited(request))
        order = Order(
            request=read_request(body),
            asked=json.dumps(given),
            callback_url=str(body.callBackUrl).strip(),
            origin=origin_of(request),
        )
        return envelope(200, "success", {"taskId": await desk.submit(order, key)})

    @router.get("/generate/record-info")
    async def record(request: Request, key: Holder, taskId: Annotated[str, Query()] = "") -> dict[str, Any]:  # noqa: N803
        """How a task stands; `data` is null for an unknown one."""
        if not taskId.strip():
            raise BadRequest("taskId cannot be null", field="taskId")
        view = await desk.read(taskId.strip(), key)
        shown = record_info(view.task, view.tracks, origin_of(request)) if view else None
        return envelope(200, "success", shown)

    @router.post("/tasks/{task_id}/cancel")
    async def cancel(task_id: str, key: Holder) -> dict[str, Any]:
        """Stop an unfinished task; cancelling it again changes nothing."""
        if not await desk.cancel(task_id, key):
            view = await desk.read(task_id, key)
            if view is None:
                raise NotThere("There is no such task.")
            if view.task.status is not Status.CANCELLED:
                raise BadRequest("The task has ended already and cannot be cancelled.")
        return envelope(200, "success", {"taskId": task_id})

    return router


async def read_limited(request: Request) -> bytes:
    """The body of a request; raises BadRequest as soon as it grows over 1 MiB."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _BODY_BYTES:
            raise BadRequest("The body is larger than 1 MiB.")
    return bytes(body)
