"""Seconds of work and peak memory of the voices of a song alone, harmonies and doubles included, from a cold start.

Run as `python benchmarks/voice.py`. Nobody plays and nothing is mixed; each song is sung in a process of its own.
"""

import time
from collections.abc import Callable, Iterator, Sequence

from runs import Figures, peak_mb, print_runs


def measure(prompt: str, duration_s: float, seed: int) -> Figures:
    """Sing one take of one song in this process and measure it, from the first import to the last sample."""
    began = time.perf_counter()
    import numpy as np  # noqa: PLC0415 - start-up is part of the figure

    from songwright.app import build_studio, open_home  # noqa: PLC0415
    from songwright.song import Audio, PlayedPart, Role, Seconds, SongRequest  # noqa: PLC0415
    from songwright.studio.engines import Band  # noqa: PLC0415
    from songwright.studio.singing import NeuralSinger  # noqa: PLC0415

    class Nobody:
        """Plays nothing."""

        def play(self, part: PlayedPart, length_s: Seconds, hear: Callable[[], None] = lambda: None) -> Audio:
            """An empty stem."""
            del part, length_s, hear
            return Audio(samples=np.zeros((0, 1), np.float32))

        def reel(
            self, part: PlayedPart, length_s: Seconds, marks_s: Sequence[Seconds], hear: Callable[[], None]
        ) -> Iterator[Audio]:
            """As many empty stems as there are marks, and one more."""
            return (self.play(part, length_s, hear) for _ in (*marks_s, length_s))

    class Unstaffed:
        """A rack on which every name is nobody."""

        remarks = ()

        def instrument(self, name: str) -> Nobody:
            """Nobody, whatever the name."""
            del name
            return Nobody()

        def source(self, name: str) -> str:
            """Nothing to name."""
            del name
            return ""

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
        if part.role in {Role.VOCAL, Role.BACKING}
    }
    return {
        "song_s": float(take.performance.length_s) if take.performance else 0.0,
        "sung_s": sung,
        "stems": [f"{stem.name}: {stem.source}" for stem in take.stems if stem.source.startswith("voice")],
        "wall_s": ended - planned,
        "before_s": planned - began,
        "peak_mb": peak_mb(),
    }


def _row(found: Figures) -> str:
    """One song's figures."""
    sung = "  ".join(f"{part} {seconds:.0f}" for part, seconds in found["sung_s"].items())
    return (
        f"{found['song_s']:6.1f}  {found['wall_s']:6.1f}  {found['before_s']:8.1f}  {found['peak_mb']:7.0f}"
        f"  {sung}; {', '.join(found['stems'])}"
    )


if __name__ == "__main__":
    print_runs(
        __file__,
        str(__doc__),
        "A soulful pop song with choir harmonies in the chorus",
        measure,
        "song s  wall s  before s  peak MB  sung s by part, and who sings",
        _row,
    )
