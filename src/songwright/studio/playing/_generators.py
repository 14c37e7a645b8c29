"""SoundFont 2.04 generators: numbers, defaults, and what modulators add to them (sections 8.1 and 9.5)."""

import math
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from songwright.studio.playing._soundfont import Modulator


class Gen(IntEnum):
    """The generators that a sampler obeys."""

    START = 0
    END = 1
    LOOP_START = 2
    LOOP_END = 3
    START_COARSE = 4
    MOD_LFO_TO_PITCH = 5
    VIBRATO_TO_PITCH = 6
    MOD_ENV_TO_PITCH = 7
    FILTER_CUTOFF = 8
    FILTER_Q = 9
    MOD_LFO_TO_FILTER = 10
    MOD_ENV_TO_FILTER = 11
    END_COARSE = 12
    MOD_LFO_TO_VOLUME = 13
    PAN = 17
    MOD_LFO_DELAY = 21
    MOD_LFO_FREQ = 22
    VIBRATO_DELAY = 23
    VIBRATO_FREQ = 24
    MOD_DELAY = 25
    MOD_ATTACK = 26
    MOD_HOLD = 27
    MOD_DECAY = 28
    MOD_SUSTAIN = 29
    MOD_RELEASE = 30
    KEY_TO_MOD_HOLD = 31
    KEY_TO_MOD_DECAY = 32
    DELAY = 33
    ATTACK = 34
    HOLD = 35
    DECAY = 36
    SUSTAIN = 37
    RELEASE = 38
    KEY_TO_HOLD = 39
    KEY_TO_DECAY = 40
    INSTRUMENT = 41
    KEY_RANGE = 43
    VELOCITY_RANGE = 44
    LOOP_START_COARSE = 45
    FIXED_KEY = 46
    FIXED_VELOCITY = 47
    ATTENUATION = 48
    LOOP_END_COARSE = 50
    COARSE_TUNE = 51
    FINE_TUNE = 52
    SAMPLE = 53
    SAMPLE_MODES = 54
    SCALE_TUNING = 56
    EXCLUSIVE_CLASS = 57
    ROOT_KEY = 58


_UNSIGNED = {Gen.INSTRUMENT, Gen.KEY_RANGE, Gen.VELOCITY_RANGE, Gen.SAMPLE, Gen.SAMPLE_MODES, Gen.EXCLUSIVE_CLASS}
SIGNED = frozenset(range(59)) - _UNSIGNED

_INSTANT = {
    Gen.MOD_LFO_DELAY, Gen.VIBRATO_DELAY, Gen.MOD_DELAY, Gen.MOD_ATTACK, Gen.MOD_HOLD, Gen.MOD_DECAY,
    Gen.MOD_RELEASE, Gen.DELAY, Gen.ATTACK, Gen.HOLD, Gen.DECAY, Gen.RELEASE,
}  # fmt: skip
DEFAULTS: dict[int, int] = {
    **dict.fromkeys(range(59), 0),
    **dict.fromkeys(_INSTANT, -12000),
    Gen.FILTER_CUTOFF: 13500,
    Gen.KEY_RANGE: 0x7F00,
    Gen.VELOCITY_RANGE: 0x7F00,
    Gen.FIXED_KEY: -1,
    Gen.FIXED_VELOCITY: -1,
    Gen.ROOT_KEY: -1,
    Gen.SCALE_TUNING: 100,
}

_ONLY_INSTRUMENTS = {
    Gen.START, Gen.END, Gen.LOOP_START, Gen.LOOP_END, Gen.START_COARSE, Gen.END_COARSE, Gen.LOOP_START_COARSE,
    Gen.LOOP_END_COARSE, Gen.FIXED_KEY, Gen.FIXED_VELOCITY, Gen.SAMPLE_MODES, Gen.EXCLUSIVE_CLASS, Gen.ROOT_KEY,
}  # fmt: skip
ADDED = frozenset(range(59)) - _ONLY_INSTRUMENTS - _UNSIGNED
"""Generators a preset may have too; its amounts add to the instrument's."""

_RESTING_CONTROLLERS = {7: 100 / 127, 10: 64 / 127, 11: 1.0}
"""MIDI controllers a part does not move: volume, pan and expression as after a reset; all others are 0."""


def moved(generators: dict[int, int], modulators: "Iterable[Modulator]", key: int, velocity: float) -> dict[int, float]:
    """The generators of one note: the zone's own plus what key and velocity (0 to 127) add through modulators."""
    amounts = dict(zip(generators, map(float, generators.values()), strict=True))
    for modulator in modulators:
        strength = _level(modulator.source, key, velocity)
        if modulator.amount_source:
            strength *= _level(modulator.amount_source, key, velocity)
        if strength and modulator.target in amounts:
            amounts[modulator.target] += modulator.amount * strength
    return amounts


def _level(source: int, key: int, velocity: float) -> float:
    """A modulator source's present value, shaped: 0 to 1, or -1 to 1 when bipolar (section 8.2)."""
    index, downward, bipolar = source & 0x7F, bool(source & 0x100), bool(source & 0x200)
    if source & 0x80:
        value = _RESTING_CONTROLLERS.get(index, 0.0)
    else:
        value = {0: 1.0, 2: velocity / 127.0, 3: key / 127.0, 14: 0.5}.get(index, 0.0)
        if index == 0:
            return 1.0
    if downward:
        value = 1.0 - value
    if not bipolar:
        return _shape(source >> 10, value)
    folded = 2.0 * value - 1.0
    return math.copysign(_shape(source >> 10, abs(folded)), folded)


def _shape(kind: int, value: float) -> float:
    """Linear, concave, convex or switch; concave spends its whole way in 96 dB, as a level curve must."""
    if kind == 1:
        return 1.0 if value >= 1.0 else min(1.0, -(400.0 / 960.0) * math.log10(1.0 - value))
    if kind == 2:
        return 0.0 if value <= 0.0 else max(0.0, 1.0 + (400.0 / 960.0) * math.log10(value))
    if kind == 3:
        return 1.0 if value >= 0.5 else 0.0
    return value
