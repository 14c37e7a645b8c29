"""Standing in: songs whose crew is gone are made by other workers, where one of their engines may make them."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from songwright.service.ports import ANY, Clock, Crews, Units, hands, nobody

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """Looks for crews without a living worker, and gives up waiting for them after some patience.

    A crew is gone since this was first seen; a worker that starts anew waits for it from the beginning. Songs of a crew
    that the settings no longer name go where the settings send them now.
    """

    units: Units
    clock: Clock
    crews: Crews
    silent_after: timedelta
    patience: timedelta
    waiting: Callable[[str], list[str]]
    """Ids of the tasks that wait for a crew."""
    move: Callable[[list[str], str], None]
    """Puts these tasks into the queue of another crew."""
    _gone_since: dict[str, datetime] = field(default_factory=dict, init=False, repr=False, compare=False)

    def look(self) -> int:
        """Move the songs that need wait no longer; returns how many. Songs that only the crew can make wait on."""
        now = self.clock.now()
        with self.units.open(reading=True) as unit:
            present = hands(unit.workers.all(), now, self.silent_after)
            asked_of = {crew for crew in unit.tasks.unfinished_of_crews() if crew != ANY}
        moved = 0
        for crew in self._gone_since.keys() - asked_of:
            del self._gone_since[crew]
        for crew in sorted(asked_of):
            if present[crew]:
                self._gone_since.pop(crew, None)
            elif now - self._gone_since.setdefault(crew, now) >= self.patience:
                moved += self._move_from(crew)
        return moved

    def _move_from(self, crew: str) -> int:
        ids = self.waiting(crew)
        places: dict[str, list[str]] = {}
        with self.units.open(reading=True) as unit:
            for task in filter(None, map(unit.tasks.get, ids)):
                now_of = self.crews.of(task.request.model)
                if now_of != crew or task.request.model in self.crews.stood_in:
                    places.setdefault(ANY if now_of == crew else now_of, []).append(task.id)
        for place, fit in places.items():
            # The queue before the rows, which only tell of it: a move that is cut in between is harmless.
            self.move(fit, place)
            with self.units.open() as unit:
                for task_id in fit:
                    unit.tasks.set_crew(task_id, place)
            log.warning("%s; %d of its tasks go to workers of %s", nobody(crew), len(fit), place or "any engine")
        return sum(map(len, places.values()))
