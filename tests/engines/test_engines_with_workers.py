"""Engines that have workers of their own: whose songs those take, and what other workers make of such engines."""

from pathlib import Path

import pytest
from plugin_shelf import NoisePlugin

from songwright.engines import (
    Gate,
    Listed,
    check_owners,
    check_routes,
    engage,
    engine_findings,
    listener_finding,
    look_after,
    owner_findings,
    owners_of,
    read_routes,
    stood_in,
)
from songwright.song import BadRequest, Brief, CannotMake, Key, Lyrics, Meter
from songwright.studio.engines import Router

ROUTES = read_routes('{"V5": "far", "V4": "far, band", "V4_5": "band, other, far", "*": "band"}')
BRIEF = Brief(
    title=None, theme="rain", style="folk", tags=(), moods=(), language="en",
    key=Key(tonic=0, mode="major"), tempo_bpm=100.0,
    meter=Meter(), form=(), band=(), voice=None, model="V5", seed=1,
)  # fmt: skip


def white(name: str) -> Listed:
    setup = NoisePlugin().settle({"HISS_COLOUR": "white"}, Path("home"))
    return Listed(name=name, says="", provider="", gate=Gate.READY, setup=setup)


def stopped(name: str, gate: Gate) -> Listed:
    return Listed(name=name, says="", provider="", gate=gate, reason="no card: buy one")


BAND = white("band")


@pytest.mark.parametrize(
    ("owners", "takers", "others_may"),
    [
        (set(), {"V5": "", "V4": "", "V4_5": "", "*": ""}, set()),
        ({"far"}, {"V5": "far", "V4": "far", "V4_5": "far", "*": ""}, {"V4", "V4_5"}),
        ({"far", "other"}, {"V5": "far", "V4": "far", "V4_5": "other", "*": ""}, {"V4", "V4_5"}),
        ({"band", "far"}, {"V5": "far", "V4": "far", "V4_5": "band", "*": "band"}, {"V4_5"}),
    ],
)
def test_the_first_of_a_chain_that_has_workers_takes_its_songs(
    owners: set[str], takers: dict[str, str], others_may: set[str]
) -> None:
    told = owners_of(ROUTES, frozenset(owners))
    assert {model: told[model] for model in takers} == takers
    assert stood_in(ROUTES, frozenset(owners)) == others_may


def test_an_engine_without_songs_needs_no_workers() -> None:
    check_owners(ROUTES, frozenset({"far", "band"}))
    with pytest.raises(BadRequest, match="SONGWRIGHT_WORKERS_OF names 'ghost', and SONGWRIGHT_ENGINES sends no song"):
        check_owners(ROUTES, frozenset({"far", "ghost"}))


def router(*listed: Listed, owners: set[str], mine: str = "") -> Router:
    engine = engage(ROUTES, [*listed, BAND], owners=frozenset(owners), mine=mine)
    assert isinstance(engine, Router)
    return engine


def booked(engine: Router, model: str) -> list[str]:
    return [booking.name for booking in engine.chains[model].bookings]


def test_other_workers_leave_it_alone_whatever_becomes_of_it() -> None:
    for far in ([], [stopped("far", Gate.SETTINGS)], [stopped("far", Gate.ENVIRONMENT)], [white("far")]):
        general = router(*far, owners={"far", "other"})
        assert [booked(general, model) for model in ("V5", "V4", "*")] == [[], ["band"], ["band"]]
        assert general.chains["V4"].absent == ("far: it is left to its own workers",)
        with pytest.raises(CannotMake, match="far: it is left to its own workers"):
            general.record(BRIEF, Lyrics(title="", stanzas=(), text=""), 0, lambda _stage, _fraction: None)


def test_its_own_worker_has_the_whole_chain_but_for_others_with_workers() -> None:
    own = router(white("far"), owners={"far", "other"}, mine="far")
    assert booked(own, "V5") == ["far"]
    assert booked(own, "V4") == ["far", "band"]
    assert booked(own, "V4_5") == ["band", "far"]


def test_its_own_worker_does_not_start_without_it() -> None:
    with pytest.raises(
        CannotMake, match="far can't run here, and this worker is for its songs alone: no card: buy one"
    ):
        router(stopped("far", Gate.ENVIRONMENT), white("other"), owners={"far"}, mine="far")
    with pytest.raises(BadRequest, match="not set up: no card"):
        router(stopped("far", Gate.SETTINGS), white("other"), owners={"far"}, mine="far")
    with pytest.raises(BadRequest, match="no engine is called 'far'"):
        router(white("other"), owners={"far"}, mine="far")


def test_a_worker_for_all_still_needs_its_engines() -> None:
    with pytest.raises(CannotMake, match="no engine for V5 can run here: far: no card"):
        router(stopped("far", Gate.ENVIRONMENT), white("other"), owners=set())


def test_the_api_asks_no_engine_for_its_pulse_that_has_workers() -> None:
    away = frozenset({"far", "other"})
    check_routes(ROUTES, [BAND], away)
    assert look_after(ROUTES, [BAND], away) == "ok"
    assert look_after(ROUTES, [BAND, white("other")]).startswith("far: it can't be used")


def test_the_doctor_counts_its_workers() -> None:
    text = '{"V5": "far", "*": "band"}'
    away = frozenset({"far"})
    assert [finding.state for finding in engine_findings([BAND], text, away)] == ["found"]
    stopped_here = engine_findings([stopped("far", Gate.ENVIRONMENT), BAND], text, away)[0]
    assert (stopped_here.state, stopped_here.cure) == ("unused", "")
    two, none = owner_findings({"far": 2, "other": 0})
    assert (two.part, two.holds, two.state, two.cure) == ("workers of far", "2 alive", "found", "")
    assert (none.holds, none.state, none.cure) == ("none alive", "missing", "songwright worker --engine other")
    assert not none.stops_songs
    assert (listener_finding("ok").state, listener_finding("ok").cure) == ("found", "")
    deaf = listener_finding("its server can't be reached")
    assert (deaf.part, deaf.state, deaf.cure, deaf.stops_songs) == (
        "listener", "missing", "its server can't be reached", False,
    )  # fmt: skip
    (dark,) = owner_findings("SONGWRIGHT_DATABASE_URL: its workers can't be read")
    assert (dark.state, dark.cure) == ("missing", "SONGWRIGHT_DATABASE_URL: its workers can't be read")
