# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""GeoJSON (RFC 7946): geometries and properties of a whole batch are written at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pyarrow as pa
import shapely

from stadtkern.flow.outlets.ogc.encoding import columns
from stadtkern.flow.outlets.ogc.encoding.positions import geometries
from stadtkern.flow.outlets.ogc.encoding.words import Column, Layer, Rows

_encode = msgspec.json.Encoder().encode


def encode(rows: Rows, layer: Layer, members: Mapping[str, object] | None = None) -> Iterator[bytes]:
    """A FeatureCollection; ``members`` (links, timeStamp …) stand in front of the features."""
    head = _encode({"type": "FeatureCollection", **(members or layer.described)})
    yield head[:-1] + b',"features":['
    between = b""
    for batch in columns.batches(rows):
        yield between + b",\n".join(features(batch, layer))
        between = b",\n"
    yield b"]}\n"


def encode_sequence(rows: Rows, layer: Layer) -> Iterator[bytes]:
    """One feature per line, each begun by a record separator (RFC 8142)."""
    for batch in columns.batches(rows):
        yield b"".join(b"\x1e" + one + b"\n" for one in features(batch, layer))


def feature(batch: pa.RecordBatch, layer: Layer, members: Mapping[str, object]) -> bytes:
    """The only feature of a batch as a document of its own; ``members`` (links) come last."""
    (found,) = features(batch, layer)
    return found[:-1] + b"," + _encode(members)[1:] if members else found


def features(batch: pa.RecordBatch, layer: Layer) -> list[bytes]:
    """One Feature object per row."""
    shapes: list[str | None] = shapely.to_geojson(
        shapely.orient_polygons(geometries(batch, layer), exterior_cw=False)
    ).tolist()
    names = columns.names(batch)
    return [
        b'{"type":"Feature","id":%b,"geometry":%b,"properties":%b}'
        % (_encode(name), b"null" if shape is None else shape.encode(), properties)
        for name, shape, properties in zip(names, shapes, _properties(batch, layer), strict=True)
    ]


def _properties(batch: pa.RecordBatch, layer: Layer) -> list[bytes]:
    shown = columns.shown(batch, layer)
    if not shown:
        return [b"{}"] * batch.num_rows
    titles = [field.key for field, _ in shown]
    values = [_documents(column) if field.kind == "json" else column.to_pylist() for field, column in shown]
    return [_encode(dict(zip(titles, row, strict=True))) for row in zip(*values, strict=True)]


def _documents(column: Column) -> list[Any]:
    """JSON stays as it is, without being read."""
    return [None if text is None else msgspec.Raw(text.encode()) for text in column.to_pylist()]
