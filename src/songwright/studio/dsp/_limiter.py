"""True peaks and the limiter that keeps them under a ceiling."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp._blocks import Blocks, Samples, cut, even, neighbours
from songwright.studio.dsp._compiled import level_kernels
from songwright.studio.dsp._loudness import STEP, PowerMeter, gated_loudness
from songwright.studio.dsp._samples import RATE_HZ, db_of, frames_of, gain_of, tidy
from songwright.studio.dsp._tape import Held, Recorded, Tape

_FACTOR = 8
"""Oversampling: the standard's four misses up to .3 dB of a bright drum's peaks, eight under .05."""
_TAPS = 24
"""Length of the interpolator; with this window it is flat within .1 dB up to 20 kHz."""
_WORTH_LOOKING = 0.6
"""Frames under this share of the level that matters can't hide a peak of it between them in real sound."""
_COARSE = 16
"""Frames in one step of the search for the right gain, which needs no more detail."""
_PER_STEP = STEP // _COARSE
_LOUDNESS_TOLERANCE_LU = 0.03
_MOST_TURNS = 5
_MOST_COARSE_TURNS = 20
_LEAST_SLOPE = 0.2
"""A limited sound gains less than it is given; drums squeezed hard gain as little as this share."""


@cache
def _phases() -> npt.NDArray[np.float32]:
    """Windowed sincs that read between two frames at each eighth."""
    places = np.arange(1, _FACTOR)[:, None] / _FACTOR
    taps = np.arange(_TAPS)[None, :] - (_TAPS // 2 - 1) - places
    window = np.i0(7.0 * np.sqrt(np.maximum(0.0, 1.0 - (taps / (_TAPS / 2)) ** 2))) / np.i0(7.0)
    phases = np.sinc(taps) * window
    return np.ascontiguousarray(phases / phases.sum(axis=1, keepdims=True), np.float32)


def _peaks(blocks: Blocks, floor: float) -> Blocks:
    """True peak around each frame, both channels, in one; exact only where samples exceed `floor`."""
    return (_peaks_in(before, block, after, floor) for before, block, after in neighbours(blocks))


def _peaks_in(before: Samples, block: Samples, after: Samples, floor: float) -> Samples:
    lead = before[-_TAPS:]
    out = np.zeros(len(lead) + len(block) + min(_TAPS, len(after)), np.float32)
    if len(block):
        window = np.concatenate((lead, block, after[:_TAPS]))
        level_kernels().true_peaks(tidy(window), _phases(), floor, out)
    return out[len(lead) : len(lead) + len(block), None]


def true_peak_db(samples: Samples) -> float:
    """Largest true peak in dBTP, eight times oversampled; minus infinity for silence."""
    return peak_of(cut(samples))


def peak_of(blocks: Blocks) -> float:
    """The same of a sound in blocks."""
    highest = peak = 0.0
    for before, block, after in neighbours(blocks):
        highest = max(highest, float(np.abs(block).max(initial=0.0)))
        # Looking may begin under what the loudest frame will ask for: more is looked at then, and as much found.
        found = _peaks_in(before, block, after, _WORTH_LOOKING * highest)
        peak = max(peak, float(found.max(initial=0.0)))
    return db_of(peak)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limiter:
    """Holds true peaks under a ceiling, looking ahead; without latency and inaudible below the ceiling."""

    ceiling_db: float
    lookahead_ms: float = 3.0
    release_ms: float = 90.0

    def __call__(self, samples: Samples, /) -> Samples:
        """The sound with no true peak above the ceiling."""
        return self.lifted(Held(samples), 0.0).samples

    def lifted(self, sound: Tape, gain_db: float) -> "Limited":
        """The sound with gain, then limited."""
        if not sound.frames:
            return Limited(tape=sound, lufs=-math.inf, true_peak_db=-math.inf)
        peaks = Recorded(_peaks(sound.play(), self._floor(gain_db)))
        return self._finished(Recorded(self._held(sound, peaks, gain_db)))

    def lifted_to(self, sound: Tape, target_lufs: float, most_gain_db: float) -> "Limited":
        """The sound limited at the gain that brings it to a loudness.

        Limiting itself costs loudness, so the gain is searched; it never exceeds `most_gain_db`.
        Silence comes back as it is.
        """
        meter, coarse = PowerMeter(), PowerMeter(_COARSE)
        for block in sound.play():
            meter.hear(block)
            coarse.hear(block)
        heard = meter.lufs
        if math.isinf(heard):
            return Limited(tape=sound, lufs=heard, true_peak_db=peak_of(sound.play()))
        gain_db = min(target_lufs - heard, most_gain_db)
        summits = _Summits()
        peaks = Recorded(_peaks(sound.play(), self._floor(gain_db + 3.0)), summits)
        search = _Search(target=target_lufs, most=most_gain_db)
        self._searched(summits.line, coarse.power, search, gain_db)
        held: Tape = sound
        for _ in range(_MOST_TURNS):
            meter = PowerMeter()
            held = Recorded(self._held(sound, peaks, search.gain_db), meter)
            if search.satisfied(meter.lufs):
                break
        return self._finished(held)

    def _floor(self, gain_db: float) -> float:
        """Level under which samples don't matter to a limiter behind so much gain."""
        return _WORTH_LOOKING * gain_of(self.ceiling_db - gain_db)

    def _searched(
        self, coarse: npt.NDArray[np.float32], power: npt.NDArray[np.float64], search: "_Search", gain_db: float
    ) -> None:
        """Lead the search near its end by coarse peaks and powers, which cost next to nothing."""
        whole = max(len(power) // _PER_STEP * _PER_STEP, min(len(power), _PER_STEP))
        search.gain_db = gain_db
        for _ in range(_MOST_COARSE_TURNS):
            curve = np.concatenate(list(self._curve(iter((coarse[:, None],)), len(coarse), search.gain_db, _COARSE)))
            held = power[:whole] * curve[:whole] ** 2
            steps = np.add.reduceat(held, np.arange(0, whole, _PER_STEP)) / min(whole, _PER_STEP)
            if search.satisfied(gated_loudness(steps)):
                break

    def _curve(self, peaks: Blocks, frames: int, gain_db: float, hop: int = 1) -> Iterator[npt.NDArray[np.float32]]:
        """Gain and limiting in one, a value for each `hop` frames."""
        reach = max(1, frames_of(self.lookahead_ms / 1000.0) // (4 * hop))
        release = math.exp(-1000.0 * hop / (self.release_ms * RATE_HZ))
        late = 4 * reach
        ring = 1 << (2 * late).bit_length()
        state, queue = np.array([0.0, 1.0, 0.0, 0.0]), np.zeros(ring + 2, np.int64)
        rings = np.zeros((3, ring), np.float32)
        for line in chain((peak[:, 0] for peak in peaks), (np.zeros(late, np.float32),)):
            out = np.zeros(len(line), np.float32)
            before = int(state[0])
            level_kernels().limiting(
                np.ascontiguousarray(line), frames, gain_of(gain_db), gain_of(self.ceiling_db), reach, release,
                state, queue, *rings, out,
            )  # fmt: skip
            yield out[max(late - before, 0) :]

    def _held(self, sound: Tape, peaks: Tape, gain_db: float) -> Blocks:
        """The sound after the gain and the limiter's own curve."""
        curve = even(gains[:, None] for gains in self._curve(peaks.play(), sound.frames, gain_db))
        for block, gains in zip(sound.play(), curve, strict=True):
            yield block * gains

    def _finished(self, held: Tape) -> "Limited":
        """The limited sound; the gain moves while a wave passes between two frames, so its last hundredths go here."""
        highest_db = peak_of(held.play())
        if highest_db > self.ceiling_db:
            gain = np.float32(gain_of(self.ceiling_db - highest_db))
            highest_db = self.ceiling_db
            held = Recorded(block * gain for block in held.play())
        meter = PowerMeter()
        for block in held.play():
            meter.hear(block)
        return Limited(tape=held, lufs=meter.lufs, true_peak_db=highest_db)


class _Summits:
    """The highest of each few peaks."""

    def __init__(self) -> None:
        self._found: list[npt.NDArray[np.float32]] = []

    def hear(self, block: Samples) -> None:
        """Count the next peaks in."""
        if len(block):
            self._found.append(np.maximum.reduceat(block[:, 0], np.arange(0, len(block), _COARSE)))

    @property
    def line(self) -> npt.NDArray[np.float32]:
        """One for each step of the search."""
        return np.concatenate(self._found)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Limited:
    """What a limiter made."""

    tape: Tape
    lufs: float
    true_peak_db: float

    @property
    def samples(self) -> Samples:
        """All of it, in memory."""
        return self.tape.whole()

    def held(self) -> Samples:
        """All of it, in memory that the system may take back."""
        return Recorded(self.tape.play()).held()


@dataclass(slots=True, kw_only=True, eq=False)
class _Search:
    """Newton's way to the gain that gives a loudness, with the slope learnt from step to step."""

    target: float
    most: float
    gain_db: float = 0.0
    _last: tuple[float, float] | None = None

    def satisfied(self, heard: float) -> bool:
        """Whether this is near enough; if not, `gain_db` moves on. The most gain that is allowed ends it too."""
        missing = self.target - heard
        if abs(missing) <= _LOUDNESS_TOLERANCE_LU or (missing > 0.0 and self.gain_db >= self.most):
            return True
        slope = 0.8
        if self._last is not None and abs(self.gain_db - self._last[0]) > 1e-3:
            slope = (heard - self._last[1]) / (self.gain_db - self._last[0])
        self._last = (self.gain_db, heard)
        self.gain_db = min(self.gain_db + missing / min(max(slope, _LEAST_SLOPE), 1.0), self.most)
        return False
