# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""FlatGeobuf with its spatial index, through GDAL: the index wants all features before the first byte."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyogrio
import shapely

from stadtkern.flow.outlets.ogc.encoding import columns, parts
from stadtkern.flow.outlets.ogc.encoding.positions import geometries
from stadtkern.flow.outlets.ogc.encoding.words import Layer, Rows


def encode(rows: Rows, layer: Layer) -> Iterator[bytes]:
    """Easting or longitude first, as the format wants it; its index holds no features without a place."""
    schema = pa.schema([*columns.schema(layer), ("geometry", pa.binary())])
    reader = pa.RecordBatchReader.from_batches(
        schema, (_batch(one, layer, schema) for one in columns.batches(rows))
    )
    with tempfile.TemporaryDirectory(prefix="stadtkern-") as folder:
        path = Path(folder) / "features.fgb"
        pyogrio.write_arrow(
            reader,
            path,
            layer=layer.name,
            driver="FlatGeobuf",
            geometry_name="geometry",
            geometry_type="Unknown",
            crs="OGC:CRS84" if layer.crs == 4326 else f"EPSG:{layer.crs}",
            layer_options={"TITLE": layer.title or layer.name, "DESCRIPTION": layer.attribution},
        )
        yield from parts.read(path)


def _batch(batch: pa.RecordBatch, layer: Layer, schema: pa.Schema) -> pa.RecordBatch:
    shapes = geometries(batch, layer, swap=False)
    found = [*columns.fitted(batch, layer), pa.array(shapely.to_wkb(shapes).tolist(), pa.binary())]
    known = pa.array(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    return pa.RecordBatch.from_arrays(found, schema=schema).filter(known)
