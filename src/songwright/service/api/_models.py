"""The models of the family: what each allows."""

from dataclasses import dataclass, replace


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


_SMALL = ModelCard(internal="", words=3000, idea=500, style=200, title=80, longest_s=240.0)
_LARGE = replace(_SMALL, words=5000, style=1000, longest_s=480.0)
_NEWER = replace(_LARGE, idea=3000, title=100)

MODELS: dict[str, ModelCard] = {
    "V3_5": replace(_SMALL, internal="chirp-v3-5"),
    "V4": replace(_SMALL, internal="chirp-v4"),
    "V4_5": replace(_LARGE, internal="chirp-auk"),
    "V4_5PLUS": replace(_LARGE, internal="chirp-bluejay"),
    "V5": replace(_LARGE, internal="chirp-crow"),
    # Newer names of the family: accepted with the larger limits its newer pages give.
    "V4_5ALL": replace(_NEWER, internal="chirp-auk-turbo"),
    "V5_5": replace(_NEWER, internal="chirp-fenix"),
    "V6": replace(_NEWER, internal="chirp-v6"),
    "V6_MINI": replace(_NEWER, internal="chirp-v6-mini"),
    "V6_WILD": replace(_NEWER, internal="chirp-v6-wild"),
}
"""By the name that requests carry."""
