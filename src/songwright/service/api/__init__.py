"""The contract over HTTP: the family's routes, field names, codes and messages. The only place that knows them."""

from songwright.service.api._app import build_api
from songwright.service.api._entrance import (
    SESSION_COOKIE,
    TOKEN_HEADER,
    read_cursor,
    read_limited,
    signed_in,
    write_cursor,
)
from songwright.service.api._errors import NotThere, Unauthorised, envelope
from songwright.service.api._generate import SHORTEST_S, read_object
from songwright.service.api._lyrics_body import LONGEST_PROMPT
from songwright.service.api._models import MODELS, ModelCard
from songwright.service.api._shapes import callback_body, epoch_ms, epoch_ms_or_none, file_address, stream_address
from songwright.service.api._tasks import letter_shown

__all__ = [
    "LONGEST_PROMPT",
    "MODELS",
    "SESSION_COOKIE",
    "SHORTEST_S",
    "TOKEN_HEADER",
    "ModelCard",
    "NotThere",
    "Unauthorised",
    "build_api",
    "callback_body",
    "envelope",
    "epoch_ms",
    "epoch_ms_or_none",
    "file_address",
    "letter_shown",
    "read_cursor",
    "read_limited",
    "read_object",
    "signed_in",
    "stream_address",
    "write_cursor",
]
