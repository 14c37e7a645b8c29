"""The built-in engine: composes, plays and sings a song on the processor."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any

import numpy as np

from songwright.song import (
    Audio,
    Brief,
    Cancelled,
    CannotMake,
    Lyrics,
    Performance,
    PlayedPart,
    Recording,
    Role,
    Seconds,
    Stem,
)
from songwright.studio.composing import compose
from songwright.studio.dsp import Held, Recorded
from songwright.studio.engines._band_credit import band_credit
from songwright.studio.engines._casting import Cast, cast, casting_remarks
from songwright.studio.engines._control_room import ControlRoom, marks_of
from songwright.studio.engines._singing_parts import sung_stems
from songwright.studio.models import leanings
from songwright.studio.playing import perform
from songwright.studio.ports import Monitor, Progress, Rack, Singer
from songwright.studio.styles import RING_OUT_S, timeline

_INSTRUMENTAL_RANGE = (57, 74)
"""Where a tune lies when no voice carries it: A3 to D5, the middle of most melody instruments."""

_LENGTH_TOLERANCE_S = 2.0
"""What a listener who asked for a length accepts; whole bars can't come nearer at every tempo."""

_SUNG, _PLAYED = 0, 1
"""The two groups of musicians, as the control room knows them."""
_SUNG_ROLES = frozenset({Role.VOCAL, Role.BACKING})


def take_seed(brief: Brief, take: int) -> int:
    """The seed of one take, 32 bits, drawn from the song's seed."""
    return int(np.random.SeedSequence([brief.seed & 0xFFFF_FFFF_FFFF_FFFF, take]).generate_state(1)[0])


@dataclass(slots=True, eq=False)
class _Stopper:
    """Passes progress on until one thread has stopped; then stops all others too."""

    inner: Progress
    stopped: bool = False

    def __call__(self, stage: str, fraction: float) -> None:
        if self.stopped:
            raise Cancelled
        self.inner(stage, fraction)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Band:
    """Composer, players and singer in one room. Implements the Engine port."""

    rack: Rack
    singer: Singer
    threads: int = 2
    """Parts that are played side by side, the voice not counted."""

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        """One take, each part on its own dry stem; the lead voice first. The monitor hears it grow.

        Raises MissingPart for a sung song without a voice model, and Cancelled when `progress` does.
        """
        progress("composing", 0.0)
        languages = _languages(lyrics)
        singers = cast(brief, take, self.singer.voices(), languages[0])
        voice_range = singers.reach if singers else _INSTRUMENTAL_RANGE
        octaves = singers.octaves if singers else 0
        score = compose(brief, lyrics, take=take, voice_range=voice_range, partner_octaves=octaves)
        if not score.parts:
            raise CannotMake("nobody plays: every instrument of the style is excluded and there are no words to sing")
        seed = take_seed(brief, take)
        model = leanings(brief.model)
        bars_s = timeline(score).at(score.end)
        performance = perform(
            score,
            seed=seed,
            expression=model.expression,
            sings_once=model.sings_once,
            ends_by_s=_latest_end(brief, bars_s),
        )
        progress("composing", 1.0)
        unsung = Recording(
            stems=(),
            style=brief.style,
            score=score,
            performance=performance,
            remarks=(
                *self.rack.remarks,
                *(casting_remarks(singers, self.singer.voices(), languages) if singers else ()),
                *_length_remarks(brief, bars_s + RING_OUT_S),
            ),
            credit=band_credit(sung=singers is not None),
        )
        marks_s = marks_of(performance.length_s) if monitor else ()
        room = ControlRoom(recording=unsung, marks_s=marks_s, groups=2, monitor=monitor or _unheard)
        return replace(unsung, stems=self._stems(performance, singers, seed, progress, room))

    def _stems(
        self, performance: Performance, singers: Cast | None, seed: int, progress: Progress, room: ControlRoom
    ) -> tuple[Stem, ...]:
        """All parts, voices and instruments side by side, in the order voices, then instruments."""
        sung = [part for part in performance.parts if part.role in _SUNG_ROLES]
        played = [part for part in performance.parts if part.role not in _SUNG_ROLES]
        stopper = _Stopper(progress)
        with ThreadPoolExecutor(2) as pool:
            voices = pool.submit(self._sing, sung, singers, performance.length_s, seed, stopper, room)
            band = pool.submit(self._play, played, performance.length_s, stopper, room)
            _settle([voices, band], stopper)
        return (*voices.result(), *band.result())

    def _play(
        self, parts: Sequence[PlayedPart], length_s: Seconds, progress: Progress, room: ControlRoom
    ) -> Sequence[Stem]:
        """The instruments' stems, several side by side, all of them up to a mark before any goes on."""
        marks_s, stopper = room.marks_s, _Stopper(progress)
        counter = _Counter(total=len(parts) * (len(marks_s) + 1), progress=stopper)
        instruments = [self.rack.instrument(part.instrument) for part in parts]
        reels = [
            instrument.reel(part, length_s, marks_s, counter.tell)
            for instrument, part in zip(instruments, parts, strict=True)
        ]
        with ThreadPoolExecutor(self.threads) as pool:

            def turn() -> list[Stem]:
                ready = [pool.submit(self._next, reel, part, counter) for reel, part in zip(reels, parts, strict=True)]
                _settle(ready, stopper)
                return [stem.result() for stem in ready]

            for mark in range(len(marks_s)):
                room.bring(mark, _PLAYED, turn())
            return turn()

    def _next(self, reel: Iterator[Audio], part: PlayedPart, counter: "_Counter") -> Stem:
        """The next piece of a part's stem."""
        counter.tell()
        audio = next(reel)
        counter.count()
        return Stem(name=part.name, role=part.role, audio=_narrowed(audio), source=self.rack.source(part.instrument))

    def _sing(
        self,
        parts: Sequence[PlayedPart],
        singers: Cast | None,
        length_s: Seconds,
        seed: int,
        progress: Progress,
        room: ControlRoom,
    ) -> Sequence[Stem]:
        """The voices' stems."""
        marks_s = room.marks_s
        tape: Iterator[list[Stem]] = repeat([])
        if singers is not None:
            tape = sung_stems(parts, singers, self.singer, length_s, seed, progress, marks_s)
        for mark in range(len(marks_s)):
            room.bring(mark, _SUNG, next(tape))
        return next(tape)


