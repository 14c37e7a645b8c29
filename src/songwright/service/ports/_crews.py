"""Crews: the workers that an engine has for itself, and which songs only they take."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from songwright.service.ports._records import WorkerSign

ANY = ""
"""The crew of workers without an engine of their own: they take whatever no other crew takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crews:
    """Who takes whose songs. A crew is called by its engine."""

    by_model: Mapping[str, str] = field(default_factory=dict)
    """The crew that takes a model's songs; "*" stands for models that are not named, and without it ANY takes them."""
    stood_in: frozenset[str] = frozenset()
    """Models of crews whose songs ANY may make too, with another engine, where the whole crew is gone."""

    def of(self, model: str) -> str:
        """The crew that takes this model's songs."""
        return self.by_model.get(model, self.by_model.get("*", ANY))

    @property
    def names(self) -> tuple[str, ...]:
        """The crews but ANY, by name."""
        return tuple(sorted(set(self.by_model.values()) - {ANY}))

    def missing(self, present: Mapping[str, int], asked_of: Iterable[str] = ()) -> str:
        """Which workers are missing, in a sentence; "" where none are, and "ok, …" where others stand in for them.

        Args:
            present: How many workers of each crew are alive.
            asked_of: Crews that have songs to make, also such as are no longer named here.
        """
        if not any(present.values()):
            return nobody(ANY)
        if not present.get(ANY):
            return "no worker without an engine of its own is alive: lyrics and callbacks wait"
        gone = [crew for crew in sorted({*self.names, *asked_of} - {ANY}) if not present.get(crew)]
        told = "; ".join(map(nobody, gone))
        return f"ok, others stand in: {told}" if gone and all(map(self._always_stood_in, gone)) else told

    def _always_stood_in(self, crew: str) -> bool:
        return all(model in self.stood_in for model, taken_by in self.by_model.items() if taken_by == crew)


def hands(signs: Iterable[WorkerSign], now: datetime, silent_after: timedelta) -> Counter[str]:
    """How many workers of each crew are alive."""
    return Counter(sign.crew for sign in signs if now - sign.seen_at < silent_after)


def nobody(crew: str) -> str:
    """What is said where no worker of a crew is alive."""
    return f"no worker for {crew} is alive" if crew else "no worker is alive"
