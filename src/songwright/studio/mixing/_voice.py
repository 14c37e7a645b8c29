"""How the singer and the band share the room: who is heard when, who makes way, how loud the voice stands."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp import (
    HOP,
    Band,
    Curve,
    Equaliser,
    Samples,
    followed,
    mono,
    points_for,
    power_curve,
)
from songwright.studio.mixing._clock import Stretch

_Line = npt.NDArray[np.float32]

_WORDS = Equaliser((Band(kind="highpass", hz=1000.0), Band(kind="lowpass", hz=4000.0)))
"""Where consonants and the second and third formant live, and so where words are understood."""
_SILENT_DB = -22.0
_FULL_DB = -8.0
"""The voice counts as absent and as fully there at these levels against its own loudness."""
_BELOW_DB = 3.5
_ABOVE_DB = 2.0
"""The whole voice against the whole band stays this near to the wanted figure while it sings, however thin or
thick the band is: released pop keeps the voice within 3 dB of all else together."""
_SECTION_RIDE_DB = 2.0
_HOP_S = HOP / 48_000.0


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """How much the soloist is there, 0 to 1 at control rate."""

    line: _Line

    @classmethod
    def of(cls, power: _Line) -> "Presence":
        """The presence heard in a soloist's power at control rate."""
        power = followed(power, 10.0, 60.0)
        loud = power[power > power.max(initial=0.0) * 1e-3]
        if not len(loud):
            return cls(np.zeros(len(power), np.float32))
        level_db = 10.0 * np.log10(power / float(loud.mean()) + 1e-9)
        there = np.clip((level_db - _SILENT_DB) / (_FULL_DB - _SILENT_DB), 0.0, 1.0)
        return cls(followed(there.astype(np.float32), 25.0, 280.0))

    def cut(self, depth_db: float) -> Curve:
        """A gain that goes down by `depth_db` while the soloist is there."""
        gains = (10.0 ** (-depth_db / 20.0 * self.line)).astype(np.float32)
        return Curve(np.append(gains, np.float32(1.0)))


class VoiceMeter:
    """Measures powers at control rate block by block: of the middle of a sound, and of its words."""

    def __init__(self) -> None:
        self._words = _WORDS.opened(1)
        self._found: tuple[list[_Line], list[_Line]] = ([], [])

    def hear(self, block: Samples) -> None:
        """Measure the next block."""
        middle = mono(block)
        self._found[0].append(power_curve(middle))
        self._found[1].append(power_curve(self._words(middle)))

    @property
    def whole(self) -> _Line:
        """Power of all of it."""
        return np.concatenate(self._found[0])

    @property
    def words(self) -> _Line:
        """Power between 1 and 4 kHz."""
        return np.concatenate(self._found[1])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Balance:
    """Powers at control rate of the voice and of the band behind it."""

    voice_words: _Line
    voice: _Line
    band_words: _Line
    band: _Line
    presence: Presence

    def lift_db(self, wanted_db: float, mask: npt.NDArray[np.bool_] | None = None) -> float:
        """How far the voice must come up for its words to stand `wanted_db` over the band, within sane bounds."""
        sings = self.presence.line > 0.5
        if mask is not None:
            sings = sings & mask
        if not sings.any():
            return 0.0
        words_db = _ratio_db(self.voice_words[sings], self.band_words[sings])
        whole_db = _ratio_db(self.voice[sings], self.band[sings])
        wanted_whole_db = min(max(whole_db + wanted_db - words_db, wanted_db - _BELOW_DB), wanted_db + _ABOVE_DB)
        return min(max(wanted_whole_db - whole_db, -12.0), 12.0)

    def ride(self, wanted_db: float, sections: tuple[Stretch, ...]) -> Curve:
        """The voice's fader: one level for the song, leaned a little towards what each section needs."""
        whole_db = self.lift_db(wanted_db)
        wanted = np.full(len(self.presence.line), whole_db, np.float32)
        for section in sections:
            first, last = round(section.start_s / _HOP_S), round(section.end_s / _HOP_S)
            mask = np.zeros(len(wanted), bool)
            mask[first:last] = True
            if np.count_nonzero(mask & (self.presence.line > 0.5)) * _HOP_S > 1.0:
                own_db = self.lift_db(wanted_db, mask)
                wanted[mask] = whole_db + min(max(0.6 * (own_db - whole_db), -_SECTION_RIDE_DB), _SECTION_RIDE_DB)
        return eased_db(wanted)


def _ratio_db(voice: _Line, band: _Line) -> float:
    return 10.0 * math.log10((float(voice.mean()) + 1e-12) / (float(band.mean()) + 1e-12))


def eased_db(levels_db: _Line, ease_s: float = 0.5) -> Curve:
    """A fader curve from levels in dB at control rate, with every step eased over `ease_s`."""
    if not len(levels_db):
        return Curve(np.ones(points_for(0), np.float32))
    width = max(1, round(ease_s / _HOP_S)) | 1
    padded = np.pad(levels_db.astype(np.float64), (width // 2 + 1, width // 2), "edge")
    total = np.cumsum(padded)
    smooth = (total[width:] - total[:-width]) / width
    gains = 10.0 ** (smooth / 20.0)
    return Curve(np.append(gains, gains[-1]).astype(np.float32))
