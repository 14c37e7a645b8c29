"""What the doctor says of the engines."""

from collections.abc import Iterable, Mapping
from typing import Literal

from songwright.engines._catalogue import Gate, Listed
from songwright.engines._routes import VARIABLE, Routes, read_routes
from songwright.outfit import Finding
from songwright.song import BadRequest


def engine_findings(listed: Iterable[Listed], text: str, away: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """A finding for each engine, and one for the routes in `text` where they are wrong.

    An engine that no route names and that can't be used is unused, which needs no cure; so is one that is `away`, with
    workers of its own, which may run on other machines.
    """
    engines = tuple(listed)
    try:
        used = used_by(read_routes(text))
    except BadRequest as error:
        return (_routes_finding(str(error)), *(_finding(each, used=False) for each in engines))
    unknown = sorted(set(used) - {each.name for each in engines} - away)
    wrong = tuple(_routes_finding(f"{VARIABLE}: no engine is called {name!r}") for name in unknown)
    return (*wrong, *(_finding(each, used=each.name in used.keys() - away) for each in engines))


def owner_findings(alive: Mapping[str, int] | str) -> tuple[Finding, ...]:
    """A finding for each engine that has workers of its own: how many are alive; or the sentence that tells why not."""
    if isinstance(alive, str):
        return (_outside("workers of engines", alive, cure=alive),)
    return tuple(
        _outside(
            f"workers of {owner}",
            f"{count or 'none'} alive",
            cure="" if count else f"songwright worker --engine {owner}",
        )
        for owner, count in sorted(alive.items())
    )


def listener_finding(pulse: str) -> Finding:
    """What there is to say of the recogniser of sung words."""
    return _outside("listener", "a recogniser of sung words", cure="" if pulse == "ok" else pulse)


def used_by(routes: Routes) -> dict[str, tuple[str, ...]]:
    """The models whose songs each engine may make, by its name."""
    found: dict[str, list[str]] = {}
    for model, chain in routes.items():
        for place in chain:
            found.setdefault(place.engine, []).append(model)
    return {name: tuple(dict.fromkeys(models)) for name, models in found.items()}


def _finding(each: Listed, *, used: bool) -> Finding:
    ready = each.gate is Gate.READY
    return Finding(
        part=f"engine {each.name}",
        holds=each.says if ready else f"{each.gate.value}: {each.reason}",
        state="found" if ready else "missing" if used else "unused",
        needed=False,
        version=each.provider,
        licence="",
        cure=each.reason if used and not ready else "",
    )


def _outside(part: str, holds: str, *, cure: str) -> Finding:
    state: Literal["found", "missing"] = "missing" if cure else "found"
    return Finding(part=part, holds=holds, state=state, needed=False, version="", licence="", cure=cure)


def _routes_finding(sentence: str) -> Finding:
    return Finding(
        part="engine routes",
        holds=sentence,
        state="damaged",
        needed=True,
        version="",
        licence="",
        cure=sentence,
    )
