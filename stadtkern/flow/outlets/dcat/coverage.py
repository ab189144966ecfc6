# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where and when the data is about: dct:Location, dct:PeriodOfTime and official keys."""

from __future__ import annotations

import json
from datetime import date, datetime

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, XSD

from stadtkern.flow.catalogue.words import Bounds, Period

from .vocabulary import CRS84, DCAT, DCATDE, GEO, GEOJSON, LOCN, geocoding


def when(value: datetime | date) -> Literal:
    """xsd:dateTime with its time zone, or xsd:date."""
    if isinstance(value, datetime):
        return Literal(value.replace(microsecond=0).isoformat(), datatype=XSD.dateTime)
    return Literal(value.isoformat(), datatype=XSD.date)


def place_in(graph: Graph, resource: URIRef, bounds: Bounds) -> None:
    """The box around the data: WKT with its reference system (conventions 4 to 6), and GeoJSON."""
    west, south, east, north = (round(side, 6) for side in bounds)
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    ring = ",".join(f"{x} {y}" for x, y in corners)
    node = BNode()
    graph.add((resource, DCTERMS.spatial, node))
    graph.add((node, RDF.type, DCTERMS.Location))
    graph.add((node, DCAT.bbox, _wkt(f"POLYGON(({ring}))")))
    middle = f"POINT({round((west + east) / 2, 6)} {round((south + north) / 2, 6)})"
    graph.add((node, DCAT.centroid, _wkt(middle)))
    polygon = json.dumps({"type": "Polygon", "coordinates": [corners]})
    graph.add((node, LOCN.geometry, Literal(polygon, datatype=GEOJSON)))


def keys_in(graph: Graph, dataset: URIRef, keys: tuple[str, ...]) -> None:
    """Official keys, their levels, and the same keys as places (convention 11)."""
    for key in keys:
        place, level = geocoding(key)
        graph.add((dataset, DCATDE.politicalGeocodingURI, place))
        if isinstance(place, URIRef):
            graph.add((dataset, DCTERMS.spatial, place))
            graph.add((place, RDF.type, DCTERMS.Location))
        if level is not None:
            graph.add((dataset, DCATDE.politicalGeocodingLevelURI, level))


def period_in(graph: Graph, resource: URIRef, period: Period) -> None:
    """The time that the data covers (convention 38: with a start or an end)."""
    if period.start is None and period.end is None:
        return
    node = BNode()
    graph.add((resource, DCTERMS.temporal, node))
    graph.add((node, RDF.type, DCTERMS.PeriodOfTime))
    if period.start is not None:
        graph.add((node, DCAT.startDate, when(period.start)))
    if period.end is not None:
        graph.add((node, DCAT.endDate, when(period.end)))


def _wkt(shape: str) -> Literal:
    return Literal(f"<{CRS84}> {shape}", datatype=GEO.wktLiteral)
