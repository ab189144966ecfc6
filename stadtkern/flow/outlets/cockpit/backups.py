# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What this installation offers about backups, as ``settings.wiring`` provides it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Where backups go by themselves, and how to ask for one now."""

    place: str
    every: timedelta
    back_up: Callable[[str], None]
    """Enqueue a backup; takes the name of who asked."""
    verify: Callable[[], None]
    """Enqueue reading the newest one as a whole."""


_OFFERED: list[Offer] = []


def provide(offer: Offer | None) -> None:
    """Say what is offered; null: no place is set."""
    _OFFERED[:] = [offer] if offer else []


def offered() -> Offer | None:
    """What is offered; null: no place is set."""
    return _OFFERED[0] if _OFFERED else None
