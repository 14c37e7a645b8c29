"""The glue of a mix, and its way to the master: bass in the middle, balance, width, warmth and the final level."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from songwright.song import Audio, CannotMake, Master
from songwright.studio.dsp import (
    OCTAVES_HZ,
    Band,
    Blocks,
    Chain,
    Compressor,
    Effect,
    Equaliser,
    Gain,
    Limiter,
    Meter,
    MonoBelow,
    PowerMeter,
    Recorded,
    Samples,
    Saturator,
    Sides,
    SpectrumMeter,
    Tape,
    Width,
    ahead,
    frames_of,
)
from songwright.studio.mixing._manner import Manner

TARGET_LUFS = -14.0
"""What streaming services turn music to."""
LOSSY_MARGIN_DB = 0.95
"""Decoding a 256 kbit/s MP3 overshoots the encoded peaks by up to this (measured over our own material)."""
CEILING_DB = -1.0 - LOSSY_MARGIN_DB
"""True peak of the master, so that its MP3 stays under -1 dBTP."""
_DC_EASE_S = 0.2
_WORKING_LUFS = -18.0
"""Level at which the compressor of the mix and the master's saturator are set."""
_MOST_LIFT_DB = 30.0
_TILT_SHARE = 0.6
_MOST_LIFT_IN_BAND_DB = 3.5
_MOST_CUT_IN_BAND_DB = 5.0
"""Too much of a band hurts more than too little, so cuts may go further than lifts."""
_NARROWEST_DB = -11.5
_WIDEST_DB = -6.5
"""Sides against the middle, as records keep them; a mix outside is led to the nearer bound."""


def mastered(mix: Tape, manner: Manner, hear: Callable[[float], None], stands_db: float = 0.0) -> Master:
    """The master of a stereo mix; `hear` gets the share that is done. Raises CannotMake when the mix is silent.

    `stands_db` is where a mere stretch of a song stands against the whole of it.
    """
    heard = _loudness(mix) - stands_db
    if math.isinf(heard):
        raise CannotMake("the song came out silent: no part of it makes a sound")
    lift_db = min(_WORKING_LUFS - heard, _MOST_LIFT_DB)
    octaves, sides = SpectrumMeter(), Sides()
    mix = _through((MonoBelow(manner.mono_below_hz), Gain(lift_db)), mix, octaves)
    hear(0.25)
    mix = _through((balance(octaves.octaves_db(), manner), *_tape(manner)), mix, sides)
    hear(0.5)
    width = widened(sides.against_middle_db)
    mix = _through((*width, Saturator(drive_db=manner.drive_db), _floor(manner)), mix)
    hear(0.75)
    limiter = Limiter(ceiling_db=CEILING_DB)
    limited = limiter.lifted_to(mix, TARGET_LUFS + stands_db, max(0.0, _MOST_LIFT_DB - max(lift_db, 0.0)))
    return Master(audio=Audio(samples=_centred(limited.tape)), lufs=limited.lufs, true_peak_db=limited.true_peak_db)


def glued(mix: Tape, manner: Manner, stands_db: float, *meters: Meter) -> Tape:
    """The mix through the compressor over its bus, driven as hard whatever its level; silence stays silence.

    It stands before the fader that leads the sections, or it would take back what that one does.
    """
    level = PowerMeter()
    mix = Recorded(mix.play(), level)
    heard = level.lufs - stands_db
    if math.isinf(heard):
        return Recorded(mix.play(), *meters)
    glue = Compressor(
        threshold_db=_WORKING_LUFS - 2.0, ratio=manner.glue_ratio, attack_ms=28.0, release_ms=180.0, knee_db=8.0
    )
    lift_db = min(_WORKING_LUFS - heard, _MOST_LIFT_DB)
    return _through((_floor(manner), Gain(lift_db), glue, Gain(-lift_db)), mix, *meters)


def _through(effects: tuple[Effect, ...], mix: Tape, *meters: Meter) -> Recorded:
    """The mix after these effects."""
    return Recorded(ahead(Chain(effects).flow(mix.play(), mix.frames)), *meters)


def _loudness(mix: Tape) -> float:
    meter = PowerMeter()
    for block in mix.play():
        meter.hear(block)
    return meter.lufs


def _centred(sound: Tape) -> Samples:
    """The sound with a mean of zero: limiting lopsided bass leaves a trace of DC, under .001.

    The correction eases in and out, so that the ends stay silent.
    """
    frames = sound.frames
    ease = min(frames_of(_DC_EASE_S), frames // 2)
    total = np.zeros(sound.channels)
    for block in sound.play():
        total += block.sum(axis=0, dtype=np.float64)
    offset = (total / max(frames, 1) * frames / max(frames - ease, 1)).astype(np.float32)
    slope = np.linspace(0.0, 1.0, ease, dtype=np.float32)

    def centred() -> Blocks:
        first = 0
        for block in sound.play():
            places = np.arange(first, first + len(block))
            share = np.ones(len(block), np.float32)
            begins, ends = places < ease, places >= frames - ease
            share[begins] = slope[places[begins]]
            share[ends] = slope[frames - 1 - places[ends]]
            first += len(block)
            yield np.asarray(block - share[:, None] * offset, np.float32)

    return Recorded(centred()).held()


def _floor(manner: Manner) -> Effect:
    """Nothing below what a loudspeaker plays."""
    return Equaliser((Band(kind="highpass", hz=manner.highpass_hz),))


def _tape(manner: Manner) -> tuple[Effect, ...]:
    """A tape machine's tone: a bump in the bass, a soft top, and its own saturation."""
    if "tape" not in manner.marks:
        return ()
    bands = (Band(kind="peak", hz=75.0, db=1.2, q=0.9), Band(kind="high_shelf", hz=10_000.0, db=-1.5))
    return Equaliser(bands), Saturator(drive_db=3.0)


def balance(heard: npt.NDArray[np.float64], manner: Manner) -> Equaliser:
    """An equaliser that leans the octaves towards the style's tilt, part of the way and never by much.

    `heard` is the density of each of `OCTAVES_HZ` in dB.
    """
    centres = np.array(OCTAVES_HZ)
    used = (centres >= manner.highpass_hz * 1.5) & (centres * math.sqrt(2.0) < manner.lowpass_hz)
    wanted = manner.tilt_db_per_oct * np.log2(centres / 1000.0)
    missing = wanted - heard
    # Thin ends say little about the balance: the middle five octaves set the level.
    missing -= missing[1:7].mean()
    gains = np.clip(_TILT_SHARE * missing, -_MOST_CUT_IN_BAND_DB, _MOST_LIFT_IN_BAND_DB)
    return Equaliser(
        tuple(
            Band(kind="peak", hz=float(hz), db=float(gain_db), q=1.1)
            for hz, gain_db, use in zip(centres, gains, used, strict=True)
            if use
        )
    )


def widened(now_db: float) -> tuple[Effect, ...]:
    """What brings the sides of a mix, so loud against its middle, inside the bounds of a record."""
    if math.isinf(now_db):
        return ()
    factor = 10.0 ** ((min(max(now_db, _NARROWEST_DB), _WIDEST_DB) - now_db) / 20.0)
    factor = min(max(factor, 0.3), 2.0)
    return () if abs(factor - 1.0) < 0.01 else (Width(factor=factor),)
