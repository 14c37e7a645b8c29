"""What a model leans towards: numbers read from `models.toml`, played by the stages."""

from functools import cache
from importlib.resources import files
from typing import Annotated

import msgspec

Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Few = Annotated[int, msgspec.Meta(ge=0, le=4)]
DEFAULT = "V5"


class Leanings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One model. What a file leaves out is as every model has it."""

    says: str
    """In a listener's words."""
    longest_s: Annotated[float, msgspec.Meta(gt=0.0)]
    """Longest song."""
    returns: Share = 0.0
    """How strictly a section that returns is as it was: 0 lets second verses and last choruses grow, 1 does not."""
    own_bridge: bool = False
    """Whether a sung song with room for it has a bridge, over chords that no other section plays."""
    harmony_from: Few = 1
    """The first chorus with a second voice: 0 the first, 1 the second."""
    harmony_everywhere: bool = False
    """Whether styles that sing alone get a second voice too."""
    line_end: Annotated[float, msgspec.Meta(ge=1.0, le=6.0)] = 2.5
    """How long a line's last note is held at most, in usual notes of the line."""
    reads_scenes: bool = False
    """Whether a scene in the prompt ("at the funeral") says the mood where no word for one does."""
    sings_once: bool = False
    """Whether words that return are sung as they were the first time, which saves singing them again."""
    more_chairs: Few = 0
    """Chairs added to a band of four or more."""
    more_players: Few = 0
    """How many more play at once than the style's habit."""
    daring: Share = 0.0
    """Share of the way from the asked weirdness to all of it."""
    expression: Share = 0.0
    """How much voice and band shape their phrases in loudness."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    alias: dict[str, str]
    model: dict[str, Leanings]


@cache
def _read() -> _File:
    file = files("songwright.studio.models") / "models.toml"
    try:
        found = msgspec.toml.decode(file.read_bytes(), type=_File)
    except msgspec.ValidationError as error:
        raise ValueError(f"models.toml: {error}") from error
    for name, model in found.alias.items():
        if model not in found.model:
            raise ValueError(f"models.toml: alias.{name} must name a model, not {model}")
    return found


def leanings(model: str) -> Leanings:
    """The leanings of a model or an alias; those of the default for a name nobody knows."""
    known = _read()
    name = known.alias.get(model, model)
    return known.model.get(name, known.model[DEFAULT])


def model_names() -> tuple[str, ...]:
    """All names a request may carry, models before aliases."""
    return (*_read().model, *_read().alias)
