"""A Spring service in Java (yanghaemi/capstoneDesign_HEJZ): submits, and lives on callbacks alone.

Its transfer classes name every field in snake_case, createTime too is read as it comes; what the classes do not name
is skipped; a field of another type is an error, and the controller answers 400.
"""

import msgspec

from clients.callback_server import CallbackServer


class Track(msgspec.Struct, rename={"create_time": "createTime"}):
    """A song; objects of Java may be null, so may these, but all of them must be sent."""

    id: str | None
    audio_url: str | None
    source_audio_url: str | None
    stream_audio_url: str | None
    source_stream_audio_url: str | None
    image_url: str | None
    source_image_url: str | None
    prompt: str | None
    model_name: str | None
    title: str | None
    tags: str | None
    create_time: int | str | None
    duration: float | None


class CallbackData(msgspec.Struct, rename={"callback_type": "callbackType"}):
    """`data` of a callback."""

    callback_type: str
    task_id: str
    data: list[Track] | None


class Callback(msgspec.Struct):
    """The body of a callback."""

    code: int
    msg: str
    data: CallbackData


class SpringService:
    """The controller and the table it fills."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.progress: list[tuple[str, str]] = []
        self.saved: dict[str, list[Track]] = {}
        self.failed: dict[str, str] = {}
        self._server = CallbackServer(self._receive)
        self.address = f"{self._server.url}/api/suno/callback"

    def _receive(self, _query: dict[str, list[str]], body: bytes) -> int:
        try:
            callback = msgspec.json.decode(body, type=Callback)
        except msgspec.ValidationError as error:
            self.faults.append(str(error))
            return 400
        received = callback.data
        self.progress.append((received.task_id, received.callback_type))
        if callback.code != 200:
            self.failed[received.task_id] = callback.msg
        elif received.callback_type == "complete":
            self.saved[received.task_id] = received.data or []
        return 200

    def close(self) -> None:
        self._server.close()
