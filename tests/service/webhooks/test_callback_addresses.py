"""Where callbacks may go: every notation of a forbidden address stays forbidden."""

import ipaddress
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.service.webhooks import AddressRule, RefusedAddressError

STRICT = AddressRule()
EMBEDDED = AddressRule(loopback=True)
OFFICE = AddressRule(private=True)
OPEN = AddressRule(loopback=True, private=True)


def words(text: str) -> list[str]:
    """A list that is easier to read without its commas."""
    return text.split()


LOOPBACK = words("""
127.0.0.1 127.8.9.1 127.255.255.255 ::1 0:0:0:0:0:0:0:1
::ffff:127.0.0.1 ::ffff:7f00:1 0:0:0:0:0:ffff:127.0.0.1 64:ff9b::7f00:1 64:ff9b::127.0.0.1
2002:7f00:1:: 2002:7f08:901:5::6
""")
PRIVATE = words("""
10.0.0.1 10.255.255.255 172.16.5.4 172.31.255.255 192.168.1.1 fd00::1 fc00::1 FD12:3456::1 fdff::1%eth0
::ffff:10.0.0.1 ::ffff:192.168.1.1 64:ff9b::a00:1 64:ff9b::c0a8:101 2002:a00:1:: 2002:c0a8:101::1
""")
LINK_LOCAL = words("""
169.254.0.1 169.254.169.254 ::ffff:169.254.169.254 ::ffff:a9fe:a9fe 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe::
fe80::1 fe80::1%eth0 fe80::1%1 febf::1 fec0::1 feff::1
""")
METADATA = words(
    "100.100.100.200 168.63.129.16 192.0.0.192 fd00:42::42 fd00:ec2::254 fd20:ce::254 ::ffff:168.63.129.16"
)
NOWHERE = words("""
0.0.0.0 0.1.2.3 :: ::ffff:0.0.0.0 100::1 5f00::1
100.64.0.1 100.127.255.255 192.0.0.1 192.0.0.8 192.88.99.1 198.18.0.1 198.19.255.255
192.0.2.1 198.51.100.7 203.0.113.9 2001:db8::1 3fff::1
224.0.0.1 239.255.255.255 ff02::1 ff0e::1 240.0.0.1 255.255.255.255 4000::1 8000::1
""")
SMUGGLED = words("""
::127.0.0.1 ::7f00:1 ::10.0.0.1 ::ffff:0:7f00:1 ::ffff:0:127.0.0.1 ::ffff:0:a00:1
2001:0:7f00:1::1 2001:0:808:808::80ff:fffe 2001:0:808:808:0:0:f5ff:fffe
64:ff9b:1::7f00:1 64:ff9b:1:7f00:0:100:: 64:ff9b:1::808:808
2606:2800::5efe:169.254.169.254 2606:2800::200:5efe:100.64.0.1 fe80::5efe:8.8.8.8
""")
"""IPv4 inside IPv6 in the manners that no open address has."""
PUBLIC = words("""
93.184.216.34 1.1.1.1 100.63.255.255 100.128.0.1 172.15.255.255 172.32.0.1 169.253.1.1 198.17.1.1 223.255.255.255
2606:2800:220:1:248:1893:25c8:1946 2a00:1450::1 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1 2001:4860:4860::8888
""")


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


@pytest.mark.parametrize("address", [*LINK_LOCAL, *METADATA, *NOWHERE, *SMUGGLED])
def test_what_is_never_allowed(address: str) -> None:
    assert not OPEN.allows(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_the_internet(address: str) -> None:
    assert STRICT.allows(address)


ODD = words("""
127.0.0.1 2130706433 0x7f000001 0x7F000001 0X7f.1 017700000001 0177.0.0.1 0177.0.0.01 127.1 127.0.1 127.00.00.01
0x7f.0.0.0x1 0x7f.0.1 127.0x000000000000000001 localhost LOCALHOST ::1 ::ffff:127.0.0.1 ::ffff:7f00:1
""")


@pytest.mark.parametrize("host", ODD)
def test_odd_notations_are_resolved_before_they_are_judged(host: str) -> None:
    with pytest.raises(RefusedAddressError, match="may not go to"):
        STRICT.resolve(host, 80, 5.0)
    assert set(EMBEDDED.resolve(host, 80, 5.0)) <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}


@pytest.mark.parametrize("host", ["2852039166", "0xA9FEA9FE", "0251.0376.0251.0376", "169.16689662", "0", "0x0", "0.0"])
def test_odd_notations_of_what_is_never_allowed(host: str) -> None:
    with pytest.raises(RefusedAddressError):
        OPEN.resolve(host, 80, 5.0)


@given(st.integers(0, 2**32 - 1), st.data())
def test_every_notation_of_an_address_is_judged_alike(number: int, data: st.DataObject) -> None:
    """The notations of inet_aton: one to four parts, each decimal, octal or hexadecimal."""
    parts = data.draw(st.integers(1, 4))
    kept = [number >> 24 & 255, number >> 16 & 255, number >> 8 & 255][: parts - 1]
    values = [*kept, number & (1 << 8 * (5 - parts)) - 1]
    styles = data.draw(st.lists(st.sampled_from(["%d", "0%o", "0x%x", "0X%X"]), min_size=parts, max_size=parts))
    host = ".".join(style % value for style, value in zip(styles, values, strict=True))
    plain = str(ipaddress.IPv4Address(number))
    if STRICT.allows(plain):
        assert STRICT.resolve(host, 80, 5.0) == (plain,)
    else:
        with pytest.raises(RefusedAddressError):
            STRICT.resolve(host, 80, 5.0)


@given(st.ip_addresses(v=4), st.sampled_from(["::ffff:%s", "64:ff9b::%s"]))
def test_an_address_is_judged_by_the_one_it_carries(address: ipaddress.IPv4Address, form: str) -> None:
    for rule in (STRICT, EMBEDDED, OFFICE):
        assert rule.allows(form % address) == rule.allows(str(address))


@given(st.ip_addresses())
def test_strict_means_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if STRICT.allows(str(address)):
        assert not address.is_private
        assert not address.is_loopback
        assert not address.is_link_local
        assert not address.is_multicast
        assert address.version == 6 or not address.is_reserved


def answering(*addresses: str) -> Callable[..., Any]:
    """A resolver that always finds these addresses."""

    def found(_host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in addresses
        ]

    return found


def test_only_the_good_addresses_of_a_name_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        socket, "getaddrinfo", answering("10.0.0.1", "8.8.8.8", "::1", "2a00::1", "8.8.8.8", "fe80::1%2")
    )
    assert STRICT.resolve("mixed.example", 80, 5.0) == ("8.8.8.8", "2a00::1")
    assert OFFICE.resolve("mixed.example", 80, 5.0) == ("10.0.0.1", "8.8.8.8", "2a00::1")


def test_a_name_of_forbidden_addresses_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answering("10.0.0.1", "::1"))
    with pytest.raises(RefusedAddressError, match=r"callbacks may not go to inside.example \(10.0.0.1, ::1\)"):
        STRICT.resolve("inside.example", 80, 5.0)


def test_a_resolver_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(2))
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        STRICT.resolve("slow.example", 80, 0.1)
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("host", ["no\0name", "a" * 64 + ".example", "127.0.0.1.", "127.0.0.1 ", "1.2.3.4.5", ""])
def test_what_is_no_name_is_an_error(host: str) -> None:
    """Whatever the resolver says of these, nothing comes out that could be connected to."""
    with pytest.raises((OSError, ValueError)):
        STRICT.resolve(host, 80, 5.0)
