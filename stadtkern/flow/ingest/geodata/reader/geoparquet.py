# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""GeoParquet 1.0 and 1.1 (OGC 23-113), and Parquet with a column of geometries as WKB."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from stadtkern.kernel.errors import PayloadRejected

from .chunks import WKB, Chunk, Described
from .formats import Opened
from .places import CRS84

_PLAIN = ("geometry", "geom", "wkb_geometry", "wkb")
_GEOJSON = {
    "point": "Point", "linestring": "LineString", "polygon": "Polygon", "multipoint": "MultiPoint",
    "multilinestring": "MultiLineString", "multipolygon": "MultiPolygon",
}  # fmt: skip
"""Encodings of GeoArrow and the types of GeoJSON with the same nesting."""


def layers(opened: Opened) -> list[Described]:
    """The one table of the file.

    Raises:
        PayloadRejected: it cannot be read, or has no column of geometries.
    """
    try:
        file = pq.ParquetFile(opened.path)
        place, encoding, crs = _place(file.schema_arrow)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise PayloadRejected("Die Parquet-Datei ist beschädigt oder unvollständig.") from error
    return [
        Described(
            name=opened.name.rpartition(".")[0] or opened.name,
            crs=crs,
            records=file.metadata.num_rows,
            geometry="any" if place else "none",
            chunks=lambda rows: _chunks(file, place, encoding, rows),
        )
    ]


def _place(schema: pa.Schema) -> tuple[str, str, str]:
    """Name of the column of geometries, its encoding and its reference system."""
    given = json.loads((schema.metadata or {}).get(b"geo", b"null"))
    if isinstance(given, dict) and isinstance(given.get("columns"), dict):
        name = str(given.get("primary_column") or next(iter(given["columns"]), ""))
        column = given["columns"].get(name, {})
        crs = column.get("crs", CRS84)
        if name not in schema.names:
            raise PayloadRejected("Die GeoParquet-Datei nennt eine Spalte mit Geometrien, die es nicht gibt.")
        return (
            name,
            str(column.get("encoding", "WKB")),
            json.dumps(crs) if isinstance(crs, dict) else crs or "",
        )
    for name in _PLAIN:
        if name in schema.names and pa.types.is_binary(schema.field(name).type):
            return name, "WKB", ""
    return "", "", ""


def _chunks(file: pq.ParquetFile, place: str, encoding: str, rows: int) -> Iterator[Chunk]:
    first = 1
    try:
        for batch in file.iter_batches(batch_size=rows, use_threads=False):
            names = [name for name in batch.schema.names if name != place]
            wkb = (
                _wkb(batch.column(place), encoding) if place else np.full(batch.num_rows, None, dtype=object)
            )
            columns = {name: _plain(batch.column(name)) for name in names}
            yield Chunk(columns=columns, wkb=wkb, first=first)
            first += batch.num_rows
    except (pa.ArrowException, OSError, ValueError) as error:
        raise PayloadRejected("Die Parquet-Datei ist beschädigt oder unvollständig.") from error


def _wkb(column: pa.Array, encoding: str) -> WKB:  # type: ignore[type-arg]  # of any type that Parquet knows
    if encoding.upper() == "WKB":
        return np.array(column.to_pylist(), dtype=object)
    if encoding not in _GEOJSON:
        raise PayloadRejected(f"Die Geometrien sind als „{encoding}“ gespeichert; gelesen wird WKB.")
    return np.array([_one(value, encoding) for value in column.to_pylist()], dtype=object)


def _one(value: object, encoding: str) -> bytes | None:
    if value is None:
        return None
    return shapely.to_wkb(shapely.geometry.shape({"type": _GEOJSON[encoding], "coordinates": _bare(value)}))


def _bare(value: object) -> object:
    """Positions of GeoArrow (structs of x and y) as GeoJSON has them."""
    if isinstance(value, dict):
        return [value["x"], value["y"]]
    return [_bare(one) for one in value] if isinstance(value, list) else value


def _plain(column: pa.Array) -> pa.Array:  # type: ignore[type-arg]
    return column.dictionary_decode() if isinstance(column, pa.DictionaryArray) else column
