"""Runs of a benchmark, each in a process of its own, so that peak memory is that run's alone."""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable
from typing import Any

Figures = dict[str, Any]


def peak_mb() -> float:
    """Most memory this process has had, in units of 2^20 bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def own_process(script: str, told: list[str]) -> Figures:
    """What a benchmark measures in a process of its own: it is started again with `--one`, and prints JSON."""
    command = [sys.executable, script, "--one", *told]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own script
    found: Figures = json.loads(ran.stdout)
    return found


def print_runs(
    script: str,
    about: str,
    prompt: str,
    measure: Callable[[str, float, int], Figures],
    columns: str,
    row: Callable[[Figures], str],
) -> None:
    """Print a table with a row for each seed, or, as one of its runs, measure in this process and print JSON.

    Args:
        script: The benchmark's own file, started again for each run.
        about: What `--help` says; its first line, after the prompt, heads the table.
        prompt: What is sung unless `--prompt` says something else.
        measure: Figures of one song, from prompt, length in seconds and seed.
        columns: Heading of the rows, the seed's column left out.
        row: A run's figures under that heading.
    """
    options = argparse.ArgumentParser(description=about)
    options.add_argument("--prompt", default=prompt)
    options.add_argument("--duration", type=float, default=180.0)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--one", action="store_true", help="measure in this process and print JSON")
    chosen = options.parse_args()
    if chosen.one:
        json.dump(measure(chosen.prompt, chosen.duration, chosen.seed), sys.stdout)
        return
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{chosen.prompt!r}, {chosen.duration:g} s, one take\n\nseed  {columns}")
    for seed in range(chosen.seed, chosen.seed + chosen.runs):
        told = ["--seed", str(seed), "--prompt", chosen.prompt, "--duration", str(chosen.duration)]
        print(f"{seed:<5} {row(own_process(script, told))}", flush=True)
