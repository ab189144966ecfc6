# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the compiler must ask elsewhere while it compiles: the lake, and geometries of the register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import shapely

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.sensorthings.query.words import Period, Quantified

from .tables import Column, Table


class Box(NamedTuple):
    """WGS 84 degrees."""

    west: float
    south: float
    east: float
    north: float


class Facts(Protocol):
    """Answers for one caller; each is found at most once per request."""

    def times(self) -> Mapping[int, tuple[Period | None, Period | None]]:
        """Phenomenon time and result time of all visible datastreams that have some."""

    def with_observations(self, node: Quantified, *, feature: bool) -> frozenset[int]:
        """Datastreams (or features) for which an any() or all() over their observations holds."""

    def shapes(self, table: Table, column: Column, box: Box | None) -> Mapping[int, shapely.Geometry]:
        """Geometries of the visible rows, of those whose bounding box meets ``box`` when one is given."""

    def areas(self, table: Table) -> Mapping[int, Json]:
        """Observed areas of the visible datastreams as GeoJSON."""
