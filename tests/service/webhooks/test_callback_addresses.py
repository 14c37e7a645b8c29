"""Where callbacks may go: every notation of a forbidden address stays forbidden."""

import ipaddress
import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.service.webhooks import AddressRule, RefusedAddressError

STRICT = AddressRule()
EMBEDDED = AddressRule(loopback=True)
OFFICE = AddressRule(private=True)

LOOPBACK = ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"]
PRIVATE = ["10.0.0.1", "172.16.5.4", "192.168.1.1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::"]
NEVER = [
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "fe80::1",
    "fe80::1%eth0",
    "0.0.0.0",
    "::",
    "224.0.0.1",
    "ff02::1",
    "255.255.255.255",
    "240.0.0.1",
]
PUBLIC = ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", LOOPBACK)
def test_this_machine(address: str) -> None:
    assert not STRICT.allows(address)
    assert not OFFICE.allows(address)
    assert EMBEDDED.allows(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_networks(address: str) -> None:
    assert not STRICT.allows(address)
    assert not EMBEDDED.allows(address)
    assert OFFICE.allows(address)


@pytest.mark.parametrize("address", NEVER)
def test_what_is_never_allowed(address: str) -> None:
    assert not AddressRule(loopback=True, private=True).allows(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_the_internet(address: str) -> None:
    assert STRICT.allows(address)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "localhost"])
def test_odd_notations_are_resolved_before_they_are_judged(host: str) -> None:
    with pytest.raises(RefusedAddressError, match="may not go to"):
        STRICT.resolve(host, 80)
    assert EMBEDDED.resolve(host, 80) in {"127.0.0.1", "::1"}


@given(st.ip_addresses())
def test_strict_means_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if STRICT.allows(str(address)):
        assert not address.is_private
        assert not address.is_loopback
        assert not address.is_link_local
        assert not address.is_multicast


def test_a_name_with_one_good_address_goes_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("10.0.0.1", "8.8.8.8")]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    assert STRICT.resolve("mixed.example", 80) == "8.8.8.8"
