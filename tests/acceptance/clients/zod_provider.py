"""A provider package in TypeScript with zod schemas (for kie): every type is checked, nothing is coerced.

Statuses are an enumeration, sunoData has its fields or null where live answers had null, createTime is an integer,
the credit call may answer with a fraction. Fields that no schema names are dropped, as zod objects do.
"""

import time
from typing import Annotated, Any, Literal

import httpx
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, TypeAdapter
from pydantic.alias_generators import to_camel


class Schema(BaseModel):
    """A zod object: strict types, other keys stripped."""

    model_config = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel)


class Song(Schema):
    """An element of sunoData."""

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
    audio_url: HttpUrl | Literal[""]
    source_audio_url: HttpUrl | None
    stream_audio_url: HttpUrl
    source_stream_audio_url: HttpUrl
    image_url: HttpUrl
    source_image_url: HttpUrl
    prompt: str
    model_name: str
    title: str
    tags: str
    create_time: int
    duration: float | None


class Songs(Schema):
    """`response`."""

    task_id: str
    suno_data: list[Song]


class Record(Schema):
    """`data` of record-info."""

    task_id: str
    parent_music_id: str
    param: str
    response: Songs | None
    status: Literal[
        "PENDING",
        "TEXT_SUCCESS",
        "FIRST_SUCCESS",
        "SUCCESS",
        "CREATE_TASK_FAILED",
        "GENERATE_AUDIO_FAILED",
        "CALLBACK_EXCEPTION",
        "SENSITIVE_WORD_ERROR",
    ]
    type: str
    operation_type: Literal["generate", "extend", "upload_cover", "upload_extend"]
    error_code: int | None
    error_message: str | None
    create_time: int


class Lyric(Schema):
    """An element of `response.data`."""

    text: str
    title: str
    status: Literal["complete", "failed"]
    error_message: str


class Lyrics(Schema):
    """`response` of lyrics."""

    task_id: str
    data: list[Lyric]


class LyricsRecord(Schema):
    """`data` of the record-info of lyrics."""

    task_id: str
    param: str
    response: Lyrics | None
    status: Literal[
        "PENDING",
        "SUCCESS",
        "CREATE_TASK_FAILED",
        "GENERATE_LYRICS_FAILED",
        "CALLBACK_EXCEPTION",
        "SENSITIVE_WORD_ERROR",
    ]
    type: Literal["LYRICS"]
    error_code: int | None
    error_message: str | None


class Started(Schema):
    """`data` of an accepted request."""

    task_id: Annotated[str, Field(min_length=1)]


class Envelope(Schema):
    """What every answer has."""

    code: int
    msg: str
    data: Any


_FAMILY = {200, 400, 401, 402, 404, 405, 409, 413, 422, 429, 430, 451, 455, 500, 501, 505}


class Refused(Exception):
    """An answer with another code than 200."""

    def __init__(self, code: int, msg: str) -> None:
        super().__init__(msg)
        self.code = code


class ZodProvider:
    """The provider's calls."""

    def __init__(self, base: str, key: str, pause_s: float) -> None:
        self._pause_s = pause_s
        self._http = httpx.Client(base_url=base, headers={"Authorization": f"Bearer {key}"}, trust_env=False)

    def close(self) -> None:
        self._http.close()

    def credits(self) -> float:
        """The credit call of kie."""
        return TypeAdapter(float).validate_python(self._data(self._http.get("/api/v1/chat/credit")))

    def generate(self, **fields: object) -> str:
        """Starts a task; returns its id."""
        return Started.model_validate(self._data(self._http.post("/api/v1/generate", json=fields))).task_id

    def record(self, task_id: str) -> Record | None:
        """The task, or null."""
        found = self._data(self._http.get("/api/v1/generate/record-info", params={"taskId": task_id}))
        return None if found is None else Record.model_validate_json(_text(found))

    def every_record(self, task_id: str) -> list[Record]:
        """The task at each poll until it ends."""
        seen: list[Record] = []
        while not seen or seen[-1].status in {"PENDING", "TEXT_SUCCESS", "FIRST_SUCCESS"}:
            record = self.record(task_id)
            assert record
            seen.append(record)
            time.sleep(self._pause_s)
        return seen

    def start_lyrics(self, prompt: str) -> str:
        """Starts a task of lyrics; returns its id."""
        asked = {"prompt": prompt, "callBackUrl": "https://noop"}
        return Started.model_validate(self._data(self._http.post("/api/v1/lyrics", json=asked))).task_id

    def lyrics_record(self, task_id: str) -> LyricsRecord | None:
        """The task of lyrics, or null."""
        found = self._data(self._http.get("/api/v1/lyrics/record-info", params={"taskId": task_id}))
        return None if found is None else LyricsRecord.model_validate_json(_text(found))

    def lyrics(self, prompt: str) -> LyricsRecord:
        """The record of lyrics that are done or failed."""
        task_id = self.start_lyrics(prompt)
        while (record := self.lyrics_record(task_id)) is None or record.status == "PENDING":
            time.sleep(self._pause_s)
        return record

    def _data(self, answer: httpx.Response) -> Any:
        body = Envelope.model_validate_json(answer.content)
        if body.code != 200:
            assert body.code in _FAMILY
            assert body.data is None
            raise Refused(body.code, body.msg)
        return body.data


def _text(found: object) -> bytes:
    return TypeAdapter(Any).dump_json(found)
