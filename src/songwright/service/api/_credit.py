"""What a key has left to spend."""

from typing import Any

from fastapi import APIRouter

from songwright.service.api._documents import CREDIT
from songwright.service.api._entrance import Holder
from songwright.service.api._errors import envelope

UNLIMITED = 999_999_999
"""Balance that is told for a key without one: clients want an integer, and many ask whether it is enough."""
_CREDIT_PATHS = ("/generate/credit", "/get-credits", "/chat/credit", "/account/subscription/remain")
"""The documented path and the spellings other documents of the family have for it."""


def credit_routes() -> APIRouter:
    """What is left to spend."""
    router = APIRouter(prefix="/api/v1", tags=["account"])

    async def credit(key: Holder) -> dict[str, Any]:
        """Credits left; 999999999 where they are not limited."""
        return envelope(200, "success", UNLIMITED if key.credits is None else key.credits)

    for path in _CREDIT_PATHS:
        router.get(path, responses=CREDIT, include_in_schema=path == _CREDIT_PATHS[0])(credit)
    return router
