"""What the control room hears while a take is recorded: where to stop and listen, and stretches of what is on tape."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from songwright.song import Audio, Recording, Seconds, Stem
from songwright.studio.ports import Monitor

_FIRST_S = 8.0
"""The first stretch: with eight seconds to hear, three times as much can be recorded meanwhile."""
_GROWTH = 3.0
"""A mark against the one before. Recording runs at three to five times the pace of listening, mixing included."""
_LAST_SHARE = 0.8
"""Marks behind this share of the take would be overtaken by the finished song."""
_CONTEXT_S = 20.0
"""What a stretch repeats of the one before: rooms ring into it, and levels are compared there."""
_WHOLE_UNTIL_S = 80.0
"""Up to here stretches begin at the beginning."""


def marks_of(length_s: float) -> tuple[Seconds, ...]:
    """Where to listen in on a take of this length; nowhere in a very short one."""
    found: list[Seconds] = []
    mark_s = _FIRST_S
    while mark_s < _LAST_SHARE * length_s:
        found.append(Seconds(mark_s))
        mark_s *= _GROWTH
    return tuple(found)


@dataclass(slots=True, eq=False)
class ControlRoom:
    """Puts beginnings of stems together as they come from several threads, and lets the monitor hear each stretch."""

    recording: Recording
    """The take without its stems."""
    marks_s: tuple[Seconds, ...]
    groups: int
    """How many groups of musicians bring stems for each mark."""
    monitor: Monitor
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)
    _brought: dict[int, dict[int, tuple[Stem, ...]]] = field(init=False, default_factory=dict)

    def bring(self, mark: int, group: int, stems: Sequence[Stem]) -> None:
        """A group's stems from the beginning to a mark. Voices, group 0, come first on the desk."""
        with self._lock:
            brought = self._brought.setdefault(mark, {})
            brought[group] = tuple(stems)
            if len(brought) < self.groups:
                return
            del self._brought[mark]
        stems = [stem for number in sorted(brought) for stem in brought[number]]
        self.monitor(self._stretch(mark, stems))

    def _stretch(self, mark: int, stems: Sequence[Stem]) -> Recording:
        edges_s = [0.0, *self.marks_s]
        since_s = 0.0
        if edges_s[mark + 1] > _WHOLE_UNTIL_S:
            since_s = max(edges_s[mark] - _CONTEXT_S, 0.0)
        return replace(
            self.recording,
            stems=tuple(replace(stem, audio=_from(stem.audio, since_s)) for stem in stems),
            since_s=Seconds(since_s),
        )


def _from(audio: Audio, since_s: float) -> Audio:
    """The sound from there on."""
    if since_s <= 0.0:
        return audio
    return Audio(samples=np.ascontiguousarray(audio.samples[round(since_s * audio.rate_hz) :]), rate_hz=audio.rate_hz)
