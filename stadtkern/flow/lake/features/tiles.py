# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Layers of vector tiles: a choice of features for each zoom level, cut, generalised and written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import shapely

from stadtkern.flow.lake.vector_tiles.commands import commands
from stadtkern.flow.lake.vector_tiles.grids import WORLD_M, Box, Grid, zoom_of
from stadtkern.flow.lake.vector_tiles.layers import EXTENT, Layer, encoded
from stadtkern.flow.lake.vector_tiles.paths import paths
from stadtkern.flow.lake.vector_tiles.shapes import BUFFER, shapes
from stadtkern.kernel.errors import LimitExceeded

from .identifiers import current, listed, names, statement
from .reading import answered
from .tables import Tables
from .words import FeatureTable, TilePart

MOST_BYTES = 500 * 1024
"""A layer is cut to so many bytes before compression."""
MOST_FEATURES = 10_000
KEY = "_key"
"""Name of the attribute with the key of the feature; fields never begin with an underscore."""
_FINEST = 16
"""From this level on nothing is generalised."""
_FEW = 300
"""As long as a tile shows fewer features, the largest of those that are too small for its level join them."""
_ALL_SHOWN = 14
"""From this level on nothing that is left out is worth a second look."""
_TILE_S = 10.0
_CELLS_S = 120.0
_LAST_LEVEL = 30


@dataclass(frozen=True, kw_only=True)
class TilePlace:
    """Which tile of which grid."""

    grid: Grid
    z: int
    x: int
    """Column from the west."""
    y: int
    """Row from the north."""

    @property
    def box(self) -> Box:
        """In the grid's coordinate system."""
        return self.grid.box(self.z, self.x, self.y)


def tile(tables: Tables, parts: Sequence[TilePart], place: TilePlace) -> bytes:
    """A Mapbox Vector Tile with a layer per part that has features here; empty when none has.

    Raises:
        PayloadRejected: a field does not exist, or a value does not fit its condition.
        LimitExceeded: reading took too long.
        LakeUnavailable: the lake cannot be read.
    """
    return b"".join(layer(tables, part, place) for part in parts)


def layer(tables: Tables, part: TilePart, place: TilePlace, *, most_bytes: int = MOST_BYTES) -> bytes:
    """One layer; tiles are layers one after the other. Errors as :func:`tile`."""
    box = place.box
    margin = (box.east - box.west) * BUFFER / EXTENT
    wide = Box(box.west - margin, box.south - margin, box.east + margin, box.north + margin)
    level = place.z if place.grid.crs == 3857 else zoom_of(place.grid.mercator(box))
    if level < part.least_zoom:
        return b""
    rows = _rows(tables, part, place.grid.mercator(wide), level)
    if not rows.num_rows:
        return b""
    given = shapely.from_wkb(rows["geometry"].to_numpy())
    drawn = shapes(given, grid=place.grid, box=box, generalised=level < _FINEST)
    told = Layer(
        name=part.name,
        geometry=commands(paths(drawn)),
        ids=rows["fid"].to_numpy().astype(np.int64),
        columns={KEY: rows["key"], **{name: rows[name] for name in part.fields}},
    )
    return encoded(told, most_bytes)


def cells(tables: Tables, table: FeatureTable, z: int, *, most: int) -> set[tuple[int, int]]:
    """Column and row of every tile of web mercator that has a feature on its level or any finer one.

    Raises:
        LimitExceeded: there are more than ``most``, or reading took too long.
        LakeUnavailable: the lake cannot be read.
    """
    side = WORLD_M / 2**z
    wanted = {"_side": side, "_margin": side * BUFFER / EXTENT, "_last": 2**z - 1, "_limit": most + 1}
    with tables.reading(_CELLS_S) as session:
        found = answered(session, statement("tile_cells", table=current(table)), wanted).to_arrow_table()
    if found.num_rows > most:
        raise LimitExceeded(f"level {z} has more than {most} tiles: ask for a coarser one")
    return set(zip(found["x"].to_numpy().tolist(), found["y"].to_numpy().tolist(), strict=True))


def _rows(tables: Tables, part: TilePart, box: Box, level: int) -> pa.Table:
    """What is larger than two pixels (of 512 in a tile); while that is little, more of what is not."""
    least = min(level + 1, _LAST_LEVEL)
    sql = statement(
        "tile",
        table=current(part.table),
        fields=listed(names(part.table, part.fields)),
        condition=f"({part.where})" if part.where else "true",
    )
    wanted = {
        **part.parameters,
        "_west": box.west,
        "_south": box.south,
        "_east": box.east,
        "_north": box.north,
        "_least": 0,
        "_most": least,
        "_limit": MOST_FEATURES,
    }
    with tables.reading(_TILE_S) as session:
        found = answered(session, sql, wanted).to_arrow_table()
        if found.num_rows >= _FEW or level >= _ALL_SHOWN:
            return found
        rest = wanted | {"_least": least + 1, "_most": _LAST_LEVEL, "_limit": _FEW - found.num_rows}
        return pa.concat_tables([found, answered(session, sql, rest).to_arrow_table()])
