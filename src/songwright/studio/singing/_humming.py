"""A singer without a model: it hums the notes, for tests and for trying things out."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from songwright.song import SAMPLE_RATE_HZ, Audio, BadRequest, PlayedPart, Seconds
from songwright.studio.ports import Progress, VoiceCard
from songwright.studio.singing._melody import hertz, tune
from songwright.studio.singing._phrases import phrases_of

_STEP_S = 0.005
_HARMONICS = 8


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

    def sing(self, part: PlayedPart, voice: str, length_s: Seconds, seed: int, progress: Progress) -> Audio:
        """The part hummed, mono, `length_s` long; the seed sets the phase of the harmonics."""
        if voice not in self.voices():
            raise BadRequest(f"no singer is called {voice!r}; choose from {', '.join(self.voices())}", field="voice")
        line = np.zeros(round(length_s * SAMPLE_RATE_HZ))
        at_s = np.arange(len(line)) / SAMPLE_RATE_HZ
        phases = np.random.default_rng(seed).uniform(0.0, 2.0 * np.pi, _HARMONICS)
        progress("singing", 0.0)
        entries = phrases_of(part.notes)
        for place, entry in enumerate(entries):
            since_s = at_s - entry.at_s
            pitch = tune(entry.phrase.notes, 0.0, _STEP_S, int(entry.phrase.length_s / _STEP_S) + 2)
            steps_s = (np.arange(len(pitch)) + 0.5) * _STEP_S
            turns = 2.0 * np.pi * np.cumsum(np.interp(since_s, steps_s, hertz(pitch))) / SAMPLE_RATE_HZ
            for note in entry.phrase.notes:
                shape = np.clip((since_s - note.start_s) / 0.02, 0, 1) * np.clip((note.end_s - since_s) / 0.02, 0, 1)
                for harmonic, phase in enumerate(phases, start=1):
                    line += 0.2 * note.loudness / harmonic**2 * shape * np.sin(harmonic * turns + phase)
            progress("singing", (place + 1) / len(entries))
        peak = float(np.abs(line).max(initial=0.0))
        return Audio(samples=(line * min(1.0, 0.5 / max(peak, 1e-9))).astype(np.float32)[:, None])
