"""A part on its way through a channel strip: tone, dynamics, level, colour and place."""

import math
from dataclasses import dataclass

import numpy as np

from songwright.song import CannotMake, Role, Stem
from songwright.studio.dsp import (
    Band,
    Blocks,
    Chain,
    Chorus,
    Compressor,
    Doubler,
    Effect,
    Equaliser,
    Flow,
    Gain,
    Grit,
    Held,
    Meter,
    Pan,
    PowerMeter,
    Recorded,
    Saturator,
    Sides,
    Spread,
    Tape,
    Through,
    Wow,
    frames_of,
    mono,
    shared,
    stereo,
)
from songwright.studio.mixing._ends import EndFade
from songwright.studio.mixing._manner import Manner
from songwright.studio.mixing._roles import Strip

REFERENCE_LUFS = -20.0
"""Level at which compressors and colours meet every part."""
MOST_LIFT_DB = 30.0
"""A part quieter than this allows stays quiet: lifting it further would lift its noise."""
_NARROW_DB = -14.0
"""Parts with less in their sides than this are given sides."""
_BOTH_SIDES_DB = 10.0 * math.log10(2.0)
_SAME_DB = -60.0
"""Sides this far down are no sides."""
_RAW_EDGE_S = 0.01
_ON_TAPE = frozenset({Role.KEYS, Role.GUITAR, Role.PAD, Role.LEAD, Role.STRINGS, Role.ARP, Role.CHOIR, Role.BRASS})
_SOFT = frozenset({Role.KEYS, Role.PAD, Role.GUITAR, Role.STRINGS, Role.CHOIR})
_STEEP = (0.541, 1.307)
"""Qualities of two sections that make a fourth-order Butterworth filter."""
_VOICE_TOP = 1.4
"""The voice keeps its consonants: its low-pass lies this much higher than the band's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One stem's strip in one style."""

    strip: Strip
    manner: Manner
    role: Role
    number: int
    """Which part of its role it is, from 0."""
    seed: int

    def levelled(self, stem: Stem, *ears: Meter) -> Tape | None:
        """The part through tone, dynamics and colour at its level; None when it is silent. The ears hear it pass.

        A part with the same sound on both sides comes back in one channel: half the work, and it is given sides later.
        """
        sound, channels = checked(stem)
        tone, meter = Chain((self.strip.tone, self._top())), PowerMeter()
        toned = Recorded(tone.flow(sound.play(), sound.frames), meter, *ears)
        heard = _placed_loudness(meter, channels)
        if math.isinf(heard):
            return None
        lift_db = min(REFERENCE_LUFS - heard, MOST_LIFT_DB)
        # What could not be lifted to the reference must stay as much quieter on the desk.
        short_db = REFERENCE_LUFS - heard - lift_db
        wanted_lufs = self.strip.level_lufs + self.manner.levels_db.get(self.role, 0.0) - 1.5 * min(self.number, 2)
        wanted_lufs -= short_db
        treatment = (*self.strip.dynamics, *self._colours())
        if not treatment:
            return Through(toned, Gain(wanted_lufs - heard))
        meter = PowerMeter()
        treated = Recorded(Chain((Gain(lift_db), *treatment)).flow(toned.play(), toned.frames), meter, *ears)
        return Through(treated, Gain(min(wanted_lufs - _placed_loudness(meter, channels), MOST_LIFT_DB)))

    def placed(self, sound: Tape, sides_db: float) -> Blocks:
        """The part, with so much in its sides against its middle, between the loudspeakers, in stereo."""
        manner, strip = self.manner, self.strip
        places = strip.places
        place = places[self.number % len(places)] * min(manner.width, 1.6)
        spread = strip.spread
        if self.role is Role.GUITAR and "double guitars" in manner.marks:
            place, spread = (0.9 if place > 0 else -0.9) if self.number else place * 0.5, 0.9
        effects: list[Effect] = []
        seated = strip.double and sides_db >= _NARROW_DB
        if seated:
            # Singers who already stand left and right need no copies, and no place together.
            place = 0.0
        elif strip.double:
            effects.append(Doubler(left_ms=11.0 + 3.0 * self.number, right_ms=17.0 + 4.0 * self.number))
        if self.role in _SOFT and "soft chorus" in manner.marks:
            effects.append(Chorus(rate_hz=0.45 + 0.1 * self.number, blend=0.45))
        if spread and sides_db < _NARROW_DB and not strip.double:
            effects.append(Spread(width=spread * manner.width, delay_ms=11.0 + 3.0 * (self.number % 4)))
        effects.append(Pan(place=place, width=strip.width * manner.width))
        return map(stereo, Chain(tuple(effects)).flow(sound.play(), sound.frames))

    def _top(self) -> Effect:
        """The style's low-pass."""
        hz = self.manner.lowpass_hz * (_VOICE_TOP if self.role in (Role.VOCAL, Role.BACKING) else 1.0)
        return Equaliser(tuple(Band(kind="lowpass", hz=hz, q=q) for q in _STEEP) if hz < 19_000.0 else ())

    def _colours(self) -> list[Effect]:
        """What the style does to this role beyond its strip."""
        manner, found = self.manner, list[Effect]()
        if manner.wow_ms and self.role in _ON_TAPE:
            found.append(Wow(depth_ms=manner.wow_ms, seed=self.seed + self.number))
        if self.role is Role.DRUMS:
            if "crushed drums" in manner.marks:
                found.append(Crushed())
            if "clipped drums" in manner.marks:
                found.append(Saturator(drive_db=9.0))
            if manner.grit_bits:
                found.append(Grit(bits=manner.grit_bits))
        if self.role is Role.BASS and "clipped bass" in manner.marks:
            found.append(Saturator(drive_db=14.0))
        return found


