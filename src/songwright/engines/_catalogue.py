"""Finds engines by entry point and leads each through three gates: it loads, its settings are valid, it can run."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from songwright.song import BadRequest, CannotMake
from songwright.studio.ports import EnginePlugin, EngineSetup

GROUP = "songwright.engines"
"""Entry points of this group name engine plug-ins."""

_OURS = {
    "band": "songwright.engines:BandPlugin",
    "ace-step-server": "songwright.remote:AceStepPlugin",
    "speech-server": "songwright.remote:SpeechPlugin",
    "ace-step": "songwright.local:AceStepPlugin",
    "musicgen": "songwright.local:MusicGenPlugin",
}
"""Engines that come with Songwright. They stand here and not in the package's metadata, so that a checkout whose
metadata is older than its code has them too."""
_MISSING = (ImportError, AttributeError, LookupError, NameError, SyntaxError)
_FAILING = (ArithmeticError, AssertionError, OSError, RuntimeError, TypeError, ValueError)
"""What code of somebody else's raises where it lacks something or is broken."""


class Gate(StrEnum):
    """How far a plug-in came."""

    LOADS = "does not load"
    SETTINGS = "settings"
    ENVIRONMENT = "environment"
    READY = "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An engine and how far it came."""

    name: str
    says: str
    provider: str
    """The package it is from."""
    gate: Gate
    """READY, or the gate that stopped it."""
    reason: str = ""
    """Why it was stopped, with the cure; empty when ready."""
    setup: EngineSetup | None = None
    """What can be used; None unless ready."""


def list_engines(variables: Mapping[str, str], home: Path) -> tuple[Listed, ...]:
    """Every engine there is, the built-in ones first, then others by name; each at its gate."""
    ours = [EntryPoint(name, value, GROUP) for name, value in _OURS.items()]
    others = sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value))
    return tuple(_led(point, variables, home) for point in ours) + tuple(_others(others, variables, home))


def _others(points: Iterable[EntryPoint], variables: Mapping[str, str], home: Path) -> Iterable[Listed]:
    """Engines of other packages; a name that is taken is not given twice."""
    found = list(points)
    count = Counter(point.name for point in found)
    for point in found:
        if point.name in _OURS or count[point.name] > 1:
            owner = "Songwright itself" if point.name in _OURS else "another package too"
            reason = f"the name is used by {owner}: remove {_provider(point)}, or have it call its engine otherwise"
            yield Listed(name=point.name, says="", provider=_provider(point), gate=Gate.LOADS, reason=reason)
        else:
            yield _led(point, variables, home)


def _led(point: EntryPoint, variables: Mapping[str, str], home: Path) -> Listed:
    """One engine through the gates."""
    says, gate, reason, setup = "", Gate.LOADS, "", None
    try:
        plugin = _loaded(point)
        says, gate = plugin.says, Gate.SETTINGS
        setup = plugin.settle(variables, home)
        gate = Gate.ENVIRONMENT
        setup.check()
        gate = Gate.READY
    except (BadRequest, CannotMake) as error:
        reason = str(error)
    except (*_MISSING, *_FAILING) as error:
        reason = f"its code is at fault: {type(error).__name__}: {error}".splitlines()[0]
    ready = setup if gate is Gate.READY else None
    return Listed(name=point.name, says=says, provider=_provider(point), gate=gate, reason=reason, setup=ready)


def _loaded(point: EntryPoint) -> EnginePlugin:
    """The plug-in that an entry point names; a class is called for one."""
    named = point.load()
    plugin: EnginePlugin = named() if isinstance(named, type) else named
    if not isinstance(plugin.says, str) or not callable(plugin.settle):
        raise TypeError(f"{point.value} is no engine plug-in: it needs `says`, a text, and `settle`, a method")
    return plugin


def _provider(point: EntryPoint) -> str:
    return "songwright" if point.dist is None else f"{point.dist.name} {point.dist.version}"
