"""What all instruments share: an exact length, a known level, and small differences between repeated notes."""

import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from songwright.song import SAMPLE_RATE_HZ, Audio, PlayedNote, PlayedPart, Seconds
from songwright.studio.dsp import BLOCK, blank, rest

Stereo = npt.NDArray[np.float32]
"""Frames of two channels."""

LEVEL_DB = -18.0
"""Active RMS of every instrument's sound check, dBFS: mixing can rely on it."""
_MOST_GAIN_DB = 40.0
_SILENT_DB = -90.0
_END_FADE = round(0.01 * SAMPLE_RATE_HZ)
_STRETCH = 36 * BLOCK
"""Frames that are played before they are finished, about half a minute: all that is in memory of a part meanwhile."""
_ACTIVE_WINDOW_S = 0.05
_ACTIVE_RANGE_DB = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """One note as an instrument sets about it: frames instead of seconds, and its own small deviation."""

    start: int
    gate: int
    """Frames from start to release."""
    pitch: float
    """MIDI number, with a deviation of a cent or two."""
    key: int
    """Nearest whole pitch: chooses samples and drums."""
    loudness: float
    """0 to 1, as performed."""
    gain: float
    """A fraction of a decibel around 1."""
    seed: int
    """For noise inside the note."""


def unheard() -> None:
    """Nobody waits for signs of life."""


class Strikes(Sequence[Strike]):
    """The strikes of a part; whoever waits for the part hears of each that is taken up.

    `turn` holds the places of those whose turn it is to sound; the others are there to be looked at.
    """

    def __init__(self, notes: Iterable[Strike], hear: Callable[[], None] = unheard, turn: range | None = None) -> None:
        self._notes = tuple(notes)
        self._hear = hear
        self.turn = range(len(self._notes)) if turn is None else turn

    def __len__(self) -> int:
        return len(self._notes)

    def __getitem__(self, place: int) -> Strike:  # type: ignore[override]  # nobody takes slices
        self._hear()
        return self._notes[place]

    def changed(self, change: Callable[[Strike], Strike]) -> "Strikes":
        """These strikes, each changed, with the same listener."""
        return Strikes(map(change, self._notes), self._hear, self.turn)

    def following(self, done: int, before: int | None = None) -> "Strikes":
        """The turn of those from place `done` on that start before a frame; of all the rest without one."""
        starts = (place for place in range(done, len(self._notes)) if self._notes[place].start >= (before or 0))
        beyond = len(self._notes) if before is None else next(starts, len(self._notes))
        return Strikes(self._notes, self._hear, range(done, beyond))


class StudioInstrument(ABC):
    """An instrument of the house; subclasses only have to add strikes to a buffer."""

    chromatic: ClassVar[bool] = True
    """False where pitches name drums."""

    def play(self, part: PlayedPart, length_s: Seconds, hear: Callable[[], None] = unheard) -> Audio:
        """The part's dry stereo sound at the studio's rate, exactly round(length_s * rate) frames."""
        *_, whole = self.reel(part, length_s, (), hear)
        return whole

    def reel(
        self, part: PlayedPart, length_s: Seconds, marks_s: Sequence[Seconds], hear: Callable[[], None] = unheard
    ) -> Iterator[Audio]:
        """The part's sound up to each mark as soon as it is played, and at last the whole.

        What comes at a mark is the beginning of the whole, sample for sample.
        """
        out = blank(round(length_s * SAMPLE_RATE_HZ), 2)
        struck = Strikes(strikes(part.notes, part.name, len(out), cents=1.5 if self.chromatic else 5.0), hear)
        finish = self._treatment() if len(struck) else None
        marks = [min(round(mark_s * SAMPLE_RATE_HZ), len(out)) for mark_s in marks_s]
        done = 0
        for place, mark in enumerate((*marks, len(out))):
            while done < mark:
                edge = min(done + _STRETCH, mark)
                struck = struck.following(struck.turn.stop if done else 0, edge if edge < len(out) else None)
                self._sound(struck, out)
                if finish is not None:
                    finish(out[done:edge])
                done = edge
                rest(out, done)
            if place < len(marks):
                beginning = out[:mark]
                yield Audio(samples=beginning if mark <= len(out) - _END_FADE else beginning.copy())
        hear()
        _faded(out)
        whole = [out]
        del out  # what is handed over must not be held here
        yield Audio(samples=whole.pop())

    def _treatment(self) -> Callable[[Stereo], None]:
        """What brings one stretch after another of the part's raw sound to its level, finished, in place."""
        before, after = (np.float32(gain) for gain in self._levels)
        finish = self._finishing()

        def treat(out: Stereo) -> None:
            for start in range(0, len(out), BLOCK):
                block = out[start : start + BLOCK]
                block *= before
                finish(block)
                block *= after

        return treat

    @abstractmethod
    def _sound(self, notes: Strikes, out: Stereo) -> None:
        """Adds the notes whose turn it is to `out`, in order of start. A note alters nothing before its start."""

    @abstractmethod
    def _finishing(self) -> Callable[[Stereo], None]:
        """What treats one stretch after another, in place: cabinet, body, chorus, always a cut of direct current.

        A treatment looks back only: the beginning of a part comes out the same whatever follows.
        """

    @abstractmethod
    def _check_notes(self) -> tuple[PlayedNote, ...]:
        """A few mezzo-forte notes in the instrument's habitual range, for the sound check."""

    @cached_property
    def _levels(self) -> tuple[float, float]:
        """Gains before and after the finish that bring the sound check to LEVEL_DB at both places.

        So no sample library or patch decides the balance, and a clipper meets the level it was written for.
        """
        notes = self._check_notes()
        frames = round((max(note.release for note in notes) + 0.5) * SAMPLE_RATE_HZ)
        out = np.zeros((frames, 2), np.float32)
        self._sound(Strikes(strikes(notes, "sound check", frames, cents=0.0)), out)
        before = _gain_to_level(out)
        out *= np.float32(before)
        self._finishing()(out)
        return before, _gain_to_level(out)


