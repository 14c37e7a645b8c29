"""Honest fakes: one sine per note, and a rack of them, for tests of everything that needs some sound."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from songwright.song import SAMPLE_RATE_HZ, Audio, PlayedPart, Seconds
from songwright.studio.playing._instrument import unheard


class SineInstrument:
    """Plays every note as a sine with 10 ms edges."""

    def play(self, part: PlayedPart, length_s: Seconds, hear: Callable[[], None] = unheard) -> Audio:
        """The part's sound, in both channels alike."""
        out = np.zeros(max(round(length_s * SAMPLE_RATE_HZ), 0), np.float64)
        for note in part.notes:
            hear()
            start = round(note.onset * SAMPLE_RATE_HZ)
            count = min(round((note.release - note.onset) * SAMPLE_RATE_HZ), len(out) - start)
            if count <= 0:
                continue
            time_s = np.arange(count) / SAMPLE_RATE_HZ
            edges = np.minimum(1.0, np.minimum(time_s, time_s[::-1]) / 0.01)
            hz = 440.0 * 2.0 ** ((note.pitch - 69.0) / 12.0)
            out[start : start + count] += 0.2 * note.loudness * edges * np.sin(2.0 * np.pi * hz * time_s)
        return Audio(samples=np.repeat(out[:, None], 2, axis=1).astype(np.float32))

    def reel(
        self, part: PlayedPart, length_s: Seconds, marks_s: Sequence[Seconds], hear: Callable[[], None] = unheard
    ) -> Iterator[Audio]:
        """The beginning of the part's sound at each mark, then the whole."""
        whole = self.play(part, length_s, hear)
        for mark_s in marks_s:
            yield Audio(samples=whole.samples[: round(mark_s * SAMPLE_RATE_HZ)])
        yield whole


class SineRack:
    """A rack on which every name is a sine."""

    def instrument(self, name: str) -> SineInstrument:
        """A sine, whatever the name."""
        del name
        return SineInstrument()

    @property
    def remarks(self) -> tuple[str, ...]:
        """Nothing."""
        return ()

    def source(self, name: str) -> str:
        """A sine for each name."""
        return f"sine for {name}"
