"""What an admin does: keys and maintenance."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from songwright.service.api._documents import (
    KEY,
    KEYS,
    MAINTENANCE,
    MAINTENANCE_SWITCH,
    NEW_KEY,
    OLD_KEY,
    RESET_KEY,
)
from songwright.service.api._entrance import Admin, read_limited
from songwright.service.api._errors import NotThere, envelope
from songwright.service.api._generate import read_object
from songwright.service.api._requests import body_of
from songwright.service.api._shapes import epoch_ms, epoch_ms_or_none
from songwright.service.keys import Allowance, change_key, create_key, list_keys, reset_key, revoke_key
from songwright.service.ports import ApiKey, Clock, Units, storable
from songwright.service.tasks import MAINTENANCE as SWITCH
from songwright.song import BadRequest

_MOST = 10**12


def _numeric(value: object) -> object:
    """JSON has one kind of number, so 5.0 counts five; true and "5" are no numbers."""
    if isinstance(value, bool | str):
        raise ValueError("must be a whole number")  # noqa: TRY004 - pydantic tells a ValueError to the client
    return value


Count = Annotated[int, Field(ge=0, le=_MOST), BeforeValidator(_numeric)]


class KeyBody(BaseModel):
    """What a key may do. Fields that are left out stay as they are, or as the settings have them for a new key."""

    model_config = ConfigDict(extra="ignore")

    name: Annotated[str, Field(min_length=1, max_length=200)] = "key"
    admin: Annotated[bool, Field(strict=True, description="Whether it may administer.")] = False
    credits: Annotated[Count | None, Field(description="What it may spend; null: unlimited.")] = None
    requestsPer10s: Annotated[Count | None, Field(description="null: as the settings have it; 0: unlimited.")] = None  # noqa: N815
    unfinishedTasks: Annotated[Count | None, Field(description="null: as the settings have it; 0: unlimited.")] = None  # noqa: N815


class MaintenanceBody(BaseModel):
    """The switch."""

    on: Annotated[bool, Field(strict=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminDoor:
    """Serves admins."""

    units: Units
    clock: Clock

    def routes(self) -> APIRouter:
        """The routes under /api/v1/admin."""
        router = APIRouter(prefix="/api/v1/admin", tags=["admin"])
        key_body = {"requestBody": body_of(KeyBody, {"name": "phone", "credits": 1200})}
        switch_body = {"requestBody": body_of(MaintenanceBody, {"on": True})}
        router.get("/keys", responses=KEYS)(self.keys)
        router.post("/keys", openapi_extra=key_body, responses=NEW_KEY)(self.create)
        router.get("/keys/{key_id}", responses=OLD_KEY)(self.key)
        router.patch("/keys/{key_id}", openapi_extra=key_body, responses=KEY)(self.change)
        router.post("/keys/{key_id}/reset", responses=RESET_KEY)(self.reset)
        router.post("/keys/{key_id}/revoke", responses=OLD_KEY)(self.revoke)
        router.get("/maintenance", responses=MAINTENANCE)(self.maintenance)
        router.put("/maintenance", openapi_extra=switch_body, responses=MAINTENANCE_SWITCH)(self.switch)
        return router

    async def keys(self, _admin: Admin) -> dict[str, Any]:
        """Every key, revoked ones too, oldest first."""
        found = await asyncio.to_thread(list_keys, self.units)
        return envelope(200, "success", {"keys": [_shown(key) for key in found]})

    async def create(self, request: Request, _admin: Admin) -> dict[str, Any]:
        """Make a key. Its secret is in `data.key`, this once."""
        allowance = _read(KeyBody, await read_limited(request), _allowance)(Allowance())
        key, secret = await asyncio.to_thread(create_key, self.units, self.clock, allowance)
        return envelope(200, "success", _shown(key) | {"key": secret})

    async def key(self, key_id: str, _admin: Admin) -> dict[str, Any]:
        """One key."""
        return envelope(200, "success", _shown(await asyncio.to_thread(self._find, key_id)))

    async def change(self, request: Request, key_id: str, _admin: Admin) -> dict[str, Any]:
        """Change what a key may do; fields that are left out stay."""
        wanted = _read(KeyBody, await read_limited(request), _allowance)
        key = await asyncio.to_thread(self._find, key_id)
        changed = await asyncio.to_thread(change_key, self.units, self.clock, key.id, wanted)
        return envelope(200, "success", _shown(changed or key))

    async def reset(self, key_id: str, _admin: Admin) -> dict[str, Any]:
        """Give a key a new secret, shown in `data.key` this once; the old one is worth nothing at once."""
        key = await asyncio.to_thread(self._find, key_id)
        made = await asyncio.to_thread(reset_key, self.units, key.id)
        if made is None:
            raise BadRequest("This key is revoked; make a new one.")
        return envelope(200, "success", _shown(made[0]) | {"key": made[1]})

    async def revoke(self, key_id: str, _admin: Admin) -> dict[str, Any]:
        """Close a key at once; revoking it again changes nothing."""
        key = await asyncio.to_thread(self._find, key_id)
        await asyncio.to_thread(revoke_key, self.units, self.clock, key.id)
        return envelope(200, "success", _shown(await asyncio.to_thread(self._find, key_id)))

    async def maintenance(self, _admin: Admin) -> dict[str, Any]:
        """Whether new work is refused."""
        return envelope(200, "success", {"on": await asyncio.to_thread(self._switched)})

    async def switch(self, request: Request, _admin: Admin) -> dict[str, Any]:
        """Refuse new work or take it again, at once and in every process; running work ends either way."""
        on = _read(MaintenanceBody, await read_limited(request), lambda body: body.on)
        await asyncio.to_thread(self._switch, on=on)
        return envelope(200, "success", {"on": on})

    def _find(self, key_id: str) -> ApiKey:
        with self.units.open(reading=True) as unit:
            key = unit.keys.get(key_id) if storable(key_id) else None
        if key is None:
            raise NotThere("There is no such key.")
        return key

    def _switched(self) -> bool:
        with self.units.open(reading=True) as unit:
            return unit.switches.on(SWITCH)

    def _switch(self, *, on: bool) -> None:
        with self.units.open() as unit:
            unit.switches.set(SWITCH, on=on)


_Body = TypeVar("_Body", bound=BaseModel)
_Read = TypeVar("_Read")


def _read(form: type[_Body], raw: bytes, use: Callable[[_Body], _Read]) -> _Read:
    """What a body of this form says. Raises BadRequest naming the field."""
    try:
        return use(form.model_validate(read_object(raw)))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise BadRequest(f"{field}: {first['msg']}" if field else str(first["msg"]), field=field) from error


def _allowance(body: KeyBody) -> Callable[[Allowance], Allowance]:
    """The change a body asks for: only the fields it has."""
    if not storable(body.name):
        raise BadRequest("name: contains characters that are not text", field="name")
    ours = {"requestsPer10s": "requests_per_10_s", "unfinishedTasks": "unfinished_tasks"}
    given = {ours.get(field, field): getattr(body, field) for field in body.model_fields_set}
    return lambda allowance: replace(allowance, **given)


def _shown(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "prefix": key.prefix,
        "admin": key.admin,
        "credits": key.credits,
        "requestsPer10s": key.requests_per_10_s,
        "unfinishedTasks": key.unfinished_tasks,
        "createTime": epoch_ms(key.created_at),
        "lastUsedTime": epoch_ms_or_none(key.last_used_at),
        "revokedTime": epoch_ms_or_none(key.revoked_at),
    }
