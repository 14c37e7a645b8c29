"""A task as clients see it: in the polling answer in camelCase, in callbacks in snake_case, and both in both.

Clients of the family look for either spelling in either place, so each URL, model and task field
is given in both; the first spelling is the documented one.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from fastapi import Request

from songwright.service.api._models import MODELS
from songwright.service.api._statuses import callback_error, poll_error, status_name
from songwright.service.ports import ENDED, LyricSheet, Stage, Status, Task, Track, Work, nobody

SONG, COVER = "song.mp3", "cover.jpg"

_FAILED = ENDED - {Status.COMPLETE}
_MESSAGES = {
    Stage.TEXT: "Text generated successfully.",
    Stage.FIRST: "First track generated successfully.",
    Stage.COMPLETE: "All generated successfully.",
}
_SNAKE = {
    "taskId": "task_id",
    "parentMusicId": "parent_music_id",
    "audioUrl": "audio_url",
    "sourceAudioUrl": "source_audio_url",
    "streamAudioUrl": "stream_audio_url",
    "sourceStreamAudioUrl": "source_stream_audio_url",
    "imageUrl": "image_url",
    "sourceImageUrl": "source_image_url",
    "modelName": "model_name",
    "operationType": "operation_type",
}
"""The fields that are given in both spellings. createTime and duration have one in the whole family."""

Origin = Callable[[Request], str]
"""The base address under which a request's client reaches the service."""


def record_info(task: Task, tracks: tuple[Track, ...], origin: str, *, alone: bool = False) -> dict[str, Any]:
    """`data` of the polling answer of the task's own kind; `alone` says that nobody is there who would begin it."""
    failed = task.fault if task.status in _FAILED else None
    own = _lyrics_record(task) if task.work is Work.LYRICS else _song_record(task, () if failed else tracks, origin)
    begun = tracks or task.sheets or failed
    fields = {
        "taskId": task.id,
        "param": task.asked,
        **own,
        "response": own["response"] if begun else None,
        "status": status_name(task),
        "errorCode": poll_error(failed) if failed else None,
        "errorMessage": failed.message if failed else None,
        "createTime": epoch_ms(task.created_at),
        **({"waitingFor": nobody(task.crew)} if alone else {}),
    }
    return _twice(fields)


def callback_body(task: Task, tracks: tuple[Track, ...], stage: Stage) -> str:
    """Body of a callback, as JSON text."""
    failed = stage is Stage.ERROR and task.fault
    body = {
        "code": callback_error(failed) if failed else 200,
        "msg": failed.message if failed else _MESSAGES.get(stage, ""),
        "data": _callback(task, tracks, stage),
    }
    return json.dumps(body, ensure_ascii=False)


def _callback(task: Task, tracks: tuple[Track, ...], stage: Stage) -> dict[str, Any]:
    """`data` of a callback. The one of lyrics has its task's id in camelCase first, unlike that of songs."""
    made = stage is not Stage.ERROR
    if task.work is Work.LYRICS:
        sheets = [_sheet(sheet) for sheet in task.sheets] if made else None
        return _twice({"callbackType": stage.value, "taskId": task.id, "data": sheets})
    songs = [_snake_first(_track(task, track, task.origin)) for track in tracks] if made else None
    return _snake_first({"callbackType": stage.value, "taskId": task.id, "data": songs})


def _song_record(task: Task, tracks: tuple[Track, ...], origin: str) -> dict[str, Any]:
    """What only the record of a song has."""
    songs = [_twice(_track(task, track, origin)) for track in tracks]
    return {
        "parentMusicId": "",
        "response": _twice({"taskId": task.id, "sunoData": songs}),
        "type": MODELS[task.request.model].internal,
        "operationType": "generate",
    }


def _lyrics_record(task: Task) -> dict[str, Any]:
    """What only the record of lyrics has."""
    sheets = [_sheet(sheet) for sheet in task.sheets]
    return {"response": _twice({"taskId": task.id, "data": sheets}), "type": "LYRICS"}


def _sheet(sheet: LyricSheet) -> dict[str, Any]:
    """One of the lyrics, with the seed that would sing it; a relative's callbacks say error_message."""
    return {
        "text": sheet.text,
        "title": sheet.title,
        "status": "failed" if sheet.withheld else "complete",
        "errorMessage": sheet.withheld,
        "error_message": sheet.withheld,
        "seed": sheet.seed,
    }


def epoch_ms(moment: datetime) -> int:
    """Milliseconds since 1970, as live answers of the family have it."""
    return int(moment.timestamp() * 1000)


def epoch_ms_or_none(moment: datetime | None) -> int | None:
    """The same for what may not have happened."""
    return epoch_ms(moment) if moment else None


def file_address(origin: str, task: Task, take: int, name: str) -> str:
    """Public address of a take's file."""
    return f"{origin}/files/{quote(task.secret)}/{task.id}/{take}-{name}"


def stream_address(origin: str, task: Task, take: int) -> str:
    """Public address that can be played before the song is there."""
    return f"{origin}/stream/{quote(task.secret)}/{task.id}/{take}.mp3"


def _track(task: Task, track: Track, origin: str) -> dict[str, Any]:
    """A track in camelCase. Until it is made it has no audio address and no duration, but a stream to wait at."""
    audio = file_address(origin, task, track.take, SONG) if track.made else ""
    stream = stream_address(origin, task, track.take)
    image = file_address(origin, task, track.take, COVER)
    fields: dict[str, Any] = {
        "id": track.id,
        "audioUrl": audio,
        "sourceAudioUrl": audio or None,
        "streamAudioUrl": stream,
        "sourceStreamAudioUrl": stream,
        "imageUrl": image,
        "sourceImageUrl": image,
        "prompt": track.words,
        "modelName": MODELS[task.request.model].internal,
        "title": track.title,
        "tags": ", ".join(track.tags),
        "createTime": epoch_ms(track.created_at),
        "duration": round(track.duration_s, 2) if track.duration_s is not None else None,
    }
    return fields | _used(task)


def _used(task: Task) -> dict[str, Any]:
    """What the song was really made with: the extras nobody else gives back."""
    if task.plan is None:
        return {}
    brief = task.plan.brief
    return {
        "seed": brief.seed,
        "bpm": round(brief.tempo_bpm, 2),
        "key": str(brief.key),
        "timeSignature": str(brief.meter),
    }


def _spelt(fields: Mapping[str, Any], first: Callable[[str], str], second: Callable[[str], str]) -> dict[str, Any]:
    """The fields in one spelling, followed by the other spelling of those that have two."""
    spelt = {first(name): value for name, value in fields.items()}
    return spelt | {second(name): value for name, value in fields.items() if second(name) not in spelt}


def _twice(fields: Mapping[str, Any]) -> dict[str, Any]:
    return _spelt(fields, lambda name: name, lambda name: _SNAKE.get(name, name))


def _snake_first(fields: Mapping[str, Any]) -> dict[str, Any]:
    return _spelt(fields, lambda name: _SNAKE.get(name, name), lambda name: name)
