"""From routes and engines to the one engine that the studio calls."""

from collections.abc import Iterable, Mapping, Sequence

from songwright.engines._catalogue import Gate, Listed
from songwright.engines._routes import VARIABLE, Place, Routes, tier_of
from songwright.song import BadRequest, CannotMake
from songwright.studio.engines import Booking, Chain, Listened, Router
from songwright.studio.ports import Engine, Tier


def engage(routes: Routes, listed: Iterable[Listed]) -> Engine:
    """The engine that sends each song where its model's route says.

    Raises BadRequest where a route names an engine that there is not or whose settings are wrong, and CannotMake where
    none of a chain can run on this machine; where others of the chain can, the songs' reports tell who is absent.
    """
    engines = _by_name(check_routes(routes, listed))
    opened: dict[tuple[str, Tier], Engine] = {}
    chains = {model: _chain(model, chain, engines, opened) for model, chain in routes.items()}
    return Router(chains=chains, others=chains["*"])


def check_routes(routes: Routes, listed: Iterable[Listed]) -> tuple[Listed, ...]:
    """The engines as they were given. Raises BadRequest for a route to an engine that there is not or is not set up."""
    told = tuple(listed)
    engines = _by_name(told)
    for chain in routes.values():
        _check(chain, engines)
    return told


def look_after(routes: Routes, listed: Iterable[Listed]) -> str:
    """Tell "ok" where every model has an engine that answers now, with a word on those that don't; else the fault."""
    engines = _by_name(listed)
    pulses: dict[str, str] = {}
    for name in dict.fromkeys(place.engine for chain in routes.values() for place in chain):
        found = engines.get(name)
        setup = found.setup if found else None
        pulses[name] = setup.pulse() if setup else "it can't be used"
    ill = "; ".join(f"{name}: {said}" for name, said in pulses.items() if said != "ok")
    able = all(any(pulses[place.engine] == "ok" for place in chain) for chain in routes.values())
    return ("ok" if not ill else f"ok, others stand in for {ill}") if able else ill


def _by_name(listed: Iterable[Listed]) -> Mapping[str, Listed]:
    """Engines by name; of two with one name the first, which is the usable one."""
    found: dict[str, Listed] = {}
    for each in listed:
        found.setdefault(each.name, each)
    return found


def _check(chain: Sequence[Place], engines: Mapping[str, Listed]) -> None:
    """Raise BadRequest where the operator must mend something."""
    for place in chain:
        found = engines.get(place.engine)
        if found is None:
            raise BadRequest(
                f"{VARIABLE}: no engine is called {place.engine!r}; there are {', '.join(engines)}", field=VARIABLE
            )
        if found.gate is Gate.SETTINGS:
            raise BadRequest(f"{VARIABLE} names {place.engine}, which is not set up: {found.reason}", field=VARIABLE)


def _chain(
    model: str, places: Sequence[Place], engines: Mapping[str, Listed], opened: dict[tuple[str, Tier], Engine]
) -> Chain:
    """The usable engines of a chain, each opened once for each tier."""
    bookings: list[Booking] = []
    absent: list[str] = []
    for place in places:
        found, tier = engines[place.engine], place.tier or tier_of(model)
        if found.setup is None:
            absent.append(f"{found.name}: {found.reason}")
            continue
        if (found.name, tier) not in opened:
            opened[found.name, tier] = Listened(engine=found.setup.open(tier))
        bookings.append(Booking(name=found.name, engine=opened[found.name, tier]))
    if not bookings:
        raise CannotMake(f"{VARIABLE}: no engine for {model} can run here: {'; '.join(absent)}")
    return Chain(bookings=tuple(bookings), absent=tuple(absent))
