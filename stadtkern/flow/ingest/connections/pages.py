# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What each wire adds to the pages of connections; put together in ``settings.wiring``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

from .models import Connection, Wire


@dataclass(frozen=True, kw_only=True)
class Step:
    """A page where something about a connection is changed; its address takes the key."""

    title: str | Promise
    url_name: str


@dataclass(frozen=True, kw_only=True)
class WirePages:
    """The pages of one wire."""

    wire: Wire
    title: str | Promise
    """As a choice, e.g. „Daten im Internet abrufen“."""
    explanation: str | Promise
    new: str
    """Name of the address of the page that makes a new connection; takes nothing."""
    steps: tuple[Step, ...] = ()
    """Pages that change one, in the order of their use."""
    template: str = ""
    """Part of the page of a connection; empty: none."""
    context: Callable[[Connection], Mapping[str, object]] = field(default=lambda _connection: {})
    """What that part needs, by name."""


_PAGES: list[WirePages] = []


def provide(pages: Iterable[WirePages]) -> None:
    """Replace the pages of this process."""
    _PAGES[:] = list(pages)


def all_pages() -> Sequence[WirePages]:
    """The pages of all wires that people can connect."""
    return tuple(_PAGES)


def of_wire(wire: str) -> WirePages | None:
    """The pages of this wire."""
    return next((one for one in _PAGES if one.wire == wire), None)
