# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a look at the platform itself may find wrong; who looks is named in the wiring."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something is wrong with the platform; texts are German, without personal data."""

    key: str
    """What is wrong with which part, e.g. ``source:dwd``; the same as long as it lasts."""
    severity: Literal["bad", "warn"]
    heading: str
    text: str
    """What is the matter and what helps, at most 500 characters."""
    page: str = "operations:overview"
    """Name of the address where it is dealt with."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """A look at one part of the platform."""

    name: str
    """A word of the code; findings begin with it and a colon."""
    title: str | Promise
    look: Callable[[datetime], Sequence[Finding]]
    """Answers within seconds; what it raises becomes a finding of its own."""


_CHECKS: list[Check] = []


def provide(checks: Iterable[Check]) -> None:
    """Replace the looks of this process.

    Raises:
        ValueError: two have the same name.
    """
    given = list(checks)
    names = [check.name for check in given]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise ValueError(f"check declared twice: {', '.join(doubled)}")
    _CHECKS[:] = given


def checks() -> tuple[Check, ...]:
    """The looks of this process."""
    return tuple(_CHECKS)
