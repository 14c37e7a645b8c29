"""Which styles are each other's kin, told from their own files, so that a new style has kin without being listed."""

import math

from songwright.studio.styles._schema import Style

_MOST = 5
_OTHER_METER = 2.0
_OTHER_FEEL = 0.5
"""Added to the distance for another bar and for other swing, in octaves of tempo."""


def kin_of(style: Style, others: tuple[Style, ...]) -> tuple[Style, ...]:
    """The five nearest of `others` by band, tempo, bar and swing, the nearest first."""
    far = sorted((_distance(style, other), other.id, other) for other in others if other.id != style.id)
    return tuple(other for _, _, other in far[:_MOST])


def _distance(one: Style, other: Style) -> float:
    """How unlike two styles are: 0 the same band at the same tempo; each difference adds about 1."""
    first, second = (frozenset(seat.instrument for seat in style.band) for style in (one, other))
    roles, others = (frozenset(seat.role for seat in style.band) for style in (one, other))
    unlike = 2.0 - len(first & second) / len(first | second) - len(roles & others) / len(roles | others)
    tempo = abs(math.log2(one.time.tempo_bpm[1] / other.time.tempo_bpm[1]))
    meter = _OTHER_METER * (one.time.meters[0] != other.time.meters[0])
    feel = _OTHER_FEEL * (abs(one.time.swing.ratio[1] - other.time.swing.ratio[1]) > 0.2)
    return unlike + tempo + meter + feel
