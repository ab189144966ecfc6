# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which addresses connectors may reach: public ones only, and the very address that was checked is dialled.

Guards against server-side request forgery (OWASP A10:2021): a feed, or a redirect of it, must not point into
the city's own network, and a name that changes its address between check and connection must not either.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from stadtkern.kernel.errors import AddressRefused, SourceUnavailable

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, kw_only=True)
class Target:
    """A checked place to connect to."""

    scheme: str
    host: str
    port: int
    address: str
    """The checked IP address; nothing else is dialled."""
    path: str
    """Path and query, as they go into the request line."""

    @property
    def host_header(self) -> str:
        """Value of the ``Host`` header (RFC 9110 section 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def checked(url: str, *, allow_private: bool) -> Target:
    """Where a URL leads, after its host was resolved and every one of its addresses was checked.

    Raises:
        AddressRefused: not http(s), or an address that is not public.
        SourceUnavailable: the name cannot be resolved.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused(f"Die Adresse {url[:200]} ist ungültig.") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise AddressRefused(f"Die Adresse {url[:200]} beginnt nicht mit http:// oder https://.")
    if parts.username is not None:
        raise AddressRefused("Die Adresse darf keine Zugangsdaten enthalten.")
    port = port or _PORTS[parts.scheme]
    addresses = _resolved(parts.hostname, port)
    if not allow_private:
        for address in addresses:
            if not is_public(address):
                raise AddressRefused(
                    f"{parts.hostname} führt in ein privates Netz ({address}); das ist nicht erlaubt."
                )
    path = parts.path or "/"
    return Target(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port,
        address=str(addresses[0]),
        path=f"{path}?{parts.query}" if parts.query else path,
    )


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet, seen through IPv6 tunnels and mappings."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _embedded(address)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


def _resolved(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceUnavailable(f"Der Name {host} ist nicht auflösbar.") from error
    texts = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found)
    return [ipaddress.ip_address(text) for text in texts]
