"""The models of the family: what each allows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """The limits of a model; lengths in Unicode characters."""

    internal: str
    """The name that answers carry as type and model name."""
    words: int
    """Prompt in custom mode: the lyrics."""
    idea: int
    """Prompt in non-custom mode."""
    style: int
    title: int
    longest_s: float


_SMALL = {"words": 3000, "idea": 500, "style": 200, "title": 80, "longest_s": 240.0}
_LARGE = {"words": 5000, "idea": 500, "style": 1000, "title": 80, "longest_s": 480.0}
_NEWER = _LARGE | {"idea": 3000, "title": 100}


def _card(internal: str, limits: dict[str, float]) -> ModelCard:
    lengths = {name: int(limits[name]) for name in ("words", "idea", "style", "title")}
    return ModelCard(internal=internal, longest_s=limits["longest_s"], **lengths)


MODELS: dict[str, ModelCard] = {
    "V3_5": _card("chirp-v3-5", _SMALL),
    "V4": _card("chirp-v4", _SMALL),
    "V4_5": _card("chirp-auk", _LARGE),
    "V4_5PLUS": _card("chirp-bluejay", _LARGE),
    "V5": _card("chirp-crow", _LARGE),
    # Newer names of the family: accepted with the larger limits its newer pages give.
    "V4_5ALL": _card("chirp-auk-turbo", _NEWER),
    "V5_5": _card("chirp-fenix", _NEWER),
    "V6": _card("chirp-v6", _NEWER),
    "V6_MINI": _card("chirp-v6-mini", _NEWER),
    "V6_WILD": _card("chirp-v6-wild", _NEWER),
}
"""By the name that requests carry."""
