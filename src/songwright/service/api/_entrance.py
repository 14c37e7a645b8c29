"""Who may come in, and how much he may carry: keys, bodies and the headers of requests."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from songwright.service.api._errors import Unauthorised
from songwright.service.keys import KeyRing
from songwright.service.ports import ApiKey, Place, Units
from songwright.song import BadRequest

_BODY_BYTES = 1024 * 1024
_BODY_WITHIN_S = 60.0
"""How long a client may take to send its body."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAME = re.compile(r"[\x20-\x7e]{1,255}")
_CURSOR = re.compile(r"([0-9]{1,17})-([0-9a-f-]{1,64})")
_BEARER = HTTPBearer(auto_error=False, description="An API key, as `songwright keys create` shows it.")


def doors(request: Request) -> tuple[KeyRing, Units]:
    """The key ring and the tables this application was built over."""
    return request.app.state.key_ring, request.app.state.units


async def _admitted(
    request: Request, _shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> ApiKey:
    """The key a request carries. Raises Unauthorised."""
    ring, units = doors(request)
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
