"""Errors of the edge, and the one table that turns the error tree into the family's codes."""

import logging
from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from songwright.service.ports import NoCredits, TooFrequent, TooManyUnfinished, UnderMaintenance
from songwright.song import BadRequest, SongwrightError, TooLong

log = logging.getLogger(__name__)


class Unauthorised(SongwrightError):
    """You need a valid API key: send it as "Authorization: Bearer <key>"."""


class NotThere(SongwrightError):
    """There is nothing at this address."""


CODES: tuple[tuple[type[SongwrightError], int], ...] = (
    (TooLong, 413),
    (BadRequest, 400),
    (Unauthorised, 401),
    (NotThere, 404),
    (TooManyUnfinished, 405),
    (NoCredits, 429),
    (TooFrequent, 430),
    (UnderMaintenance, 455),
    (SongwrightError, 500),
)
"""The first class an error belongs to gives its code."""

_ALWAYS_MIRRORED = frozenset({401, 404, 500})
"""Codes whose HTTP status is always the same number."""

Mirror = Literal["original", "mirror"]


def envelope(code: int, msg: str, data: Any = None) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    """The wrapping every answer has."""
    return {"code": code, "msg": msg, "data": data}


def code_of(error: SongwrightError) -> int:
    """The family's code for an error."""
    return next(code for kind, code in CODES if isinstance(error, kind))


def refused(code: int, msg: str, http_status: Mirror) -> JSONResponse:
    """The answer that carries an error."""
    mirrored = http_status == "mirror" or code in _ALWAYS_MIRRORED
    return JSONResponse(envelope(code, msg), status_code=code if mirrored else 200)


def install(api: FastAPI, http_status: Mirror) -> None:
    """Let every error leave as an envelope."""

    @api.exception_handler(SongwrightError)
    async def _known(_request: Request, error: SongwrightError) -> JSONResponse:
        return refused(code_of(error), str(error), http_status)

    @api.exception_handler(RequestValidationError)
    async def _malformed(_request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"][1:] if isinstance(part, str))
        return refused(400, f"{place}: {first['msg']}" if place else str(first["msg"]), http_status)

    @api.exception_handler(StarletteHTTPException)
    async def _routing(_request: Request, error: StarletteHTTPException) -> JSONResponse:
        # The family has one code for a wrong path and a wrong method.
        code = 404 if error.status_code == 405 else error.status_code
        msg = "There is nothing at this address and method." if code == 404 else str(error.detail)
        return refused(code, msg, http_status)

    @api.exception_handler(ClientDisconnect)
    async def _hung_up(request: Request, _error: ClientDisconnect) -> JSONResponse:
        log.info("%s %s: the client hung up", request.method, request.url.path)
        return refused(400, "The body did not come whole.", http_status)


class Faults:
    """The outermost handler: what nobody expected becomes a 500, inside CORS so that browsers can read it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer it when that fails before an answer has begun."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            if scope["type"] != "http" or begun:
                raise
            log.exception("%s %s broke", scope["method"], scope["path"])
            answer = refused(500, "Something broke on our side; the server's log tells what.", "mirror")
            await answer(scope, receive, send)
