"""Signing in and out: who may set the first password, which cookie is handed out, and who may ask for it."""

import asyncio
import ipaddress
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, ValidationError

from songwright.service.api import SESSION_COOKIE, Unauthorised, envelope, read_limited, read_object, signed_in
from songwright.service.door import SESSION_LASTS, Door
from songwright.song import BadRequest

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
"""Headers of proxies: who stands behind one is not known to be on this machine."""


class _Password(BaseModel):
    password: Annotated[str, Field(strict=True)]


class _TwoPasswords(_Password):
    old: Annotated[str, Field(strict=True)]


_Form = TypeVar("_Form", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInDoor:
    """Serves the page before and after somebody has signed in."""

    door: Door
    base_url: str
    """Address under which clients reach the service; "" for as each one called it."""

    def routes(self) -> APIRouter:
        """The routes under /studio that need no session."""
        router = APIRouter(prefix="/studio", include_in_schema=False)
        router.get("/session")(self.stand)
        router.post("/session")(self.sign_in)
        router.delete("/session")(self.sign_out)
        router.post("/password")(self.claim)
        router.put("/password")(self.change)
        return router

    async def stand(self, request: Request) -> JSONResponse:
        """How this browser stands: `open` with its token, `locked`, `new` (no password) or `closed` (none, and far)."""
        try:
            await signed_in(request, asks_token=False)
        except Unauthorised:
            if await asyncio.to_thread(self.door.claimed):
                return _told({"state": "locked"})
            return _told({"state": "new" if is_local(request) else "closed"})
        return self._open(request.cookies[SESSION_COOKIE])

    async def claim(self, request: Request) -> Response:
        """Set the first password; only for somebody who sits at this machine."""
        _from_our_page(request)
        if not is_local(request):
            raise Unauthorised(
                "Set the first password on the machine itself: open the page there, or `songwright password`."
            )
        wanted = _read(_Password, await read_limited(request))
        return self._let_in(request, await asyncio.to_thread(self.door.claim, wanted.password))

    async def sign_in(self, request: Request) -> Response:
        """Sign in with the password."""
        _from_our_page(request)
        given = _read(_Password, await read_limited(request))
        return self._let_in(request, await asyncio.to_thread(self.door.sign_in, given.password, _address(request)))

    async def sign_out(self, request: Request) -> Response:
        """End this browser's session."""
        await signed_in(request)
        await asyncio.to_thread(self.door.sign_out, request.cookies[SESSION_COOKIE])
        answer = _told({"state": "locked"})
        answer.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="strict", secure=self._secure(request))
        return answer

    async def change(self, request: Request) -> Response:
        """Set a new password; every other browser is signed out."""
        await signed_in(request)
        given = _read(_TwoPasswords, await read_limited(request))
        secret = await asyncio.to_thread(self.door.change_password, given.old, given.password, _address(request))
        return self._let_in(request, secret)

    def _let_in(self, request: Request, secret: str) -> Response:
        answer = self._open(secret)
        answer.set_cookie(
            SESSION_COOKIE,
            secret,
            max_age=int(SESSION_LASTS.total_seconds()),
            path="/",
            httponly=True,
            samesite="strict",
            secure=self._secure(request),
        )
        return answer

    def _open(self, secret: str) -> JSONResponse:
        return _told({"state": "open", "token": self.door.token(secret)})

    def _secure(self, request: Request) -> bool:
        return request.url.scheme == "https" or self.base_url.startswith("https:")


def is_local(request: Request) -> bool:
    """Whether somebody at this machine asks, under one of its own names and through no proxy.

    The name matters: a page elsewhere may let its own name point here and ask in its visitor's browser.
    """
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname
        address = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return host in _HERE and (mapped or address).is_loopback


def _from_our_page(request: Request) -> None:
    """Raise Unauthorised for what a page of somebody else's makes a browser send."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    same = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not same or site not in {None, "same-origin", "none"}:
        raise Unauthorised("This did not come from the page itself.")


def _address(request: Request) -> str:
    return (request.client.host if request.client else "")[:64]


def _told(data: dict[str, Any]) -> JSONResponse:
    return JSONResponse(envelope(200, "success", data), headers={"Cache-Control": "no-store"})


def _read(form: type[_Form], raw: bytes) -> _Form:
    """What a body says. Raises BadRequest naming the field."""
    try:
        return form.model_validate(read_object(raw))
    except ValidationError as error:
        first = error.errors()[0]
        raise BadRequest(f"{first['loc'][0]}: {first['msg']}", field=str(first["loc"][0])) from error
