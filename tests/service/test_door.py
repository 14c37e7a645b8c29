"""The door of the page: one first password, sessions that end, guesses that are slowed down."""

import dataclasses
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from service_fakes import HandClock
from songwright.service.door import SESSION_LASTS, Door, WrongPassword
from songwright.service.keys import list_keys, revoke_key
from songwright.service.ports import TooManyTries
from songwright.service.storage import MemoryUnits
from songwright.song import BadRequest

PASSWORD = "correct horse battery"
HERE = "127.0.0.1"


@pytest.fixture
def door() -> Door:
    """One whose passwords are hashed in no time."""
    return Door(
        units=MemoryUnits(), clock=HandClock(), hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )


def test_the_hash_is_argon2id_at_the_cost_that_rfc_9106_recommends():
    hasher = Door(units=MemoryUnits(), clock=HandClock()).hasher
    assert (hasher.type.name, hasher.memory_cost, hasher.time_cost, hasher.parallelism) == ("ID", 65536, 3, 4)


def test_the_first_password_opens_the_door_and_makes_an_admins_key(door: Door):
    assert not door.claimed()
    secret = door.claim(PASSWORD)
    assert door.claimed()
    key = door.find(secret)
    assert key
    assert key.admin
    assert list_keys(door.units) == (key,)
    with door.units.open() as unit:
        owner = unit.door.owner()
        assert owner
        assert owner.password_hash.startswith("$argon2id$")
        assert PASSWORD not in repr(owner)
        assert unit.door.session_of(secret) is None  # what is kept is no cookie


def test_a_second_first_password_is_refused(door: Door):
    door.claim(PASSWORD)
    with pytest.raises(BadRequest, match="set already"):
        door.claim("another password")
    assert len(list_keys(door.units)) == 1
    assert door.find(door.sign_in(PASSWORD, HERE))


@pytest.mark.parametrize(
    ("password", "complaint"),
    [("", "at least 10"), ("short", "at least 10"), ("x" * 1025, "at most 1024"), ("x\0" * 9, "not text")],
)
def test_a_password_has_rules(door: Door, password: str, complaint: str):
    with pytest.raises(BadRequest, match=f"password: .*{complaint}"):
        door.claim(password)
    assert not door.claimed()


def test_only_the_password_opens(door: Door):
    with pytest.raises(BadRequest, match="No password"):
        door.sign_in(PASSWORD, HERE)
    door.claim(PASSWORD)
    for wrong in ("", PASSWORD + " ", PASSWORD.upper(), "x" * 5000):
        with pytest.raises(WrongPassword):
            door.sign_in(wrong, wrong[:9] or HERE)
    assert door.find("") is None
    assert door.find("x" * 43) is None


def test_guesses_are_slowed_down_and_time_forgives(door: Door):
    door.claim(PASSWORD)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            door.sign_in("a wrong password", "10.0.0.7")
    for given in ("a wrong password", PASSWORD):
        with pytest.raises(TooManyTries):
            door.sign_in(given, "10.0.0.7")
    assert door.find(door.sign_in(PASSWORD, HERE))  # elsewhere nobody guessed
    door.clock.time += timedelta(minutes=5)  # type: ignore[attr-defined]
    assert door.find(door.sign_in(PASSWORD, "10.0.0.7"))


def test_a_right_password_wipes_the_slate(door: Door):
    door.claim(PASSWORD)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(WrongPassword):
                door.sign_in("a wrong password", HERE)
        assert door.sign_in(PASSWORD, HERE)


def test_a_crowd_of_addresses_is_slowed_down_too(door: Door):
    door.claim(PASSWORD)
    for number in range(100):
        with pytest.raises(WrongPassword):
            door.sign_in("a wrong password", f"10.0.0.{number}")
    with pytest.raises(TooManyTries):
        door.sign_in("a wrong password", "10.0.1.1")


def test_sessions_end_by_time_and_by_signing_out(door: Door):
    first, second = door.claim(PASSWORD), door.sign_in(PASSWORD, HERE)
    door.sign_out(first)
    assert door.find(first) is None
    assert door.find(second)
    door.clock.time += SESSION_LASTS  # type: ignore[attr-defined]
    assert door.find(second) is None
    door.sign_in(PASSWORD, HERE)
    with door.units.open() as unit:
        assert len(unit.door._sessions) == 1  # what is over is forgotten


def test_a_new_password_signs_everybody_out(door: Door):
    first, second = door.claim(PASSWORD), door.sign_in(PASSWORD, HERE)
    with pytest.raises(WrongPassword):
        door.change_password("a wrong password", "a new password", HERE)
    assert door.find(first)
    third = door.change_password(PASSWORD, "a new password", HERE)
    assert [door.find(secret) is not None for secret in (first, second, third)] == [False, False, True]
    with pytest.raises(WrongPassword):
        door.sign_in(PASSWORD, HERE)
    assert len(list_keys(door.units)) == 1


def test_a_forgotten_password_is_set_from_the_command_line(door: Door):
    door.set_password(PASSWORD)  # the first one, too
    secret = door.sign_in(PASSWORD, HERE)
    door.set_password("a new password")
    assert door.find(secret) is None
    assert door.find(door.sign_in("a new password", HERE))
    assert len(list_keys(door.units)) == 1


def test_revoking_the_pages_key_signs_out_and_signing_in_makes_another(door: Door):
    secret = door.claim(PASSWORD)
    key = door.find(secret)
    assert key
    revoke_key(door.units, door.clock, key.id)
    assert door.find(secret) is None
    fresh = door.find(door.sign_in(PASSWORD, HERE))
    assert fresh
    assert fresh.id != key.id


def test_a_stricter_library_hashes_anew(door: Door):
    door.claim(PASSWORD)
    stricter = dataclasses.replace(door, hasher=PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    stricter.sign_in(PASSWORD, HERE)
    with door.units.open() as unit:
        owner = unit.door.owner()
        assert owner
        assert "m=16,t=2" in owner.password_hash
    assert door.find(door.sign_in(PASSWORD, HERE))


def test_tokens_differ_by_session_and_tell_nothing_of_it(door: Door):
    first, second = door.claim(PASSWORD), door.sign_in(PASSWORD, HERE)
    assert door.token(first) == door.token(first) != door.token(second)
    assert first not in door.token(first)
