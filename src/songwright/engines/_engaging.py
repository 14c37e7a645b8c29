"""From routes and engines to the one engine that the studio calls."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from songwright.engines._candidates import CANDIDATES
from songwright.engines._catalogue import Gate, Listed
from songwright.engines._owners import owners_of
from songwright.engines._routes import VARIABLE, Place, Routes, tier_of
from songwright.song import BadRequest, CannotMake
from songwright.studio.engines import BestOf, Booking, Chain, Listened, Router
from songwright.studio.ports import Engine, EngineSetup, Recogniser, Tier

_CERTAIN = frozenset({"band"})
"""Engines whose takes are as good as each other: one candidate is enough."""


def engage(
    routes: Routes,
    listed: Iterable[Listed],
    *,
    owners: frozenset[str] = frozenset(),
    mine: str = "",
    candidates: Mapping[Tier, int] = CANDIDATES,
    recogniser: Recogniser | None = None,
) -> Engine:
    """The engine that sends each song where its model's route says.

    Args:
        routes: Chains by model.
        listed: The engines there are.
        owners: Engines that have workers of their own; they are left to those.
        mine: The one of them whose worker this is; "": any other worker. Only for models whose songs this worker takes
            must there be an engine.
        candidates: How many candidates of each take are made in a tier, of which the best is kept; not of the band's.
        recogniser: Who tells the words of what is sung, where an engine does not know their times.

    Raises BadRequest where a route names an engine that there is not or whose settings are wrong, and CannotMake where
    `mine` or none of a chain can run on this machine; where others of the chain can, the songs' reports tell who is
    absent.
    """
    away = owners - {mine}
    engines = _by_name(check_routes(routes, listed, away))
    if mine and engines[mine].setup is None:
        raise CannotMake(f"{mine} can't run here, and this worker is for its songs alone: {engines[mine].reason}")
    stage = _Stage(engines=engines, away=away, candidates=candidates, recogniser=recogniser)
    takers = owners_of(routes, owners)
    chains = {model: stage.chain(model, chain, needed=takers[model] == mine) for model, chain in routes.items()}
    return Router(chains=chains, others=chains["*"])


def check_routes(routes: Routes, listed: Iterable[Listed], away: frozenset[str] = frozenset()) -> tuple[Listed, ...]:
    """The engines as they were given, whatever becomes of those that are `away`, with workers of their own.

    Raises BadRequest for a route to an engine that there is not or is not set up.
    """
    told = tuple(listed)
    engines = _by_name(told)
    for chain in routes.values():
        _check([place for place in chain if place.engine not in away], engines)
    return told


def look_after(routes: Routes, listed: Iterable[Listed], away: frozenset[str] = frozenset()) -> str:
    """Tell "ok" where every model has an engine that answers now, with a word on those that don't; else the fault.

    Engines that are `away` count as well: whether their workers live is looked at elsewhere.
    """
    engines = _by_name(listed)
    pulses: dict[str, str] = {}
    for name in dict.fromkeys(place.engine for chain in routes.values() for place in chain):
        if name in away:
            pulses[name] = "ok"
            continue
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    """Where engines are opened, each once for each tier."""

    engines: Mapping[str, Listed]
    away: frozenset[str]
    candidates: Mapping[Tier, int]
    recogniser: Recogniser | None
    _opened: dict[tuple[str, Tier], Engine] = field(default_factory=dict, init=False)

    def chain(self, model: str, places: Sequence[Place], *, needed: bool) -> Chain:
        """The usable engines of a chain; without any only where none is needed."""
        bookings: list[Booking] = []
        absent: list[str] = []
        for place in places:
            if place.engine in self.away:
                absent.append(f"{place.engine}: it is left to its own workers")
                continue
            found, tier = self.engines[place.engine], place.tier or tier_of(model)
            if found.setup is None:
                absent.append(f"{found.name}: {found.reason}")
                continue
            bookings.append(Booking(name=found.name, engine=self._open(found.name, found.setup, tier)))
        if needed and not bookings:
            raise CannotMake(f"{VARIABLE}: no engine for {model} can run here: {'; '.join(absent)}")
        return Chain(bookings=tuple(bookings), absent=tuple(absent))

    def _open(self, name: str, setup: EngineSetup, tier: Tier) -> Engine:
        if (name, tier) not in self._opened:
            listened = Listened(engine=setup.open(tier))
            self._opened[name, tier] = (
                listened
                if name in _CERTAIN
                else BestOf(engine=listened, candidates=self.candidates[tier], recogniser=self.recogniser)
            )
        return self._opened[name, tier]
