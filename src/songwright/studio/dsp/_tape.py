"""Tape: sound as long as a song outside of memory, in a file without a name that is gone when nobody needs it."""

import mmap
import os
import tempfile
import threading
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import RawIOBase
from typing import Protocol, cast

import numpy as np

from songwright.song import TryAgain
from songwright.studio.dsp._blocks import BLOCK, Blocks, Samples, even, joined
from songwright.studio.dsp._samples import Effect

_SAMPLE_BYTES = 4


class Meter(Protocol):
    """Hears a sound pass."""

    def hear(self, block: Samples) -> None:
        """Count the next block in."""
        ...


def blank(frames: int, channels: int) -> Samples:
    """Silence to write on: an array like any other, whose memory the system may take back at any time (`rest`).

    It lies in a temporary file (`tempfile`): that must be a disk's, or nothing is won. Raises TryAgain without room.
    """
    if frames <= 0:
        return np.zeros((max(frames, 0), channels), np.float32)
    size = frames * channels * _SAMPLE_BYTES
    with _roomy(), tempfile.TemporaryFile(buffering=0) as file:
        _reserve(file.fileno(), size)
        held = mmap.mmap(file.fileno(), size)
    return np.frombuffer(held, np.float32).reshape(frames, channels)


def taped(samples: Samples) -> Samples:
    """The same samples, in any number of columns, at rest on tape."""
    out = blank(*samples.shape)
    out[:] = samples
    rest(out)
    out.flags.writeable = False
    return out


def rest(samples: Samples, until: int | None = None) -> None:
    """Tell the system that frames before `until`, or all, are not needed for now.

    Nothing is lost. Only `blank` and `taped` arrays, what was `held` of a tape, and views of them can rest; others are
    left alone.
    """
    held, base = _file_under(samples)
    if held is None or base is None or not hasattr(held, "madvise"):  # Windows sees to it by itself
        return
    frames = len(samples) if until is None else until
    end = samples.ctypes.data - base.ctypes.data + frames * samples.shape[1] * _SAMPLE_BYTES
    end = min(end if end >= len(held) else end // mmap.PAGESIZE * mmap.PAGESIZE, len(held))
    if end > 0:
        held.madvise(mmap.MADV_DONTNEED, 0, end)


class Tape:
    """A sound that can be played block by block, any number of times."""

    def __init__(self, frames: int, channels: int) -> None:
        self.frames = frames
        self.channels = channels

    def play(self) -> Blocks:
        """The sound in even blocks, which must not be written into."""
        raise NotImplementedError

    def whole(self) -> Samples:
        """All of it in memory."""
        return joined(self.play())


class Held(Tape):
    """Samples that somebody holds; what was played of them rests."""

    def __init__(self, samples: Samples) -> None:
        super().__init__(*samples.shape)
        self._samples = samples

    def play(self) -> Blocks:
        """The sound in even blocks, views of it."""
        for start in range(0, max(self.frames, 1), BLOCK):
            rest(self._samples, start)
            yield self._samples[start : start + BLOCK]
        rest(self._samples)


class Recorded(Tape):
    """What was recorded from blocks. Safe to play in several threads at once."""

    def __init__(self, blocks: Iterable[Samples], *meters: Meter) -> None:
        """Record all blocks; each meter hears them pass. Raises TryAgain where a disk is full."""
        super().__init__(0, 2)
        with _roomy():
            self._file = cast("RawIOBase", tempfile.TemporaryFile(buffering=0))  # noqa: SIM115 - closed with the tape
        weakref.finalize(self, self._file.close)
        self._lock = threading.Lock()
        for block in blocks:
            self.channels = block.shape[1]
            self.frames += len(block)
            for meter in meters:
                meter.hear(block)
            with _roomy():
                _write(self._file, block)

    def play(self) -> Blocks:
        """The sound in even blocks, each an array of its own."""
        stride = self.channels * _SAMPLE_BYTES
        for start in range(0, max(self.frames, 1), BLOCK):
            block = np.empty((min(BLOCK, self.frames - start), self.channels), np.float32)
            with self._lock:
                self._file.seek(start * stride)
                _read(self._file, block)
            yield block

    def held(self) -> Samples:
        """The sound as an array whose memory the system may take back; it outlives the tape."""
        if not self.frames:
            return np.zeros((0, self.channels), np.float32)
        size = self.frames * self.channels * _SAMPLE_BYTES
        mapped = mmap.mmap(self._file.fileno(), size, access=mmap.ACCESS_READ)
        return np.frombuffer(mapped, np.float32).reshape(self.frames, self.channels)


class Through(Tape):
    """A tape that is heard through an effect, anew each time."""

    def __init__(self, tape: Tape, effect: Effect, channels: int | None = None) -> None:
        """`channels` is what comes out where the effect alters their number."""
        super().__init__(tape.frames, channels or tape.channels)
        self._tape, self._effect = tape, effect

    def play(self) -> Blocks:
        """The treated sound."""
        return self._effect.flow(self._tape.play(), self.frames)


class Excerpt(Tape):
    """A tape from one frame to before another."""

    def __init__(self, tape: Tape, first: int, beyond: int) -> None:
        super().__init__(max(min(beyond, tape.frames) - first, 0), tape.channels)
        self._tape, self._first = tape, first

    def play(self) -> Blocks:
        """The excerpt in even blocks of its own."""
        return even(self._pieces())

    def _pieces(self) -> Blocks:
        place, beyond = -self._first, self.frames
        for block in self._tape.play():
            if place >= beyond and place > 0:
                return
            yield block[max(-place, 0) : max(beyond - place, 0)]
            place += len(block)


@contextmanager
def _roomy() -> Iterator[None]:
    """Tells in one sentence when there is no room."""
    try:
        yield
    except OSError as fault:
        raise TryAgain(f"no room for the song's tapes in {tempfile.gettempdir()}: {fault.strerror or fault}") from fault


def _reserve(file: int, size: int) -> None:
    """Give a file its room beforehand: memory of a file that finds none later would end the process."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file, 0, size)
        return
    nothing = bytes(1 << 20)
    for start in range(0, size, len(nothing)):
        os.write(file, nothing[: size - start])


def _file_under(samples: Samples) -> tuple[mmap.mmap | None, Samples | None]:
    """The file's memory that an array is a view of, and the array that covers it."""
    base, under = samples, samples.base
    while isinstance(under, np.ndarray):
        base, under = under, under.base
    held = under.obj if isinstance(under, memoryview) else under
    return (held, base) if isinstance(held, mmap.mmap) else (None, None)


def _write(file: RawIOBase, block: Samples) -> None:
    left = np.ascontiguousarray(block).data.cast("B") if len(block) else memoryview(b"")
    while left:
        left = left[file.write(left) or 0 :]


def _read(file: RawIOBase, block: Samples) -> None:
    left = block.data.cast("B") if len(block) else memoryview(b"")
    while left:
        count = file.readinto(left)
        if not count:
            raise TryAgain("a temporary file of the song's tapes was cut")
        left = left[count:]
