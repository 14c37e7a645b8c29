"""API keys: made once, shown once, kept as hashes, compared in constant time."""

import hashlib
import hmac
import secrets
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from songwright.service.ports import ApiKey, Clock, CreditEntry, UnitOfWork, Units

__all__ = ["Allowance", "KeyRing", "change_key", "create_key", "list_keys", "open_key", "reset_key", "revoke_key"]

_MARK = "sw_"
_PREFIX_LENGTH = 11
"""The mark and eight characters: 48 random bits tell keys apart and leave 208 secret."""
_TOUCH_EVERY = timedelta(minutes=1)
"""How exactly "last used" is known; a write at each poll would make readers wait for writers."""


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What a key may do; see ApiKey for each."""

    name: str = "key"
    admin: bool = False
    credits: int | None = None
    requests_per_10_s: int | None = None
    unfinished_tasks: int | None = None


def create_key(units: Units, clock: Clock, allowance: Allowance) -> tuple[ApiKey, str]:
    """A new key and its secret, which is known to nobody afterwards."""
    secret = _new_secret()
    key = ApiKey(
        id=uuid.uuid4().hex,
        name=allowance.name,
        prefix=secret[:_PREFIX_LENGTH],
        digest=_digest(secret),
        created_at=clock.now(),
        admin=allowance.admin,
        credits=None if allowance.credits is None else 0,
        requests_per_10_s=allowance.requests_per_10_s,
        unfinished_tasks=allowance.unfinished_tasks,
    )
    with units.open() as unit:
        unit.keys.add(key)
        _set_credits(unit, clock, key, allowance.credits)
    return replace(key, credits=allowance.credits), secret


def change_key(units: Units, clock: Clock, key_id: str, change: Callable[[Allowance], Allowance]) -> ApiKey | None:
    """The key with what it may do changed; None if there is no such key."""
    with units.open() as unit:
        key = unit.keys.get(key_id, lock=True)
        if key is None:
            return None
        wanted = change(Allowance(**{name: getattr(key, name) for name in Allowance.__slots__}))
        changed = replace(key, **{name: getattr(wanted, name) for name in Allowance.__slots__ if name != "credits"})
        unit.keys.change(changed)
        _set_credits(unit, clock, changed, wanted.credits)
        return unit.keys.get(key_id)


def reset_key(units: Units, key_id: str) -> tuple[ApiKey, str] | None:
    """A new secret for an open key; the old one is worth nothing at once. None if there is no such open key."""
    secret = _new_secret()
    with units.open() as unit:
        key = unit.keys.get(key_id, lock=True)
        if key is None or key.revoked_at is not None:
            return None
        key = replace(key, prefix=secret[:_PREFIX_LENGTH], digest=_digest(secret))
        unit.keys.change(key)
    return key, secret


def _new_secret() -> str:
    return _MARK + secrets.token_urlsafe(32)


def _set_credits(unit: UnitOfWork, clock: Clock, key: ApiKey, credit: int | None) -> None:
    """Give the locked key these credits and write the difference down."""
    if credit == key.credits:
        return
    before = key.credits or 0
    unit.keys.change(replace(key, credits=None if credit is None else before))
    amount = (credit or 0) - before
    if amount:
        entry = CreditEntry(id=str(uuid.uuid4()), key_id=key.id, amount=amount, reason="set", at=clock.now())
        unit.keys.book(entry)


def list_keys(units: Units) -> tuple[ApiKey, ...]:
    """Every key, revoked ones too, oldest first."""
    with units.open(reading=True) as unit:
        return unit.keys.all()


def open_key(units: Units, name: str) -> ApiKey | None:
    """The open key with this id, prefix or name; None if there is none or the name is shared."""
    found = [key for key in list_keys(units) if name in {key.id, key.prefix, key.name} and not key.revoked_at]
    return found[0] if len(found) == 1 else None


def revoke_key(units: Units, clock: Clock, key_id: str) -> bool:
    """Close the key at once; False if there is no open key of this id."""
    with units.open() as unit:
        return unit.keys.revoke(key_id, clock.now())


class KeyRing:
    """Knows whose key a secret is."""

    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock
        self._touched: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def find(self, secret: str) -> ApiKey | None:
        """The open key with this secret, or None. Revoking acts at once: nothing is remembered in between."""
        digest = _digest(secret)
        with self._units.open(reading=True) as unit:
            candidates = unit.keys.by_prefix(secret[:_PREFIX_LENGTH])
        same = (key for key in candidates if hmac.compare_digest(key.digest, digest))
        return next((key for key in same if key.revoked_at is None), None)

    def stale(self, key: ApiKey) -> bool:
        """Whether the key's use should be noted; asking counts as noting."""
        now = self._clock.now()
        with self._lock:
            last = self._touched.get(key.id)
            if last is not None and now - last < _TOUCH_EVERY:
                return False
            self._touched[key.id] = now
        return True

    def touch(self, key: ApiKey) -> None:
        """Note that the key was used now."""
        with self._units.open() as unit:
            unit.keys.touch(key.id, self._clock.now())
