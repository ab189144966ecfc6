# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Areas that other parts of the house draw on the public map; who has some is named in the wiring."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class AreaLayer:
    """Polygons on the map; each feature names itself, its page and a note, as places do."""

    key: str
    title: str
    """In the language of the visitor."""
    url: str
    """GeoJSON feature collection; its features may name a colour of the design system of their own."""
    colour: str
    page: str
    """Page that tells the same in words."""


Provider = Callable[[datetime], Sequence[AreaLayer]]
"""Says what is to be drawn at a moment; asked with each map, so it answers from memory."""

_PROVIDERS: list[Provider] = []


def declare(providers: Iterable[Provider]) -> None:
    """Replace who has areas in this process."""
    _PROVIDERS[:] = list(providers)


def shown(now: datetime) -> list[AreaLayer]:
    """The areas of this moment."""
    return [layer for provider in _PROVIDERS for layer in provider(now)]
