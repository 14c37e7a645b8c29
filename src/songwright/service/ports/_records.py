"""The service's records: what is kept about tasks, tracks, keys and callbacks. Times are aware and in UTC."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from songwright.song import Brief, Lyrics, Seconds, SongRequest


class Status(StrEnum):
    """How far a task has come."""

    PENDING = "pending"
    TEXT = "text"
    FIRST = "first"
    COMPLETE = "complete"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to the task."""
        return self in {Status.COMPLETE, Status.FAILED, Status.CANCELLED}


class Stage(StrEnum):
    """What a callback tells."""

    TEXT = "text"
    FIRST = "first"
    COMPLETE = "complete"
    ERROR = "error"


class FaultKind(StrEnum):
    """Why a task ended without its songs."""

    CANNOT_MAKE = "cannot make"
    """This song can't be made; the same request would fail again."""
    BROKEN = "broken"
    """Something failed that should not have."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a task failed, in a sentence its owner may read."""

    kind: FaultKind
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was decided before the first take: the brief and the words all takes share."""

    brief: Brief
    lyrics: Lyrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One request of a client and what became of it."""

    id: str
    """32 hexadecimal characters; also the id of its workflow."""
    key_id: str
    """The key that asked; only its holder may read the task."""
    secret: str
    """Unguessable part of the addresses of its files."""
    callback_url: str
    origin: str
    """Base address under which the client reached the service, without a slash at the end."""
    asked: str
    """The request as it came, as a JSON text in ASCII."""
    request: SongRequest
    takes: int
    status: Status
    created_at: datetime
    finished_at: datetime | None = None
    fault: Fault | None = None
    plan: Plan | None = None
    """Known from the milestone `text` on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackFile:
    """A finished file of a track."""

    name: str
    """As "song.mp3"."""
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One take of a task as it is delivered."""

    id: str
    """A UUID derived from task and take, so that a repeated step writes the same row."""
    task_id: str
    take: int
    """Counted from 0."""
    title: str
    tags: tuple[str, ...]
    words: str
    """Lyrics as a reader sees them; for an instrumental the idea it was made from."""
    created_at: datetime
    starts: int = 0
    """How often its making was begun; more than once only after a worker died."""
    finished_at: datetime | None = None
    duration_s: Seconds | None = None
    files: tuple[TrackFile, ...] = ()
    swept_at: datetime | None = None
    """When its files were removed after their time."""

    @property
    def made(self) -> bool:
        """Whether the song was finished; its files may have been swept since."""
        return self.finished_at is not None


def file_key(task_id: str, take: int, name: str) -> str:
    """Key of a take's file in the store. Derived, so that a step that runs twice overwrites its own work."""
    return f"{task_id}/{take}-{name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key without its secret: only the hash is kept."""

    id: str
    name: str
    prefix: str
    """The first characters of the secret: enough to tell keys apart, useless to a thief."""
    digest: str = field(repr=False)
    """SHA-256 of the secret in hexadecimal. The secret holds 256 random bits, so a slow hash would add nothing."""
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A callback that is owed: the body is fixed when it is owed, not when it is sent."""

    id: str
    """Derived from task and stage; receivers may deduplicate on it."""
    task_id: str
    stage: Stage
    url: str
    body: str
    """JSON text."""
    created_at: datetime
    settled_at: datetime | None = None
    """When it was delivered or given up."""
    delivered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to deliver an event."""

    event_id: str
    attempt: int
    """Counted from 1."""
    tried_at: datetime
    status: int | None
    """HTTP status of the answer, or None when there was none."""
    answer: str
    """The first 2 kB of the answer, or why there was none."""

    @property
    def accepted(self) -> bool:
        """Whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What a sender puts on the wire."""

    event_id: str
    task_id: str
    url: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSign:
    """A worker's sign of life."""

    id: str
    machine: str
    """Machine and process space it runs in; within one, process numbers can be compared."""
    pid: int
    seen_at: datetime
