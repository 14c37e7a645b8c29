"""What SONGWRIGHT_ENGINES can say, and what is told where it can't be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.engines import Place, read_routes
from songwright.song import BadRequest
from songwright.studio.models import model_names
from songwright.studio.ports import Tier

BAND = (Place(engine="band"),)


@pytest.mark.parametrize(
    ("text", "model", "chain"),
    [
        ("", "V5", BAND),
        ("  ", "*", BAND),
        ("ace-step:draft, band", "V3_5", (Place(engine="ace-step", tier=Tier.DRAFT), Place(engine="band"))),
        ('{"V5": "ace-step : top,band"}', "V5", (Place(engine="ace-step", tier=Tier.TOP), Place(engine="band"))),
        ('{"V5": "ace-step"}', "V4", BAND),
        ('{"*": "ace-step", "V4": "band"}', "V6_WILD", (Place(engine="ace-step"),)),
        ('{"*": "ace-step", "V4": "band"}', "V4", BAND),
    ],
)
def test_a_model_has_its_chain(text: str, model: str, chain: tuple[Place, ...]) -> None:
    assert read_routes(text)[model] == chain


@given(st.text(st.characters(exclude_characters="{")))
def test_every_model_has_a_chain_or_the_variable_is_named(text: str) -> None:
    try:
        routes = read_routes(text)
    except BadRequest as error:
        told = str(error)
        routes = {}
    assert told.startswith("SONGWRIGHT_ENGINES: ") if not routes else set(routes) == {*model_names(), "*"}
    assert all(routes.values())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "can't be read"),
        ('{"V5": 3}', "can't be read"),
        ('{"V5": ""}', "names no engine"),
        (",", "names no engine"),
        ('{"V9": "band"}', "no model is called 'V9'; there are V3_5, "),
        ("band:best", "'band:best' is no engine with a tier; tiers are draft, standard, top"),
        (":top", "':top' is no engine"),
        ("band:", "'band:' is no engine"),
    ],
)
def test_what_can_not_be_read_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadRequest, match=sentence.replace("(", r"\(")) as told:
        read_routes(text)
    assert str(told.value).startswith("SONGWRIGHT_ENGINES: ")
