# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""GeoParquet 1.1.0, written batch by batch, with a box per feature that readers can skip by."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from stadtkern.flow.outlets.ogc.encoding import columns, parts
from stadtkern.flow.outlets.ogc.encoding.positions import Geometries, geometries
from stadtkern.flow.outlets.ogc.encoding.words import Column, Layer, Rows

_TYPES = (
    "Point",
    "LineString",
    "LinearRing",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
    "GeometryCollection",
)
"""By the number that shapely gives them."""
_BOX = pa.struct([(name, pa.float64()) for name in ("xmin", "ymin", "xmax", "ymax")])
_COVERING = {name: ["bbox", name] for name in ("xmin", "ymin", "xmax", "ymax")}


class _Seen:
    """What the description at the end of the file says about all features."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.bounds = np.array([np.inf, np.inf, -np.inf, -np.inf])

    def add(self, shapes: Geometries, boxes: NDArray[np.float64]) -> None:
        self.kinds |= {_TYPES[number] for number in np.unique(shapely.get_type_id(shapes)) if number >= 0}
        known = boxes[~np.isnan(boxes[:, 0])]
        if len(known):
            self.bounds[:2] = np.minimum(self.bounds[:2], known[:, :2].min(axis=0))
            self.bounds[2:] = np.maximum(self.bounds[2:], known[:, 2:].max(axis=0))


def encode(rows: Rows, layer: Layer) -> Iterator[bytes]:
    """A file in parts; easting or longitude always comes first, as the format wants it."""
    target = parts.Parts()
    seen = _Seen()
    schema = _schema(layer)
    with pq.ParquetWriter(pa.PythonFile(target, mode="w"), schema, compression="zstd") as writer:
        for batch in columns.batches(rows):
            writer.write_batch(_batch(batch, layer, schema, seen))
            yield target.taken()
        writer.add_key_value_metadata({"geo": json.dumps(_description(layer, seen)), **layer.described})
    yield target.taken()


def _schema(layer: Layer) -> pa.Schema:
    places = [] if layer.geometry == "none" else [("geometry", pa.binary()), ("bbox", _BOX)]
    return pa.schema([*columns.schema(layer), *places])


def _batch(batch: pa.RecordBatch, layer: Layer, schema: pa.Schema, seen: _Seen) -> pa.RecordBatch:
    found = columns.fitted(batch, layer)
    if layer.geometry != "none":
        shapes = shapely.orient_polygons(geometries(batch, layer, swap=False), exterior_cw=False)
        boxes = np.asarray(shapely.bounds(shapes), dtype=np.float64).reshape(-1, 4)
        seen.add(shapes, boxes)
        found += [pa.array(shapely.to_wkb(shapes).tolist(), pa.binary()), _boxes(boxes)]
    return pa.RecordBatch.from_arrays(found, schema=schema)


def _boxes(boxes: NDArray[np.float64]) -> Column:
    sides = [pa.array(boxes[:, number], pa.float64()) for number in range(4)]
    return pa.StructArray.from_arrays(sides, fields=list(_BOX), mask=pa.array(np.isnan(boxes[:, 0])))


def _description(layer: Layer, seen: _Seen) -> dict[str, object]:
    column: dict[str, object] = {
        "encoding": "WKB",
        "geometry_types": sorted(seen.kinds),
        "orientation": "counterclockwise",
        "edges": "planar",
        "covering": {"bbox": _COVERING},
    }
    if np.isfinite(seen.bounds).all():
        column["bbox"] = seen.bounds.tolist()
    if layer.crs != 4326:
        column["crs"] = CRS.from_epsg(layer.crs).to_json_dict()
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
