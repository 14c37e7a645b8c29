"""Engines that have workers of their own, and which models' songs those take."""

from collections.abc import Mapping

from songwright.engines._routes import VARIABLE, Routes
from songwright.song import BadRequest

OWNERS_VARIABLE = "SONGWRIGHT_WORKERS_OF"


def check_owners(routes: Routes, owners: frozenset[str]) -> None:
    """Raise BadRequest for an engine with workers of its own that no route names: they would wait for ever."""
    named = {place.engine for chain in routes.values() for place in chain}
    for owner in sorted(owners - named):
        told = f"{OWNERS_VARIABLE} names {owner!r}, and {VARIABLE} sends no song there"
        raise BadRequest(f"{told}; it names {', '.join(sorted(named))}", field=OWNERS_VARIABLE)


def owners_of(routes: Routes, owners: frozenset[str]) -> Mapping[str, str]:
    """The engine whose workers take a model's songs: the first of its chain that has some; "" where none has."""
    return {
        model: next((place.engine for place in chain if place.engine in owners), "") for model, chain in routes.items()
    }


def stood_in(routes: Routes, owners: frozenset[str]) -> frozenset[str]:
    """Models that go to such workers and whose chain has other engines too, which any worker may use."""
    return frozenset(
        model
        for model, owner in owners_of(routes, owners).items()
        if owner and any(place.engine not in owners for place in routes[model])
    )
