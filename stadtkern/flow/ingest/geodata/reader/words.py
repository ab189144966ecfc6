# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is said between the city and the process that reads a file; plain values, sent as JSON."""

from __future__ import annotations

from typing import Literal

import msgspec

from stadtkern.kernel.collections import FieldKind, GeometryKind

Format = Literal[
    "geojson", "geojsonseq", "gpkg", "shapefile", "flatgeobuf", "geoparquet", "gml", "kml", "gpx", "osm",
    "csv", "xlsx",
]  # fmt: skip
TABLES = frozenset({"csv", "xlsx"})
"""Formats whose places stand in columns."""
MOST_FIELDS = 250
"""A collection has at most so many fields."""
MOST_COLUMNS = 2_000
"""A file with more columns is refused."""


class Column(msgspec.Struct, kw_only=True, frozen=True):
    """A column of a layer, as a look at its first records shows it."""

    name: str
    kind: FieldKind
    examples: list[str]
    """At most three values, shortened."""
    empty: bool = False
    """No value in the records looked at."""
    unique: bool = False
    """Each record looked at has a value of its own."""
    personal: str = ""
    """Why it may point at a person; empty: it does not look so."""
    decimal_comma: bool = False


class Layer(msgspec.Struct, kw_only=True, frozen=True):
    """A table of a file: of a GeoPackage, a sheet of a workbook, or all that a GeoJSON file holds."""

    name: str
    columns: list[Column]
    records: int | None = None
    """Null: only known after reading everything."""
    geometry: GeometryKind = "any"
    crs: str = ""
    """Authority and code, or its name when it has no code; empty: the file does not say."""
    crs_known: bool = False
    """False when crs cannot be used or does not match the coordinates."""
    candidates: list[str] = []
    """Reference systems that the coordinates may be in, likeliest first."""
    swapped: bool = False
    """The coordinates fit only when their order is turned round."""
    bounds: tuple[float, float, float, float] | None = None
    """West, south, east, north of the records looked at, as the file says it."""
    longitude: str = ""
    latitude: str = ""
    text: str = ""
    """Columns that seem to hold the place (tables only): two numbers, or WKT."""
    notes: list[str] = []


class Survey(msgspec.Struct, kw_only=True, frozen=True):
    """What a look into a file has found."""

    format: Format
    layers: list[Layer]


class FieldPlan(msgspec.Struct, kw_only=True, frozen=True):
    """Which column becomes which field."""

    column: str
    key: str
    kind: FieldKind
    decimal_comma: bool = False


class Plan(msgspec.Struct, kw_only=True, frozen=True):
    """How the records of one layer become features."""

    layer: str
    fields: list[FieldPlan]
    key: list[str] = []
    """Columns that name a feature; empty: its content names it."""
    geometry: GeometryKind = "any"
    crs: str = ""
    """Empty: as the file says."""
    swapped: bool = False
    longitude: str = ""
    latitude: str = ""
    text: str = ""
    places_optional: bool = False
    """Records without a place are taken, too."""


class Ask(msgspec.Struct, kw_only=True, frozen=True):
    """What the process is to do with which file."""

    path: str
    name: str
    """What people call the file."""
    folder: str
    """An empty folder for files that are unpacked, removed by who asks."""
    plan: Plan | None = None
    """Null: look into it; else read it."""


class Refused(msgspec.Struct, kw_only=True, frozen=True):
    """A record that does not become a feature."""

    reason: str
    where: str
    raw: str
    """JSON: a GeoJSON feature with the values as they were read."""
    key: str = ""
    """Of the feature that it would be, when that is known."""


class Report(msgspec.Struct, kw_only=True, frozen=True):
    """What was done while reading."""

    records: int = 0
    taken: int = 0
    refused: int = 0
    reasons: dict[str, int] = {}
    """How many records were refused for which reason."""
    repaired: int = 0
    """Geometries that crossed or touched themselves and were mended."""
    repairs: list[str] = []
    """Examples: which feature, and what was wrong."""
    flattened: int = 0
    """Geometries whose heights were left out."""
    linearised: int = 0
    """Geometries whose arcs became lines."""
    crs: str = ""
    """From which reference system was converted."""
    accuracy_m: float | None = None
    """Of the conversion; null: not known."""


class Answer(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One message of the process; a batch follows as bytes of its own."""

    survey: Survey | None = None
    refused: list[Refused] = []
    report: Report | None = None
    complaint: str = ""
    """Why nothing can be read, one German sentence."""
