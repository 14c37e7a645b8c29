"""What the OpenAPI document says of each answer: its shape, an example, and every refusal it may be."""

from typing import Any

from songwright.service.api._answers import (
    MEANINGS,
    Answers,
    answers,
    described,
    object_of,
    refusal_example,
    refusal_of,
)
from songwright.service.api._requests import lyrics_body, song_body
from songwright.service.api._statuses import STATUSES_OF
from songwright.service.ports import Work

_STRING, _INTEGER = {"type": "string"}, {"type": "integer"}
_MOMENT = {"type": "integer", "description": "Milliseconds since 1970."}
_MAYBE_STRING = {"type": ["string", "null"]}
_MAYBE_MOMENT = {"type": ["integer", "null"], "description": "Milliseconds since 1970."}
_TASK_ID = "5c79be8e5c79be8e5c79be8e5c79be8e"
_TRACK_ID = "0e8a6c3b-7d55-5a1e-9d3f-2f6d1c9b7a10"
_ADDRESS = f"https://songs.example/files/hf83Kd02/{_TASK_ID}/0-"

_TRACK = object_of(
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
_TASK = object_of(
    taskId=_STRING,
    parentMusicId=_STRING,
    param={"type": "string", "description": "The request as JSON text."},
    response={
        "oneOf": [
            {"type": "null"},
            object_of(taskId=_STRING, sunoData={"type": "array", "items": _TRACK}),
        ]
    },
    status={"type": "string", "enum": list(STATUSES_OF[Work.SONG])},
    type=_STRING,
    operationType=_STRING,
    errorCode={"type": ["integer", "null"]},
    errorMessage=_MAYBE_STRING,
    createTime=_MOMENT,
)
_WAITING = {
    "waitingFor": {"type": "string", "description": "There while nobody is alive who would begin it: who is missing."}
}
_TASK["properties"] |= _WAITING
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
_LYRIC = object_of(
    text=_STRING,
    title=_STRING,
    status={"type": "string", "enum": ["complete", "failed"]},
    errorMessage={"type": "string", "description": "Why it is withheld; empty for a complete one."},
    seed={"type": "integer", "description": "V5 sings these words to the same prompt with this seed."},
)
_LYRICS = object_of(
    taskId=_STRING,
    param={"type": "string", "description": "The request as JSON text."},
    response={
        "oneOf": [
            {"type": "null"},
            object_of(taskId=_STRING, data={"type": "array", "items": _LYRIC}),
        ]
    },
    status={"type": "string", "enum": list(STATUSES_OF[Work.LYRICS])},
    type={"type": "string", "const": "LYRICS"},
    errorCode={"type": ["integer", "null"]},
    errorMessage=_MAYBE_STRING,
    createTime=_MOMENT,
)
_LYRICS["properties"] |= _WAITING
_LYRICS_EXAMPLE = {
    "taskId": "8b0f11dc" * 4,
    "param": '{"prompt": "A nostalgic song about growing up in a small town"}',
    "response": {
        "taskId": "8b0f11dc" * 4,
        "data": [
            {
                "text": "[Verse]\nThe swing is still there turning",
                "title": "The Swing Is Still There",
                "status": "complete",
                "errorMessage": "",
                "seed": 7,
            }
        ],
    },
    "status": "SUCCESS",
    "type": "LYRICS",
    "errorCode": None,
    "errorMessage": None,
    "createTime": 1772624550000,
}
_CALLBACK = object_of(
    id=_STRING,
    taskId=_STRING,
    callbackType={"type": "string", "enum": ["text", "first", "complete", "error"]},
    url=_STRING,
    createTime=_MOMENT,
    settledTime=_MAYBE_MOMENT,
    delivered={"type": "boolean"},
    deliveries={
        "type": "array",
        "items": object_of(
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
_KEY = object_of(
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
    return object_of(**schemas)


_IDS = object_of(id=_STRING, taskId=_STRING)

BODY = song_body()
GENERATE = answers(object_of(taskId=_STRING), {"taskId": _TASK_ID}, 400, 405, 413, 429, 430, 455)
LYRICS_BODY = lyrics_body()
LYRICS = answers(
    object_of(taskId=_STRING),
    {"taskId": _LYRICS_EXAMPLE["taskId"]},
    *(400, 405, 413, 429, 430, 455),
    too_long="prompt: 201 characters are too many; lyrics allow 200",
)
LYRICS_INFO = answers({"oneOf": [{"type": "null"}, _LYRICS]}, _LYRICS_EXAMPLE, 400)
RECORD_INFO = answers({"oneOf": [{"type": "null"}, _TASK]}, _TASK_EXAMPLE, 400)
LIST = answers(
    _paged("tasks", {"oneOf": [_TASK, _LYRICS]}), {"tasks": [_LYRICS_EXAMPLE, _TASK_EXAMPLE], "nextCursor": None}, 400
)
CANCEL = answers(object_of(taskId=_STRING), {"taskId": _TASK_ID}, 400, 404)
REMOVE = answers(_IDS, {"id": _TRACK_ID, "taskId": _TASK_ID}, 400, 404)
CHANGE = answers(
    object_of(id=_STRING, taskId=_STRING, title=_STRING, kept={"type": "boolean"}, binnedTime=_MAYBE_MOMENT),
    {"id": _TRACK_ID, "taskId": _TASK_ID, "title": "Harbour Light", "kept": True, "binnedTime": None},
    400,
    404,
)
CALLBACKS = answers(_paged("callbacks", _CALLBACK), {"callbacks": [_CALLBACK_EXAMPLE], "nextCursor": None}, 400)
REDELIVER = answers(_IDS, {"id": _CALLBACK_EXAMPLE["id"], "taskId": _TASK_ID}, 400, 404)
CREDIT = answers(_INTEGER, 988)
KEYS = answers(object_of(keys={"type": "array", "items": _KEY}), {"keys": [_KEY_EXAMPLE]})
KEY = answers(_KEY, _KEY_EXAMPLE, 400, 404)
OLD_KEY = answers(_KEY, _KEY_EXAMPLE, 404)
NEW_KEY = answers(_with_secret(), _KEY_EXAMPLE | _SECRET, 400)
RESET_KEY = answers(_with_secret(), _KEY_EXAMPLE | _SECRET, 400, 404)
MAINTENANCE = answers(object_of(on={"type": "boolean"}), {"on": True})
MAINTENANCE_SWITCH = answers(object_of(on={"type": "boolean"}), {"on": True}, 400)

_STATE = object_of(status=_STRING, checks={"type": "object"})
HEALTH: Answers = {
    200: described(
        "It runs",
        {
            "application/json": {
                "schema": object_of(status=_STRING, version=_STRING),
                "example": {"status": "ok", "version": "0.1.0"},
            }
        },
    )
}
READY: Answers = {
    200: described(
        "Songs can be made",
        {
            "application/json": {
                "schema": _STATE,
                "example": {"status": "ready", "checks": {"database": "ok", "files": "ok", "workers": "ok"}},
            }
        },
    ),
    503: described(
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
_BROKEN = described(
    MEANINGS[500], {"application/json": {"schema": refusal_of((500,)), "examples": {"500": refusal_example(500)}}}
)
_COUNTED = 'songwright_queue_depth{work="generate"} 3.0\n'
METRICS: Answers = {
    200: described("Counts", {"text/plain": {"schema": _STRING, "example": _COUNTED}}),
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
_NOT_THERE = {"application/json": {"schema": refusal_of((404,)), "examples": {"404": refusal_example(404)}}}
_GONE_EXAMPLE = {"code": 410, "msg": "This file has outlived its time and was removed.", "data": None}
_GONE = {"application/json": {"schema": refusal_of((410,)), "example": _GONE_EXAMPLE}}
FILE: Answers = {
    200: described("The file", _SONG_PARTS),
    206: described("The part that was asked for", dict.fromkeys(_SONG_PARTS, _BYTES)),
    304: {"description": "It has not changed"},
    404: described("There is no such file, or it is not made yet", _NOT_THERE),
    410: described("Its time is over", _GONE),
    416: {"description": "There is no such part"},
    500: _BROKEN,
}
STREAM: Answers = FILE | {
    200: described("The song", {"audio/mpeg": _BYTES}),
    307: {"description": "Not made yet: come again at this address"},
}
