# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Geometries of a batch: rounded to what its numbers can mean, axes in the order that a client wants."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from stadtkern.flow.outlets.ogc.encoding.words import CRS84, Layer

DEGREES_DECIMALS = 7
"""About a centimetre."""
METRES_DECIMALS = 3
Geometries = NDArray[np.object_]


def geometries(batch: pa.RecordBatch, layer: Layer, *, swap: bool = True) -> Geometries:
    """One geometry per row, null where there is none; ``swap``: in the axis order of the reference system."""
    if "geometry" not in batch.schema.names:
        return np.full(batch.num_rows, None, dtype=object)
    found = shapely.from_wkb(batch.column("geometry").to_numpy(zero_copy_only=False))
    decimals = decimals_of(layer)
    turned = swap and northing_first(layer.crs_uri)

    def written(positions: NDArray[np.float64]) -> NDArray[np.float64]:
        rounded = np.round(positions, decimals)
        return rounded[:, ::-1] if turned else rounded

    return np.asarray(shapely.transform(found, written), dtype=object)


def decimals_of(layer: Layer) -> int:
    """How many decimals its positions have."""
    return DEGREES_DECIMALS if is_geographic(layer.crs) else METRES_DECIMALS


@cache
def is_geographic(crs: int) -> bool:
    """Whether positions are degrees."""
    return CRS.from_epsg(crs).is_geographic


@cache
def northing_first(crs_uri: str) -> bool:
    """Whether latitude or northing is the first axis (OGC 17-069r4 and 18-058r1 follow the authority)."""
    if crs_uri == CRS84:
        return False
    first = CRS.from_user_input(crs_uri).axis_info[0].direction.lower()
    return first == "north"
