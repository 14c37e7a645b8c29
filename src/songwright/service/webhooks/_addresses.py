"""Which network addresses a callback may go to, judged on the address that is then connected to."""

import ipaddress
import socket
from dataclasses import dataclass

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that carry an IPv4 one in their last 32 bits (RFC 6052)."""


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
        """Whether this IP address may be called."""
        address = _plain(ipaddress.ip_address(text.split("%", 1)[0]))
        if address.is_loopback:
            return self.loopback
        if address.is_multicast or address.is_unspecified or address.is_link_local or address.is_reserved:
            return False  # link-local holds the clouds' metadata service
        if address.is_global:
            return True
        return self.private and address.is_private

    def resolve(self, host: str, port: int) -> str:
        """The first allowed address of a host name or address in any notation.

        Raises RefusedAddressError if it has only forbidden ones, OSError if it has none.
        """
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        allowed = next(filter(self.allows, addresses), None)
        if allowed is None:
            raise RefusedAddressError(f"callbacks may not go to {host} ({', '.join(dict.fromkeys(addresses))})")
        return allowed


def _plain(address: _Address) -> _Address:
    """The IPv4 address inside an IPv6 one, where there is one; else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)
