"""The door of the page: the admin password, signing in and out, and how often one may try."""

import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from songwright.service.keys import Allowance, create_key
from songwright.service.ports import ApiKey, Clock, Owner, Session, TooManyTries, Units, storable
from songwright.song import BadRequest

__all__ = ["SESSION_LASTS", "Door", "WrongPassword"]

SESSION_LASTS = timedelta(days=30)
"""How long a browser stays signed in."""
SHORTEST, LONGEST = 10, 1024
"""Characters of a password: NIST SP 800-63B asks for 8 at least; this one guards every key."""
_TRIES, _TRIES_OF_ALL = 5, 100
"""Wrong passwords from one address, and from all together, before the door stays shut for a while."""
_WITHIN = timedelta(minutes=5)
_AT_ONCE = 2
"""Passwords hashed side by side: each takes 64 MiB for a moment (RFC 9106, second recommended option)."""


class WrongPassword(BadRequest):
    """That is not the password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Lets whoever knows the password in. What a cookie holds is kept as its hash alone."""

    units: Units
    clock: Clock
    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    _turns: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(_AT_ONCE))

    def claimed(self) -> bool:
        """Whether a password was set."""
        with self.units.open(reading=True) as unit:
            return unit.door.owner() is not None

    def claim(self, password: str) -> str:
        """Set the first password and sign in; returns the session's secret. Raises BadRequest where there is one."""
        if self.claimed():
            raise BadRequest("A password is set already: sign in with it.")
        hashed = self._hash(password)
        key = self._new_key()
        owner = Owner(password_hash=hashed, key_id=key.id, set_at=self.clock.now())
        with self.units.open() as unit:
            won = unit.door.claim(owner)
            if not won:  # somebody else was faster by a moment
                unit.keys.revoke(key.id, self.clock.now())
        if not won:
            raise BadRequest("A password is set already: sign in with it.")
        return self._start()

    def sign_in(self, password: str, address: str) -> str:
        """The secret of a new session. Raises WrongPassword, and TooManyTries from an address that keeps guessing."""
        now = self.clock.now()
        with self.units.open() as unit:
            owner = unit.door.owner()
            since = now - _WITHIN
            unit.door.forgive(since)
            tried, tried_by_all = unit.door.failures(since, address), unit.door.failures(since)
            if tried >= _TRIES or tried_by_all >= _TRIES_OF_ALL:
                raise TooManyTries
            # Counted before it is judged: tries side by side must not all be the first.
            unit.door.fail(address, now)
        if owner is None:
            raise BadRequest("No password is set yet.")
        if not self._fits(owner, password):
            raise WrongPassword
        with self.units.open() as unit:
            unit.door.forgive(self.clock.now(), address)
        self._freshen(owner, password)
        return self._start()

    def sign_out(self, secret: str) -> None:
        """End the session with this secret."""
        with self.units.open() as unit:
            unit.door.end(_digest(secret))

    def set_password(self, password: str) -> None:
        """Set the password, the first or a new one, and end every session."""
        hashed = self._hash(password)
        with self.units.open(reading=True) as unit:
            owner = unit.door.owner()
        key_id = owner.key_id if owner else self._new_key().id
        with self.units.open() as unit:
            unit.door.change(Owner(password_hash=hashed, key_id=key_id, set_at=self.clock.now()))
            unit.door.end_all()

    def change_password(self, old: str, new: str, address: str) -> str:
        """Set a new password for whoever knows the old one, and sign in anew; every other session ends."""
        self.sign_out(self.sign_in(old, address))
        self.set_password(new)
        return self._start()

    def find(self, secret: str) -> ApiKey | None:
        """The page's key, for the secret of a session that has not ended; None for any other."""
        if not secret:
            return None
        with self.units.open(reading=True) as unit:
            session, owner = unit.door.session_of(_digest(secret)), unit.door.owner()
            if session is None or owner is None or session.ends_at <= self.clock.now():
                return None
            key = unit.keys.get(owner.key_id)
        return key if key is not None and key.revoked_at is None else None

    @staticmethod
    def token(secret: str) -> str:
        """What a page must send along with each request of a session, so that no other page can act in its name."""
        return hmac.digest(secret.encode(), b"songwright page", "sha256").hex()

    def _start(self) -> str:
        secret = secrets.token_urlsafe(32)
        now = self.clock.now()
        with self.units.open() as unit:
            unit.door.end_all(now)
            unit.door.start(Session(digest=_digest(secret), started_at=now, ends_at=now + SESSION_LASTS))
        return secret

    def _hash(self, password: str) -> str:
        if not storable(password):
            raise BadRequest("password: contains characters that are not text", field="password")
        if len(password) < SHORTEST:
            raise BadRequest(f"password: must have at least {SHORTEST} characters", field="password")
        if len(password) > LONGEST:
            raise BadRequest(f"password: must have at most {LONGEST} characters", field="password")
        with self._turns:
            return self.hasher.hash(password)

    def _fits(self, owner: Owner, password: str) -> bool:
        if len(password) > LONGEST or not storable(password):
            return False
        try:
            with self._turns:
                return self.hasher.verify(owner.password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    def _freshen(self, owner: Owner, password: str) -> None:
        """Hash the password anew where its library has become stricter, and make a key where the page's was revoked."""
        with self.units.open(reading=True) as unit:
            key = unit.keys.get(owner.key_id)
        fresh = owner
        if self.hasher.check_needs_rehash(owner.password_hash):
            fresh = replace(fresh, password_hash=self._hash(password))
        if key is None or key.revoked_at is not None:
            fresh = replace(fresh, key_id=self._new_key().id)
        if fresh != owner:
            with self.units.open() as unit:
                unit.door.change(fresh)

    def _new_key(self) -> ApiKey:
        return create_key(self.units, self.clock, Allowance(name="studio page", admin=True))[0]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
