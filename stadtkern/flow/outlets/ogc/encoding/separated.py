# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""CSV (RFC 4180) without formulas: points as two columns (groups of points: their centre), others as WKT."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import shapely

from stadtkern.flow.outlets.ogc.encoding import columns
from stadtkern.flow.outlets.ogc.encoding.positions import decimals_of, geometries, is_geographic
from stadtkern.flow.outlets.ogc.encoding.words import Column, Layer, Rows
from stadtkern.kernel.collections import Field

_OPTIONS = pcsv.WriteOptions(include_header=False, quoting_style="needed")


def encode(rows: Rows, layer: Layer) -> Iterator[bytes]:
    """UTF-8 without mark of byte order, commas, decimal points."""
    names: list[str] | None = None
    for batch in columns.batches(rows):
        written = table(batch, layer)
        if names is None:
            names = list(written)
            yield (",".join(names) + "\n").encode()
        target = BytesIO()
        pcsv.write_csv(pa.table(written), target, _OPTIONS)
        yield target.getvalue()
    if names is None:
        yield (",".join(["key", *(one.key for one in layer.fields)]) + "\n").encode()


def table(batch: pa.RecordBatch, layer: Layer) -> dict[str, Column]:
    """What stands in the columns, by their names."""
    found = {"key": columns.defused(columns.keys(batch))}
    found |= {field.key: _written(field, column) for field, column in columns.shown(batch, layer)}
    return found | _places(batch, layer, set(found))


def _written(field: Field, column: Column) -> Column:
    if field.kind in {"text", "json"}:
        return columns.defused(pc.cast(column, pa.string()))
    if field.kind == "datetime":
        return columns.moments(column)
    return column


def _places(batch: pa.RecordBatch, layer: Layer, taken: set[str]) -> dict[str, Column]:
    if "geometry" not in batch.schema.names or layer.geometry == "none":
        return {}
    shapes = geometries(batch, layer, swap=False)
    names = ("longitude", "latitude") if is_geographic(layer.crs) else ("x", "y")
    if layer.geometry == "point" and not taken & set(names):
        centres = shapely.centroid(shapes)
        decimals = decimals_of(layer)
        ordinates = (np.round(one, decimals) for one in (shapely.get_x(centres), shapely.get_y(centres)))
        return {
            name: pa.array(one, pa.float64(), from_pandas=True)
            for name, one in zip(names, ordinates, strict=True)
        }
    texts = shapely.to_wkt(shapes, rounding_precision=decimals_of(layer), trim=True)
    return {"wkt": pa.array(texts.tolist(), pa.string())}
