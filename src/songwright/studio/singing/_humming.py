"""A singer without a model: it hums the notes, for tests and for trying things out."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from songwright.song import SAMPLE_RATE_HZ, Audio, BadRequest, PlayedPart, Seconds
from songwright.studio.ports import Progress, VoiceCard
from songwright.studio.singing._curves import Curve, clock, slopes
from songwright.studio.singing._melody import hertz, tune
from songwright.studio.singing._phrases import Entry, phrases_of

_HARMONICS = 8
_LATE_S = 0.012
_SLOPE_S = 0.02
_LEVEL = 0.2
_PEAK = 0.5


class HummingSinger:
    """Hums every phrase with a few harmonics, in tune and in time; words are not heard."""

    def voices(self) -> Mapping[str, VoiceCard]:
        """One voice of each gender."""
        return MappingProxyType(
            {
                "Hum": VoiceCard(name="Hum", gender="f", says="a hummed soprano", lowest=55, highest=76),
                "Low hum": VoiceCard(name="Low hum", gender="m", says="a hummed bass", lowest=40, highest=64),
            }
        )

    def sing(
        self,
        part: PlayedPart,
        voice: str,
        length_s: Seconds,
        seed: int,
        progress: Progress,
        *,
        after: PlayedPart | None = None,
    ) -> Audio:
        """The part hummed, mono, `length_s` long; the seed sets the phase of the harmonics.

        After an earlier performance (`after`) it comes a few milliseconds late.
        """
        if voice not in self.voices():
            raise BadRequest(f"no singer is called {voice!r}; choose from {', '.join(self.voices())}", field="voice")
        line = np.zeros(round(length_s * SAMPLE_RATE_HZ))
        phases = np.random.default_rng(seed).uniform(0.0, 2.0 * np.pi, _HARMONICS)
        progress("singing", 0.0)
        entries = phrases_of(part.notes)
        for place, entry in enumerate(entries):
            first = round((entry.at_s + (_LATE_S if after else 0.0)) * SAMPLE_RATE_HZ)
            hum = _hum(entry, phases)[max(-first, 0) :]
            room = line[max(first, 0) : max(first, 0) + len(hum)]
            room += hum[: len(room)]
            progress("singing", (place + 1) / len(entries))
        peak = float(np.abs(line).max(initial=0.0))
        return Audio(samples=(line * min(1.0, _PEAK / max(peak, 1e-9))).astype(np.float32)[:, None])

    def reel(
        self,
        part: PlayedPart,
        voice: str,
        length_s: Seconds,
        seed: int,
        progress: Progress,
        *,
        marks_s: Sequence[Seconds],
        after: PlayedPart | None = None,
    ) -> Iterator[Audio]:
        """The beginning of the hum at each mark, then the whole."""
        whole = self.sing(part, voice, length_s, seed, progress, after=after)
        for mark_s in marks_s:
            yield Audio(samples=whole.samples[: round(mark_s * SAMPLE_RATE_HZ)])
        yield whole


def _hum(entry: Entry, phases: Curve) -> Curve:
    """A phrase from its first onset to its end."""
    notes = entry.phrase.notes
    since_s = clock(round(entry.phrase.length_s * SAMPLE_RATE_HZ), step_s=1.0 / SAMPLE_RATE_HZ)
    turns = 2.0 * np.pi * np.cumsum(hertz(tune(notes, since_s))) / SAMPLE_RATE_HZ
    level = np.zeros(len(since_s))
    for note in notes:
        level += note.loudness * slopes(since_s, note.start_s, note.end_s, _SLOPE_S, _SLOPE_S)
    tone = np.zeros(len(since_s))
    for harmonic, phase in enumerate(phases.tolist(), start=1):
        tone += np.sin(harmonic * turns + phase) / harmonic**2
    return np.asarray(_LEVEL * level * tone, np.float64)
