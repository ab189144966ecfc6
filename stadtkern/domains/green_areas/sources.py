# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Parks and trees from OpenStreetMap."""

from __future__ import annotations

import re

from pyproj import Geod

from stadtkern.commons.geojson import openstreetmap
from stadtkern.commons.geojson.reading import Given

from .collections import GREEN_AREAS, KINDS, TREES

_WGS84 = Geod(ellps="WGS84")
_NUMBER = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(m|cm)?\s*")
_YEAR = re.compile(r"(?:~\s*)?(1[5-9]\d\d|20\d\d)(?:-\d\d){0,2}")


def green_area(given: Given) -> dict[str, object] | None:
    """Areas of ``leisure`` that the public may use; size on the ellipsoid [m²]."""
    kind = given.text("leisure")
    if kind not in KINDS or given.text("access") == "private":
        return None
    area, _perimeter = _WGS84.geometry_area_perimeter(given.geometry)
    return {
        "name": given.text("name"),
        "kind": kind,
        "area_m2": round(abs(area), 1),
        "wheelchair": openstreetmap.yes(given, "wheelchair"),
        "opening_hours": given.text("opening_hours"),
        "operator": given.text("operator"),
        "web": given.text("website"),
    }


def tree(given: Given) -> dict[str, object] | None:
    """Tags of https://wiki.openstreetmap.org/wiki/Tag:natural%3Dtree; the girth is in metres there."""
    if given.text("natural") != "tree":
        return None
    girth_m = _metres(given, "circumference")
    return {
        "species": given.text("species") or given.text("genus") or given.text("taxon"),
        "species_de": given.text("species:de") or given.text("genus:de") or given.text("taxon:de"),
        "planted": _year(given),
        "height_m": _metres(given, "height"),
        "crown_m": _metres(given, "diameter_crown"),
        "trunk_cm": None if girth_m is None else round(girth_m * 100, 1),
        "monument": True if given.text("denotation") == "natural_monument" else None,
        "ref": given.text("ref"),
    }


def _metres(given: Given, tag: str) -> float | None:
    found = _NUMBER.fullmatch(given.text(tag) or "")
    if found is None:
        return None
    number = float(found[1].replace(",", "."))
    return number / 100 if found[2] == "cm" else number


def _year(given: Given) -> int | None:
    found = _YEAR.fullmatch(given.text("start_date") or "")
    return int(found[1]) if found else None


decode = openstreetmap.decoder(GREEN_AREAS, green_area)
decode_trees = openstreetmap.decoder(TREES, tree)
