"""What is heard while a take is recorded: its own beginnings, in order, and nothing changes by listening."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.song import Recording, Seconds, SongRequest
from songwright.studio.engines import Band
from songwright.studio.engines._control_room import marks_of
from songwright.studio.playing import SineRack
from songwright.studio.reading import RulesReader
from songwright.studio.singing import HummingSinger
from songwright.studio.writing import HouseLyricist


def hear_nothing(stage: str, fraction: float) -> None:
    """Progress that is not looked at."""


def recorded(request: SongRequest, monitor=None) -> Recording:
    brief = RulesReader().read(request)
    return Band(rack=SineRack(), singer=HummingSinger()).record(
        brief, HouseLyricist().write(brief), 0, hear_nothing, monitor
    )


@pytest.mark.parametrize(
    "request_",
    [
        SongRequest(prompt="a pop song with a choir", duration_s=Seconds(60.0), seed=3),
        SongRequest(prompt="calm piano, no vocals", duration_s=Seconds(130.0), seed=3),
    ],
)
def test_stretches_are_the_take_s_own_beginnings(request_: SongRequest) -> None:
    heard: list[Recording] = []
    whole = recorded(request_, heard.append)
    untold = recorded(request_)
    for stem, same in zip(whole.stems, untold.stems, strict=True):
        np.testing.assert_array_equal(stem.audio.samples, same.audio.samples)
    assert whole.performance is not None
    ends = [stretch.since_s + stretch.stems[0].audio.length_s for stretch in heard]
    assert ends == pytest.approx(marks_of(whole.performance.length_s), abs=1e-4)
    for stretch in heard:
        assert [stem.name for stem in stretch.stems] == [stem.name for stem in whole.stems]
        assert stretch.score is whole.score
        first = round(stretch.since_s * 48_000)
        for stem, full in zip(stretch.stems, whole.stems, strict=True):
            beginning = full.audio.samples[first : first + len(stem.audio.samples)]
            # A hummer's whole line is turned down where its loudest phrase would pass the peak level.
            np.testing.assert_allclose(stem.audio.samples, beginning, atol=1e-6)


@given(st.floats(1.0, 600.0))
def test_marks_grow_and_leave_the_end_to_the_finished_song(length_s: float) -> None:
    marks_s = marks_of(length_s)
    assert all(later == pytest.approx(3.0 * earlier) for earlier, later in pairwise(marks_s))
    assert all(8.0 <= mark_s < 0.8 * length_s for mark_s in marks_s)
    assert bool(marks_s) == (length_s > 10.0)


def test_later_stretches_are_short_of_the_beginning() -> None:
    heard: list[Recording] = []
    recorded(SongRequest(prompt="calm piano, no vocals", duration_s=Seconds(300.0), seed=1), heard.append)
    assert [stretch.since_s for stretch in heard] == [0.0, 0.0, 0.0, 52.0]
