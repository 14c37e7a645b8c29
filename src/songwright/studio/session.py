"""The whole way from a request to a master, on one page."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from songwright.song import Brief, Lyrics, Master, Recording, SongRequest
from songwright.studio.ports import Engine, Finisher, Lyricist, Monitor, Progress, Reader

_TRIED = 4
"""Lyrics written for each further draft, of which the one least like the others is kept: two drafts of a prompt then
share 18 % of their lines, the hook among them, where one try leaves them 25 % (15 prompts)."""
_ROUNDS = 8
"""How often so many are written while none differs, as for half a minute of song about one thing."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Take:
    """One finished take and what it was made of."""

    brief: Brief
    lyrics: Lyrics
    take: int
    recording: Recording
    master: Master


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Words without music."""

    seed: int
    """A song of the same request with this seed sings these words."""
    lyrics: Lyrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """The people in the room; swap any of them."""

    reader: Reader
    lyricist: Lyricist
    engine: Engine
    finisher: Finisher
    draft_tries: int = _TRIED
    """How many lyrics are written for each further draft; 1 where writing costs money or minutes."""

    def plan(self, request: SongRequest) -> tuple[Brief, Lyrics]:
        """What the song will be and its words; the same for every take of the request."""
        brief = self.reader.read(request)
        return brief, self.lyricist.write(brief)

    def drafts(self, request: SongRequest, count: int) -> tuple[Draft, ...]:
        """Words alone, `count` times over and no two alike; fewer where the lyricist has no others for this request.

        The same request gives the same drafts, and the first is written with the request's own seed.
        """
        found = [self._draft(request, 0)]
        attempt = 0
        for _ in range(1, count):
            told = [_said(draft) for draft in found]
            for _ in range(_ROUNDS):
                fresh = [self._draft(request, attempt + tried) for tried in range(1, self.draft_tries + 1)]
                attempt += self.draft_tries
                freshest = min(fresh, key=lambda draft: max(_alike(_said(draft), others) for others in told))
                if all(freshest.lyrics.text != draft.lyrics.text for draft in found):
                    found.append(freshest)
                    break
        return tuple(found)

    def _draft(self, request: SongRequest, attempt: int) -> Draft:
        """One draft; the first attempt takes the request's own seed, others take seeds of 32 bits drawn from it."""
        drawn = np.random.SeedSequence([request.seed & 0xFFFF_FFFF_FFFF_FFFF, attempt]).generate_state(1)[0]
        seed = int(drawn) if attempt else request.seed
        _, lyrics = self.plan(replace(request, needs_words=True, seed=seed))
        return Draft(seed=seed, lyrics=lyrics)

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Take:
        """One take, recorded, mixed and mastered; the monitor hears the recording grow, where its engine lets it.

        Raises Cancelled when `progress` does, CannotMake if it can't be.
        """
        recording = self.engine.record(brief, lyrics, take, progress, monitor)
        master = self.finisher.finish(recording, progress)
        return Take(brief=brief, lyrics=lyrics, take=take, recording=recording, master=master)


def _said(draft: Draft) -> frozenset[str]:
    """The title and the lines of a draft."""
    stanzas = draft.lyrics.stanzas
    return frozenset((draft.lyrics.title, *(line.text for stanza in stanzas for line in stanza.lines)))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of lines, 0 to 1, that two drafts have in common."""
    return len(one & other) / min(len(one), len(other))


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
