# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rates of this process; the roof provides those an operator may change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .clients import LOOPBACK, Network


def _nobody(_authorization: str) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Requests per minute of one client; each is also the largest burst. 0: no limit."""

    signin: int = 120
    """Attempts to sign in, to set a password or to register, and requests with a key that is not valid, per
    address."""
    write: int = 600
    """Requests that change something, per address."""
    query: int = 6000
    """Requests to interfaces, per address; tiles of maps among them."""
    pages: int = 3000
    """Pages, per address."""
    key: int = 60_000
    """Requests of the holder of an access key."""
    person: int = 6000
    """Requests of somebody who is signed in."""
    seconds: int = 240
    """Time [s per minute] that answering one client may take, holders of keys excepted; so a costly query
    counts for what it costs."""

    def per_kind(self) -> dict[str, int]:
        """By the name of the kind."""
        return {
            "signin": self.signin,
            "write": self.write,
            "query": self.query,
            "pages": self.pages,
            "key": self.key,
            "person": self.person,
            "seconds": self.seconds,
        }


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How clients are told apart and limited."""

    rates: Rates = field(default_factory=Rates)
    trusted: tuple[Network, ...] = LOOPBACK
    """Whose X-Forwarded-For counts."""
    strict: bool = False
    """What others say with X-Forwarded-… is taken away, beside the address also scheme and host."""
    recognised: Callable[[str], str] = _nobody
    """The holder of the credentials in a header Authorization; empty: they are not valid."""
    page_headers: tuple[tuple[str, str], ...] = ()
    """Security headers of the page that asks to wait."""
