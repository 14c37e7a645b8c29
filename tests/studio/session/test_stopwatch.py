"""The stopwatch on a hand-set clock."""

import pytest

from songwright.song import Cancelled
from songwright.studio.session import Stopwatch


def test_stages_side_by_side_each_count_their_own_time() -> None:
    now = iter([0.0, 1.0, 4.0, 9.0])
    heard: list[tuple[str, float]] = []
    watch = Stopwatch(lambda: next(now), lambda stage, fraction: heard.append((stage, fraction)))
    watch("playing", 0.0)
    watch("singing", 0.0)
    watch("playing", 1.0)
    watch("singing", 1.0)
    assert watch.seconds == {"playing": 4.0, "singing": 8.0}
    assert heard == [("playing", 0.0), ("singing", 0.0), ("playing", 1.0), ("singing", 1.0)]


def test_a_stop_passes_through() -> None:
    def stop(stage: str, fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        Stopwatch(lambda: 0.0, stop)("mixing", 0.5)
