"""How soon a song is heard while it is made, whether its stream keeps ahead of a listener, and how it differs at last.

    python benchmarks/stream.py --style Pop --style Folk --duration 120
    python benchmarks/stream.py --style Pop --style Folk --duration 120 --off-air

Each song is made in a process of its own, with a broadcast as the service does it, encoder included, or off air without
one: what being on air costs is the difference. "Waits" is how long a listener who began with the first sound stands
still. Differences are of loudness, over windows of three seconds, between what was on air and the finished song.
"cpu/s" is processor time of the process, from planning to the master, for each second of song; "peak MB" is the most
memory it had until then.
"""

import argparse
import json
import os
import platform
import sys
import time
from contextlib import nullcontext
from dataclasses import dataclass, field, replace

import numpy as np
from runs import Figures, own_process, peak_mb

from songwright.app import build_studio, open_home
from songwright.song import SAMPLE_RATE_HZ, Audio, Seconds, SongRequest
from songwright.studio.airing import Broadcast
from songwright.studio.dsp import loudness
from songwright.studio.engines import Band
from songwright.studio.playing import HouseRack
from songwright.studio.pressing import Mp3Stream
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


def measure(chosen: argparse.Namespace) -> Figures:
    """Make one song in this process and measure it."""
    home = open_home()
    studio = build_studio(home)
    if chosen.hum:
        studio = replace(studio, engine=Band(rack=HouseRack(home.soundfont), singer=HummingSinger()))
    (style,) = chosen.style
    began, began_cpu = time.perf_counter(), time.process_time()
    listener = Listener(began)
    brief, lyrics = studio.plan(SongRequest(style=style, duration_s=Seconds(chosen.duration), seed=chosen.seed))
    with nullcontext() if chosen.off_air else Broadcast(studio.finisher, listener) as broadcast:
        take = studio.record(brief, lyrics, 0, lambda _stage, _fraction: None, broadcast)
        if broadcast:
            broadcast.end(take.master.audio)
        done_s = time.perf_counter() - began
    song = take.master.audio.samples
    found: Figures = {
        "song_s": len(song) / SAMPLE_RATE_HZ,
        "done_s": done_s,
        "cpu_s": time.process_time() - began_cpu,
        "peak_mb": peak_mb(),
    }
    if listener.pieces:
        air = np.concatenate([piece.samples for _, piece in listener.pieces])
        apart = differences_db(air, song)
        found |= {
            "first_s": listener.pieces[0][0],
            "waits_s": listener.waits_s,
            "mean_db": float(np.mean(np.abs(apart))),
            "most_db": max(apart, key=abs),
            "whole": len(air) == len(song),
        }
    return found


def row(style: str, seed: int, found: Figures) -> str:
    """One song's figures."""
    cost = f"{found['cpu_s'] / found['song_s']:6.3f} {found['peak_mb']:7.0f}"
    told = f"{style:24} {seed:4} {found['song_s']:6.1f} {found['done_s']:7.1f} {cost}"
    if "first_s" not in found:
        return f"{told}  nothing was on air"
    heard = f"{found['first_s']:7.1f} {found['waits_s']:7.1f} {found['mean_db']:7.1f} {found['most_db']:7.1f}"
    return f"{told} {heard} {found['whole']!s:>6}"


def main() -> None:
    """Print a line a song."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--style", action="append", default=[], help="repeat for several")
    reader.add_argument("--duration", type=float, default=120.0)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--hum", action="store_true", help="a hummed voice: levels in a fraction of the time")
    reader.add_argument("--off-air", action="store_true", help="the same songs without a broadcast, for its cost")
    reader.add_argument("--one", action="store_true", help="measure one song in this process and print JSON")
    chosen = reader.parse_args()
    if chosen.one:
        json.dump(measure(chosen), sys.stdout)
        return
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{'style':24} seed song s  done s  cpu/s peak MB first s waits s mean dB most dB  whole")
    told = ["--duration", str(chosen.duration), "--seed", str(chosen.seed)]
    told += ["--hum"] * chosen.hum + ["--off-air"] * chosen.off_air
    for style in chosen.style or ["Pop", "Folk", "House", "Lo-fi hip hop"]:
        print(row(style, chosen.seed, own_process(__file__, ["--style", style, *told])), flush=True)


if __name__ == "__main__":
    main()
