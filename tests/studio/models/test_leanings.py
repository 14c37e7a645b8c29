"""What the file of models must hold."""

import pytest

from songwright.studio.models import leanings, model_names

MODELS = ("V3_5", "V4", "V4_5", "V4_5PLUS", "V5")
ALIASES = {"V4_5ALL": "V4_5", "V5_5": "V5", "V6": "V5", "V6_MINI": "V4_5", "V6_WILD": "V4_5PLUS"}


def test_the_five_models_and_their_aliases_are_known() -> None:
    assert model_names() == (*MODELS, *ALIASES)


def test_no_two_models_lean_alike() -> None:
    assert len({leanings(model) for model in MODELS}) == len(MODELS)


@pytest.mark.parametrize(("alias", "model"), ALIASES.items())
def test_an_alias_leans_as_its_model(alias: str, model: str) -> None:
    assert leanings(alias) == leanings(model)


def test_an_unknown_model_is_the_default() -> None:
    assert leanings("unheard of") == leanings("V5")


def test_the_longest_songs_are_those_of_the_contract() -> None:
    assert {model: leanings(model).longest_s for model in MODELS} == {
        "V3_5": 240,
        "V4": 240,
        "V4_5": 480,
        "V4_5PLUS": 480,
        "V5": 480,
    }
