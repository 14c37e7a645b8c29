"""An Android app in Kotlin (gunmaProgramingAward/myakuRism): data classes in which nothing may be null.

All six addresses of a song, and parentMusicId, param, type and operationType of a task, are non-null; createTime is a
Long; tags is a string that the app splits itself. Unknown fields are skipped by its JSON reader.
"""

import time

import httpx
import msgspec


class SunoData(msgspec.Struct, rename="camel"):
    """A song, as the app's data class has it."""

    id: str
    audio_url: str
    source_audio_url: str
    stream_audio_url: str
    source_stream_audio_url: str
    image_url: str
    source_image_url: str
    prompt: str
    model_name: str
    title: str
    tags: str
    create_time: int
    duration: float

    @property
    def tag_list(self) -> list[str]:
        return [tag.strip() for tag in self.tags.split(",")]


class Songs(msgspec.Struct, rename="camel"):
    """`response` of a finished task."""

    task_id: str
    suno_data: list[SunoData]


class Record(msgspec.Struct, rename="camel"):
    """`data` of the polling answer; `response` is read when the status says that it is there."""

    task_id: str
    parent_music_id: str
    param: str
    status: str
    type: str
    operation_type: str
    create_time: int
    response: msgspec.Raw
    error_code: int | None = None
    error_message: str | None = None


class RecordAnswer(msgspec.Struct):
    """The polling answer."""

    code: int
    msg: str
    data: Record


class Started(msgspec.Struct, rename="camel"):
    """`data` of an accepted request."""

    task_id: str


class StartedAnswer(msgspec.Struct):
    """The answer to a request."""

    code: int
    msg: str
    data: Started | None


class KotlinApp:
    """Submits and polls as the app's repository class does."""

    def __init__(self, base: str, key: str, pause_s: float) -> None:
        self._pause_s = pause_s
        self._http = httpx.Client(base_url=base, headers={"Authorization": f"Bearer {key}"}, trust_env=False)

    def close(self) -> None:
        self._http.close()

    def song_for(self, lyrics: str, style: str, title: str) -> Songs:
        """Two songs in custom mode; raises where the app would crash."""
        request = {
            "customMode": True,
            "instrumental": False,
            "model": "V4_5",
            "prompt": lyrics,
            "style": style,
            "title": title,
            "callBackUrl": "https://example.com/callback",
        }
        answer = self._http.post("/api/v1/generate", json=request)
        started = msgspec.json.decode(answer.content, type=StartedAnswer)
        if started.code != 200 or started.data is None:
            raise RuntimeError(started.msg)
        while True:
            answer = self._http.get("/api/v1/generate/record-info", params={"taskId": started.data.task_id})
            record = msgspec.json.decode(answer.content, type=RecordAnswer).data
            if record.status == "SUCCESS":
                return msgspec.json.decode(record.response, type=Songs)
            if record.status not in {"PENDING", "TEXT_SUCCESS", "FIRST_SUCCESS"}:
                raise RuntimeError(record.error_message)
            time.sleep(self._pause_s)