def _unheard(stretch: Recording) -> None:
    """Nobody is in the control room."""


def _narrowed(audio: Audio) -> Audio:
    """The sound in one channel where both are the same: half the memory, and nothing is lost."""
    samples = audio.samples
    if samples.shape[1] == 1 or not all(np.array_equal(block[:, 0], block[:, 1]) for block in Held(samples).play()):
        return audio
    return Audio(samples=Recorded(block[:, :1] for block in Held(samples).play()).held(), rate_hz=audio.rate_hz)


def _languages(lyrics: Lyrics) -> list[str]:
    """The languages of the words, that of most lines first."""
    told = Counter(line.language for stanza in lyrics.stanzas for line in stanza.lines)
    return sorted(told, key=lambda code: (told[code], code), reverse=True) or ["en"]


def _latest_end(brief: Brief, bars_s: Seconds) -> Seconds | None:
    """When a song of an asked length is over: half its tolerance later at most, but its last chord may always ring."""
    if brief.duration_s is None:
        return None
    return Seconds(max(brief.duration_s + 0.5 * _LENGTH_TOLERANCE_S, bars_s + 0.5 * RING_OUT_S))


def _length_remarks(brief: Brief, made_s: float) -> tuple[str, ...]:
    """What to tell a listener whose asked length could not be kept."""
    asked_s = brief.duration_s
    if asked_s is None or abs(made_s - asked_s) <= _LENGTH_TOLERANCE_S:
        return ()
    why = "its words need that long" if brief.sung and made_s > asked_s else "whole bars come no nearer"
    return (f"{asked_s:g} s were asked for; the song lasts {made_s:.0f} s, since {why}",)


@dataclass(slots=True, eq=False)
class _Counter:
    """How many parts are played."""

    total: int
    progress: Progress
    done: int = 0

    def tell(self) -> None:
        self.progress("playing", self.done / max(self.total, 1))

    def count(self) -> None:
        self.done += 1
        self.tell()


def _settle(work: Sequence[Future[Any]], stopper: _Stopper) -> None:
    """Wait for all; at the first fault stop the rest and raise it."""
    finished, waiting = wait(work, return_when=FIRST_EXCEPTION)
    faults = [fault for future in finished if (fault := future.exception())]
    if faults:
        stopper.stopped = True
        faults.sort(key=lambda fault: isinstance(fault, Cancelled))  # a stop follows from the fault that is to be told
        for future in waiting:
            future.cancel()
        raise faults[0]
