# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whom to ask about a device; the roof says how the municipality is reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How the municipality is reached; what it has not said is empty."""

    name: str = ""
    email: str = ""
    phone: str = ""
    privacy_officer: str = ""


_PROVIDED: list[Callable[[], Contact]] = [Contact]


def provide(contact: Callable[[], Contact]) -> None:
    """Replace who knows the contact of the municipality in this process."""
    _PROVIDED[:] = [contact]


def contact() -> Contact:
    """The contact of the municipality."""
    return _PROVIDED[0]()
