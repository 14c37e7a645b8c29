"""Musical time: an independent formula and the round trip."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.song import PPQ, Meter, seconds_at, ticks_at

tempi = st.integers(30, 300)


@given(beats=st.integers(0, 4000), bpm=tempi)
def test_a_beat_lasts_sixty_over_bpm(beats: int, bpm: int) -> None:
    assert seconds_at(beats * PPQ, bpm) == pytest.approx(float(Fraction(60, bpm) * beats))


@given(tick=st.integers(0, 2_000_000), bpm=tempi)
def test_ticks_survive_the_clock(tick: int, bpm: int) -> None:
    assert ticks_at(seconds_at(tick, bpm), bpm) == tick


@pytest.mark.parametrize(
    ("beats", "unit", "bar", "beat"),
    [(4, 4, 1920, 480), (3, 4, 1440, 480), (6, 8, 1440, 720), (12, 8, 2880, 720), (9, 8, 2160, 720), (3, 8, 720, 240)],
)
def test_meters(beats: int, unit: int, bar: int, beat: int) -> None:
    meter = Meter(beats=beats, unit=unit)
    assert (meter.bar_ticks, meter.beat_ticks) == (bar, beat)


@pytest.mark.parametrize(("beats", "unit"), [(0, 4), (4, 3), (33, 4), (-1, 8)])
def test_no_such_meter(beats: int, unit: int) -> None:
    with pytest.raises(ValueError, match="no such meter"):
        Meter(beats=beats, unit=unit)
