"""The unit of work in memory: workers, switches, counts, the door and headway."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from songwright.service.ports import Headway, Owner, Session, Tally, WorkerSign
from songwright.service.storage._memory_shelves import Shelves


class Workers:
    def __init__(self, shelves: Shelves) -> None:
        self._workers = shelves.workers
        self._claims = shelves.claims

    def beat(self, sign: WorkerSign) -> None:
        self._workers[sign.id] = sign
        self._claims.pop(sign.id, None)

    def all(self) -> tuple[WorkerSign, ...]:
        return tuple(self._workers[name] for name in sorted(self._workers))

    def claim(self, worker_id: str, *, by: str, now: datetime, stale_before: datetime) -> bool:  # noqa: ARG002
        claimed_at = self._claims.get(worker_id)
        if worker_id not in self._workers or (claimed_at is not None and claimed_at >= stale_before):
            return False
        self._claims[worker_id] = now
        return True

    def remove(self, worker_id: str) -> None:
        self._workers.pop(worker_id, None)
        self._claims.pop(worker_id, None)


class Switches:
    def __init__(self, shelves: Shelves) -> None:
        self._switches = shelves.switches

    def on(self, name: str) -> bool:
        return self._switches.get(name, False)

    def set(self, name: str, *, on: bool) -> None:
        self._switches[name] = on


class Tallies:
    def __init__(self, shelves: Shelves) -> None:
        self._tallies = shelves.tallies

    def add(self, name: str, label: str, amount: float = 0.0) -> None:
        tally = self._tallies.get((name, label), Tally(name=name, label=label, count=0, total=0.0))
        self._tallies[name, label] = replace(tally, count=tally.count + 1, total=tally.total + amount)

    def all(self) -> tuple[Tally, ...]:
        return tuple(self._tallies[place] for place in sorted(self._tallies))


class Door:
    def __init__(self, shelves: Shelves) -> None:
        self._owners = shelves.owners
        self._sessions = shelves.sessions
        self._failures = shelves.failures

    def owner(self) -> Owner | None:
        return self._owners[0] if self._owners else None

    def claim(self, owner: Owner) -> bool:
        if self._owners:
            return False
        self._owners.append(owner)
        return True

    def change(self, owner: Owner) -> None:
        self._owners[:] = [owner]

    def start(self, session: Session) -> None:
        self._sessions[session.digest] = session

    def session_of(self, digest: str) -> Session | None:
        return self._sessions.get(digest)

    def end(self, digest: str) -> None:
        self._sessions.pop(digest, None)

    def end_all(self, ended_before: datetime | None = None) -> None:
        for digest, session in list(self._sessions.items()):
            if ended_before is None or session.ends_at < ended_before:
                del self._sessions[digest]

    def fail(self, address: str, at: datetime) -> None:
        self._failures.append((address, at))

    def failures(self, since: datetime, address: str | None = None) -> int:
        return sum(at > since and address in {None, place} for place, at in self._failures)

    def forgive(self, before: datetime, address: str | None = None) -> None:
        self._failures[:] = [each for each in self._failures if each[1] > before or address not in {None, each[0]}]


class Headways:
    def __init__(self, shelves: Shelves) -> None:
        self._headway = shelves.headway

    def note(self, headway: Headway) -> None:
        self._headway[headway.task_id] = headway

    def of_all(self, task_ids: tuple[str, ...]) -> Mapping[str, Headway]:
        return {task_id: self._headway[task_id] for task_id in task_ids if task_id in self._headway}

    def forget(self, task_id: str) -> None:
        self._headway.pop(task_id, None)
