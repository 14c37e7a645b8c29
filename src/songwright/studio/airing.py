"""A song on air while it is made: rough mixes of its stretches, joined without a seam, then the finished song."""

import math
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from songwright.song import SAMPLE_RATE_HZ, Audio, Cancelled, Recording
from songwright.studio.dsp import Blocks, Recorded, cut, loudness, rest
from songwright.studio.ports import Finisher

Samples = npt.NDArray[np.float32]
Audience = Callable[[Audio], None]
"""Hears a song piece by piece, in order and without a gap: stereo, each piece where the last one ended."""

_FADE = round(0.5 * SAMPLE_RATE_HZ)
"""Frames over which one mix gives way to the next: they are of the same sound, so nothing is heard of it."""
_COMPARED = round(3.0 * SAMPLE_RATE_HZ)
"""Frames before a join over which both mixes are compared."""
_MOST_DB = 12.0
_EASE_DB_PER_S = 0.5
"""How fast a difference of level is given up behind a join: a fader that nobody hears moving."""
_LEAST_EASE_S = 8.0


class Joined:
    """Makes one sound out of mixes of the same song that reach further each time."""

    def __init__(self) -> None:
        self.frames = 0
        """How much of the song was given out."""
        self._held: Samples = np.zeros((0, 2), np.float32)
        """The last seconds of the mix that was given out last, `_FADE` frames of them not given out yet."""

    def further(self, mix: Samples, since: int, *, last: bool = False) -> Samples:
        """What this mix adds behind all that was given out before.

        Args:
            mix: A mix of the song from frame `since` on, in stereo.
            since: A frame at or before the last one given out.
            last: Whether the song ends with it; else its last half second waits for the next mix.
        """
        place = self.frames - since
        if place < 0:
            raise ValueError(f"a mix from frame {since} on leaves a hole: {self.frames} were given out")
        held = 0 if last else _FADE
        if len(mix) - held <= place:
            return np.zeros((0, 2), np.float32)
        ahead = Recorded(self._led_over(mix, place)).held()
        piece = ahead[: len(ahead) - held]
        known = self._held[: len(self._held) - _FADE]
        self._held = np.concatenate((known, ahead[-_COMPARED - _FADE :]))[-_COMPARED - _FADE :]
        self.frames += len(piece)
        rest(ahead)
        return piece

    def _led_over(self, mix: Samples, place: int) -> Blocks:
        """The mix from there on, at the level of the one before and out of its last half second."""
        fade = self._held[-_FADE:]
        way = _eased(self._missing_db(mix, place)) if len(fade) else np.ones(0, np.float32)
        start = 0
        for block in cut(mix[place:]):
            sound = block.copy()
            gains = way[start : start + len(sound)]
            sound[: len(gains)] *= gains[:, None]
            old = fade[start : start + len(sound)]
            weight = np.linspace(0.0, 1.0, _FADE, dtype=np.float32)[start : start + len(old), None]
            sound[: len(old)] += (old - sound[: len(old)]) * (np.float32(1.0) - weight)
            start += len(sound)
            rest(mix, place + start)
            yield sound

    def _missing_db(self, mix: Samples, place: int) -> float:
        """How much louder the old mix is than the new one, where both are known."""
        end = place + _FADE
        start = max(end - len(self._held), 0)
        old, new = loudness(self._held[-(end - start) :]), loudness(mix[start:end])
        if math.isinf(old) or math.isinf(new):
            return 0.0
        return min(max(old - new, -_MOST_DB), _MOST_DB)


def _eased(missing_db: float) -> Samples:
    """A gain that begins at so many decibels and walks back to none."""
    ease = round(max(_LEAST_EASE_S, abs(missing_db) / _EASE_DB_PER_S) * SAMPLE_RATE_HZ)
    way: Samples = 10.0 ** (np.linspace(missing_db, 0.0, ease, dtype=np.float32) / np.float32(20.0))
    return way


class Broadcast:
    """Mixes stretches as they come, in a thread of its own, and gives the audience what is new in them.

    A Monitor. Close it, or use it as a context. What goes wrong on air harms nobody but who listens: it is kept in
    `fault`, and the song is made all the same.
    """

    def __init__(self, finisher: Finisher, audience: Audience) -> None:
        self._finisher = finisher
        self._audience = audience
        self._joined = Joined()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="airing")
        self._work: list[Future[None]] = []
        self._stopped = False
        self._lost = False
        self.fault: BaseException | None = None
        """What ended the broadcast early, once it is closed."""

    def __call__(self, stretch: Recording) -> None:
        """Mix a stretch when those before it are done."""
        self._work.append(self._pool.submit(self._air, stretch))

    def end(self, song: Audio) -> None:
        """The finished song: what is not on air yet follows now, if any of it was. Returns at once.

        A stretch that is still being mixed is given up.
        """
        self._stopped = True
        self._work.append(self._pool.submit(self._air_rest, song))

    def close(self) -> None:
        """Wait until all is on air that will be."""
        self._pool.shutdown(wait=True)
        faults = (work.exception() for work in self._work)
        self.fault = next((fault for fault in faults if fault is not None and not isinstance(fault, Cancelled)), None)

    def _air(self, stretch: Recording) -> None:
        self._check("airing", 0.0)
        mix = self._finisher.rough(stretch, self._check)
        self._check("airing", 1.0)
        self._give(self._joined.further(mix.samples, round(stretch.since_s * mix.rate_hz)))

    def _air_rest(self, song: Audio) -> None:
        if self._joined.frames:
            self._give(self._joined.further(song.samples, 0, last=True))

    def _give(self, piece: Samples) -> None:
        if len(piece) and not self._lost:
            self._lost = True  # what could not be given must not be followed by what comes after it
            self._audience(Audio(samples=piece))
            self._lost = False

    def _check(self, stage: str, fraction: float) -> None:
        del stage, fraction
        if self._stopped:
            raise Cancelled

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close; after a fault of the take give up what is still to be mixed."""
        self._stopped = self._stopped or fault is not None
        self.close()
