"""The things the service works with: files, the sender of callbacks, the queue, the studio's door and the clock."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from songwright.service.ports._records import Posting
from songwright.song import Audio
from songwright.studio.session import Stopwatch, Studio, Take


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware and in UTC."""
        ...


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """The present moment, aware and in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStat:
    """What is known of a stored file without reading it."""

    size_bytes: int
    modified_at: datetime


class ObjectStore(Protocol):
    """Keeps finished files under keys as "task/0-song.mp3"."""

    def put(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`, whole or not at all; what was there is replaced."""
        ...

    def stat(self, key: str) -> FileStat | None:
        """Size and age of a file, or None if there is no such file."""
        ...

    def read(self, key: str, start: int, size: int) -> bytes:
        """`size` bytes from `start`. Raises FileNotFoundError without such a file."""
        ...

    def delete(self, keys: Iterable[str]) -> None:
        """Remove these files; missing ones are no error."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back from a callback address."""

    status: int | None
    """HTTP status, or None when nothing came back."""
    text: str
    """The first 2 kB of the answer, or why there was none."""
    final: bool = False
    """Whether another try must end the same, as with an address that is none."""


class Sender(Protocol):
    """Posts a callback."""

    def send(self, posting: Posting) -> Answer:
        """Post once. Never raises for anything the address or the network does: that is told in the answer."""
        ...


class Queue(Protocol):
    """Where work waits. Enqueueing joins the transaction of the unit of work whose `session` it is given."""

    def make(self, session: object, task_id: str, key_id: str, crew: str = "") -> None:
        """Ask for the task's songs to be made by workers of this crew; keys take turns."""
        ...

    def write(self, session: object, task_id: str, key_id: str) -> None:
        """Ask for the task's lyrics to be written; they don't wait for songs, and keys take turns."""
        ...

    def post(self, session: object, task_id: str, event_id: str, tries_before: int = 0) -> None:
        """Ask for the task's owed callbacks to be posted.

        Asking twice for one event after as many attempts is harmless.
        """
        ...

    def drop(self, task_id: str) -> None:
        """Take the task's work out of the queue; work that runs stops at its next sign of progress."""
        ...

    def forget(self, done_before: datetime) -> int:
        """Forget the steps of work that ended before that moment; returns how many pieces of work that were."""
        ...


Presser = Callable[[Take, Stopwatch], Mapping[str, bytes]]
"""Turns a take into its files by name, at least "song.mp3" and "cover.jpg"; reports its progress to the watch."""


class StreamEncoder(Protocol):
    """Presses a song while it is made."""

    def press(self, audio: Audio, /) -> bytes:
        """The bytes that a further piece adds to the MP3."""
        ...

    def end(self) -> bytes:
        """The last bytes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """The studio and the press behind it: all a worker needs to make songs."""

    studio: Studio
    press: Presser
    encoder: Callable[[], StreamEncoder] | None = None
    """Makes an encoder for each take that is to be heard while it is made; None: takes are heard when they are done."""
