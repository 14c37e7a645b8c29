"""Who may come in, and how much he may carry: keys, bodies and the headers of requests."""

import asyncio
import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from songwright.service.api._errors import Unauthorised
from songwright.service.keys import KeyRing
from songwright.service.ports import ApiKey, Place, Units
from songwright.song import BadRequest

if TYPE_CHECKING:
    from songwright.service.door import Door

_BODY_BYTES = 1024 * 1024
_BODY_WITHIN_S = 60.0
"""How long a client may take to send its body."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAME = re.compile(r"[\x20-\x7e]{1,255}")
_CURSOR = re.compile(r"([0-9]{1,17})-([0-9a-f-]{1,64})")
SESSION_COOKIE = "songwright_session"
TOKEN_HEADER = "X-Songwright-Token"  # noqa: S105 - a header's name
"""What the page of a session sends with each request; a page of somebody else's does not know it."""
_BEARER = HTTPBearer(auto_error=False, description="An API key, as `songwright keys create` shows it.")


def doors(request: Request) -> tuple[KeyRing, Units]:
    """The key ring and the tables this application was built over."""
    return request.app.state.key_ring, request.app.state.units


async def _admitted(
    request: Request, _shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> ApiKey:
    """The key a request carries, or that of the page whose session it belongs to. Raises Unauthorised."""
    ring, units = doors(request)
    if "authorization" not in request.headers and SESSION_COOKIE in request.cookies:
        return await signed_in(request)
    scheme, _, secret = request.headers.get("authorization", "").strip().partition(" ")
    secret = secret.strip()
    if scheme.lower() != "bearer" or not (secret.isascii() and secret.isprintable()):
        raise Unauthorised
    key = ring.find(secret) if units.near else await asyncio.to_thread(ring.find, secret)
    if key is None:
        raise Unauthorised
    if ring.stale(key):
        await asyncio.to_thread(ring.touch, key)
    return key


async def signed_in(request: Request, *, asks_token: bool = True) -> ApiKey:
    """The page's key, for a request of a browser that has signed in. Raises Unauthorised.

    Without `asks_token` the cookie is enough: for what only reads and is asked for by a browser itself.
    """
    door: Door | None = request.app.state.door
    secret = request.cookies.get(SESSION_COOKIE, "")
    key = await asyncio.to_thread(door.find, secret) if door and secret.isascii() else None
    if door is None or key is None:
        raise Unauthorised("Please sign in.")
    shown = request.headers.get(TOKEN_HEADER, "")
    if asks_token and not hmac.compare_digest(shown.encode(), door.token(secret).encode()):
        raise Unauthorised(f"This did not come from the page itself: {TOKEN_HEADER} is missing or wrong.")
    return key


Holder = Annotated[ApiKey, Depends(_admitted)]
"""The key of whoever asks."""


async def _administers(key: Holder) -> ApiKey:
    """The key, if it may administer. Raises Unauthorised."""
    if not key.admin:
        raise Unauthorised("This needs an admin's key: `songwright keys create --admin NAME` makes one.")
    return key


Admin = Annotated[ApiKey, Depends(_administers)]
"""The key of an admin."""


async def _idempotency_key(
    name: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="Your name of this submission, 1 to 255 printable ASCII characters. Sent again with the "
            "same body it starts nothing new and answers the same task.",
        ),
    ] = None,
) -> str | None:
    if name is not None and not _NAME.fullmatch(name):
        raise BadRequest("Idempotency-Key: must have 1 to 255 printable ASCII characters", field="Idempotency-Key")
    return name


SubmissionName = Annotated[str | None, Depends(_idempotency_key)]
"""The client's own name of what it submits."""


async def read_limited(request: Request) -> bytes:
    """The body of a request; raises BadRequest as soon as it grows over 1 MiB or when it comes too slowly."""
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_WITHIN_S):
            async for chunk in request.stream():
                body += chunk
                if len(body) > _BODY_BYTES:
                    raise BadRequest("The body is larger than 1 MiB.")
    except TimeoutError as error:
        raise BadRequest(f"The body did not come within {_BODY_WITHIN_S:g} s.") from error
    return bytes(body)


def read_cursor(text: str) -> Place | None:
    """The place a page begins after. Raises BadRequest for what is no cursor of ours."""
    if not text:
        return None
    found = _CURSOR.fullmatch(text)
    if not found:
        raise BadRequest("cursor: use the nextCursor of the page before, unchanged", field="cursor")
    return Place(at=_EPOCH + timedelta(microseconds=int(found[1])), id=found[2])


def write_cursor(place: Place) -> str:
    """The place as clients carry it."""
    return f"{(place.at - _EPOCH) // timedelta(microseconds=1)}-{place.id}"
