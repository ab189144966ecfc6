# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From where a request comes: the address behind proxies that are trusted, and nobody else's word for it."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LOOPBACK: tuple[Network, ...] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
"""A proxy on the same machine."""
_MOST_HOPS = 20
_PREFIX_V6 = 64
"""What one household or company gets (RFC 6177); single addresses of it are changed at will."""


def client_address(peer: str, forwarded: str, trusted: Sequence[Network]) -> Address | None:
    """The address of the client; none when the peer says nothing usable.

    ``forwarded``: the header X-Forwarded-For. It is read from the right, as far as the one who wrote an entry
    is trusted; what a client wrote there itself stands further left and is not looked at.
    """
    address = parsed(peer)
    for hop in reversed(forwarded.split(",")[-_MOST_HOPS:] if forwarded else ()):
        if address is None or not is_within(address, trusted):
            break
        address = parsed(hop) or address
        if parsed(hop) is None:
            break
    return address


def is_within(address: Address, networks: Sequence[Network]) -> bool:
    """Whether one of the networks holds the address."""
    return any(address.version == network.version and address in network for network in networks)


def household(address: Address) -> str:
    """What counts as one client: an IPv4 address, or the /64 of an IPv6 address."""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network((address, _PREFIX_V6), strict=False))


def parsed(text: str) -> Address | None:
    """An address as proxies write it: with port, in brackets, with a scope, or IPv4 within IPv6."""
    given = text.strip().strip('"')
    if given.startswith("["):
        given = given[1:].partition("]")[0]
    elif given.count(":") == 1:
        given = given.partition(":")[0]
    try:
        address = ipaddress.ip_address(given.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
