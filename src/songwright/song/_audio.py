"""Sound: samples, stems, what an engine hands over and the accepted master."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from songwright.song._candidate import Candidate
from songwright.song._credit import Credit
from songwright.song._hearing import Hearing
from songwright.song._kinds import Role
from songwright.song._performance import Performance
from songwright.song._score import Score
from songwright.song._time import Seconds

_BEGINNING = Seconds(0.0)
SAMPLE_RATE_HZ = 48_000
"""The studio's one sample rate."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Audio:
    """Samples of shape (frames, channels), float32, read-only once made. Compared by identity."""

    samples: npt.NDArray[np.float32]
    rate_hz: int = SAMPLE_RATE_HZ

    def __post_init__(self) -> None:
        samples = self.samples
        if samples.dtype != np.float32 or samples.ndim != 2 or samples.shape[1] not in (1, 2):
            raise ValueError(f"audio must be float32 (frames, 1 or 2), not {samples.dtype} {samples.shape}")
        samples.flags.writeable = False

    @property
    def length_s(self) -> Seconds:
        """Clock length."""
        return Seconds(len(self.samples) / self.rate_hz)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stem:
    """One part's dry sound."""

    name: str
    role: Role
    audio: Audio
    source: str = ""
    """What made it, for the report: an instrument or a voice."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recording:
    """What an engine hands over: stems, and the music behind them where it is known."""

    stems: tuple[Stem, ...]
    style: str
    """Id of the style whose mix manners apply."""
    score: Score | None = None
    performance: Performance | None = None
    remarks: tuple[str, ...] = ()
    """What the listener should know, as "no SoundFont: synthesised instruments played"."""
    credit: Credit | None = None
    """Which engine made it and what it could follow."""
    candidates: tuple[Candidate, ...] = ()
    """All that were made of the take where there were several, this one among them."""
    chosen_for: str = ""
    """Why this one was kept, in a sentence."""
    hearing: Hearing | None = None
    """Its words as somebody recognised them, where nobody knows when they are sung."""
    since_s: Seconds = _BEGINNING
    """Where on the song's clock its stems begin: other than 0 for a stretch of a take."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Master:
    """The accepted song."""

    audio: Audio
    lufs: float
    true_peak_db: float
    cut_s: Seconds = _BEGINNING
    """How much silence before the first sound of the recording was cut off."""
