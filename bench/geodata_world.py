# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A made world for the geodata bench: a million outlines of houses, as dense as in North Rhine-Westphalia.

Houses stand on streets of clustered towns; a few large areas (works, schools) lie between them. The same seed
makes the same world, so that every side gets the same file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyogrio
import shapely

_SEED = 5
_WEST, _SOUTH, _EAST, _NORTH = 6.6, 51.1, 7.6, 51.6
"""About 69 by 56 km."""
_TOWNS = 60
_DEGREE_M = 111_320.0
KINDS = ("Wohnhaus", "Garage", "Gewerbe", "Schule", "Industrie")


@dataclass(frozen=True)
class World:
    """Where the houses are, for questions that hit something."""

    longitudes: npt.NDArray[np.float64]
    latitudes: npt.NDArray[np.float64]


def make(path: Path, number: int) -> World:
    """Write the houses as FlatGeobuf in CRS84."""
    chance = np.random.default_rng(_SEED)
    longitudes, latitudes = _places(chance, number)
    kinds = chance.choice(len(KINDS), number, p=[0.62, 0.25, 0.1, 0.02, 0.01])
    shapes = _outlines(chance, longitudes, latitudes, np.array([12.0, 6.0, 30.0, 60.0, 140.0])[kinds])
    table = pa.table(
        {
            "house": pa.array([f"DENW{n:09d}" for n in range(number)]),
            "kind": pa.DictionaryArray.from_arrays(pa.array(kinds.astype("int32")), list(KINDS)).cast(
                pa.string()
            ),
            "levels": pa.array(chance.integers(1, 9, number).astype("int32")),
            "year": pa.array(chance.integers(1890, 2026, number).astype("int32")),
            "area_m2": pa.array(np.round(chance.gamma(4, 40, number), 1)),
            "geometry": pa.array(shapely.to_wkb(shapes)),
        }
    )
    pyogrio.write_arrow(
        table,
        path,
        driver="FlatGeobuf",
        geometry_name="geometry",
        geometry_type="Polygon",
        crs="OGC:CRS84",
        layer_options={"SPATIAL_INDEX": "NO"},
    )
    return World(longitudes, latitudes)


def kept(world: World, path: Path) -> None:
    """Keep some places of the world for a load generator of another process."""
    step = max(len(world.longitudes) // 5_000, 1)
    pairs = zip(world.longitudes[::step].tolist(), world.latitudes[::step].tolist(), strict=True)
    path.write_text(json.dumps(list(pairs)))


def _places(
    chance: np.random.Generator, number: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    middles = chance.uniform((_WEST, _SOUTH), (_EAST, _NORTH), (_TOWNS, 2))
    sizes = chance.lognormal(-4.2, 0.5, _TOWNS)
    weights = sizes**1.5 / np.sum(sizes**1.5)
    town = chance.choice(_TOWNS, number, p=weights)
    offsets = chance.normal(0, 1, (number, 2)) * sizes[town, None] * (1.6, 1.0)
    places = middles[town] + offsets
    return np.clip(places[:, 0], 5.5, 8.5), np.clip(places[:, 1], 50.5, 52.5)


def _outlines(
    chance: np.random.Generator,
    longitudes: npt.NDArray[np.float64],
    latitudes: npt.NDArray[np.float64],
    sides_m: npt.NDArray[np.float64],
) -> npt.NDArray[np.object_]:
    """L-shaped houses, turned to their street."""
    number = len(longitudes)
    corners = np.array([(-1, -0.6), (1, -0.6), (1, 0.1), (0.2, 0.1), (0.2, 0.6), (-1, 0.6), (-1, -0.6)]) / 2
    turn = chance.uniform(0, np.pi, number)
    size = sides_m * chance.uniform(0.7, 1.5, number)
    x = corners[:, 0][None] * size[:, None]
    y = corners[:, 1][None] * size[:, None]
    east = x * np.cos(turn)[:, None] - y * np.sin(turn)[:, None]
    north = x * np.sin(turn)[:, None] + y * np.cos(turn)[:, None]
    points = np.stack(
        (
            longitudes[:, None] + east / (_DEGREE_M * np.cos(np.radians(latitudes)))[:, None],
            latitudes[:, None] + north / _DEGREE_M,
        ),
        axis=-1,
    )
    return np.asarray(shapely.polygons(points))
