# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Grids of tiles agree with the published ones."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from stadtkern.flow.lake.vector_tiles.grids import ADV_UTM32, EUROPE, GRIDS, WEB_MERCATOR, Box, Grid, zoom_of
from stadtkern.flow.lake.vector_tiles.layers import EXTENT
from stadtkern.flow.lake.vector_tiles.shapes import shapes

_DUISBURG = Box(6.63, 51.33, 6.83, 51.56)


def test_a_tile_of_web_mercator_lies_where_every_map_has_it() -> None:
    longitude, latitude, tiles = 6.7601, 51.4307, 2**14
    x = int((longitude + 180) / 360 * tiles)
    y = int((1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * tiles)

    box = WEB_MERCATOR.degrees(WEB_MERCATOR.box(14, x, y))

    assert box.west <= longitude < box.east and box.south < latitude <= box.north
    assert WEB_MERCATOR.limits(14, Box(longitude, latitude, longitude, latitude)) == (x, x, y, y)


def test_scales_are_those_of_the_published_definitions() -> None:
    assert WEB_MERCATOR.scale_denominator(0) == pytest.approx(559_082_264.028717, rel=1e-12)
    assert ADV_UTM32.scale_denominator(0) == pytest.approx(17_471_320.7508974, rel=1e-9)
    assert EUROPE.scale_denominator(0) == pytest.approx(62_779_017.857142866, rel=1e-12)


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: grid.key)
def test_limits_name_the_tiles_that_show_a_town(grid: Grid) -> None:
    low_x, high_x, low_y, high_y = grid.limits(9, _DUISBURG)

    corner = grid.degrees(grid.box(9, low_x, high_y))
    assert grid.has(9, low_x, low_y) and grid.has(9, high_x, high_y)
    assert corner.west <= _DUISBURG.west and corner.south <= _DUISBURG.south
    opposite = grid.degrees(grid.box(9, high_x, low_y))
    assert opposite.east >= _DUISBURG.east and opposite.north >= _DUISBURG.north


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: grid.key)
def test_a_place_lies_in_the_tile_that_the_limits_name(grid: Grid) -> None:
    place = shapely.Point(*WEB_MERCATOR.from_degrees(Box(6.76, 51.43, 6.76, 51.43))[:2])
    x, _x, y, _y = grid.limits(12, Box(6.76, 51.43, 6.76, 51.43))

    (found,) = shapes(np.array([place], object), grid=grid, box=grid.box(12, x, y), generalised=True)

    assert 0 <= found.x <= EXTENT and 0 <= found.y <= EXTENT


def test_the_zoom_level_of_another_grid_is_that_of_tiles_as_wide() -> None:
    assert [zoom_of(WEB_MERCATOR.box(z, 0, 0)) for z in range(20)] == list(range(20))
    assert zoom_of(ADV_UTM32.mercator(ADV_UTM32.box(8, 64, 200))) == 12


def test_tiles_outside_the_grid_do_not_exist() -> None:
    assert not any(WEB_MERCATOR.has(*tile) for tile in ((-1, 0, 0), (0, 1, 0), (3, 0, 8), (23, 0, 0)))


def test_a_building_below_a_pixel_is_drawn_as_one_pixel() -> None:
    box = WEB_MERCATOR.box(8, 132, 85)
    house = shapely.box(box.west + 1000, box.south + 1000, box.west + 1015, box.south + 1010)

    (found,) = shapes(np.array([house], object), grid=WEB_MERCATOR, box=box, generalised=True)

    assert found.area == pytest.approx(64, abs=16)


def test_polygons_are_cut_at_the_edge_of_the_tile_with_a_margin() -> None:
    box = WEB_MERCATOR.box(8, 132, 85)
    whole = shapely.box(box.west - 1e6, box.south - 1e6, box.east + 1e6, box.north + 1e6)

    (found,) = shapes(np.array([whole], object), grid=WEB_MERCATOR, box=box, generalised=True)

    assert found.bounds == (-64, -64, EXTENT + 64, EXTENT + 64)


def test_a_polygon_that_crosses_itself_is_drawn_whole() -> None:
    box = WEB_MERCATOR.box(8, 132, 85)
    knot = shapely.Polygon(
        [
            (box.west - 9e4, box.south),
            (box.east, box.north),
            (box.east, box.south),
            (box.west - 9e4, box.north),
        ]
    )

    (found,) = shapes(np.array([knot], object), grid=WEB_MERCATOR, box=box, generalised=False)

    assert found.is_valid and found.area > 0
