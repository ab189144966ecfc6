# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The parameters of features, declared once and read."""

from __future__ import annotations

import math
from collections.abc import Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from stadtkern.flow.lake.features.words import Bounds
from stadtkern.flow.outlets.ogc.common.errors import ParameterRefused
from stadtkern.flow.outlets.ogc.common.served import Served
from stadtkern.flow.outlets.ogc.common.words import Parameter

from .crs import CRS84, DEFAULT, URIS, Crs, crs_of, in_degrees
from .paging import AFTER
from .times import DATETIME

_PARTS = 16
"""Edges of a box in a projected system are cut into so many parts before they are turned."""
_NUMBERS = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
_NAMES = {"type": "array", "items": {"type": "string"}, "minItems": 1}
_URI = {"type": "string", "format": "uri", "enum": list(URIS), "default": CRS84}

LIMIT = "limit"
BBOX = "bbox"
COUNT = "count"
AT = "at"
PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        name=LIMIT,
        schema={"type": "integer", "minimum": 1, "maximum": 10_000, "default": 100},
        description="Features on a page; a page may be shorter.",
    ),
    Parameter(
        name=BBOX,
        schema=dict(_NUMBERS),
        description="Only features that touch this box: west, south, east, north in bbox-crs.",
        example="6.55,51.30,6.60,51.35",
    ),
    Parameter(name="bbox-crs", schema=dict(_URI), description="Reference system of bbox."),
    Parameter(name="crs", schema=dict(_URI), description="Reference system of the answer."),
    Parameter(
        name=DATETIME,
        schema={"type": "string"},
        description="Only features whose time is within: an instant, a day, or an interval a/b, .. is open.",
        example="2026-05-01/..",
    ),
    Parameter(name="filter", schema={"type": "string"}, description="A condition in CQL2."),
    Parameter(
        name="filter-lang",
        schema={"type": "string", "enum": ["cql2-text", "cql2-json"], "default": "cql2-text"},
    ),
    Parameter(name="filter-crs", schema=dict(_URI), description="Reference system of geometries in filter."),
    Parameter(name="sortby", schema=dict(_NAMES), description="Names to sort by; - in front: descending."),
    Parameter(name="properties", schema=dict(_NAMES), description="Only these fields."),
    Parameter(
        name="skipGeometry", schema={"type": "boolean", "default": False}, description="No geometries."
    ),
    Parameter(
        name=COUNT,
        schema={"type": "string", "enum": ["none", "estimate", "exact"], "default": "none"},
        description="Count what is filtered: exactly (numberMatched) or about (numberEstimated).",
    ),
    Parameter(name=AT, schema={"type": "string"}, description="What was true then: a day or an instant."),
    Parameter(name=AFTER, schema={"type": "string"}, description="Where the page begins; links carry it."),
)
FEATURE_PARAMETERS = tuple(one for one in PARAMETERS if one.name in {"crs", AT})
NAMES = frozenset(one.name for one in PARAMETERS)


def limit_of(parameters: Mapping[str, str], served: Served) -> int:
    """Features on the page; more than the most is the most (/req/core/fc-limit-response-1).

    Raises:
        ParameterRefused: no whole number above 0.
    """
    text = parameters.get(LIMIT)
    if text is None:
        return served.default_limit
    if not text.isdecimal() or not text.isascii() or int(text[:12]) < 1:
        raise ParameterRefused("no whole number above 0", parameter=LIMIT)
    return min(int(text[:12]), served.most_limit)


def truth_of(parameters: Mapping[str, str], name: str) -> bool:
    """A parameter that is true or false, and false when missing.

    Raises:
        ParameterRefused: something else.
    """
    text = parameters.get(name, "false")
    if text not in {"true", "false"}:
        raise ParameterRefused("it is true or false", parameter=name)
    return text == "true"


def one_of(parameters: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    """One of some words, the first one when missing.

    Raises:
        ParameterRefused: another word.
    """
    text = parameters.get(name, words[0])
    if text not in words:
        raise ParameterRefused(
            f"“{text[:40]}” is not known", parameter=name, expectation=f"one of {', '.join(words)}"
        )
    return text


def crs_in(parameters: Mapping[str, str], name: str) -> Crs:
    """The reference system that a parameter names, CRS84 when missing.

    Raises:
        ParameterRefused: it is not served.
    """
    text = parameters.get(name)
    return DEFAULT if text is None else crs_of(text, name)


def box_of(parameters: Mapping[str, str]) -> tuple[Bounds | None, BaseGeometry | None]:
    """The box in degrees, and its exact shape when it was given in another reference system.

    Raises:
        ParameterRefused: no box, or a reference system that is not served.
    """
    crs = crs_in(parameters, "bbox-crs")
    text = parameters.get(BBOX)
    if text is None:
        return None, None
    first, second, third, fourth = _numbers(text)
    if crs.north_first:
        first, second, third, fourth = second, first, fourth, third
    if second > fourth:
        raise ParameterRefused("its south lies north of its north", parameter=BBOX)
    if crs.epsg == DEFAULT.epsg:
        return _in_world((first, second, third, fourth)), None
    if first > third:
        raise ParameterRefused("its west lies east of its east", parameter=BBOX)
    turned = _turned(shapely.box(first, second, third, fourth), crs)
    west, south, east, north = turned.bounds
    return _in_world((west, south, east, north)), turned


def _numbers(text: str) -> tuple[float, float, float, float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise ParameterRefused("it has four numbers", parameter=BBOX) from error
    if len(numbers) not in {4, 6} or not all(math.isfinite(one) for one in numbers):
        raise ParameterRefused("it has four numbers", parameter=BBOX)
    half = len(numbers) // 2
    return numbers[0], numbers[1], numbers[half], numbers[half + 1]


def _in_world(bounds: Bounds) -> Bounds:
    west, south, east, north = bounds
    if not all(math.isfinite(one) for one in bounds) or min(west, east) < -180 or max(west, east) > 180:
        raise ParameterRefused("it lies outside of the world", parameter=BBOX)
    if south < -90 or north > 90:
        raise ParameterRefused("it lies outside of the world", parameter=BBOX, expectation="longitude first")
    return bounds


def _turned(box: BaseGeometry, crs: Crs) -> BaseGeometry:
    west, south, east, north = box.bounds
    extent = max(east - west, north - south)
    dense = shapely.segmentize(box, extent / _PARTS) if extent else box
    return in_degrees(dense, crs, north_first=False)
