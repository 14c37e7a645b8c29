"""API keys: made once, shown once, kept as hashes, compared in constant time."""

import hashlib
import hmac
import secrets
import threading
import uuid
from datetime import datetime, timedelta

from songwright.service.ports import ApiKey, Clock, Units

__all__ = ["KeyRing", "create_key", "list_keys", "revoke_key"]

_MARK = "sw_"
_PREFIX_LENGTH = 11
"""The mark and eight characters: 48 random bits tell keys apart and leave 208 secret."""
_TOUCH_EVERY = timedelta(minutes=1)
"""How exactly "last used" is known; a write at each poll would make readers wait for writers."""


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def create_key(units: Units, clock: Clock, name: str) -> tuple[ApiKey, str]:
    """A new key and its secret, which is known to nobody afterwards."""
    secret = _MARK + secrets.token_urlsafe(32)
    key = ApiKey(
        id=uuid.uuid4().hex,
        name=name,
        prefix=secret[:_PREFIX_LENGTH],
        digest=_digest(secret),
        created_at=clock.now(),
    )
    with units.open() as unit:
        unit.keys.add(key)
    return key, secret


def list_keys(units: Units) -> tuple[ApiKey, ...]:
    """Every key, revoked ones too, oldest first."""
    with units.open(reading=True) as unit:
        return unit.keys.all()


def revoke_key(units: Units, clock: Clock, name: str) -> ApiKey | None:
    """Close the open key with this id, prefix or name at once; None if there is none or the name is shared."""
    with units.open() as unit:
        found = [key for key in unit.keys.all() if name in {key.id, key.prefix, key.name} and not key.revoked_at]
        if len(found) != 1:
            return None
        unit.keys.revoke(found[0].id, clock.now())
    return found[0]


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
        for key in candidates:
            if hmac.compare_digest(key.digest, digest) and key.revoked_at is None:
                self._touch(key)
                return key
        return None

    def _touch(self, key: ApiKey) -> None:
        """Note the use of a key, once in a while."""
        now = self._clock.now()
        with self._lock:
            last = self._touched.get(key.id)
            if last is not None and now - last < _TOUCH_EVERY:
                return
            self._touched[key.id] = now
        with self._units.open() as unit:
            unit.keys.touch(key.id, now)
