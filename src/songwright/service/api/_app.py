"""The ASGI application: routes, keys, limits and the envelope."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from fastapi import APIRouter, FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi_offline import FastAPIOffline
from prometheus_client import CollectorRegistry

from songwright import __version__
from songwright.service.api._admin import AdminDoor
from songwright.service.api._credit import credit_routes
from songwright.service.api._errors import Faults, Mirror, install
from songwright.service.api._files import FileDoor
from songwright.service.api._lyrics import lyrics_routes
from songwright.service.api._operation import Answers, Census, Operation
from songwright.service.api._requests import put_right
from songwright.service.api._songs import song_routes
from songwright.service.api._tasks import callback_routes, task_routes
from songwright.service.door import Door
from songwright.service.keys import KeyRing
from songwright.service.ports import Clock, ObjectStore, Units
from songwright.service.tasks import Desk, Mailroom


def build_api(
    *,
    desk: Desk,
    units: Units,
    files: ObjectStore,
    clock: Clock,
    base_url: str = "",
    http_status: Mirror = "original",
    stream_wait_s: float = 50.0,
    silent_after: timedelta = timedelta(seconds=30),
    door: Door | None = None,
    engines: Callable[[], str] | None = None,
    rooms: Sequence[APIRouter] = (),
) -> FastAPI:
    """The service's ASGI application over these ports; with a door, the page that signs in there may call it too.

    `engines` looks whether engines on other machines answer, for `/readyz`.

    Further `rooms` must be given here: a route added later would make FastAPI write the document anew.
    """
    api = FastAPIOffline(
        title="Songwright",
        version=__version__,
        summary="Songs from text, made on your own machine.",
        redoc_url=None,
        static_url="/docs-static",
        redirect_slashes=False,
    )
    install(api, http_status)
    api.state.units, api.state.key_ring, api.state.door = units, KeyRing(units, clock), door
    api.state.leaving = lambda: False  # whoever runs the server says when answers without an end must end
    registry = CollectorRegistry()
    registry.register(Census(units, clock, silent_after, desk.crews))

    def origin_of(request: Request) -> str:
        return (base_url or str(request.base_url)).rstrip("/")

    operation = Operation(
        units=units,
        files=files,
        clock=clock,
        silent_after=silent_after,
        registry=registry,
        crews=desk.crews,
        engines=engines,
    )
    own = (
        song_routes(desk, origin_of),
        lyrics_routes(desk, origin_of),
        task_routes(desk, files, origin_of),
        callback_routes(Mailroom(units=units, queue=desk.queue)),
        credit_routes(),
        AdminDoor(units=units, clock=clock).routes(),
        FileDoor(desk=desk, files=files, stream_wait_s=stream_wait_s).routes(),
        operation.routes(),
    )
    for room in (*own, *rooms):
        api.include_router(room)
    routes = [route for room in own for route in room.routes]
    put_right(api.openapi(), routes)  # the document is made here, once, and FastAPI keeps it
    _surround(api, registry)
    return api


def _surround(api: FastAPI, registry: CollectorRegistry) -> None:
    """What stands around every route; the last one added is the outermost."""
    api.add_middleware(Faults)
    api.add_middleware(Answers, registry=registry)
    api.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["*"],
        allow_headers=["*"],
        expose_headers=["Accept-Ranges", "Content-Length", "Content-Range", "Retry-After"],
        max_age=86400,
    )
