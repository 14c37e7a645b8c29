"""The service's records: what is kept about tasks, tracks, keys and callbacks. Times are aware and in UTC."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from songwright.song import Brief, Lyrics, Seconds, SongRequest


class Work(StrEnum):
    """What a task makes. The value is its name in the table of prices too."""

    SONG = "generate"
    LYRICS = "lyrics"
    """Words alone."""


class Status(StrEnum):
    """How far a task has come."""

    PENDING = "pending"
    TEXT = "text"
    FIRST = "first"
    COMPLETE = "complete"
    FAILED = "failed"
    REFUSED = "refused"
    """It asks for words that the operator does not allow."""
    CANCELLED = "cancelled"

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to the task."""
        return self in ENDED


ENDED = frozenset({Status.COMPLETE, Status.FAILED, Status.REFUSED, Status.CANCELLED})
"""The statuses of tasks to which nothing more will happen."""


class Standing(NamedTuple):
    """What a task makes and how far it has come."""

    work: Work
    status: Status


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
    FORBIDDEN_WORD = "forbidden word"
    """It asks for words that the operator does not allow."""
    CANCELLED = "cancelled"

    @property
    def status(self) -> Status:
        """How a task ends that has this fault."""
        return {FaultKind.CANCELLED: Status.CANCELLED, FaultKind.FORBIDDEN_WORD: Status.REFUSED}.get(
            self, Status.FAILED
        )


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
class LyricSheet:
    """One of the lyrics that were written for a task."""

    title: str
    text: str
    """Lines under section tags, as "[Verse 1]"."""
    seed: int
    """A song of the same request with this seed sings these words."""
    withheld: str = ""
    """Why it is not handed out, its title and text empty then; "" for one that is."""


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
    """Songs or lyrics to be made."""
    status: Status
    created_at: datetime
    work: Work = Work.SONG
    cost: int = 0
    """Credits it took when it was submitted."""
    idempotency_key: str | None = None
    """The client's own name of this submission: one more with the same name is the same task."""
    finished_at: datetime | None = None
    fault: Fault | None = None
    plan: Plan | None = None
    """Known from the milestone `text` on."""
    sheets: tuple[LyricSheet, ...] = ()
    """What a task of lyrics has written, all at once when it is complete."""
    crew: str = ""
    """The engine whose own workers alone take it; "": workers without an engine of their own do."""


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
    kept: bool = False
    """Whether its owner wants its files kept beyond their time."""
    binned_at: datetime | None = None
    """When its owner threw it away; until it is swept it can be taken back."""

    @property
    def made(self) -> bool:
        """Whether the song was finished; its files may have been swept since."""
        return self.finished_at is not None


def storable(text: str) -> bool:
    """Whether every database can keep this text and be asked about it: Postgres takes no NUL, none half a character."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def file_key(task_id: str, take: int, name: str) -> str:
    """Key of a take's file in the store. Derived, so that a step that runs twice overwrites its own work."""
    return f"{task_id}/{take}-{name}"


_AIR = "air/"


def air_name(number: int) -> str:
    """Name of a piece of a take's growing MP3, counted from 0."""
    return f"{_AIR}{number:04d}.mp3"


def is_air(name: str) -> bool:
    """Whether a file of this name is a piece of the growing MP3, of no use by itself."""
    return name.startswith(_AIR)


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
    admin: bool = False
    """Whether its holder may make and revoke keys and switch maintenance."""
    credits: int | None = None
    """What is left to spend; None: unlimited."""
    requests_per_10_s: int | None = None
    """Requests for work within ten seconds; None: as the settings have it, 0: unlimited."""
    unfinished_tasks: int | None = None
    """Tasks that may be unfinished at one time; None: as the settings have it, 0: unlimited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditEntry:
    """One movement of a key's credits."""

    id: str
    """Derived from what it is for, so that nothing is charged or given back twice."""
    key_id: str
    amount: int
    """Below 0: spent."""
    reason: str
    """As "generate", "given back" or "set by an admin"."""
    at: datetime
    task_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A running count over all processes, for whoever watches the service."""

    name: str
    label: str
    count: int
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page ends: the next one begins with what is older than this."""

    at: datetime
    id: str


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
    tries_before: int = 0
    """Attempts made before it was last asked for; they don't count against the tries it has now."""


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
    crew: str = ""
    """The engine whose songs alone it takes; "": it takes whatever no such worker does."""
