"""Reads SoundFont 2 files (SF2, and SF3 with Ogg Vorbis samples) into presets of zones.

Source of every number here: SoundFont Technical Specification 2.04, sections 7 (chunks), 8.1 (generators) and 9.5
(modulators); SF3 as written by MuseScore's sf3convert: a sample's offsets count bytes of its own Ogg stream and its
loop points count frames from the sample's start.
"""

import io
import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from songwright.studio.playing._generators import ADDED, DEFAULTS, SIGNED, Gen

_COMPRESSED = 0x10
"""Flag of a sample's type: Ogg Vorbis inside."""
_WHOLE_RANGE = 0x7F00


class FontUnreadableError(ValueError):
    """The file is not a SoundFont that can be read."""


class Modulator(NamedTuple):
    """One modulator: `amount` times its sources goes to generator `target`."""

    source: int
    target: int
    amount: int
    amount_source: int

    @property
    def identity(self) -> tuple[int, int, int]:
        """Two modulators with the same identity replace (in one level) or add to (across levels) each other."""
        return self.source, self.target, self.amount_source


class SampleHead(NamedTuple):
    """A sample's header."""

    name: str
    start: int
    end: int
    loop_start: int
    loop_end: int
    rate_hz: int
    root: int
    correction_cents: int
    link: int
    kind: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A sample with the keys and velocities it answers to and everything that shapes it."""

    keys: tuple[int, int]
    velocities: tuple[int, int]
    sample: int
    generators: dict[int, int]
    modulators: tuple[Modulator, ...]

    def answers(self, key: int, velocity: int) -> bool:
        """Whether a note of this key and velocity sounds here."""
        return self.keys[0] <= key <= self.keys[1] and self.velocities[0] <= velocity <= self.velocities[1]


class _Preset(NamedTuple):
    name: str
    program: int
    bank: int
    first_bag: int
    last_bag: int


class _Bags(NamedTuple):
    """One level of the file, presets' or instruments': which generators and modulators each zone has."""

    edges: list[tuple[int, int]]
    generators: list[tuple[int, int]]
    modulators: list[Modulator]

    def zone(self, bag: int) -> tuple[dict[int, int], tuple[Modulator, ...]]:
        """Generators by number and modulators of one zone."""
        (gen, mod), (gen_end, mod_end) = self.edges[bag], self.edges[bag + 1]
        found = {number: _signed(number, amount) for number, amount in self.generators[gen:gen_end]}
        return found, tuple(self.modulators[mod:mod_end])


class SoundFont:
    """An open SoundFont. Samples are decoded when first asked for and kept; safe to use from several threads.

    Raises FontUnreadableError when the file is not a SoundFont, OSError when it can't be read.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            try:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError as error:
                raise FontUnreadableError(f"{path.name} is empty") from error
        self._decoded: dict[int, npt.NDArray[np.float32]] = {}
        self._zones: dict[tuple[int, int], tuple[Zone, ...]] = {}
        self._lock = Lock()
        try:
            self._read()
        except (struct.error, KeyError, IndexError) as error:
            raise FontUnreadableError(f"{path.name} is not a whole SoundFont") from error

    def _read(self) -> None:
        if self._bytes[:4] != b"RIFF" or self._bytes[8:12] != b"sfbk":
            raise KeyError("RIFF")
        chunks = dict(self._chunks())
        self.name = self._text(chunks[b"INAM"]) if b"INAM" in chunks else "SoundFont"
        self._smpl = chunks[b"smpl"][0]
        heads = self._rows(chunks[b"phdr"], "<20sHHHIII")
        self._presets = {
            (row[2], row[1]): _Preset(_name(row[0]), row[1], row[2], row[3], after[3]) for row, after in pairwise(heads)
        }
        instruments = self._rows(chunks[b"inst"], "<20sH")
        self._instruments = [(row[1], after[1]) for row, after in pairwise(instruments)]
        self._preset_bags = self._bags(chunks, b"p")
        self._instrument_bags = self._bags(chunks, b"i")
        self._heads = [SampleHead(_name(row[0]), *row[1:]) for row in self._rows(chunks[b"shdr"], "<20sIIIIIBbHH")]

    def _chunks(self) -> Iterator[tuple[bytes, tuple[int, int]]]:
        """Every leaf chunk as (name, (offset, size))."""
        stack = [(12, len(self._bytes))]
        while stack:
            at, end = stack.pop()
            while at + 8 <= end:
                name = bytes(self._bytes[at : at + 4])
                (size,) = struct.unpack_from("<I", self._bytes, at + 4)
                if name == b"LIST":
                    stack.append((at + 12, at + 8 + size))
                else:
                    yield name, (at + 8, size)
                at += 8 + size
                # Some SF3 writers leave out the pad byte after an odd chunk.
                if size & 1 and self._bytes[at : at + 4] not in (b"LIST", b"phdr"):
                    at += 1

    def _rows(self, chunk: tuple[int, int], layout: str) -> list[tuple[Any, ...]]:
        offset, size = chunk
        width = struct.calcsize(layout)
        return list(struct.iter_unpack(layout, self._bytes[offset : offset + size // width * width]))

    def _bags(self, chunks: dict[bytes, tuple[int, int]], level: bytes) -> _Bags:
        return _Bags(
            edges=self._rows(chunks[level + b"bag"], "<HH"),
            generators=self._rows(chunks[level + b"gen"], "<HH"),
            modulators=[Modulator(*row[:4]) for row in self._rows(chunks[level + b"mod"], "<HHhHH")],
        )

    def _text(self, chunk: tuple[int, int]) -> str:
        offset, size = chunk
        return _name(self._bytes[offset : offset + size])

    def preset_name(self, bank: int, program: int) -> str | None:
        """What the font calls this preset; None when it has none."""
        preset = self._presets.get((bank, program))
        return preset.name if preset else None

    def zones(self, bank: int, program: int) -> tuple[Zone, ...]:
        """All zones of a preset; empty when the font lacks it."""
        preset = self._presets.get((bank, program))
        if preset is None:
            return ()
        with self._lock:
            if (bank, program) not in self._zones:
                self._zones[bank, program] = tuple(self._preset_zones(preset))
            return self._zones[bank, program]

    def _preset_zones(self, preset: _Preset) -> Iterator[Zone]:
        shared: dict[int, int] = {}
        shared_mods: tuple[Modulator, ...] = ()
        for bag in range(preset.first_bag, preset.last_bag):
            own, mods = self._preset_bags.zone(bag)
            if Gen.INSTRUMENT in own:
                yield from self._instrument_zones({**shared, **own}, _replaced(shared_mods, mods))
            else:
                shared, shared_mods = own, mods

    def _instrument_zones(self, over: dict[int, int], over_mods: tuple[Modulator, ...]) -> Iterator[Zone]:
        """Zones of one instrument under a preset zone, whose generators and modulators add to the instrument's."""
        shared: dict[int, int] = {}
        shared_mods: tuple[Modulator, ...] = ()
        for bag in range(*self._instruments[over[Gen.INSTRUMENT]]):
            own, mods = self._instrument_bags.zone(bag)
            if Gen.SAMPLE not in own:
                shared, shared_mods = own, mods
                continue
            merged = {**DEFAULTS, **shared, **own}
            keys = _common(merged[Gen.KEY_RANGE], over.get(Gen.KEY_RANGE, _WHOLE_RANGE))
            velocities = _common(merged[Gen.VELOCITY_RANGE], over.get(Gen.VELOCITY_RANGE, _WHOLE_RANGE))
            if keys is None or velocities is None:
                continue
            for number, amount in over.items():
                if number in ADDED:
                    merged[number] = merged.get(number, 0) + amount
            yield Zone(
                keys=keys,
                velocities=velocities,
                sample=merged[Gen.SAMPLE],
                generators=merged,
                modulators=(*_replaced(DEFAULT_MODULATORS, shared_mods, mods), *over_mods),
            )

    def head(self, sample: int) -> SampleHead:
        """A sample's header."""
        return self._heads[sample]

    def loop(self, sample: int) -> tuple[int, int]:
        """First frame and end of a sample's loop, counted from its start."""
        head = self._heads[sample]
        if head.kind & _COMPRESSED:
            return head.loop_start, head.loop_end
        return head.loop_start - head.start, head.loop_end - head.start

    def wave(self, sample: int) -> npt.NDArray[np.float32]:
        """A sample's mono frames, decoded once."""
        with self._lock:
            known = self._decoded.get(sample)
        if known is not None:
            return known
        wave = self._decode(self._heads[sample])
        with self._lock:
            return self._decoded.setdefault(sample, wave)

    def _decode(self, head: SampleHead) -> npt.NDArray[np.float32]:
        if head.kind & _COMPRESSED:
            import soundfile  # noqa: PLC0415  # loads a native library, needed only for compressed fonts

            stream = io.BytesIO(self._bytes[self._smpl + head.start : self._smpl + head.end])
            try:
                wave = soundfile.read(stream, dtype="float32", always_2d=True)[0][:, 0]
            except soundfile.LibsndfileError as error:
                raise FontUnreadableError(f"sample {head.name} can't be decoded") from error
            return np.ascontiguousarray(wave, np.float32)
        raw = self._bytes[self._smpl + 2 * head.start : self._smpl + 2 * head.end]
        return (np.frombuffer(raw, "<i2").astype(np.float32) / np.float32(32768.0)).astype(np.float32)


_VELOCITY_TO_FILTER = Modulator(0x0102, Gen.FILTER_CUTOFF, -2400, 0x0000)
_OLD_IDENTITY = (0x0102, int(Gen.FILTER_CUTOFF), 0x0D02)
"""What version 2.01 called the default from velocity to filter: fonts of its time turn it off under this name, and some
put one of their own beside it."""
DEFAULT_MODULATORS = (
    Modulator(0x0502, Gen.ATTENUATION, 960, 0x0000),
    _VELOCITY_TO_FILTER,
    Modulator(0x0587, Gen.ATTENUATION, 960, 0x0000),
)
"""Sections 8.4.1, 8.4.2 and 8.4.5: velocity to level (concave, to -96 dB) and to filter cutoff, and the channel's
volume, which rests at 100 and so leaves 4 dB for zones that are written louder than full. The other defaults answer to
wheels, pedals and sends, which rest at nothing in a studio part."""


def _replaced(*levels: tuple[Modulator, ...]) -> tuple[Modulator, ...]:
    """Modulators of one level after another; a later one with the same identity replaces the earlier."""
    found: dict[tuple[int, int, int], Modulator] = {}
    for modulator in (modulator for level in levels for modulator in level):
        found[modulator.identity] = modulator
        if modulator.identity == _OLD_IDENTITY and found.get(_VELOCITY_TO_FILTER.identity) is _VELOCITY_TO_FILTER:
            del found[_VELOCITY_TO_FILTER.identity]
    return tuple(found.values())


def _common(one: int, other: int) -> tuple[int, int] | None:
    """The overlap of two ranges, each held as low byte and high byte."""
    low, high = max(one & 0xFF, other & 0xFF), min(one >> 8, other >> 8)
    return (low, high) if low <= high else None


def _signed(number: int, amount: int) -> int:
    return amount - 65536 if number in SIGNED and amount > 32767 else amount


def _name(raw: bytes) -> str:
    return raw.split(b"\0")[0].decode("latin-1").strip()
