# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The navigation of the cockpit, declared by ``settings.wiring``: floors need not know each other's pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from .rights import Visitor


@dataclass(frozen=True, kw_only=True)
class CockpitEntry:
    """A page of the cockpit: German title, name of its address, and who may open it."""

    title: str | Promise
    url_name: str
    """With namespace, e.g. ``cockpit:sources``."""
    right: Callable[[Visitor], bool]
    """A question of ``kernel.rights``."""


_ENTRIES: list[CockpitEntry] = []


def declare(entries: Iterable[CockpitEntry]) -> None:
    """Replace the navigation of this process."""
    _ENTRIES[:] = list(entries)


def entries_for(visitor: Visitor) -> list[CockpitEntry]:
    """The entries that this visitor may open, in the declared order."""
    return [entry for entry in _ENTRIES if entry.right(visitor)]
