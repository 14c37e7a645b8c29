"""Processor time by stage and peak memory of songs of 1, 2, 4 and 8 minutes, with the raw kernels beside them.

    python benchmarks/scaling.py                      # a sung pop song
    python benchmarks/scaling.py --instrumental --takes 2

Each song is made in a process of its own: planning, recording, mixing, mastering and pressing of an MP3, one take after
the other as the service does it. Figures are seconds of processor time of the whole process for each second of music,
which a busy machine disturbs less than seconds of the clock; those stand beside. "peak MB" is the most memory the
process had, what it maps of files included. The floor is what two inner loops cost alone, on one core, the least of
some rounds: a second of speech of the voice model's last graph, and a second of one sounding zone of the sampler.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from runs import Figures, own_process, peak_mb

from songwright.app import build_studio, open_home, press_take
from songwright.outfit import Home
from songwright.song import Seconds, SongRequest
from songwright.studio.playing._instrument import Strike, Strikes
from songwright.studio.playing._sampler import Library, SampledInstrument
from songwright.studio.playing._soundfont import SoundFont
from songwright.studio.session import Stopwatch
from songwright.studio.singing._graphs import SOUND
from songwright.studio.singing._model import FRAME_S, Timing, VoiceModel

LENGTHS_S = (60.0, 120.0, 240.0, 480.0)
STAGES = ("planning", "recording", "mixing", "mastering", "pressing")
_ROUNDS = 5
_SPEECH_S, _ZONE_S = 4.0, 2.0
_PIANO = 0


@dataclass(slots=True)
class Stages:
    """Processor time by stage; recording lasts until mixing begins."""

    spent_s: dict[str, float] = field(default_factory=dict)
    now: str = STAGES[0]
    since_s: float = field(default_factory=time.process_time)

    def __call__(self, stage: str, fraction: float) -> None:
        """Hear progress."""
        del fraction
        stage = stage if stage in STAGES else "recording"
        if stage != self.now:
            self.turn_to(stage)

    def turn_to(self, stage: str) -> None:
        """Another stage begins."""
        spent_s = time.process_time() - self.since_s
        self.spent_s[self.now] = self.spent_s.get(self.now, 0.0) + spent_s
        self.now, self.since_s = stage, time.process_time()


def measure(chosen: argparse.Namespace) -> Figures:
    """Make a song's takes in this process and measure them."""
    began_s = time.perf_counter()
    studio = build_studio(open_home())
    stages = Stages()
    length_s = chosen.lengths[0]
    request = SongRequest(
        prompt=chosen.prompt, duration_s=Seconds(length_s), seed=chosen.seed, instrumental=chosen.instrumental
    )
    brief, lyrics = studio.plan(request)
    made_s = 0.0
    for number in range(chosen.takes):
        watch = Stopwatch(time.perf_counter, stages)
        take = studio.record(brief, lyrics, number, watch)
        press_take(take, formats=frozenset({"mp3"}), stems=False, watch=watch)
        made_s += take.master.audio.length_s
    stages.turn_to("done")
    return {
        "music_s": made_s,
        "spent_s": stages.spent_s,
        "wall_s": time.perf_counter() - began_s,
        "peak_mb": peak_mb(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }


def row(found: Figures) -> str:
    """One song's figures."""
    music_s, spent_s = found["music_s"], found["spent_s"]
    stages = "".join(f"{spent_s.get(stage, 0.0) / music_s:11.4f}" for stage in STAGES)
    whole = sum(spent_s.values()) / music_s
    return f"{music_s:8.1f}{stages}{whole:9.4f}{found['wall_s']:8.1f}{found['peak_mb']:9.0f}{found['load'] or 0.0:6.1f}"


def voice_floor(home: Home) -> float:
    """Processor time of the voice model's last graph for each second of speech, on one core."""
    model = VoiceModel(home.graphs)
    frames = round(_SPEECH_S / FRAME_S)
    dice = np.random.default_rng(0)
    sounds = dice.standard_normal((1, 512, 2)).astype(np.float32) * np.float32(0.3)
    timing = Timing(frames=np.array([frames // 2, frames // 2]), meaning=sounds, sounds=sounds)
    style = dice.standard_normal((1, 256)).astype(np.float32) * np.float32(0.1)
    pitch_hz, energy = np.full(2 * frames, 220.0, np.float32), np.ones(2 * frames, np.float32)
    return _least(lambda: model.sound(timing, pitch_hz, energy, style)) / _SPEECH_S


def sampler_floor(home: Home) -> float:
    """Processor time of the sampler for each second of one sounding zone, on one core."""
    library = Library(SoundFont(home.soundfont))
    instrument = SampledInstrument(library, _PIANO, ((60,),))
    frames = round(_ZONE_S * 48_000)
    strikes = [
        Strike(start=0, gate=frames, pitch=float(key), key=key, loudness=0.6, gain=1.0, seed=1) for key in range(48, 78)
    ]
    zones = sum(zone.answers(strike.key, 76) for strike in strikes for zone in library.font.zones(0, _PIANO))
    out = np.zeros((frames, 2), np.float32)
    return _least(lambda: instrument.add(Strikes(strikes), out)) / (zones * _ZONE_S)


def _least(work: Callable[[], object]) -> float:
    """The least processor time of some rounds, after one to warm up."""
    took_s = []
    for _ in range(_ROUNDS + 1):
        began_s = time.thread_time()
        work()
        took_s.append(time.thread_time() - began_s)
    return min(took_s[1:])


def main() -> None:
    """Print a line a length, then the floor."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--prompt", default="a bright pop song about summer rain")
    reader.add_argument("--instrumental", action="store_true")
    reader.add_argument("--takes", type=int, default=1)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--lengths", type=float, nargs="+", default=LENGTHS_S, help="seconds")
    reader.add_argument("--one", action="store_true", help="measure the first length in this process and print JSON")
    chosen = reader.parse_args()
    if chosen.one:
        json.dump(measure(chosen), sys.stdout)
        return
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{chosen.prompt!r}{', instrumental' * chosen.instrumental}, takes: {chosen.takes}\n")
    print(f" music s{''.join(f'{stage:>11}' for stage in STAGES)}    whole  wall s  peak MB  load")
    told = ["--prompt", chosen.prompt, "--takes", str(chosen.takes), "--seed", str(chosen.seed)]
    told += ["--instrumental"] * chosen.instrumental
    for length_s in chosen.lengths:
        print(row(own_process(__file__, [*told, "--lengths", str(length_s)])), flush=True)
    home = open_home()
    if not chosen.instrumental and (home.graphs / SOUND).is_file():
        print(f"voice model alone, {_SPEECH_S:g} s of speech: {voice_floor(home):.3f} s for each second of speech")
    if home.soundfont.is_file():
        print(f"sampler alone, a piano's zones: {1000 * sampler_floor(home):.2f} ms for each second of a zone")


if __name__ == "__main__":
    main()