def _gain_to_level(samples: Stereo) -> float:
    """What brings these samples to LEVEL_DB; 1 for silence."""
    level_db = active_level_db(samples)
    if level_db < _SILENT_DB:
        return 1.0
    return float(10.0 ** (min(max(LEVEL_DB - level_db, -_MOST_GAIN_DB), _MOST_GAIN_DB) / 20.0))


def strikes(notes: Sequence[PlayedNote], name: str, frames: int, *, cents: float) -> list[Strike]:
    """The notes in frames, each with its own deviation drawn from the part's name and the note's place.

    A tenth of a millisecond, a third of a decibel and a cent or two are not heard as such; without them repeated
    notes are copies of one another, and copies sound like a machine gun.
    """
    rng = np.random.default_rng([zlib.crc32(name.encode()), len(notes)])
    draws = rng.uniform(-1.0, 1.0, (len(notes), 3))
    seeds = rng.integers(1, 2**31 - 1, len(notes))
    found: list[Strike] = []
    for note, (late, louder, sharper), seed in zip(notes, draws, seeds, strict=True):
        start = max(round((note.onset + 0.0001 * late) * SAMPLE_RATE_HZ), 0)
        if start >= frames or note.loudness <= 0.0:
            continue
        found.append(
            Strike(
                start=start,
                gate=max(round((note.release - note.onset) * SAMPLE_RATE_HZ), 96),
                pitch=note.pitch + cents / 100.0 * float(sharper),
                key=round(note.pitch),
                loudness=min(note.loudness, 1.0),
                gain=float(10.0 ** (0.35 * louder / 20.0)),
                seed=int(seed),
            )
        )
    return found


def active_level_db(samples: Stereo) -> float:
    """RMS in dBFS over the 50 ms windows within 30 dB of the loudest one, mean of both channels; -200 for silence."""
    window = round(_ACTIVE_WINDOW_S * SAMPLE_RATE_HZ)
    count = len(samples) // window
    if count == 0:
        return -200.0
    power = np.square(samples[: count * window], dtype=np.float64).reshape(count, -1).mean(axis=1)
    active = power[power > power.max() * 10.0 ** (-_ACTIVE_RANGE_DB / 10.0)]
    return 10.0 * float(np.log10(active.mean())) if len(active) and active.mean() > 1e-20 else -200.0


def check_phrase(
    pitches: Sequence[Sequence[int]], *, step_s: float = 0.6, held: float = 0.85
) -> tuple[PlayedNote, ...]:
    """Chords one after another at mezzo-forte, for sound checks and tests."""
    return tuple(
        PlayedNote(
            onset=Seconds(0.05 + place * step_s),
            release=Seconds(0.05 + (place + held) * step_s),
            pitch=float(pitch),
            loudness=80.0 / 127.0,
        )
        for place, chord in enumerate(pitches)
        for pitch in chord
    )


def _faded(out: Stereo) -> None:
    """Lets a sound that rings past the end die within 10 ms, in place."""
    count = min(_END_FADE, len(out))
    out[len(out) - count :] *= np.linspace(1.0, 0.0, count, dtype=np.float32)[:, None]
