# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an operator decides about this interface: its address and its limits; provided by the roof."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """How the interface is served by this installation."""

    address: str = "http://127.0.0.1:8000"
    """Where the city is reached when a request does not say it credibly; no slash at the end."""
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    """Host names that links may carry; a name with a leading dot covers what is below, * everything."""
    https: bool = False
    """A proxy in front speaks HTTPS and sets X-Forwarded-Proto and X-Forwarded-Host."""
    city: str = "Stadtkern"
    """Name of the municipality."""
    default_limit: int = 100
    """Features on a page when the client does not say."""
    most_limit: int = 10_000
    """Features on a page at most."""
    page_bytes: int = 32 * MIB
    """A page ends early when its features have so many bytes in memory."""
    body_bytes: int = 16 * MIB
    """Largest body of a request, after decompression."""
    kept_bytes: int = 64 * MIB
    """Answers that are kept in memory."""


_PROVIDED: list[Served] = [Served()]


def provide(served: Served) -> None:
    """Replace what this process serves."""
    _PROVIDED[:] = [served]


def served() -> Served:
    """What this process serves."""
    return _PROVIDED[0]
