"""How the OpenAPI document describes an answer: its envelope, and every refusal it may be, each with an example."""

from typing import Any

Answers = dict[int | str, dict[str, Any]]

_REFUSALS: dict[int, str] = {
    400: "Please enter callBackUrl.",
    401: 'You need a valid API key: send it as "Authorization: Bearer <key>".',
    404: "There is nothing at this address and method.",
    405: "Rate limit exceeded: too many tasks of this key are unfinished. Wait until one has ended.",
    413: "prompt: 501 characters are too many; V5 allows 500",
    429: "The current credits are insufficient. Please top up.",
    430: "Your call frequency is too high. Please try again later.",
    455: "The service is under maintenance. Please try again later.",
    500: "Something broke on our side; the server's log tells what.",
}
MEANINGS = {
    400: "Invalid parameters",
    401: "Not authorised",
    404: "Wrong method, path or id",
    405: "Too many unfinished tasks",
    413: "Text too long",
    429: "Not enough credits",
    430: "Calls too frequent",
    455: "Maintenance",
    500: "Server error",
}
_OWN_STATUS = (401, 404, 500)
"""Codes that are always the HTTP status too."""


def object_of(**properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has all of these; there may be more."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def refusal_of(codes: tuple[int, ...]) -> dict[str, Any]:
    """The envelope of a refusal with one of these codes."""
    return object_of(
        code={"type": "integer", "enum": list(codes)},
        msg={"type": "string"},
        data={"type": "null"},
    )


def refusal_example(code: int, msg: str = "") -> dict[str, Any]:
    """A refusal with this code, in this sentence or in a usual one."""
    return {"summary": MEANINGS[code], "value": {"code": code, "msg": msg or _REFUSALS[code], "data": None}}


def answers(
    data: dict[str, Any],
    example: Any,  # noqa: ANN401 - any JSON value
    *refusals: int,
    description: str = "Success",
    too_long: str = "",
) -> Answers:
    """Everything a call may answer.

    Args:
        data: JSON schema of `data` when all is well.
        example: An example of it.
        refusals: The codes it may refuse with, besides 401 and 500.
        description: What 200 stands for.
        too_long: The sentence of this call's own 413.
    """
    well = object_of(
        code={"type": "integer", "const": 200},
        msg={"type": "string"},
        data=data,
    )
    travelling = tuple(code for code in refusals if code not in _OWN_STATUS)
    shown = {"success": {"summary": "Success", "value": {"code": 200, "msg": "success", "data": example}}}
    told_as = {413: too_long}
    shown |= {str(code): refusal_example(code, told_as.get(code, "")) for code in travelling}
    schema = {"oneOf": [well, refusal_of(travelling)]} if travelling else well
    told = description + (
        ". Refusals travel as HTTP 200 too, unless SONGWRIGHT_HTTP_STATUS is mirror" * bool(travelling)
    )
    found: Answers = {
        200: {"description": told, "content": {"application/json": {"schema": schema, "examples": shown}}}
    }
    for code in sorted({401, 500, *refusals}):
        content = {"schema": refusal_of((code,)), "examples": {str(code): refusal_example(code, told_as.get(code, ""))}}
        own = "" if code in _OWN_STATUS else " (as HTTP status with SONGWRIGHT_HTTP_STATUS=mirror)"
        found[code] = {"description": MEANINGS[code] + own, "content": {"application/json": content}}
    return found


def described(description: str, content: dict[str, Any]) -> dict[str, Any]:
    """An answer without an envelope."""
    return {"description": description, "content": content}
