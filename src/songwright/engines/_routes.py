"""Reads SONGWRIGHT_ENGINES: which model goes to which engine, in which quality, and who stands by."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from songwright.song import BadRequest
from songwright.studio.models import model_names
from songwright.studio.ports import Tier

VARIABLE = "SONGWRIGHT_ENGINES"
_OTHERS = "*"
_FORM = 'write it as "ace-step-server, band" for every model or as {"V5": "ace-step-server:top, band", "*": "band"}'
_TIERS = {"V3_5": Tier.DRAFT, "V4": Tier.DRAFT, "V6_MINI": Tier.DRAFT, "V5": Tier.TOP, "V5_5": Tier.TOP, "V6": Tier.TOP}
"""The quality of a model whose route names none: what it is asked for newest may cost most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An engine's place in a chain."""

    engine: str
    tier: Tier | None = None
    """None: as the model has it."""


Routes = Mapping[str, tuple[Place, ...]]
"""Chains of engines by the name of a model, every known name and "*" for others."""


def read_routes(text: str) -> Routes:
    """The routes that the variable's value describes; empty: the band for everything.

    Raises BadRequest for a value that can't be read, an unknown model or an unknown tier.
    """
    chains = _decoded(text) if text.lstrip().startswith("{") else {_OTHERS: text.strip() or "band"}
    known = model_names()
    unknown = [name for name in chains if name != _OTHERS and name not in known]
    if unknown:
        raise _wrong(f"no model is called {unknown[0]!r}; there are {', '.join(known)} and * for all others")
    read = {name: _chain(chain) for name, chain in chains.items()}
    others = read.get(_OTHERS, (Place(engine="band"),))
    return {name: read.get(name, others) for name in (*known, _OTHERS)}


def tier_of(model: str) -> Tier:
    """The tier of a model's songs where its route names none."""
    return _TIERS.get(model, Tier.STANDARD)


def _decoded(text: str) -> dict[str, str]:
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.DecodeError as error:
        raise _wrong(f"it can't be read ({error}); {_FORM}") from error


def _chain(text: str) -> tuple[Place, ...]:
    named = [part.strip() for part in text.split(",") if part.strip()]
    if not named:
        raise _wrong(f"a chain names no engine; {_FORM}")
    return tuple(_place(part) for part in named)


def _place(text: str) -> Place:
    engine, colon, tier = (part.strip() for part in text.partition(":"))
    if not engine or (colon and tier not in set(Tier)):
        raise _wrong(f"{text!r} is no engine with a tier; tiers are {', '.join(Tier)}, as in ace-step-server:top")
    return Place(engine=engine, tier=Tier(tier) if tier else None)


def _wrong(sentence: str) -> BadRequest:
    return BadRequest(f"{VARIABLE}: {sentence}", field=VARIABLE)
