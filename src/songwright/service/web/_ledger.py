"""Keys at a glance: what each spent and asked for day by day, and the callbacks owed to it."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from songwright.service.api import NotThere, envelope, letter_shown, signed_in
from songwright.service.ports import ApiKey, storable
from songwright.service.tasks import Desk, Mailroom

_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Tells an admin on the page what became of keys and their callbacks."""

    desk: Desk
    mailroom: Mailroom

    def routes(self) -> APIRouter:
        """The routes under /studio/keys."""
        router = APIRouter(prefix="/studio/keys", include_in_schema=False)
        router.get("/{key_id}/use")(self.use)
        router.get("/{key_id}/callbacks")(self.callbacks)
        router.post("/{key_id}/callbacks/{callback_id}/redeliver")(self.redeliver)
        return router

    async def use(self, request: Request, key_id: str) -> dict[str, Any]:
        """Tasks and credits of the last thirty days, day by day, today last."""
        await signed_in(request)
        return envelope(200, "success", await asyncio.to_thread(self._use, key_id))

    async def callbacks(
        self, request: Request, key_id: str, limit: Annotated[int, Query(ge=1, le=100)] = 20
    ) -> dict[str, Any]:
        """The key's callbacks, newest first, with their attempts."""
        await signed_in(request)
        key = await asyncio.to_thread(self._key, key_id)
        letters = await self.mailroom.page(key, limit=limit)
        return envelope(200, "success", {"callbacks": [letter_shown(letter) for letter in letters]})

    async def redeliver(self, request: Request, key_id: str, callback_id: str) -> dict[str, Any]:
        """Send a settled callback of the key again."""
        await signed_in(request)
        event = await self.mailroom.again(callback_id, await asyncio.to_thread(self._key, key_id))
        if event is None:
            raise NotThere("There is no such callback.")
        return envelope(200, "success", {"id": event.id})

    def _use(self, key_id: str) -> dict[str, Any]:
        key = self._key(key_id)
        today = self.desk.clock.now().date()
        days = [today - timedelta(days=ago) for ago in reversed(range(_DAYS))]
        since = self.desk.clock.now() - timedelta(days=_DAYS)
        with self.desk.units.open(reading=True) as unit:
            tasks = unit.tasks.by_day(key.id, since)
            spent: Counter[Any] = Counter()
            for entry in unit.keys.entries(key.id):
                if entry.task_id is not None:  # what was given back counts against what was spent
                    spent[entry.at.date()] -= entry.amount
        return {
            "days": [
                {"day": day.isoformat(), "tasks": tasks.get(day, 0), "credits": max(spent[day], 0)} for day in days
            ]
        }

    def _key(self, key_id: str) -> ApiKey:
        with self.desk.units.open(reading=True) as unit:
            key = unit.keys.get(key_id) if storable(key_id) else None
        if key is None:
            raise NotThere("There is no such key.")
        return key
