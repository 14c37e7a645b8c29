"""The whole way from a request to a master, on one page."""

from collections.abc import Callable
from dataclasses import dataclass, field

from songwright.song import Brief, Lyrics, Master, Recording, SongRequest
from songwright.studio.ports import Engine, Finisher, Lyricist, Progress, Reader


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Take:
    """One finished take and what it was made of."""

    brief: Brief
    lyrics: Lyrics
    take: int
    recording: Recording
    master: Master


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """The people in the room; swap any of them."""

    reader: Reader
    lyricist: Lyricist
    engine: Engine
    finisher: Finisher

    def plan(self, request: SongRequest) -> tuple[Brief, Lyrics]:
        """What the song will be and its words; the same for every take of the request."""
        brief = self.reader.read(request)
        return brief, self.lyricist.write(brief)

    def record(self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress) -> Take:
        """One take, recorded, mixed and mastered. Raises Cancelled when `progress` does, CannotMake if it can't be."""
        recording = self.engine.record(brief, lyrics, take, progress)
        master = self.finisher.finish(recording, progress)
        return Take(brief=brief, lyrics=lyrics, take=take, recording=recording, master=master)


@dataclass(slots=True, eq=False)
class Stopwatch:
    """Notes how long each stage took on a given clock, and passes progress on."""

    clock: Callable[[], float]
    """Seconds that only grow."""
    inner: Progress
    _first: dict[str, float] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def __call__(self, stage: str, fraction: float) -> None:
        """Hear progress; raises what the inner one raises."""
        now = self.clock()
        self._first.setdefault(stage, now)
        self._last[stage] = now
        self.inner(stage, fraction)

    @property
    def seconds(self) -> dict[str, float]:
        """Seconds from first to last word of each stage; stages side by side each count their own time."""
        return {stage: self._last[stage] - began for stage, began in self._first.items()}
