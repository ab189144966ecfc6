# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a WSGI environment says: headers, body, and under which address the city was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from stadtkern.web.bodies import LengthMissing, Readable, read_body

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Content = Callable[[int], bytes]
"""Reads the body, unpacked and of at most so many bytes."""
MOST_HOST = 255


class Reached(Protocol):
    """How the city is reached, as the operator decided."""

    @property
    def address(self) -> str:
        """Where the city is reached when a request does not say it credibly; no slash at the end."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host names that links may carry; a name with a leading dot covers what is below, * everything."""

    @property
    def https(self) -> bool:
        """A proxy in front speaks HTTPS and sets X-Forwarded-Proto and X-Forwarded-Host."""


def headers_of(environ: WSGIEnvironment) -> dict[str, str]:
    """The headers by lower-case name."""
    found = {
        name[5:].replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            found[name.replace("_", "-").lower()] = str(environ[name])
    return found


def content_of(environ: WSGIEnvironment) -> Content:
    """Reads the body of the request when it is asked for; none is an empty one."""

    def content(most: int) -> bytes:
        stream: Readable = environ["wsgi.input"]
        try:
            return read_body(environ, stream, most=most)
        except LengthMissing:
            return b""

    return content


def host_address(headers: Mapping[str, str], scheme: str, reached: Reached) -> str:
    """The address of the city for links, no slash at the end: of the host that was asked when it is known."""
    host = headers.get("host", "")
    if reached.https:
        scheme = headers.get("x-forwarded-proto", "https").partition(",")[0].strip()
        host = headers.get("x-forwarded-host", host).partition(",")[0].strip()
    if scheme in {"http", "https"} and _is_known(host, reached.hosts):
        return f"{scheme}://{host}"
    return reached.address


def _is_known(host: str, known: tuple[str, ...]) -> bool:
    """Whether a Host header is well-formed and names one of the hosts; the port does not matter."""
    if not host or len(host) > MOST_HOST or any(sign in host for sign in "/\\@?# \t"):
        return False
    try:
        parts = urlsplit(f"//{host}")
        name = (parts.hostname or "").lower()
        _ = parts.port
    except ValueError:
        return False
    return any(_covers(one.lower().strip("[]"), name) for one in known)


def _covers(pattern: str, name: str) -> bool:
    if pattern == "*":
        return bool(name)
    if pattern.startswith("."):
        return name == pattern[1:] or name.endswith(pattern)
    return name == pattern
