"""What the OpenAPI document says of each answer: its shape, an example, and every refusal it may be."""

from typing import Any

from songwright.service.api._requests import song_body
from songwright.service.api._shapes import STATUSES

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
_MEANINGS = {
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


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has all of these; there may be more."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def _refusal(codes: tuple[int, ...]) -> dict[str, Any]:
    return _object(
        code={"type": "integer", "enum": list(codes)},
        msg={"type": "string"},
        data={"type": "null"},
    )


def _example(code: int) -> dict[str, Any]:
    return {"summary": _MEANINGS[code], "value": {"code": code, "msg": _REFUSALS[code], "data": None}}


def answers(data: dict[str, Any], example: Any, *refusals: int, description: str = "Success") -> Answers:  # noqa: ANN401
    """Everything a call may answer.

    Args:
        data: JSON schema of `data` when all is well.
        example: An example of it.
        refusals: The codes it may refuse with, besides 401 and 500.
        description: What 200 stands for.
    """
    well = _object(
        code={"type": "integer", "const": 200},
        msg={"type": "string"},
        data=data,
    )
    travelling = tuple(code for code in refusals if code not in _OWN_STATUS)
    shown = {"success": {"summary": "Success", "value": {"code": 200, "msg": "success", "data": example}}}
    shown |= {str(code): _example(code) for code in travelling}
    schema = {"oneOf": [well, _refusal(travelling)]} if travelling else well
    told = description + (
        ". Refusals travel as HTTP 200 too, unless SONGWRIGHT_HTTP_STATUS is mirror" * bool(travelling)
    )
    found: Answers = {
        200: {"description": told, "content": {"application/json": {"schema": schema, "examples": shown}}}
    }
    for code in sorted({401, 500, *refusals}):
        content = {"schema": _refusal((code,)), "examples": {str(code): _example(code)}}
        own = "" if code in _OWN_STATUS else " (as HTTP status with SONGWRIGHT_HTTP_STATUS=mirror)"
        found[code] = {"description": _MEANINGS[code] + own, "content": {"application/json": content}}
    return found


def _json(content: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": content}


def _plain(description: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": content}


_STRING, _INTEGER = {"type": "string"}, {"type": "integer"}
_MOMENT = {"type": "integer", "description": "Milliseconds since 1970."}
_MAYBE_STRING = {"type": ["string", "null"]}
_MAYBE_MOMENT = {"type": ["integer", "null"], "description": "Milliseconds since 1970."}
_TASK_ID = "5c79be8e5c79be8e5c79be8e5c79be8e"
_TRACK_ID = "0e8a6c3b-7d55-5a1e-9d3f-2f6d1c9b7a10"
_ADDRESS = f"https://songs.example/files/hf83Kd02/{_TASK_ID}/0-"

_TRACK = _object(
    id=_STRING,
    audioUrl=_STRING,
    sourceAudioUrl=_MAYBE_STRING,
    streamAudioUrl=_STRING,
    sourceStreamAudioUrl=_STRING,
    imageUrl=_STRING,
    sourceImageUrl=_STRING,
    prompt=_STRING,
    modelName=_STRING,
    title=_STRING,
    tags=_STRING,
    createTime=_MOMENT,
    duration={"type": ["number", "null"]},
)
_TASK = _object(
    taskId=_STRING,
    parentMusicId=_STRING,
    param={"type": "string", "description": "The request as JSON text."},
    response={
        "oneOf": [
            {"type": "null"},
            _object(taskId=_STRING, sunoData={"type": "array", "items": _TRACK}),
        ]
    },
    status={"type": "string", "enum": list(STATUSES)},
    type=_STRING,
    operationType=_STRING,
    errorCode={"type": ["integer", "null"]},
    errorMessage=_MAYBE_STRING,
    createTime=_MOMENT,
)
_TRACK_EXAMPLE = {
    "id": _TRACK_ID,
    "audioUrl": _ADDRESS + "song.mp3",
    "sourceAudioUrl": _ADDRESS + "song.mp3",
    "streamAudioUrl": f"https://songs.example/stream/hf83Kd02/{_TASK_ID}/0.mp3",
    "sourceStreamAudioUrl": f"https://songs.example/stream/hf83Kd02/{_TASK_ID}/0.mp3",
    "imageUrl": _ADDRESS + "cover.jpg",
    "sourceImageUrl": _ADDRESS + "cover.jpg",
    "prompt": "[Verse]\nRain on the window",
    "modelName": "chirp-crow",
    "title": "Rain on the Window",
    "tags": "lo-fi, soft",
    "createTime": 1772624679694,
    "duration": 154.68,
    "seed": 7,
    "bpm": 78,
    "key": "A minor",
    "timeSignature": "4/4",
}
_TASK_EXAMPLE = {
    "taskId": _TASK_ID,
    "parentMusicId": "",
    "param": '{"prompt": "rain", "customMode": false}',
    "response": {"taskId": _TASK_ID, "sunoData": [_TRACK_EXAMPLE]},
    "status": "SUCCESS",
    "type": "chirp-crow",
    "operationType": "generate",
    "errorCode": None,
    "errorMessage": None,
    "createTime": 1772624550000,
}
_CALLBACK = _object(
    id=_STRING,
    taskId=_STRING,
    callbackType={"type": "string", "enum": ["text", "first", "complete", "error"]},
    url=_STRING,
    createTime=_MOMENT,
    settledTime=_MAYBE_MOMENT,
    delivered={"type": "boolean"},
    deliveries={
        "type": "array",
        "items": _object(
            attempt=_INTEGER,
            time=_MOMENT,
            status={"type": ["integer", "null"]},
            answer=_STRING,
        ),
    },
)
_CALLBACK_EXAMPLE = {
    "id": "4f0b1c3e-1111-5222-8333-444455556666",
    "taskId": _TASK_ID,
    "callbackType": "complete",
    "url": "https://example.com/callback",
    "createTime": 1772624680000,
    "settledTime": 1772624681000,
    "delivered": True,
    "deliveries": [{"attempt": 1, "time": 1772624681000, "status": 200, "answer": "ok"}],
}
_COUNT = {"type": ["integer", "null"]}
_KEY = _object(
    id=_STRING,
    name=_STRING,
    prefix=_STRING,
    admin={"type": "boolean"},
    credits=_COUNT,
    requestsPer10s=_COUNT,
    unfinishedTasks=_COUNT,
    createTime=_MOMENT,
    lastUsedTime=_MAYBE_MOMENT,
    revokedTime=_MAYBE_MOMENT,
)
_KEY_EXAMPLE = {
    "id": "9d1c" * 8,
    "name": "phone",
    "prefix": "sw_Ab3dEf7h",
    "admin": False,
    "credits": 1200,
    "requestsPer10s": None,
    "unfinishedTasks": None,
    "createTime": 1772624550000,
    "lastUsedTime": None,
    "revokedTime": None,
}
_TOLD = {"key": _STRING}
_SECRET = {"key": "sw_Ab3dEf7h…"}


def _with_secret() -> dict[str, Any]:
    return _KEY | {"properties": _KEY["properties"] | _TOLD, "required": [*_KEY["required"], "key"]}


def _paged(name: str, one: dict[str, Any]) -> dict[str, Any]:
    schemas: dict[str, dict[str, Any]] = {name: {"type": "array", "items": one}, "nextCursor": _MAYBE_STRING}
    return _object(**schemas)


_IDS = _object(id=_STRING, taskId=_STRING)

BODY = song_body()
GENERATE = answers(_object(taskId=_STRING), {"taskId": _TASK_ID}, 400, 405, 413, 429, 430, 455)
RECORD_INFO = answers({"oneOf": [{"type": "null"}, _TASK]}, _TASK_EXAMPLE, 400)
LIST = answers(_paged("tasks", _TASK), {"tasks": [_TASK_EXAMPLE], "nextCursor": None}, 400)
CANCEL = answers(_object(taskId=_STRING), {"taskId": _TASK_ID}, 400, 404)
REMOVE = answers(_IDS, {"id": _TRACK_ID, "taskId": _TASK_ID}, 400, 404)
CALLBACKS = answers(_paged("callbacks", _CALLBACK), {"callbacks": [_CALLBACK_EXAMPLE], "nextCursor": None}, 400)
REDELIVER = answers(_IDS, {"id": _CALLBACK_EXAMPLE["id"], "taskId": _TASK_ID}, 400, 404)
CREDIT = answers(_INTEGER, 988)
KEYS = answers(_object(keys={"type": "array", "items": _KEY}), {"keys": [_KEY_EXAMPLE]})
KEY = answers(_KEY, _KEY_EXAMPLE, 400, 404)
OLD_KEY = answers(_KEY, _KEY_EXAMPLE, 404)
NEW_KEY = answers(_with_secret(), _KEY_EXAMPLE | _SECRET, 400)
RESET_KEY = answers(_with_secret(), _KEY_EXAMPLE | _SECRET, 400, 404)
MAINTENANCE = answers(_object(on={"type": "boolean"}), {"on": True})
MAINTENANCE_SWITCH = answers(_object(on={"type": "boolean"}), {"on": True}, 400)

_STATE = _object(status=_STRING, checks={"type": "object"})
HEALTH: Answers = {
    200: _plain(
        "It runs",
        {
            "application/json": {
                "schema": _object(status=_STRING, version=_STRING),
                "example": {"status": "ok", "version": "0.1.0"},
            }
        },
    )
}
READY: Answers = {
    200: _plain(
        "Songs can be made",
        {
            "application/json": {
                "schema": _STATE,
                "example": {"status": "ready", "checks": {"database": "ok", "files": "ok", "workers": "ok"}},
            }
        },
    ),
    503: _plain(
        "Songs can't be made now",
        {
            "application/json": {
                "schema": _STATE,
                "example": {
                    "status": "not ready",
                    "checks": {"database": "ok", "files": "ok", "workers": "no worker is alive"},
                },
            }
        },
    ),
}
_BROKEN = _plain(_MEANINGS[500], _json({"schema": _refusal((500,)), "examples": {"500": _example(500)}}))
METRICS: Answers = {
    200: _plain("Counts", {"text/plain": {"schema": _STRING, "example": "songwright_queue_depth 3.0\n"}}),
    500: _BROKEN,
}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_SONG_PARTS: dict[str, dict[str, Any]] = {
    "audio/mpeg": _BYTES,
    "audio/midi": _BYTES,
    "image/jpeg": _BYTES,
    "text/plain": {"schema": _STRING, "example": "[00:12.40]Rain on the window"},
    "application/json": {"schema": {}, "example": {"title": "Rain on the Window", "seed": 7}},
    "application/octet-stream": _BYTES,
}
_NOT_THERE = {"application/json": {"schema": _refusal((404,)), "examples": {"404": _example(404)}}}
_GONE_EXAMPLE = {"code": 410, "msg": "This file has outlived its time and was removed.", "data": None}
_GONE = {"application/json": {"schema": _refusal((410,)), "example": _GONE_EXAMPLE}}
FILE: Answers = {
    200: _plain("The file", _SONG_PARTS),
    206: _plain("The part that was asked for", dict.fromkeys(_SONG_PARTS, _BYTES)),
    304: {"description": "It has not changed"},
    404: _plain("There is no such file, or it is not made yet", _NOT_THERE),
    410: _plain("Its time is over", _GONE),
    416: {"description": "There is no such part"},
    500: _BROKEN,
}
STREAM: Answers = FILE | {
    200: _plain("The song", {"audio/mpeg": _BYTES}),
    307: {"description": "Not made yet: come again at this address"},
}