@dataclass(frozen=True, slots=True)
class Crushed(Flow):
    """Parallel compression: a squeezed copy under the drums fills the space between strokes."""

    share: float = 0.5

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The drums with their squeezed copy."""
        itself, copied = shared(blocks, 2)
        press = Compressor(threshold_db=-32.0, ratio=8.0, attack_ms=3.0, release_ms=110.0)
        for block, squeezed in zip(itself, press.flow(copied, frames), strict=True):
            yield np.asarray(block + squeezed * np.float32(self.share * 3.0), np.float32)


class BothSides(Flow):
    """Puts one channel on both sides."""

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """In stereo."""
        del frames
        return map(stereo, blocks)


class _Mono(Flow):
    """Folds two channels into one."""

    def flow(self, blocks: Blocks, frames: int) -> Blocks:
        """The middle."""
        del frames
        return map(mono, blocks)


def _placed_loudness(meter: PowerMeter, channels: int) -> float:
    """Loudness the sound will have between two loudspeakers: one channel is heard from both, 3 dB louder."""
    return meter.lufs + (_BOTH_SIDES_DB if channels == 1 else 0.0)


def checked(stem: Stem) -> tuple[Tape, int]:
    """The stem's sound, fit for the desk, and its channels: finite, without a step at a raw end. Raises CannotMake.

    One channel stands for two that are the same.
    """
    samples = stem.audio.samples
    if stem.audio.rate_hz != 48_000:
        raise CannotMake(f"stem {stem.name!r} is at {stem.audio.rate_hz} Hz; an engine must hand over 48000 Hz")
    sound: Tape = Held(samples)
    sides = Sides()
    for block in sound.play():
        if not np.isfinite(block).all():
            raise CannotMake(f"stem {stem.name!r} holds values that are not numbers; its engine must be mended")
        sides.hear(block)
    if len(samples) and np.abs(samples[-1]).max() > 1e-4:
        edge = min(frames_of(_RAW_EDGE_S), len(samples))
        sound = Through(sound, EndFade(np.linspace(1.0, 0.0, edge, dtype=np.float32)))
    if sound.channels == 2 and sides.against_middle_db < _SAME_DB:
        sound = Through(sound, _Mono(), 1)
    return sound, sound.channels
