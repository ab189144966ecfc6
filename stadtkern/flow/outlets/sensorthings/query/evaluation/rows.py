# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the evaluator needs of an entity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol, TypeAlias

import shapely

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.sensorthings.query.words import Period

Stored: TypeAlias = Json | datetime | Period
"""A value of a row: JSON (GeoJSON for places), an aware UTC time, or a period."""
Result: TypeAlias = (
    str
    | int
    | float
    | bool
    | datetime
    | date
    | time
    | timedelta
    | Period
    | shapely.Geometry
    | Sequence[Json]
    | Mapping[str, Json]
    | None
)
"""What an expression gives; null is also “unknown”."""


class Row(Protocol):
    """An entity with its relations."""

    def value(self, name: str) -> Stored:
        """The property of this name; ``id`` is text."""
        ...

    def related(self, link: str) -> Sequence[Row]:
        """The related entities; a link to one gives one or none."""
        ...
