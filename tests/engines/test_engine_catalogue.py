"""Engines of strangers at the three gates, each stopped with its reason; and what routes make of them."""

from pathlib import Path

import pytest
from plugin_shelf import NoiseEngine, install

from songwright.engines import (
    Gate,
    Listed,
    engage,
    engine_findings,
    list_engines,
    look_after,
    read_candidates,
    read_routes,
    used_by,
)
from songwright.song import BadRequest, Brief, CannotMake, Key, Lyrics, Meter
from songwright.studio.engines import BestOf, Chain, Listened, Router
from songwright.studio.ports import Engine

WHITE = {"HISS_COLOUR": "white"}


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path, where packages are installed."""
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def listed(name: str, variables: dict[str, str] | None = None, home: Path = Path("home")) -> Listed:
    return next(each for each in list_engines(variables or {}, home) if each.name == name)


def test_the_band_is_always_there_and_ready() -> None:
    band = listed("band")
    assert (band.gate, band.reason, band.provider) == (Gate.READY, "", "songwright")
    assert list_engines({}, Path("home"))[0].name == "band"


@pytest.mark.parametrize(
    ("value", "variables", "gate", "reason"),
    [
        ("plugin_shelf:NoisePlugin", WHITE, Gate.READY, ""),
        ("no_such_module:Engine", {}, Gate.LOADS, "ModuleNotFoundError: No module named 'no_such_module'"),
        ("plugin_shelf:Nobody", {}, Gate.LOADS, "AttributeError"),
        ("plugin_shelf:no_plugin", {}, Gate.LOADS, "AttributeError"),
        ("plugin_shelf:NoiseEngine", {}, Gate.LOADS, "AttributeError"),
        ("plugin_shelf:NoisePlugin", {}, Gate.SETTINGS, "HISS_COLOUR is not set: name a colour"),
        ("plugin_shelf:BrokenPlugin", {}, Gate.SETTINGS, "its code is at fault: KeyError"),
        ("plugin_shelf:NoisePlugin", {"HISS_COLOUR": "infrared"}, Gate.ENVIRONMENT, "set HISS_COLOUR to white"),
    ],
)
def test_each_gate_stops_with_its_reason(
    shelf: Path, value: str, variables: dict[str, str], gate: Gate, reason: str
) -> None:
    install(shelf, "hiss", value)
    found = listed("hiss", variables)
    assert found.gate is gate
    assert reason in found.reason
    assert "\n" not in found.reason
    assert (found.setup is None) is (gate is not Gate.READY)
    assert found.provider == "strange-engines 1.2"


def test_a_name_that_is_taken_is_not_given_twice(shelf: Path) -> None:
    install(shelf, "band", "plugin_shelf:NoisePlugin", "band-thief")
    ours, thief = (each for each in list_engines(WHITE, shelf) if each.name == "band")
    assert (ours.gate, ours.provider) == (Gate.READY, "songwright")
    assert (thief.gate, thief.provider) == (Gate.LOADS, "band-thief 1.2")
    assert "Songwright itself" in thief.reason
    install(shelf, "hiss", "plugin_shelf:NoisePlugin", "one")
    install(shelf, "hiss", "plugin_shelf:NoisePlugin", "two")
    twins = [each for each in list_engines(WHITE, shelf) if each.name == "hiss"]
    assert [each.gate for each in twins] == [Gate.LOADS] * 2


BRIEF = Brief(
    title=None, theme="rain", style="folk", tags=(), moods=(), language="en", key=Key(tonic=0), tempo_bpm=90.0,
    meter=Meter(), form=(), band=(), voice=None,
)  # fmt: skip


def hear(stage: str, fraction: float) -> None:
    """Progress that is not looked at."""


def engines_of(chain: Chain) -> list[Engine]:
    """The engines of a chain; each is listened to, and makes several candidates in the tier `top`."""
    booked = [booking.engine for booking in chain.bookings]
    listened = [each.engine if isinstance(each, BestOf) else each for each in booked]
    return [each.engine for each in listened if isinstance(each, Listened)]


def test_a_route_sends_its_model_to_its_engine_in_its_tier(shelf: Path) -> None:
    install(shelf, "hiss", "plugin_shelf:NoisePlugin")
    routes = read_routes('{"V5": "hiss", "V4": "hiss:top, band"}')
    engine = engage(routes, list_engines(WHITE, shelf))
    assert isinstance(engine, Router)
    tiers = {
        model: [inner.tier.value for inner in engines_of(chain) if isinstance(inner, NoiseEngine)]
        for model, chain in engine.chains.items()
    }
    assert (tiers["V5"], tiers["V4"], tiers["V3_5"]) == (["top"], ["top"], [])
    made = engine.record(BRIEF, Lyrics(title=""), 0, hear)  # the default model is V5
    assert made.credit is not None
    assert (made.credit.engine, made.credit.checkpoint, made.credit.tier) == ("hiss", "white", "top")
    assert [booking.name for booking in engine.others.bookings] == ["band"]


def test_candidates_are_made_by_tier_and_never_of_the_band(shelf: Path) -> None:
    install(shelf, "hiss", "plugin_shelf:NoisePlugin")
    routes = read_routes('{"V3_5": "hiss, band", "V4_5": "hiss, band", "V5": "hiss, band", "*": "band"}')

    def made(text: str) -> list[list[int]]:
        engine = engage(routes, list_engines(WHITE, shelf), candidates=read_candidates(text))
        assert isinstance(engine, Router)
        booked = [[booking.engine for booking in engine.chains[model].bookings] for model in ("V3_5", "V4_5", "V5")]
        return [[each.candidates if isinstance(each, BestOf) else 1 for each in chain] for chain in booked]

    assert made("") == [[1, 1], [1, 1], [2, 1]]
    assert made("1") == [[1, 1]] * 3
    assert made("3") == [[3, 1]] * 3
    assert made(" top : 4, draft:2 ") == [[2, 1], [1, 1], [4, 1]]


@pytest.mark.parametrize("text", ["0", "9", "two", "-1", "best:2", "top", "top:", "top:2:3", "top:0,", "1, 2", "٣"])
def test_candidates_that_can_not_be_read_are_one_sentence(text: str) -> None:
    with pytest.raises(BadRequest, match=r"^SONGWRIGHT_CANDIDATES: .*; write it as \"2\" or as \"standard:2, top:4\"$"):
        read_candidates(text)


def test_who_can_not_run_is_told_where_others_stand_by(shelf: Path) -> None:
    install(shelf, "hiss", "plugin_shelf:NoisePlugin")
    faint = list_engines({"HISS_COLOUR": "infrared"}, shelf)
    engine = engage(read_routes("hiss, band"), faint)
    assert isinstance(engine, Router)
    assert [booking.name for booking in engine.others.bookings] == ["band"]
    assert engine.others.absent == ("hiss: this machine has no infrared: set HISS_COLOUR to white",)
    with pytest.raises(CannotMake, match="SONGWRIGHT_ENGINES: no engine for V3_5 can run here: hiss: this machine"):
        engage(read_routes("hiss"), faint)


@pytest.mark.parametrize(
    ("routes", "sentence"),
    [
        ("hisss, band", "no engine is called 'hisss'; there are band, .*hiss"),
        ("band, hiss", "names hiss, which is not set up: HISS_COLOUR is not set"),
    ],
)
def test_what_the_operator_must_mend_is_one_sentence(shelf: Path, routes: str, sentence: str) -> None:
    install(shelf, "hiss", "plugin_shelf:NoisePlugin")
    with pytest.raises(BadRequest, match=f"SONGWRIGHT_ENGINES:? {sentence}") as told:
        engage(read_routes(routes), list_engines({}, shelf))
    assert told.value.field == "SONGWRIGHT_ENGINES"


def test_health_counts_who_stands_by(shelf: Path) -> None:
    install(shelf, "hiss", "plugin_shelf:NoisePlugin")
    white, pink = (list_engines({"HISS_COLOUR": colour}, shelf) for colour in ("white", "pink"))
    assert look_after(read_routes("hiss"), white) == "ok"
    assert look_after(read_routes("hiss"), pink) == "hiss: pink is faint today"
    assert look_after(read_routes("hiss, band"), pink) == "ok, others stand in for hiss: pink is faint today"


def test_the_doctor_names_every_engine(shelf: Path) -> None:
    install(shelf, "hiss", "plugin_shelf:NoisePlugin")
    engines = list_engines({}, shelf)

    def told(routes: str) -> dict[str, tuple[str, str]]:
        return {each.part: (each.state, each.cure) for each in engine_findings(engines, routes)}

    assert told("")["engine band"] == ("found", "")
    assert told("")["engine hiss"] == ("unused", "")
    assert told("hiss, band")["engine hiss"] == ("missing", "HISS_COLOUR is not set: name a colour, as white")
    assert told("nobody")["engine routes"][0] == "damaged"
    assert "no model is called 'V9'" in told('{"V9": "band"}')["engine routes"][1]


def test_used_by_tells_the_models_of_an_engine() -> None:
    used = used_by(read_routes('{"V5": "a, b", "*": "b"}'))
    assert used["a"] == ("V5",)
    assert set(used["b"]) >= {"V5", "V4", "*"}
