"""The router: the first engine that can, the reasons of those that could not, and nothing changed on the way."""

from dataclasses import replace

import numpy as np
import pytest

from songwright.song import (
    Audio,
    Brief,
    Cancelled,
    CannotMake,
    Control,
    Credit,
    Handling,
    Heed,
    Lyrics,
    MissingPart,
    Recording,
    Role,
    Seconds,
    SongRequest,
    Stem,
    TryAgain,
    Weights,
    controls_of,
)
from songwright.studio.engines import Band, Booking, Chain, Router
from songwright.studio.playing import SineRack
from songwright.studio.ports import Engine, Monitor, Progress
from songwright.studio.reading import RulesReader
from songwright.studio.singing import HummingSinger
from songwright.studio.writing import HouseLyricist

BRIEF = RulesReader().read(SongRequest(prompt="a short folk song about a kite", duration_s=Seconds(14.0), seed=3))


def hear(stage: str, fraction: float) -> None:
    """Progress that is not looked at."""


class Told:
    """An engine that raises what it was given, or hands over a second of sound; it counts its calls."""

    def __init__(self, *faults: Exception, credit: Credit | None = None) -> None:
        self.faults = list(faults)
        self.credit = credit
        self.calls = 0
        self.heard_by: Monitor | None = None

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        self.calls += 1
        self.heard_by = monitor
        if self.faults:
            raise self.faults.pop(0)
        stem = Stem(name="mix", role=Role.FX, audio=Audio(samples=np.full((48_000, 2), 0.1, np.float32)))
        return Recording(stems=(stem,), style=brief.style, remarks=("its own remark",), credit=self.credit)


def chain(*engines: Engine, absent: tuple[str, ...] = ()) -> Router:
    bookings = tuple(Booking(name=f"engine {at}", engine=engine) for at, engine in enumerate(engines, 1))
    return Router(chains={}, others=Chain(bookings=bookings, absent=absent))


def test_the_band_through_the_router_is_the_band_bit_for_bit() -> None:
    lyrics = HouseLyricist().write(BRIEF)
    band = Band(rack=SineRack(), singer=HummingSinger())
    alone, routed = band.record(BRIEF, lyrics, 1, hear), chain(band).record(BRIEF, lyrics, 1, hear)
    assert (alone.score, alone.performance, alone.remarks) == (routed.score, routed.performance, routed.remarks)
    for one, other in zip(alone.stems, routed.stems, strict=True):
        assert (one.name, one.role, one.source) == (other.name, other.role, other.source)
        np.testing.assert_array_equal(one.audio.samples, other.audio.samples)


def test_the_first_that_can_makes_it_and_the_reasons_are_kept() -> None:
    third = Told()
    made = chain(Told(CannotMake("no memory")), Told(TryAgain("it is asleep")), third, absent=("x: no card",)).record(
        BRIEF, Lyrics(title=""), 0, hear
    )
    assert third.calls == 1
    assert made.credit is not None
    assert made.credit.engine == "engine 3"
    assert made.credit.passed_over == ("x: no card", "engine 1: no memory", "engine 2: it is asleep")
    assert made.remarks[0] == "passed over: x: no card"
    assert made.remarks[-1] == "its own remark"


def test_when_none_can_every_reason_is_told() -> None:
    both = chain(Told(MissingPart("no voice")), Told(TryAgain("it is asleep")))
    with pytest.raises(CannotMake, match="no engine could make it: engine 1: no voice; engine 2: it is asleep"):
        both.record(BRIEF, Lyrics(title=""), 0, hear)


@pytest.mark.parametrize("fault", [MissingPart("no voice"), TryAgain("asleep"), Cancelled()])
def test_a_single_engine_is_heard_as_it_is(fault: Exception) -> None:
    with pytest.raises(type(fault)) as told:
        chain(Told(fault)).record(BRIEF, Lyrics(title=""), 0, hear)
    assert told.value is fault


def test_a_stop_asks_nobody_else() -> None:
    second = Told()
    with pytest.raises(Cancelled):
        chain(Told(Cancelled()), second).record(BRIEF, Lyrics(title=""), 0, hear)
    assert second.calls == 0


def test_a_model_has_its_own_chain() -> None:
    one, other = Told(), Told()
    router = Router(
        chains={"V4": Chain(bookings=(Booking(name="one", engine=one),))},
        others=Chain(bookings=(Booking(name="other", engine=other),)),
    )
    router.record(replace(BRIEF, model="V4"), Lyrics(title=""), 0, hear)
    router.record(replace(BRIEF, model="V9"), Lyrics(title=""), 0, hear)
    assert (one.calls, other.calls) == (1, 1)


def test_only_what_the_brief_asks_is_told_as_unheeded() -> None:
    credit = Credit(
        engine="x", checkpoint="x", licence="MIT",
        handling=(
            Handling(control=Control.TEMPO, heed=Heed.APPROXIMATED, how="passed on"),
            Handling(control=Control.KEY, heed=Heed.HONOURED, how="exactly"),
        ),
    )  # fmt: skip
    told = {each.control: each.heed for each in credit.unheeded(BRIEF)}
    assert told[Control.TEMPO] is Heed.APPROXIMATED
    assert told[Control.DURATION] is Heed.IGNORED
    assert Control.KEY not in told
    assert Control.WEIRDNESS not in told
    bold = replace(BRIEF, weights=Weights(weirdness=0.9), avoid="drums", voice=None, duration_s=None)
    assert {Control.WEIRDNESS, Control.AVOID, Control.INSTRUMENTAL} <= set(controls_of(bold))
    assert not {Control.WORDS, Control.VOICE, Control.LANGUAGE, Control.DURATION} & set(controls_of(bold))


def test_the_monitor_hears_the_engine_that_none_stands_in_for() -> None:
    """What an engine let others hear before it failed would be another song's beginning."""

    def monitor(stretch: Recording) -> None:
        """Somebody listens."""

    first, last, alone = Told(CannotMake("no memory")), Told(), Told()
    chain(first, last).record(BRIEF, Lyrics(title=""), 0, hear, monitor)
    chain(alone).record(BRIEF, Lyrics(title=""), 0, hear, monitor)
    assert (first.heard_by, last.heard_by, alone.heard_by) == (None, monitor, monitor)
