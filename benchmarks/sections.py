"""How far the sections of finished songs stand apart, by the form that each song's own report tells.

    python benchmarks/sections.py out/*.mp3

A song is what `songwright sing` writes: NAME.mp3 beside a folder NAME with its report.json.
"""

import argparse
import json
from itertools import pairwise
from pathlib import Path
from statistics import median

from songwright.studio.dsp import gated_loudness, weighted_power
from songwright.studio.pressing import read_sound

LEAST_S = 6.0
"""Shorter sections say little about a level."""
AIM_DB = (3.0, 12.0)


def levels_of(song: Path) -> list[tuple[str, float]]:
    """Kind and loudness in LUFS of each section that is long enough, in order."""
    form = json.loads((song.with_suffix("") / "report.json").read_text(encoding="utf-8"))["form"]
    with song.open("rb") as file:
        audio = read_sound(file)
    edges_s = [*(section["start_s"] for section in form), audio.length_s]
    found = []
    for section, (start_s, end_s) in zip(form, pairwise(edges_s), strict=True):
        if end_s - start_s >= LEAST_S:
            piece = audio.samples[round(start_s * audio.rate_hz) : round(end_s * audio.rate_hz)]
            power = weighted_power(piece, audio.rate_hz // 10, audio.rate_hz)
            found.append((section["kind"], gated_loudness(power)))
    return found


def first(levels: list[tuple[str, float]], kind: str) -> float | None:
    """The loudness of the first section of a kind."""
    return next((level for each, level in levels if each == kind), None)


def main() -> None:
    """Print a line a song, and how many lie within the aim."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("songs", nargs="+", type=Path)
    ranges, rises = [], []
    for song in reader.parse_args().songs:
        levels = levels_of(song)
        if len(levels) < 2:
            continue
        loud = [level for _, level in levels]
        ranges.append(max(loud) - min(loud))
        verse, chorus = first(levels, "verse"), first(levels, "chorus")
        if verse is not None and chorus is not None:
            rises.append(chorus - verse)
        told = " ".join(f"{kind} {level:.1f}" for kind, level in levels)
        print(f"{song.stem:40} {ranges[-1]:5.1f} dB  {told}")
    low, high = AIM_DB
    print(f"{sum(low <= each <= high for each in ranges)} of {len(ranges)} songs within {low:g} to {high:g} dB")
    if rises:
        print(f"chorus against verse: {median(rises):.1f} dB in the median of {len(rises)}")


if __name__ == "__main__":
    main()
