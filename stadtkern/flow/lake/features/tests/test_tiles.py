# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tiles of features: which are chosen, and that another program reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import mapbox_vector_tile
import pyarrow as pa
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from stadtkern.flow.lake.features.tiles import TilePlace
from stadtkern.flow.lake.features.words import FeatureColumn, FeatureTable, TilePart
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.vector_tiles.grids import ADV_UTM32, WEB_MERCATOR, Box, Grid
from stadtkern.kernel.errors import PayloadRejected

_TABLE = FeatureTable(7, (FeatureColumn("name", "text"), FeatureColumn("nummer", "integer")))
_PART = TilePart(table=_TABLE, name="orte", fields=("name", "nummer"))
_HERE = (6.7601, 51.4307)


def _write(lake: Lake, geometries: Sequence[BaseGeometry | None]) -> None:
    keys = [f"k-{n}" for n in range(len(geometries))]
    table = pa.table(
        {
            "key": keys,
            "geometry": pa.array([None if one is None else shapely.to_wkb(one) for one in geometries]),
            "name": [f"Ort {n}" for n in range(len(geometries))],
            "nummer": pa.array(range(len(geometries)), pa.int64()),
        }
    )
    lake.features.ensure(_TABLE)
    lake.features.write(_TABLE, table.to_batches(), complete=True, at=datetime.now(UTC))


def _place(z: int, grid: Grid = WEB_MERCATOR) -> TilePlace:
    x, _x, y, _y = grid.limits(z, Box(*_HERE, *_HERE))
    return TilePlace(grid=grid, z=z, x=x, y=y)


def _features(tile: bytes) -> list[dict[str, Any]]:
    told: Mapping[str, Any] = mapbox_vector_tile.decode(tile)
    found: list[dict[str, Any]] = told["orte"]["features"] if told else []
    return found


def _square(side: float, *, east: float = 0.0) -> BaseGeometry:
    west, south = _HERE[0] + east, _HERE[1]
    return shapely.box(west, south, west + side, south + side)


def test_a_tile_has_the_features_that_lie_in_it_with_their_key_and_fields(lake: Lake) -> None:
    _write(lake, [shapely.Point(_HERE), shapely.Point(_HERE[0] + 1, _HERE[1]), None])

    (feature,) = _features(lake.features.tile([_PART], _place(14)))

    assert feature["properties"] == {"_key": "k-0", "name": "Ort 0", "nummer": 0}
    assert feature["geometry"]["type"] == "Point"


@pytest.mark.parametrize("z", [6, 11])
def test_the_grid_of_the_surveying_authorities_shows_the_same_features(lake: Lake, z: int) -> None:
    _write(lake, [_square(0.002), shapely.LineString([_HERE, (_HERE[0] + 0.01, _HERE[1] + 0.01)])])

    features = _features(lake.features.tile([_PART], _place(z, ADV_UTM32)))

    assert {feature["properties"]["_key"] for feature in features} == {"k-0", "k-1"}


def test_few_small_features_are_shown_at_every_level_and_of_many_the_largest(lake: Lake) -> None:
    few = [_square(0.0002, east=0.001 * n) for n in range(5)]
    many = [_square(0.00002, east=0.00003 * n) for n in range(1_000)]

    _write(lake, few)
    assert len(_features(lake.features.tile([_PART], _place(10)))) == 5

    _write(lake, [*many, *few, _square(0.1)])
    keys = [one["properties"]["_key"] for one in _features(lake.features.tile([_PART], _place(10)))]
    assert len(keys) == 300 and keys[0] == "k-1005" and {f"k-{n}" for n in range(1_000, 1_005)} < {*keys}


def test_a_feature_that_only_touches_the_margin_is_drawn_in_both_tiles(lake: Lake) -> None:
    here = _place(14)
    border = WEB_MERCATOR.degrees(here.box)
    _write(lake, [shapely.box(border.east - 0.001, _HERE[1], border.east - 1e-6, _HERE[1] + 0.001)])

    beside = TilePlace(grid=WEB_MERCATOR, z=14, x=here.x + 1, y=here.y)

    assert len(_features(lake.features.tile([_PART], here))) == 1
    assert len(_features(lake.features.tile([_PART], beside))) == 1


def test_conditions_and_the_least_level_of_a_layer_are_kept(lake: Lake) -> None:
    _write(lake, [shapely.Point(_HERE), shapely.Point(_HERE)])
    chosen = TilePart(table=_TABLE, name="orte", fields=(), where='"nummer" = $n', parameters={"n": 1})
    later = TilePart(table=_TABLE, name="orte", fields=(), least_zoom=15)

    (feature,) = _features(lake.features.tile([chosen], _place(14)))

    assert feature["properties"] == {"_key": "k-1"}
    assert lake.features.tile([later], _place(14)) == b"" != lake.features.tile([later], _place(15))


def test_a_tile_with_several_layers_and_one_with_nothing(lake: Lake) -> None:
    _write(lake, [shapely.Point(_HERE)])
    twice = [_PART, TilePart(table=_TABLE, name="zweite", fields=())]

    assert sorted(mapbox_vector_tile.decode(lake.features.tile(twice, _place(12)))) == ["orte", "zweite"]
    assert lake.features.tile(twice, TilePlace(grid=WEB_MERCATOR, z=12, x=0, y=0)) == b""


def test_a_field_that_the_table_lacks_is_refused(lake: Lake) -> None:
    _write(lake, [shapely.Point(_HERE)])

    with pytest.raises(PayloadRejected, match="no field 'farbe'"):
        lake.features.tile([TilePart(table=_TABLE, name="orte", fields=("farbe",))], _place(12))
