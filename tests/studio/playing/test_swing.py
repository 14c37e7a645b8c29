"""Swing: the table of its arithmetic and its properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.song import Meter
from songwright.studio.playing._groove import swung

FOUR = Meter(beats=4, unit=4)
THREE = Meter(beats=3, unit=4)
SIX_EIGHT = Meter(beats=6, unit=8)


@pytest.mark.parametrize(
    ("tick", "ratio", "unit", "meter", "expected"),
    [
        (0, 2.0, 8, FOUR, 0),
        (240, 2.0, 8, FOUR, 320),  # triplet swing: the off-beat eighth on the last third
        (240, 1.0, 8, FOUR, 240),
        (240, 3.0, 8, FOUR, 360),  # dotted
        (120, 2.0, 8, FOUR, 160),  # a sixteenth inside the long eighth
        (360, 2.0, 8, FOUR, 400),  # and inside the short one
        (480, 2.0, 8, FOUR, 480),
        (1680, 2.0, 8, FOUR, 1760),
        (120, 1.5, 16, FOUR, 144),
        (360, 1.5, 16, FOUR, 384),
        (240, 1.5, 16, FOUR, 240),  # eighths stand when sixteenths swing
        (120, 0.8, 16, FOUR, 240 * 0.8 / 1.8),  # samba: the first of the pair is short
        (160, 2.0, 8, FOUR, 160),  # triplets are never swung
        (320, 2.0, 8, FOUR, 320),
        (80, 1.5, 16, FOUR, 80),
        (240, 2.0, 8, SIX_EIGHT, 240),  # no pairs of eighths in compound time
        (120, 1.5, 16, SIX_EIGHT, 144),
        (1440 + 240, 2.0, 8, THREE, 1440 + 320),
    ],
)
def test_table(tick: int, ratio: float, unit: int, meter: Meter, expected: float) -> None:
    assert swung(tick, ratio=ratio, unit=unit, meter=meter) == pytest.approx(expected)


@given(st.integers(0, 20000), st.floats(0.7, 3.5), st.sampled_from([8, 16]), st.sampled_from([FOUR, THREE, SIX_EIGHT]))
def test_straight_notes_keep_their_order_and_pairs_their_borders(
    place: int, ratio: float, unit: int, meter: Meter
) -> None:
    first, second = place * 60, place * 60 + 60
    bent = [swung(tick, ratio=ratio, unit=unit, meter=meter) for tick in (first, second)]
    assert bent[0] < bent[1]
    pair = 2 * 1920 // unit
    assert all(tick // pair == int(late + 1e-6) // pair for tick, late in zip((first, second), bent, strict=True))
