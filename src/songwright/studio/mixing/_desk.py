"""The desk: buses that parts are added to, and the rooms that come back from them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np

from songwright.studio.dsp import (
    BLOCK,
    HOP,
    Band,
    Blocks,
    Chain,
    Curve,
    Equaliser,
    PingPong,
    Reverb,
    Samples,
    Space,
    ahead,
    frames_of,
    gain_of,
    mono,
    pump,
    shared,
)
from songwright.studio.mixing._manner import Manner
from songwright.studio.mixing._roles import Sends

TAIL_S = 4.0
"""Room after the last note for reverb and echo to die in; what stays silent is cut again."""
_MAIN, _GATE = "main", "gate"
_DRUM_ROOM_FROM_HZ = 300.0
_GATE_OPEN_MS = 60.0
"""How long each snare stroke is let into the gated room."""
_ECHO_TONE = Equaliser((Band(kind="highpass", hz=320.0), Band(kind="lowpass", hz=4800.0)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Track:
    """A finished strip on its way to the buses."""

    sound: Blocks
    """In stereo."""
    frames: int
    sends: Sends
    drums: bool = False
    """Whether the room hears it without the bass drum, and a gated room its snare alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """The buses of one mix. All parts run side by side, so that a block of each is all that is in memory."""

    frames: int
    manner: Manner
    tempo_bpm: float
    kicks_s: tuple[float, ...] = ()
    snares_s: tuple[float, ...] = ()

    def mixed(self, tracks: Sequence[Track]) -> Blocks:
        """The mix of the tracks with their rooms, `frames` long."""
        manner, rooms = self.manner, self._rooms()
        breath = pump(self.frames, self.kicks_s, 0.5 * manner.sidechain_db, manner.sidechain_ms)
        names = sorted({name for track in tracks for name in self._sends_of(track)})
        dry, *sends = shared(ahead(self._buses(tracks, names)), 1 + len(names))
        wet = []
        for name, buses in zip(names, sends, strict=True):
            sound = rooms[name].flow(map(itemgetter(name), buses), self.frames)
            wet.append(breath.flow(sound, self.frames) if manner.sidechain_db and name != "gate" else sound)
        for buses, *returns in zip(dry, *wet, strict=True):
            main = buses[_MAIN]
            for sound in returns:
                main += sound
            yield main

    def _sends_of(self, track: Track) -> dict[str, float]:
        """The rooms a track goes to, with levels in dB."""
        manner, sends = self.manner, track.sends
        offsets = {"room": manner.room_db, "plate": manner.plate_db, "delay": manner.delay_db}
        asked: dict[str, float | None] = {name: getattr(sends, name) for name in offsets}
        found = {name: level_db + offsets[name] for name, level_db in asked.items() if level_db is not None}
        if not track.drums:
            return found
        found = {name: level_db for name, level_db in found.items() if name == "room"}
        if "gated snare" in manner.marks and self.snares_s:
            found[_GATE] = -1.0
        return found

    def _buses(self, tracks: Sequence[Track], names: Sequence[str]) -> Iterator[dict[str, Samples]]:
        """The main bus and what is sent to each room, block by block."""
        feeds = [self._feed(track) for track in tracks]
        for start in range(0, self.frames, BLOCK):
            count = min(BLOCK, self.frames - start)
            buses = {name: np.zeros((count, 1), np.float32) for name in names}
            buses[_MAIN] = np.zeros((count, 2), np.float32)
            for feed in feeds:
                for name, sound in next(feed, ()):
                    buses[name][: len(sound)] += sound
            yield buses

    def _feed(self, track: Track) -> Iterator[list[tuple[str, Samples]]]:
        """What a track gives to each bus, block by block."""
        levels = {name: np.float32(gain_of(level_db)) for name, level_db in self._sends_of(track).items()}
        bright = Equaliser((Band(kind="highpass", hz=_DRUM_ROOM_FROM_HZ),)).opened(1) if track.drums else None
        shut = pump(track.frames, self.snares_s, 120.0, _GATE_OPEN_MS) if _GATE in levels else None
        opened = np.float32(1.0) - shut.gains if shut else np.zeros(0, np.float32)
        point = 0
        for block in track.sound:
            sent = mono(block) if levels else block[:, :1]
            sent = bright(sent) if bright else sent
            fed = [(_MAIN, block)]
            for name, level in levels.items():
                heard = Curve(opened[point:])(sent) if name == _GATE else sent
                fed.append((name, heard * level))
            point += len(block) // HOP
            yield fed

    def _rooms(self) -> dict[str, Chain]:
        """What stands behind each send."""
        manner = self.manner
        room = Space.HALL if "hall" in manner.marks else Space.ROOM
        plate = Space.SPRING if "spring" in manner.marks else Space.PLATE
        late_ms = 28.0 if room is Space.HALL else 8.0
        top = Equaliser((Band(kind="lowpass", hz=min(manner.lowpass_hz, 16_000.0)),))
        echo = PingPong(delay_s=manner.delay_beats * 60.0 / self.tempo_bpm, feedback=manner.delay_feedback)
        hall = Reverb(space=room, decay_s=manner.room_s, predelay_ms=late_ms, brightness=manner.brightness, seed=1)
        sheet = Reverb(space=plate, decay_s=manner.plate_s, predelay_ms=22.0, brightness=manner.brightness, seed=2)
        return {
            "room": Chain((hall, top)),
            "plate": Chain((sheet, top)),
            _GATE: Chain((Reverb(space=Space.GATED, decay_s=0.3, predelay_ms=4.0, seed=3),)),
            "delay": Chain((_ECHO_TONE, echo)),
        }


def desk_frames(longest: int) -> int:
    """Frames of a desk for parts so long."""
    return longest + frames_of(TAIL_S)
