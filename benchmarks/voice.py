"""Seconds of work and peak memory of the voices of a song alone, harmonies and doubles included, from a cold start.

Run as `python benchmarks/voice.py`. Nobody plays and nothing is mixed; each song is sung in a process of its own.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable

PROMPT = "A soulful pop song with choir harmonies in the chorus"


def measure(prompt: str, duration_s: float, seed: int) -> dict[str, object]:
    """Sing one take of one song in this process and measure it, from the first import to the last sample."""
    began = time.perf_counter()
    import numpy as np  # noqa: PLC0415 - start-up is part of the figure

    from songwright.app import build_studio, open_home  # noqa: PLC0415
    from songwright.song import Audio, PlayedPart, Seconds, SongRequest  # noqa: PLC0415
    from songwright.studio.engines import Band  # noqa: PLC0415
    from songwright.studio.playing import SineRack  # noqa: PLC0415
    from songwright.studio.singing import NeuralSinger  # noqa: PLC0415

    class Nobody:
        """Plays nothing."""

        def play(self, part: PlayedPart, length_s: Seconds, hear: Callable[[], None] = lambda: None) -> Audio:
            """An empty stem."""
            del part, length_s, hear
            return Audio(samples=np.zeros((0, 1), np.float32))

    class Unstaffed(SineRack):
        """A rack on which every name is nobody."""

        def instrument(self, name: str) -> Nobody:  # type: ignore[override]
            """Nobody, whatever the name."""
            del name
            return Nobody()

    home = open_home()
    studio = build_studio(home)
    brief, lyrics = studio.plan(SongRequest(prompt=prompt, duration_s=Seconds(duration_s), seed=seed))
    band = Band(rack=Unstaffed(), singer=NeuralSinger(graphs=home.graphs, voices=home.voices))
    planned = time.perf_counter()
    take = band.record(brief, lyrics, 0, lambda _stage, _fraction: None)
    ended = time.perf_counter()
    sung = {
        part.name: sum(note.release - note.onset for note in part.notes)
        for part in (take.performance.parts if take.performance else ())
        if part.role in ("vocal", "backing")
    }
    return {
        "song_s": float(take.performance.length_s) if take.performance else 0.0,
        "sung_s": sung,
        "stems": [f"{stem.name}: {stem.source}" for stem in take.stems if stem.source.startswith("voice")],
        "wall_s": ended - planned,
        "before_s": planned - began,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--prompt", default=PROMPT)
    options.add_argument("--duration", type=float, default=180.0)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--one", action="store_true", help="measure in this process and print JSON")
    chosen = options.parse_args()
    if chosen.one:
        json.dump(measure(chosen.prompt, chosen.duration, chosen.seed), sys.stdout)
        return
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{chosen.prompt!r}, {chosen.duration:g} s, one take, the voices alone\n")
    print("seed   song s  wall s  before s  peak MB  sung s by part, and who sings")
    for seed in range(chosen.seed, chosen.seed + chosen.runs):
        command = [sys.executable, __file__, "--one", "--seed", str(seed)]
        command += ["--prompt", chosen.prompt, "--duration", str(chosen.duration)]
        ran = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own script
        found = json.loads(ran.stdout)
        sung = "  ".join(f"{part} {seconds:.0f}" for part, seconds in found["sung_s"].items())
        print(
            f"{seed:<6} {found['song_s']:6.1f}  {found['wall_s']:6.1f}  {found['before_s']:8.1f}"
            f"  {found['peak_mb']:7.0f}  {sung}; {', '.join(found['stems'])}"
        )


if __name__ == "__main__":
    main()
