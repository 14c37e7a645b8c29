"""Which network addresses a callback may go to, judged on the address that is then connected to."""

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Found = TypeVar("_Found")


def _networks(text: str) -> tuple[_Network, ...]:
    """The networks of a list with one to a line, what follows the first word being why."""
    return tuple(ipaddress.ip_network(line.split()[0]) for line in text.strip().splitlines())


_LOOPBACK = _networks("""
    127.0.0.0/8         this machine
    ::1/128             this machine
""")
_PRIVATE = _networks("""
    10.0.0.0/8          RFC 1918
    172.16.0.0/12       RFC 1918
    192.168.0.0/16      RFC 1918
    fc00::/7            unique local addresses, RFC 4193
""")
_METADATA = _networks("""
    168.63.129.16/32    Azure's wire server, a public address that answers inside only
    fd00:42::42/128     Scaleway
    fd00:ec2::/32       Amazon: metadata, names, time
    fd20:ce::254/128    Google
""")
"""Services that hand a machine's credentials to whoever asks from inside, beyond those at link-local addresses."""
_INTERNET = _networks("""
    0.0.0.0/0           all of it but what is listed below
    2000::/3            the only part of IPv6 that was ever given out as public
""")
_SPECIAL = _networks("""
    0.0.0.0/8           this network; reaches this machine in places
    10.0.0.0/8          private
    100.64.0.0/10       behind a carrier's translation; some clouds' metadata
    127.0.0.0/8         this machine
    169.254.0.0/16      link-local; most clouds' metadata
    172.16.0.0/12       private
    192.0.0.0/24        protocol assignments; one cloud's metadata
    192.0.2.0/24        documentation
    192.31.196.0/24     AS112, a sink of misled questions
    192.52.193.0/24     multicast tunnels
    192.88.99.0/24      6to4 relays, withdrawn
    192.168.0.0/16      private
    192.175.48.0/24     AS112
    198.18.0.0/15       benchmarks
    198.51.100.0/24     documentation
    203.0.113.0/24      documentation
    224.0.0.0/4         multicast
    240.0.0.0/4         reserved, and broadcast
    2001::/23           protocol assignments, Teredo among them: it carries an IPv4 address, and a second one
    2001:db8::/32       documentation
    2620:4f:8000::/48   AS112
    3fff::/20           documentation
""")
"""The special-purpose registries of IANA (RFC 6890 and its updates), written down here because what the standard
library knows of them changes with its version. Addresses of IPv6 that carry one of IPv4 are looked through first."""

_CARRIERS: tuple[tuple[_Network, int], ...] = (
    (ipaddress.ip_network("::ffff:0:0/96"), 0),  # IPv4-mapped, RFC 4291
    (ipaddress.ip_network("64:ff9b::/96"), 0),  # translated, RFC 6052
    (ipaddress.ip_network("2002::/16"), 80),  # 6to4, RFC 3056
)
"""Networks of IPv6 whose addresses mean an IPv4 address, and how many bits stand to the right of it."""
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})
"""What stands before an IPv4 address in the interface part of an address of any network (RFC 5214)."""


class RefusedAddressError(OSError):
    """The address may not be called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRule:
    """What is allowed beyond the public internet."""

    loopback: bool = False
    """This machine."""
    private: bool = False
    """Private networks (RFC 1918, unique local addresses)."""

    def allows(self, text: str) -> bool:
        """Whether this IP address may be called. Raises ValueError if it is none."""
        return all(map(self._allows, _meanings(ipaddress.ip_address(text.split("%", 1)[0]))))

    def resolve(self, host: str, port: int, within_s: float) -> tuple[str, ...]:
        """The allowed addresses of a host name or of an address in any notation, the best first.

        Raises RefusedAddressError if it has only forbidden ones, TimeoutError if nobody knows in time, and OSError
        or UnicodeError if there is no such name.
        """
        found = _within(within_s, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
        allowed = tuple(filter(self.allows, addresses))
        if not allowed:
            raise RefusedAddressError(f"callbacks may not go to {host} ({', '.join(addresses)})")
        return allowed

    def _allows(self, address: _Address) -> bool:
        if _lies_in(address, _LOOPBACK):
            return self.loopback
        if _lies_in(address, _METADATA):
            return False
        if _lies_in(address, _PRIVATE):
            return self.private
        return _lies_in(address, _INTERNET) and not _lies_in(address, _SPECIAL)


def _lies_in(address: _Address, networks: tuple[_Network, ...]) -> bool:
    return any(address in network for network in networks)


def _meanings(address: _Address) -> Iterator[_Address]:
    """Every address that packets to this one may reach: the one it carries, or itself and the one it may tunnel to."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
        return
    number = int(address)
    for network, shift in _CARRIERS:
        if address in network:
            yield ipaddress.IPv4Address(number >> shift & 0xFFFF_FFFF)
            return
    yield address
    if number >> 32 & 0xFFFF_FFFF in _ISATAP:
        yield ipaddress.IPv4Address(number & 0xFFFF_FFFF)


def _within(within_s: float, look_up: Callable[[], _Found]) -> _Found:
    """What the look-up finds; raises what it raises, and TimeoutError if it takes longer.

    The system's resolver can't be told how long it may take. A look-up that is late ends unheard in its thread.
    """
    answers: queue.SimpleQueue[tuple[_Found] | OSError | ValueError] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put((look_up(),))
        except (OSError, ValueError) as error:
            answers.put(error)

    threading.Thread(target=run, name="callback-name", daemon=True).start()
    try:
        answer = answers.get(timeout=within_s)
    except queue.Empty:
        raise TimeoutError("the name was not resolved in time") from None
    if isinstance(answer, Exception):
        raise answer
    return answer[0]
