# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The navigation of the cockpit, declared by ``settings.wiring``: floors need not know each other's pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from django.utils.functional import Promise

from .models import Person
from .rights import Visitor


@dataclass(frozen=True, kw_only=True)
class CockpitEntry:
    """A page of the cockpit: German title, name of its address, and who may open it."""

    title: str | Promise
    url_name: str
    """With namespace, e.g. ``cockpit:sources``."""
    right: Callable[[Visitor], bool]
    """A question of ``kernel.rights``."""


@dataclass(frozen=True, kw_only=True)
class CockpitGroup:
    """Pages of the cockpit that belong together, under a heading of their own."""

    title: str | Promise
    entries: tuple[CockpitEntry, ...]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something that needs the attention of a person, with the page where it is dealt with."""

    kind: Literal["bad", "warn"]
    heading: str
    text: str
    url_name: str
    count: int = 1
    """How many things it is about."""
    due: datetime | None = None
    """Until when it must be done; past that it is overdue."""


NoticeBoard = Callable[[Person, datetime], list[Notice]]
"""Says what needs this person's attention now; a few cheap queries at most."""

_GROUPS: list[CockpitGroup] = []
_BOARDS: list[NoticeBoard] = []


def declare(groups: Iterable[CockpitGroup], boards: Iterable[NoticeBoard] = ()) -> None:
    """Replace the navigation and the notice boards of this process."""
    _GROUPS[:] = list(groups)
    _BOARDS[:] = list(boards)


def declared() -> tuple[tuple[CockpitGroup, ...], tuple[NoticeBoard, ...]]:
    """Navigation and notice boards of this process."""
    return tuple(_GROUPS), tuple(_BOARDS)


def notices_for(person: Person, now: datetime) -> list[Notice]:
    """What needs this person's attention, bad news first."""
    found = [notice for board in _BOARDS for notice in board(person, now)]
    return sorted(found, key=lambda notice: notice.kind)


def groups_for(visitor: Visitor) -> list[CockpitGroup]:
    """The groups with the entries that this visitor may open, in the declared order; no empty ones."""
    allowed = [
        replace(group, entries=tuple(entry for entry in group.entries if entry.right(visitor)))
        for group in _GROUPS
    ]
    return [group for group in allowed if group.entries]
