"""A song as the page sees it: its request, its takes with their files, and how far it is."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from songwright.service.api import epoch_ms, epoch_ms_or_none, file_address, stream_address
from songwright.service.ports import Headway, Status, Task, Track, Work, is_air, nobody
from songwright.service.tasks import IN_BIN, View

_SONG, _COVER = "song.mp3", "cover.jpg"
_NEARLY = 0.97
"""The share of a take that is done at most before it is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What is known of how fast songs are made here."""

    take_s: Mapping[str, float] = field(default_factory=dict)
    """Mean seconds of work on a take, by the crew that made it; nothing before the first one was made."""
    unfinished: Mapping[str, int] = field(default_factory=dict)
    """Songs of anybody that have not ended, by the crew that takes them."""
    queued: tuple[Task, ...] = ()
    """The newest of them."""
    hands: Mapping[str, int] = field(default_factory=dict)
    """Workers alive, by crew."""

    def ahead(self, task: Task) -> int:
        """How many songs of anybody may be made before this one by the same workers; 0 for one that is begun."""
        if task.status is not Status.PENDING:
            return 0
        newer = (each for each in self.queued if each.crew == task.crew)
        after = sum((each.created_at, each.id) > (task.created_at, task.id) for each in newer)
        return max(self.unfinished.get(task.crew, 0) - after - 1, 0)

    def missing(self, task: Task) -> str | None:
        """What to say where nobody is there who would begin this task."""
        alone = task.status is Status.PENDING and not self.hands.get(task.crew)
        return nobody(task.crew) if alone else None

    def left_s(self, task: Task, made: int, headway: Headway | None, now: datetime) -> float | None:
        """Seconds until the whole task is done, by what songs took before; None where nothing is known.

        A take that takes longer than usual counts as nearly done, for what else is known of it.
        """
        take_s = self.take_s.get(task.crew)
        if take_s is None or task.status.finished or self.missing(task):
            return None
        spent_s = (now - headway.began_at).total_seconds() if headway else 0.0
        here_s = max(take_s - spent_s, 0.0) + take_s * max(task.takes - made - 1, 0)
        waits_s = self.ahead(task) * task.takes * take_s / max(self.hands.get(task.crew, 0), 1)
        return here_s + waits_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose a task is."""

    id: str
    name: str
    own: bool
    """Whether the page itself asked for it."""


def song_shown(view: View, headway: Headway | None, pace: Pace, keep: timedelta, now: datetime) -> dict[str, Any]:
    """A task of songs; addresses are relative to the page's own, and times are milliseconds since 1970."""
    task = view.task
    made = sum(track.made for track in view.tracks)
    left_s = pace.left_s(task, made, headway, now)
    return {
        "id": task.id,
        "status": task.status.value,
        "createTime": epoch_ms(task.created_at),
        "finishTime": epoch_ms_or_none(task.finished_at),
        "error": task.fault.message if task.fault else None,
        "asked": json.loads(task.asked),
        "takes": task.takes,
        "made": made,
        "tracks": [_track(task, track, keep) for track in view.tracks],
        "ahead": pace.ahead(task),
        "waitingFor": pace.missing(task),
        "leftSeconds": None if left_s is None else round(left_s),
        "headway": _headway(headway, pace.take_s.get(task.crew), now) if headway and not task.status.finished else None,
        **_decided(task),
    }


def lyrics_shown(task: Task) -> dict[str, Any]:
    """A task of words alone."""
    return {
        "id": task.id,
        "status": task.status.value,
        "error": task.fault.message if task.fault else None,
        "sheets": [{"title": sheet.title, "text": sheet.text} for sheet in task.sheets if not sheet.withheld],
    }


def task_shown(
    view: View, holder: Holder, headway: Headway | None, pace: Pace, keep: timedelta, now: datetime
) -> dict[str, Any]:
    """A task of any work, with its name."""
    if view.task.work is Work.LYRICS:
        return {"work": "lyrics", **lyrics_shown(view.task)}
    return {"work": "song", "holder": asdict(holder), **song_shown(view, headway, pace, keep, now)}


def _decided(task: Task) -> dict[str, Any]:
    """What was decided before the first take."""
    brief = task.plan.brief if task.plan else None
    return {
        "seed": str(brief.seed if brief else task.request.seed),  # more than a browser's numbers hold
        "style": brief.style if brief else None,
        "bpm": round(brief.tempo_bpm, 1) if brief else None,
        "key": str(brief.key) if brief else None,
        "meter": str(brief.meter) if brief else None,
        "model": task.request.model,
    }


def _headway(headway: Headway, take_s: float | None, now: datetime) -> dict[str, Any]:
    spent_s = (now - headway.began_at).total_seconds()
    return {
        "take": headway.take,
        "stage": headway.stage,
        "fraction": round(headway.fraction, 3),
        "share": round(min(spent_s / take_s, _NEARLY), 2) if take_s else None,
        "late": take_s is not None and spent_s > 1.25 * take_s,
    }


def _track(task: Task, track: Track, keep: timedelta) -> dict[str, Any]:
    here = track.made and track.swept_at is None
    names = [file.name for file in track.files]
    return {
        "id": track.id,
        "take": track.take,
        "title": track.title,
        "tags": list(track.tags),
        "words": track.words,
        "duration": round(track.duration_s, 2) if track.duration_s is not None else None,
        "made": track.made,
        "gone": track.swept_at is not None,
        "kept": track.kept,
        "binnedTime": epoch_ms_or_none(track.binned_at),
        "endTime": _ends(track, keep),
        "audio": file_address("", task, track.take, _SONG) if here and _SONG in names else None,
        "stream": stream_address("", task, track.take),
        "cover": file_address("", task, track.take, _COVER) if here and _COVER in names else None,
        "files": [
            {"name": file.name, "size": file.size_bytes, "address": file_address("", task, track.take, file.name)}
            for file in track.files
            if here and not is_air(file.name)
        ],
    }


def _ends(track: Track, keep: timedelta) -> int | None:
    """When its files will go; None for one that is kept, and for one that is not made."""
    ends = [track.binned_at + IN_BIN] if track.binned_at else []
    if track.finished_at and not track.kept:
        ends.append(track.finished_at + keep)
    return epoch_ms(min(ends)) if ends else None
