"""The desk: buses that parts are added to, and the rooms that come back from them."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from songwright.studio.dsp import (
    Band,
    Chain,
    Curve,
    Equaliser,
    PingPong,
    Reverb,
    Samples,
    Space,
    frames_of,
    gain_of,
    mono,
    pump,
)
from songwright.studio.mixing._manner import Manner
from songwright.studio.mixing._roles import Sends

TAIL_S = 4.0
"""Room after the last note for reverb and echo to die in; what stays silent is cut again."""
_DRUM_ROOM_FROM_HZ = 300.0
_GATE_OPEN_MS = 60.0
"""How long each snare stroke is let into the gated room."""
_ECHO_TONE = Equaliser((Band(kind="highpass", hz=320.0), Band(kind="lowpass", hz=4800.0)))


@dataclass(slots=True, eq=False)
class Desk:
    """The buses of one mix. Parts are added one by one, so only the buses stay in memory."""

    frames: int
    manner: Manner
    tempo_bpm: float
    kicks_s: tuple[float, ...] = ()
    snares_s: tuple[float, ...] = ()
    main: Samples = field(init=False)
    _sends: dict[str, Samples] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.main = np.zeros((self.frames, 2), np.float32)

    def add(self, part: Samples, sends: Sends) -> None:
        """A finished strip, stereo: to the main bus and to its rooms."""
        self.main[: len(part)] += part
        manner = self.manner
        offsets = {"room": manner.room_db, "plate": manner.plate_db, "delay": manner.delay_db}
        for name, offset_db in offsets.items():
            level_db: float | None = getattr(sends, name)
            if level_db is not None:
                self._send(name, mono(part), level_db + offset_db)

    def add_drum_rooms(self, part: Samples, sends: Sends) -> None:
        """Drums: the room hears no bass drum, and a gated room hears the snare alone."""
        self.main[: len(part)] += part
        bright = Equaliser((Band(kind="highpass", hz=_DRUM_ROOM_FROM_HZ),))(mono(part))
        if sends.room is not None:
            self._send("room", bright, sends.room + self.manner.room_db)
        if "gated snare" in self.manner.marks and self.snares_s:
            shut = pump(len(part), self.snares_s, 120.0, _GATE_OPEN_MS)
            self._send("gate", Curve(np.float32(1.0) - shut.gains)(bright), -1.0)

    def _send(self, name: str, part: Samples, level_db: float) -> None:
        bus = self._sends.get(name)
        if bus is None:
            bus = self._sends[name] = np.zeros((self.frames, 1), np.float32)
        bus[: len(part)] += part * np.float32(gain_of(level_db))

    def close(self, hear: Callable[[float], None]) -> Samples:
        """The mix with its rooms; `hear` gets the share that is done. The desk is empty afterwards."""
        manner, rooms = self.manner, self._rooms()
        breath = pump(self.frames, self.kicks_s, 0.5 * manner.sidechain_db, manner.sidechain_ms)
        names = sorted(self._sends)
        for number, name in enumerate(names):
            hear(number / len(names))
            wet = rooms[name](self._sends.pop(name))
            if manner.sidechain_db and name != "gate":
                wet = breath(wet)
            self.main += wet
        mix, self.main = self.main, np.zeros((0, 2), np.float32)
        return mix

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
            "gate": Chain((Reverb(space=Space.GATED, decay_s=0.3, predelay_ms=4.0, seed=3),)),
            "delay": Chain((_ECHO_TONE, echo)),
        }


def desk_frames(longest: int) -> int:
    """Frames of a desk for parts so long."""
    return longest + frames_of(TAIL_S)
