# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A first look into a file: its layers, columns and places, as far as the first records show them."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import msgspec
import numpy as np
import shapely

from stadtkern.kernel.collections import GeometryKind
from stadtkern.kernel.errors import PayloadRejected

from . import columns, curves, geoparquet, tables, values, vector
from .chunks import Chunk, Described, cells
from .formats import Opened
from .places import Bounds, Located, located
from .words import MOST_COLUMNS, MOST_FIELDS, TABLES, Column, Layer, Survey

_LOOKED_AT = 5_000
_MOST_LAYERS = 50
_KINDS: tuple[GeometryKind, ...] = ("point", "line", "polygon")
_LONGITUDE = (
    "längengrad",
    "laengengrad",
    "geogr. länge",
    "longitude",
    "lon",
    "lng",
    "long",
    "rechtswert",
    "ostwert",
    "easting",
    "x",
    "länge",
)
_LATITUDE = (
    "breitengrad",
    "geogr. breite",
    "latitude",
    "lat",
    "hochwert",
    "nordwert",
    "northing",
    "y",
    "breite",
)
_TEXT = ("wkt", "geom", "geometry", "geometrie", "the_geom", "shape")


def described(opened: Opened) -> list[Described]:
    """The layers of a file by whatever reads its format.

    Raises:
        PayloadRejected: it cannot be read.
    """
    if opened.format in TABLES:
        return tables.layers(opened)
    return geoparquet.layers(opened) if opened.format == "geoparquet" else vector.layers(opened)


def looked_into(opened: Opened) -> Survey:
    """What is in a file.

    Raises:
        PayloadRejected: it cannot be read, or holds nothing.
    """
    found = [_layer(opened, one) for one in described(opened)[:_MOST_LAYERS]]
    filled = [layer for layer in found if layer.records != 0 and layer.columns] or [
        layer for layer in found if layer.records != 0
    ]
    if not filled:
        raise PayloadRejected("Die Datei enthält keine Objekte.")
    return Survey(format=opened.format, layers=filled)


def _layer(opened: Opened, one: Described) -> Layer:
    chunks = list(islice(one.chunks(_LOOKED_AT), 1))
    if not chunks or not chunks[0].rows:
        return Layer(name=one.name, columns=[], records=0)
    chunk = chunks[0]
    if len(chunk.columns) > MOST_COLUMNS:
        raise PayloadRejected(f"Die Datei hat mehr als {MOST_COLUMNS} Spalten.")
    found = [columns.described(name, column) for name, column in chunk.columns.items()]
    if len(found) > MOST_FIELDS:
        note = f"Die Datei hat {len(found)} Spalten; übernommen werden höchstens {MOST_FIELDS}."
        notes = [note]
    else:
        notes = []
    layer = Layer(name=one.name, columns=found, records=one.records, geometry=one.geometry, notes=notes)
    return _with_places(layer, chunk, one) if chunk.wkb is not None else _with_columns(layer, chunk)


def _with_places(layer: Layer, chunk: Chunk, one: Described) -> Layer:
    shapes = np.array(
        [_shape(wkb) for wkb in chunk.wkb if wkb is not None] if chunk.wkb is not None else [], dtype=object
    )
    kind = layer.geometry
    if kind == "any" and len(shapes):
        found = set(shapely.get_dimensions(shapes).tolist()) - {-1}
        flat = not (shapely.get_type_id(shapes) == 7).any()
        kind = _KINDS[found.pop()] if len(found) == 1 and flat else "any"
    if not len(shapes) and one.records == chunk.rows:
        kind = "none"
    bounds = _bounds(shapes)
    where = located(one.crs, bounds) if kind != "none" else _nowhere()
    return _placed(layer, kind, bounds, where)


def _with_columns(layer: Layer, chunk: Chunk) -> Layer:
    """Tables: which columns hold the place."""
    names = [column.name for column in layer.columns]
    text = next((name for name in names if _named(name, _TEXT) and _is_wkt(chunk, name)), "")
    x, y = _pair(layer.columns)
    bounds: Bounds | None = None
    kind: GeometryKind = "none"
    if text:
        texts = np.array(cells(chunk.columns[text]), dtype=object)
        shapes = np.asarray(shapely.from_wkt(texts, on_invalid="ignore"), dtype=object)
        bounds, kind = _bounds(shapes), "any"
    elif x and y:
        points = _numbers(chunk, x), _numbers(chunk, y)
        bounds, kind = _bounds(shapely.points(*points)), "point"
    where = located("", bounds) if kind != "none" else _nowhere()
    if where.candidates == ["EPSG:4326"]:
        where = replace(where, crs="EPSG:4326", known=True, notes=[])
    made = _placed(layer, kind, bounds, where)
    x, y = ("", "") if text else (x, y)
    return msgspec.structs.replace(made, longitude=x, latitude=y, text=text)


def _placed(layer: Layer, kind: GeometryKind, bounds: Bounds | None, where: Located) -> Layer:
    return Layer(
        name=layer.name,
        columns=layer.columns,
        records=layer.records,
        geometry=kind,
        crs=where.crs,
        crs_known=where.known,
        candidates=where.candidates,
        swapped=where.swapped,
        bounds=bounds,
        notes=[*layer.notes, *where.notes],
    )


def _nowhere() -> Located:
    return Located(crs="", known=True, swapped=False, candidates=[], notes=[])


def _shape(wkb: bytes) -> object:
    try:
        return shapely.from_wkb(wkb)
    except (shapely.errors.ShapelyError, NotImplementedError):
        try:
            return curves.straightened(wkb)
        except curves.Unreadable:
            return None


def _bounds(shapes: object) -> Bounds | None:
    """The box around most of them: single outliers say nothing about a reference system."""
    boxes = shapely.bounds(np.asarray(shapes, dtype=object))
    boxes = boxes[np.isfinite(boxes).all(axis=1)] if len(boxes) else boxes
    if not len(boxes):
        return None
    low, high = np.quantile(boxes, 0.02, axis=0), np.quantile(boxes, 0.98, axis=0)
    return float(low[0]), float(low[1]), float(high[2]), float(high[3])


def _pair(found: list[Column]) -> tuple[str, str]:
    """Columns of longitude (or easting) and latitude (or northing), by their names."""
    numbers = [column.name for column in found if column.kind in {"number", "integer"}]
    x = next((name for word in _LONGITUDE for name in numbers if _named(name, (word,))), "")
    y = next((name for word in _LATITUDE for name in numbers if _named(name, (word,))), "")
    return (x, y) if x and y else ("", "")


def _named(name: str, words: tuple[str, ...]) -> bool:
    """Whether a name is one of the words, or begins with a longer one of them."""
    plain = name.lower().strip().replace("_", " ")
    return any(plain == word or (len(word) > 3 and plain.startswith(word)) for word in words)


def _is_wkt(chunk: Chunk, name: str) -> bool:
    texts = [text for text in cells(chunk.columns[name]) if isinstance(text, str)][:50]
    kinds = ("POINT", "LINESTRING", "POLYGON", "MULTI", "GEOMETRYCOLLECTION")
    return bool(texts) and all(text.lstrip().upper().startswith(kinds) for text in texts)


def _numbers(chunk: Chunk, name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    made, _wrong = values.coordinates(chunk.columns[name])
    return np.asarray(made.to_numpy(zero_copy_only=False), dtype=np.float64)
