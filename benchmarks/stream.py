"""How soon a song is heard while it is made, whether its stream keeps ahead of a listener, and how it differs at last.

    python benchmarks/stream.py --style Pop --style Folk --duration 120

Each song is made with a broadcast as the service does it, encoder included. "Waits" is how long a listener who began
with the first sound stands still. Differences are of loudness, over windows of three seconds, between what was on
air and the finished song.
"""

import argparse
import os
import platform
import time
from dataclasses import dataclass, field, replace

import numpy as np

from songwright.app import build_studio, open_home
from songwright.song import SAMPLE_RATE_HZ, Audio, Seconds, SongRequest
from songwright.studio.airing import Broadcast
from songwright.studio.dsp import loudness
from songwright.studio.engines import Band
from songwright.studio.playing import HouseRack
from songwright.studio.pressing import Mp3Stream
from songwright.studio.session import Studio
from songwright.studio.singing import HummingSinger

_WINDOW_S = 3
_STEP_S = 2
_HEARD_LUFS = -50.0
"""Windows below are endings and pauses, whose level says nothing."""


@dataclass(slots=True)
class Listener:
    """Presses and keeps what is on air, and when it came."""

    began: float
    encoder: Mp3Stream = field(default_factory=Mp3Stream)
    pieces: list[tuple[float, Audio]] = field(default_factory=list)

    def __call__(self, piece: Audio) -> None:
        """Hear a piece."""
        self.encoder.press(piece)
        self.pieces.append((time.perf_counter() - self.began, piece))

    @property
    def waits_s(self) -> float:
        """Seconds that playing stands still, from the first sound on."""
        clock_s = self.pieces[0][0]
        waited_s = 0.0
        for came_s, piece in self.pieces:
            waited_s += max(came_s - clock_s, 0.0)
            clock_s = max(clock_s, came_s) + piece.length_s
        return waited_s


def differences_db(air: np.ndarray, song: np.ndarray) -> list[float]:
    """Loudness on air against the song's, window by window."""
    found = []
    for start_s in range(0, len(song) // SAMPLE_RATE_HZ - _WINDOW_S, _STEP_S):
        window = slice(start_s * SAMPLE_RATE_HZ, (start_s + _WINDOW_S) * SAMPLE_RATE_HZ)
        finished = loudness(song[window])
        if finished > _HEARD_LUFS:
            found.append(loudness(air[window]) - finished)
    return found


def row(studio: Studio, style: str, duration_s: float, seed: int) -> str:
    """One song's figures."""
    began = time.perf_counter()
    listener = Listener(began)
    brief, lyrics = studio.plan(SongRequest(style=style, duration_s=Seconds(duration_s), seed=seed))
    with Broadcast(studio.finisher, listener) as broadcast:
        take = studio.record(brief, lyrics, 0, lambda _stage, _fraction: None, broadcast)
        broadcast.end(take.master.audio)
        done_s = time.perf_counter() - began
    if not listener.pieces:
        return f"{style:24} nothing was on air"
    song = take.master.audio.samples
    air = np.concatenate([piece.samples for _, piece in listener.pieces])
    found = differences_db(air, song)
    return (
        f"{style:24} {seed:4} {len(song) / SAMPLE_RATE_HZ:6.1f} {listener.pieces[0][0]:7.1f} {listener.waits_s:6.1f}"
        f" {done_s:7.1f} {np.mean(np.abs(found)):7.1f} {max(found, key=abs):7.1f} {len(air) == len(song)!s:>6}"
    )


def main() -> None:
    """Print a line a song."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--style", action="append", default=[], help="repeat for several")
    reader.add_argument("--duration", type=float, default=120.0)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--hum", action="store_true", help="a hummed voice: levels in a fraction of the time")
    chosen = reader.parse_args()
    home = open_home()
    studio = build_studio(home)
    if chosen.hum:
        studio = replace(studio, engine=Band(rack=HouseRack(home.soundfont), singer=HummingSinger()))
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{'style':24} seed song s first s waits s done s mean dB most dB whole")
    for style in chosen.style or ["Pop", "Folk", "House", "Lo-fi hip hop"]:
        print(row(studio, style, chosen.duration, chosen.seed), flush=True)


if __name__ == "__main__":
    main()
