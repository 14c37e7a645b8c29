"""The whole way from a request to a master, on one page."""

from dataclasses import dataclass

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
        """One take, recorded, mixed and mastered. Raises Cancelled when `progress` does, CannotMake when it can't be."""
        recording = self.engine.record(brief, lyrics, take, progress)
        master = self.finisher.finish(recording, progress)
        return Take(brief=brief, lyrics=lyrics, take=take, recording=recording, master=master)
