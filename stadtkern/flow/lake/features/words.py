# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the tables of features are asked and what they answer: plain, frozen, free of DuckDB.

Positions are OGC:CRS84 (degrees of WGS 84, longitude before latitude) where nothing else is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import pyarrow as pa

from stadtkern.kernel.collections import FieldKind

Bounds = tuple[float, float, float, float]
"""West, south, east, north [°]; west over east: across the 180th meridian."""

RESERVED = frozenset({"fid", "key", "geometry"})
"""Names of columns that every table has; no field may be called so."""

ARROW: Mapping[FieldKind, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us", tz="UTC"),
    "json": pa.string(),
}
"""Arrow types of the columns by kind, in what is written and in what is answered."""


@dataclass(frozen=True)
class FeatureColumn:
    """One field of a table."""

    name: str
    """``[a-z][a-z0-9_]*``, at most 60 characters, none of ``RESERVED``."""
    kind: FieldKind


@dataclass(frozen=True)
class FeatureTable:
    """The table of one collection, as the register knows it.

    In SQL it is ``lake.features_<id>`` with the columns ``fid`` (bigint), ``key`` (varchar), ``geometry``
    (OGC:CRS84), the fields by their names, and some that begin with an underscore, which no field can:
    ``_mercator`` (geometry, EPSG:3857; null where that has no place), ``_west _south _east _north`` (its box
    in web mercator metres, latitudes cut at 89.9°), ``_zoom`` (least level at which it is larger than two
    pixels of a 256-pixel tile; 0 for points), ``_cell`` (place on the Hilbert curve), ``_since`` (UTC).
    """

    id: int
    columns: tuple[FeatureColumn, ...]

    @property
    def name(self) -> str:
        """Name of the table with what is true now."""
        return f"features_{self.id}"

    @property
    def history(self) -> str:
        """Name of the table with what was true before; it has ``_until`` and no ``_mercator``."""
        return f"features_{self.id}_history"


@dataclass(frozen=True, kw_only=True)
class FeatureQuestion:
    """Which features of a table, in which form."""

    table: FeatureTable
    columns: Sequence[str] | None = None
    """Names of the fields in the answer; null: all."""
    bounds: Bounds | None = None
    """Only features whose geometry touches this box."""
    where: str = ""
    """Condition that the compiler of CQL2 made: columns in double quotes, values as ``$name``."""
    parameters: Mapping[str, object] = field(default_factory=dict)
    after: int | None = None
    """Only features with a greater ``fid``: the key of the next page."""
    limit: int | None = 100
    """Null: all, for streams and exports."""
    order: tuple[tuple[str, bool], ...] = ()
    """Pairs (column, descending); empty: by ``fid``, which is the order of storage."""
    at: datetime | None = None
    """What was true then; null: now."""
    geometry: Literal["wkb", "none"] = "wkb"
    crs: int = 4326
    """EPSG code of the answer; always easting or longitude first, encoders swap axes."""


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What a write did, given after it is committed."""

    inserted: int
    changed: int
    removed: int
    unchanged: int
    revision: int
    """Id of the lake's snapshot with the changes; unchanged tables answer an older one."""
    doubled: int = 0
    """Features that stood twice in what was written; the later one counts."""

    @property
    def any(self) -> bool:
        """Whether anything is not as before."""
        return bool(self.inserted or self.changed or self.removed)


@dataclass(frozen=True, kw_only=True)
class ColumnStatistics:
    """What stands in one column."""

    name: str
    count: int
    """Features that have a value."""
    nulls: int
    distinct: int
    """About."""
    least: str | None
    greatest: str | None
    mean: float | None
    """Of numbers."""
    top: tuple[tuple[str, int], ...]
    """Most frequent values and how often about, of texts, codes and yes/no."""


@dataclass(frozen=True, kw_only=True)
class FeatureSize:
    """How much there is."""

    tables: int
    features: int
    bytes: int
    """Of all files, history included."""


@dataclass(frozen=True, kw_only=True)
class TilePart:
    """A table as a layer of a vector tile."""

    table: FeatureTable
    name: str
    """Of the layer."""
    fields: tuple[str, ...]
    where: str = ""
    """As in :class:`FeatureQuestion`."""
    parameters: Mapping[str, object] = field(default_factory=dict)
    least_zoom: int = 0


FileFormat = Literal["geoparquet"]
