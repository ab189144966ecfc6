# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Records as GeoJSON features (RFC 7946), for maps and desktop GIS."""

from __future__ import annotations

from collections.abc import Mapping

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.sensorthings.query.words import Query
from stadtkern.flow.outlets.sensorthings.reading.words import Page, Record, Shown

from .rows import rows
from .texts import as_json

PLACES: dict[str, str] = {
    "Thing": "Locations",
    "HistoricalLocation": "Locations",
    "Observation": "FeatureOfInterest",
}
"""By entity without a geometry of its own: the link that leads to one."""
_GEOMETRIES = ("location", "feature", "observedArea")
_TYPES = frozenset(
    {
        "Point",
        "MultiPoint",
        "LineString",
        "MultiLineString",
        "Polygon",
        "MultiPolygon",
        "GeometryCollection",
    }
)


def page_geojson(page: Page, asked: Query, next_link: str = "") -> dict[str, Json]:
    """A FeatureCollection; count and next link as in the JSON of the standard."""
    content: dict[str, Json] = {
        "type": "FeatureCollection",
        "features": [record_geojson(record, asked) for record in page.records],
    }
    if page.count is not None:
        content["@iot.count"] = page.count
        if page.estimated:
            content["@iot.countIsEstimate"] = True
    if next_link:
        content["@iot.nextLink"] = next_link
    return content


def record_geojson(record: Record, asked: Query) -> dict[str, Json]:
    """A Feature; its properties are the flat row, its geometry that of the record or of its place."""
    row = rows([record], asked)[0]
    for name in _GEOMETRIES:
        row.pop(name, None)
    return {"type": "Feature", "id": record.id, "geometry": geometry(record), "properties": row}


def geometry(record: Record) -> Json:
    """The geometry of a record or of the first of its places that has one; null without."""
    for name in _GEOMETRIES:
        found = _geometry_in(record.values.get(name))
        if found is not None:
            return found
    place = record.expanded.get(PLACES.get(record.entity.name, ""))
    places = place.records if isinstance(place, Page) else [place] if place is not None else []
    return next((found for one in places if (found := geometry(one)) is not None), None)


def _geometry_in(value: Shown) -> Json:
    content = as_json(value)
    if not isinstance(content, Mapping):
        return None
    if content.get("type") == "Feature":
        content = content.get("geometry")
    kind = content.get("type") if isinstance(content, Mapping) else None
    return content if isinstance(kind, str) and kind in _TYPES else None
