"""Seconds of work per second of song, by stage, and peak memory, for one sung song on this machine.

Run as `python benchmarks/song.py`. Each song is made in a process of its own, so that peak memory is that song's alone.
"""

import time

from runs import Figures, peak_mb, print_runs


def measure(prompt: str, duration_s: float, seed: int) -> Figures:
    """Make one take of one song in this process and measure it."""
    began = time.perf_counter()
    from songwright.app import build_studio, open_home, press_take  # noqa: PLC0415 - start-up is part of the figure
    from songwright.song import Seconds, SongRequest  # noqa: PLC0415
    from songwright.studio.session import Stopwatch  # noqa: PLC0415

    studio = build_studio(open_home())
    request = SongRequest(prompt=prompt, duration_s=Seconds(duration_s), seed=seed)
    watch = Stopwatch(time.perf_counter, lambda _stage, _fraction: None)
    watch("writing", 0.0)
    brief, lyrics = studio.plan(request)
    watch("writing", 1.0)
    take = studio.record(brief, lyrics, 0, watch)
    press_take(take, formats=frozenset({"mp3"}), stems=False, watch=watch)
    performance = take.recording.performance
    sung = [note for part in performance.parts if part.role == "vocal" for note in part.notes] if performance else []
    return {
        "song_s": take.master.audio.length_s,
        "sung_s": sum(note.release - note.onset for note in sung),
        "wall_s": time.perf_counter() - began,
        "cpu_s": time.process_time(),
        "peak_mb": peak_mb(),
        "stages_s": watch.seconds,
    }


def _row(found: Figures) -> str:
    """One song's figures."""
    song_s = found["song_s"]
    stages = "  ".join(f"{stage} {seconds / song_s:.3f}" for stage, seconds in found["stages_s"].items())
    return (
        f"{song_s:6.1f}  {found['sung_s']:6.1f}  {found['wall_s']:6.1f}  {found['wall_s'] / song_s:9.3f}"
        f"  {found['cpu_s'] / song_s:8.3f}  {found['peak_mb']:7.0f}  {stages}"
    )


if __name__ == "__main__":
    print_runs(
        __file__,
        str(__doc__),
        "A chill lo-fi beat with soft vocals",
        measure,
        "song s  sung s  wall s  wall/song  cpu/song  peak MB  seconds of wall per second of song, by stage",
        _row,
    )
