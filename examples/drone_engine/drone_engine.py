"""A whole-song engine in fifty lines: a drone on the tonic of the song, swelling on each beat."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from songwright import song
from songwright.song import SAMPLE_RATE_HZ, BadRequest, Control, Heed
from songwright.studio.ports import Engine, Monitor, Progress, Tier

TOLD = {
    Control.TEMPO: (Heed.HONOURED, "one swell a beat"),
    Control.KEY: (Heed.APPROXIMATED, "the tonic sounds, the mode does not"),
    Control.DURATION: (Heed.HONOURED, "to the sample"),
}


class Drone:
    """The engine."""

    def __init__(self, level_db: float) -> None:
        self.gain = 10.0 ** (level_db / 20.0)

    def record(
        self, brief: song.Brief, lyrics: song.Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> song.Recording:
        """One take; `progress` raises Cancelled where the song is no longer wanted, which goes on to the caller."""
        length_s, pieces = brief.duration_s or 60.0, []
        hz = 110.0 * 2.0 ** ((brief.key.tonic + 3) % 12 / 12.0) * (1.0 + take)
        for first_s in np.arange(0.0, length_s, 5.0):
            progress("droning", first_s / length_s)
            edges = (round(at_s * SAMPLE_RATE_HZ) for at_s in (first_s, min(first_s + 5.0, length_s)))
            times = np.arange(*edges) / SAMPLE_RATE_HZ
            swell = self.gain * np.exp(-2.0 * (times * brief.tempo_bpm / 60.0 % 1.0))
            pieces.append(swell * np.sin(2.0 * np.pi * hz * times))
        audio = song.Audio(samples=np.concatenate(pieces)[:, None].astype(np.float32))
        told = tuple(song.Handling(control=control, heed=heed, how=how) for control, (heed, how) in TOLD.items())
        credit = song.Credit(engine="drone", checkpoint="a sine", licence="CC0-1.0", handling=told)
        stem = song.Stem(name="drone", role=song.Role.PAD, audio=audio, source="sine")
        return song.Recording(stems=(stem,), style=brief.style, credit=credit)


class DronePlugin:
    """What the entry point names."""

    says = "a drone on the tonic of the song"

    def settle(self, variables: Mapping[str, str], home: Path) -> "DronePlugin":
        """Read the settings; raise BadRequest with a sentence that names the variable and the cure."""
        self.level = variables.get("DRONE_LEVEL_DB", "-12")
        if not self.level.removeprefix("-").isdecimal() or not -40 <= int(self.level) <= 0:
            raise BadRequest("DRONE_LEVEL_DB: needs whole decibels from -40 to 0, as -12", field="DRONE_LEVEL_DB")
        return self

    def check(self) -> None:
        """Raise CannotMake, with the cure, where a library, a card or a download is missing: here nothing can be."""

    def open(self, tier: Tier) -> Engine:
        """The engine in the asked quality, of which a drone has one."""
        return Drone(float(self.level))

    def pulse(self) -> str:
        """How it is now."""
        return "ok"
