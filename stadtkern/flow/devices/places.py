# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where things are: one point per thing for maps and comparisons, WGS 84 (EPSG:4326)."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import QuerySet

from .identity import chunks
from .models import Placement, Visibility


class Spot(NamedTuple):
    """A point [°]."""

    longitude: float
    latitude: float


def spots(things: Collection[int]) -> dict[int, Spot]:
    """Where these things (ids) are now; of several points the first; things without any are missing."""
    found: dict[int, Spot] = {}
    for chunk in chunks(things):
        found |= _first(Placement.objects.filter(thing__in=chunk))
    return found


def spots_of_domains(domains: Collection[str], *, public: bool) -> dict[int, Spot]:
    """Where the things of these domains are now, by id. ``public``: only things that anybody may see."""
    rows = Placement.objects.filter(thing__domain__in=domains)
    return _first(rows.filter(thing__visibility=Visibility.PUBLIC) if public else rows)


def _first(rows: QuerySet[Placement]) -> dict[int, Spot]:
    found: dict[int, Spot] = {}
    points = rows.values_list("thing", "location__longitude", "location__latitude")
    for thing, longitude, latitude in points:
        if longitude is not None and latitude is not None:
            found.setdefault(thing, Spot(longitude, latitude))
    return found
