"""Keys: made, changed, reset and revoked; their secret is shown once and kept nowhere; their credits are accounted."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_fakes import HandClock
from songwright.service.keys import (
    Allowance,
    KeyRing,
    change_key,
    create_key,
    list_keys,
    open_key,
    reset_key,
    revoke_key,
)
from songwright.service.ports import ApiKey, CreditEntry
from songwright.service.storage import MemoryUnits


class Board:
    """A key board over one memory."""

    def __init__(self) -> None:
        self.units = MemoryUnits()
        self.clock = HandClock()
        self.ring = KeyRing(self.units, self.clock)

    def make(self, **allowed: Any) -> tuple[ApiKey, str]:
        return create_key(self.units, self.clock, Allowance(**allowed))

    def change(self, key: ApiKey, **allowed: Any) -> ApiKey | None:
        return change_key(self.units, self.clock, key.id, lambda before: replace(before, **allowed))

    def kept(self, key: ApiKey) -> ApiKey:
        with self.units.open() as unit:
            found = unit.keys.get(key.id)
        assert found
        return found

    def entries(self, key: ApiKey) -> tuple[CreditEntry, ...]:
        with self.units.open() as unit:
            return unit.keys.entries(key.id)


@pytest.fixture
def board() -> Board:
    return Board()


def test_a_key_is_known_by_its_secret(board: Board) -> None:
    key, secret = board.make(name="phone", admin=True, credits=30, requests_per_10_s=0, unfinished_tasks=3)
    assert secret.startswith(key.prefix)
    assert len(secret) >= 43
    assert (key.name, key.admin, key.credits, key.requests_per_10_s, key.unfinished_tasks) == ("phone", True, 30, 0, 3)
    assert board.kept(key) == key
    assert board.ring.find(secret) == key
    another, _ = board.make(name="phone")
    assert another.id != key.id
    assert list_keys(board.units) == (key, another)


def test_by_default_nothing_is_allowed_or_limited_beyond_the_settings(board: Board) -> None:
    key, _ = board.make()
    assert (key.admin, key.credits, key.requests_per_10_s, key.unfinished_tasks) == (False, None, None, None)


def test_a_secret_is_kept_nowhere(board: Board) -> None:
    key, secret = board.make(name="phone")
    kept = board.kept(key)
    for shown in (repr(key), str(key), repr(kept), repr(list_keys(board.units))):
        assert secret not in shown
        assert key.digest not in shown
    assert not any(secret in str(getattr(kept, field.name)) for field in fields(kept))
    assert secret[len(key.prefix) :] not in repr(board.units.__dict__)
    assert len(secret) - len(key.prefix) >= 32  # what is shown of it helps no thief


@pytest.mark.parametrize("cut", ["", "sw_", "prefix", "last", "more", "case", "other"])
def test_nothing_but_the_secret_opens(board: Board, cut: str) -> None:
    key, secret = board.make()
    _, other = board.make()
    tried = {
        "": "",
        "sw_": "sw_",
        "prefix": key.prefix,
        "last": secret[:-1],
        "more": secret + "A",
        "case": secret.swapcase(),
        "other": key.prefix + other[len(key.prefix) :],
    }[cut]
    assert board.ring.find(tried) is None


def test_a_change_keeps_what_it_does_not_name(board: Board) -> None:
    key, secret = board.make(name="phone", credits=30, unfinished_tasks=3)
    board.ring.touch(key)
    used = board.kept(key).last_used_at
    changed = board.change(key, name="tablet", requests_per_10_s=5)
    assert changed == replace(key, name="tablet", requests_per_10_s=5, last_used_at=used)
    assert used
    assert board.kept(key) == changed
    assert board.ring.find(secret) == changed
    assert [entry.amount for entry in board.entries(key)] == [30]
    assert board.change(replace(key, id="nobody"), name="x") is None


def test_a_reset_key_has_another_secret_at_once(board: Board) -> None:
    key, old = board.make(name="phone", admin=True, credits=30)
    made = reset_key(board.units, key.id)
    assert made
    renewed, new = made
    assert new != old
    assert board.ring.find(old) is None
    assert board.ring.find(new) == renewed
    assert renewed == replace(key, prefix=new[: len(key.prefix)], digest=renewed.digest)
    assert renewed.digest != key.digest
    assert new not in repr(renewed)
    assert reset_key(board.units, "nobody") is None


def test_a_revoked_key_is_closed_for_good(board: Board) -> None:
    key, secret = board.make(name="phone")
    assert revoke_key(board.units, board.clock, key.id) is True
    assert board.ring.find(secret) is None
    assert board.kept(key).revoked_at
    assert revoke_key(board.units, board.clock, key.id) is False
    assert reset_key(board.units, key.id) is None
    assert open_key(board.units, "phone") is None
    assert [each.id for each in list_keys(board.units)] == [key.id]


def test_a_key_is_called_by_id_beginning_or_name(board: Board) -> None:
    phone, _ = board.make(name="phone")
    twin, _ = board.make(name="twin")
    board.make(name="twin")
    for name in (phone.id, phone.prefix, "phone"):
        assert open_key(board.units, name) == phone
    assert open_key(board.units, "twin") is None  # which one?
    assert open_key(board.units, twin.id) == twin
    assert open_key(board.units, "nobody") is None
    revoke_key(board.units, board.clock, twin.id)
    assert open_key(board.units, "twin")  # only one is open now


@given(st.lists(st.none() | st.integers(0, 10**9), min_size=1, max_size=8))
def test_every_gift_of_credits_is_accounted(gifts: list[int | None]) -> None:
    """The movements of a key that spends nothing add up to its balance, whatever it was set to on the way."""
    board = Board()
    key, _ = board.make(credits=gifts[0])
    assert key == board.kept(key)
    for gift in gifts[1:]:
        changed = board.change(key, credits=gift)
        assert changed == board.kept(key)
    assert board.kept(key).credits == gifts[-1]
    entries = board.entries(key)
    assert sum(entry.amount for entry in entries) == (gifts[-1] or 0)
    assert all(entry.amount and entry.reason == "set" and entry.task_id is None for entry in entries)


def test_use_is_noted_once_a_minute(board: Board) -> None:
    key, _ = board.make()
    other, _ = board.make()
    assert board.ring.stale(key)
    assert not board.ring.stale(key)
    assert board.ring.stale(other)
    board.clock.time += timedelta(seconds=59)
    assert not board.ring.stale(key)
    board.clock.time += timedelta(seconds=1)
    assert board.ring.stale(key)
    board.ring.touch(key)
    assert board.kept(key).last_used_at == board.clock.time
