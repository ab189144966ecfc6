# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Layers are read back by another program's decoder of Mapbox Vector Tiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import mapbox_vector_tile
import numpy as np
import pyarrow as pa
import pytest
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from stadtkern.flow.lake.vector_tiles.commands import commands
from stadtkern.flow.lake.vector_tiles.layers import EXTENT, Layer, encoded
from stadtkern.flow.lake.vector_tiles.paths import paths

_ENOUGH = 10_000_000


def _layer(given: Sequence[BaseGeometry], columns: Mapping[str, list[Any]] | None = None) -> Layer:
    return Layer(
        name="bäume",
        geometry=commands(paths(np.array(given, object))),
        ids=np.arange(1, len(given) + 1),
        columns={name: pa.chunked_array([pa.array(values)]) for name, values in (columns or {}).items()},
    )


def _read(tile: bytes) -> list[dict[str, Any]]:
    told = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
    assert told["bäume"]["extent"] == EXTENT and told["bäume"]["version"] == 2
    features: list[dict[str, Any]] = told["bäume"]["features"]
    return features


@pytest.mark.parametrize(
    "wkt",
    [
        "POINT (3 4)",
        "POINT (-60 4100)",
        "MULTIPOINT ((3 4), (9 2))",
        "LINESTRING (0 0, 10 10, 10 300)",
        "MULTILINESTRING ((0 0, 10 10), (500 20, 3 3, 0 9))",
        "POLYGON ((0 0, 0 100, 100 100, 100 0, 0 0))",
        "POLYGON ((0 0, 100 0, 100 100, 0 100, 0 0), (20 20, 40 20, 40 40, 20 40, 20 20))",
        "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0)), ((20 0, 29 0, 29 9, 20 0), (25 2, 27 2, 27 3, 25 2)))",
    ],
)
def test_a_geometry_is_read_back_as_it_was(wkt: str) -> None:
    given = shapely.from_wkt(wkt)

    (feature,) = _read(encoded(_layer([given]), _ENOUGH))

    found = shape(feature["geometry"])
    assert found.equals(given) and found.is_valid
    assert feature["id"] == 1


def test_random_polygons_keep_their_area_and_their_order() -> None:
    chance = np.random.default_rng(7)
    given = []
    for _round in range(400):
        corners = int(chance.integers(5, 40))
        angles = np.linspace(0, 2 * np.pi, corners, endpoint=False)[:: chance.choice([1, -1])]
        reach = chance.uniform(20, 90, corners)
        middle = chance.uniform(0, EXTENT, 2)
        ring = np.column_stack([np.cos(angles) * reach, np.sin(angles) * reach]) + middle
        hole = shapely.Point(middle).buffer(6).exterior.coords
        given.append(shapely.Polygon(ring, [hole] if chance.random() < 0.3 else []))

    features = _read(encoded(_layer(given), _ENOUGH))

    found = [shape(feature["geometry"]) for feature in features]
    assert [feature["id"] for feature in features] == list(range(1, 401))
    # A corner moves by at most 0.71 units, so an outline of length l changes the area by less than 0.71 l.
    assert all(
        abs(one.area - other.area) < 0.71 * one.length for one, other in zip(given, found, strict=True)
    )


def test_exterior_rings_turn_clockwise_on_the_screen_whatever_the_source_says() -> None:
    clockwise = shapely.from_wkt("POLYGON ((0 0, 100 0, 100 100, 0 100, 0 0))")
    told = [paths(np.array([one], object)) for one in (clockwise, clockwise.reverse())]

    for one in told:
        x, y = one.xy[:, 0], one.xy[:, 1]
        assert (x * np.roll(y, -1) - np.roll(x, -1) * y).sum() > 0


def test_what_collapses_is_left_out_and_the_rest_keeps_its_number() -> None:
    given = [
        shapely.from_wkt("POLYGON ((5 5, 5.1 5, 5.1 5.1, 5 5))"),
        shapely.from_wkt("LINESTRING (7 7, 7.2 7.3)"),
        shapely.from_wkt("POLYGON EMPTY"),
        shapely.from_wkt("POINT (1 2)"),
        shapely.from_wkt("POLYGON ((0 0, 9 0, 9 9, 0 0), (5 2, 5.2 2, 5.2 2.2, 5 2))"),
    ]

    features = _read(encoded(_layer(given), _ENOUGH))

    assert [feature["id"] for feature in features] == [4, 5]


def test_a_collection_becomes_one_feature_per_dimension() -> None:
    given = shapely.from_wkt(
        "GEOMETRYCOLLECTION (POINT (1 1), MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0))), LINESTRING (0 0, 5 5),"
        " POINT (4 4))"
    )

    features = _read(encoded(_layer([given, shapely.Point(8, 8)]), _ENOUGH))

    kinds = [(feature["id"], shape(feature["geometry"]).geom_type) for feature in features]
    assert kinds == [(1, "MultiPoint"), (1, "LineString"), (1, "Polygon"), (2, "Point")]


def test_values_of_every_kind_are_read_back_and_null_is_left_out() -> None:
    columns: dict[str, list[Any]] = {
        "art": ["Ahorn", None, "Größe"],
        "zahl": [-5, 2**40, None],
        "höhe": [1.5, None, -0.25],
        "da": [True, False, None],
        "tag": [date(2026, 5, 1), None, None],
        "zeit": [None, datetime(2026, 5, 1, 12, tzinfo=UTC), None],
        "leer": [None, None, None],
        "lang": ["x" * 300, "", "y"],
    }

    features = _read(encoded(_layer([shapely.Point(n, n) for n in range(3)], columns), _ENOUGH))

    assert [feature["properties"] for feature in features] == [
        {"art": "Ahorn", "zahl": -5, "höhe": 1.5, "da": True, "tag": "2026-05-01", "lang": "x" * 300},
        {"zahl": 2**40, "da": False, "zeit": "2026-05-01T12:00:00+00:00", "lang": ""},
        {"art": "Größe", "höhe": -0.25, "lang": "y"},
    ]


def test_a_layer_is_never_larger_than_it_may_be_and_keeps_the_first_features() -> None:
    many = _layer(
        [shapely.Point(n % EXTENT, n // 7) for n in range(5_000)],
        {"name": [f"Baum {n}" for n in range(5_000)]},
    )

    tile = encoded(many, 40_000)

    ids = [feature["id"] for feature in _read(tile)]
    assert len(tile) <= 40_000
    assert ids == list(range(1, len(ids) + 1)) and len(ids) > 1_000


def test_a_layer_without_features_is_no_bytes() -> None:
    assert encoded(_layer([]), _ENOUGH) == b""
    assert encoded(_layer([shapely.Point(0, 0)], {"name": ["x" * 500]}), 100) == b""
