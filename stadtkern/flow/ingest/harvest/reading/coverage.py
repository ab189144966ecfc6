# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where and when data belongs, as DCAT says it."""

from __future__ import annotations

import json
import math
import re

import shapely
from rdflib import Graph, Literal
from rdflib.namespace import DCTERMS, Namespace
from rdflib.term import Node
from shapely.errors import ShapelyError

from stadtkern.flow.catalogue.words import Bounds, Period
from stadtkern.flow.ingest.harvest.reading.nodes import DCAT, text
from stadtkern.flow.ingest.harvest.reading.texts import moment

LOCN = Namespace("http://www.w3.org/ns/locn#")
SCHEMA = Namespace("http://schema.org/")
_SYSTEM = re.compile(r"^\s*<[^>]*>\s*")
_MOST_CHARACTERS = 1_000_000


def period(graph: Graph, node: Node | None) -> Period | None:
    """The time that the data covers; null when it is not said."""
    if node is None:
        return None
    start = moment(text(graph, node, DCAT.startDate) or text(graph, node, SCHEMA.startDate))
    end = moment(text(graph, node, DCAT.endDate) or text(graph, node, SCHEMA.endDate))
    if start is not None and end is not None and end < start:
        return None
    return Period(start=start, end=end) if start or end else None


def bounds(graph: Graph, node: Node) -> Bounds | None:
    """The box around everything that is named in degrees; null when nothing is."""
    found = [
        box
        for place in graph.objects(node, DCTERMS.spatial)
        for name in (DCAT.bbox, LOCN.geometry, DCAT.centroid)
        for literal in graph.objects(place, name)
        if isinstance(literal, Literal) and (box := bounds_of(str(literal))) is not None
    ]
    return around(found)


def around(found: list[Bounds]) -> Bounds | None:
    """The box around boxes."""
    if not found:
        return None
    return (
        min(one[0] for one in found),
        min(one[1] for one in found),
        max(one[2] for one in found),
        max(one[3] for one in found),
    )


def bounds_of(written: str) -> Bounds | None:
    """The box of WKT or GeoJSON in degrees, longitude first; null when it is none."""
    if len(written) > _MOST_CHARACTERS:
        return None
    try:
        stripped = _SYSTEM.sub("", written)
        shape = (
            shapely.from_geojson(stripped)
            if stripped.lstrip().startswith("{")
            else shapely.from_wkt(stripped)
        )
    except (ShapelyError, ValueError, json.JSONDecodeError):
        return None
    return checked([float(one) for one in shape.bounds]) if shape is not None else None


def checked(numbers: list[float]) -> Bounds | None:
    """Four numbers as a box in degrees; null when they are none."""
    if len(numbers) != 4 or not all(math.isfinite(one) for one in numbers):
        return None
    west, south, east, north = numbers
    fine = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    return (west, south, east, north) if fine else None
