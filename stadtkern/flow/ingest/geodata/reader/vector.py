# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Formats that GDAL reads: GeoJSON, GeoPackage, Shapefile, FlatGeobuf, GML, KML, GPX, OSM."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import msgspec
import numpy as np
import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from stadtkern.kernel.collections import GeometryKind
from stadtkern.kernel.errors import PayloadRejected

from .chunks import Chunk, Described
from .formats import DRIVERS, Opened

_KINDS: dict[str, GeometryKind] = {
    "Point": "point", "MultiPoint": "point", "LineString": "line", "MultiLineString": "line",
    "Curve": "line", "MultiCurve": "line", "CompoundCurve": "line", "CircularString": "line",
    "Polygon": "polygon", "MultiPolygon": "polygon", "Surface": "polygon", "MultiSurface": "polygon",
    "CurvePolygon": "polygon", "PolyhedralSurface": "polygon", "TIN": "polygon", "Triangle": "polygon",
}  # fmt: skip
_OPTIONS: dict[str, dict[str, str]] = {
    "gml": {"WRITE_GFS": "NO", "DOWNLOAD_SCHEMA": "NO"},
    "gpkg": {"IMMUTABLE": "YES"},
}
_LINE = msgspec.json.Decoder(dict[str, msgspec.Raw])
_NO_JSON = "Die Zeile ist kein gültiges JSON."
_BROKEN = (DataSourceError, DataLayerError, pa.ArrowException, OSError, ValueError, RuntimeError)


def layers(opened: Opened) -> list[Described]:
    """The layers of a file.

    Raises:
        PayloadRejected: it cannot be read, or is read as something else than it says.
    """
    options = _OPTIONS.get(opened.format, {})
    try:
        names = [str(name) for name, _kind in pyogrio.list_layers(opened.path)]
        return [_described(opened, name, options) for name in names[:100]]
    except _BROKEN as error:
        raise unreadable(error) from error


def unreadable(error: Exception) -> PayloadRejected:
    """The sentence for a file that GDAL gives up on."""
    told = str(error).replace("\n", " ")
    for part in told.split("'"):
        if part.startswith("/"):
            told = told.replace(part, "Datei")
    return PayloadRejected(f"Die Datei ist beschädigt oder unvollständig ({told[:300]}).")


def _described(opened: Opened, name: str, options: dict[str, str]) -> Described:
    info = pyogrio.read_info(opened.path, layer=name, **options)
    if info["driver"] != DRIVERS[opened.format]:
        raise PayloadRejected("Die Datei ist etwas anderes, als ihr Name sagt.")
    kind = str(info["geometry_type"] or "").replace(" Z", "").replace("2.5D ", "").replace(" M", "")
    records = int(info["features"])
    return Described(
        name=name,
        crs=str(info["crs"] or ""),
        geometry="none" if not kind or kind == "None" else _KINDS.get(kind.removesuffix("Z"), "any"),
        records=records if records >= 0 else None,
        chunks=lambda rows: _chunks(opened, name, options, rows),
        skipped=_broken_lines(opened) if opened.format == "geojsonseq" else [],
    )


def _broken_lines(opened: Opened) -> list[tuple[str, str, str]]:
    """Lines that are no JSON, which GDAL passes over.

    Raises:
        PayloadRejected: the last one is cut off.
    """
    found: list[tuple[str, str, str]] = []
    last = 0
    with opened.path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            text = line.strip(b"\x1e \t\r\n")
            if not text:
                continue
            last = number
            try:
                _LINE.decode(text)
            except msgspec.DecodeError:
                found.append((f"Zeile {number}", text[:2000].decode(errors="replace"), _NO_JSON))
    if found and found[-1][0] == f"Zeile {last}":
        raise PayloadRejected("Die Datei ist unvollständig: Die letzte Zeile bricht ab.")
    return found


def _chunks(opened: Opened, name: str, options: dict[str, str], rows: int) -> Iterator[Chunk]:
    first = 1
    try:
        with (
            warnings.catch_warnings(),
            pyogrio.open_arrow(
                opened.path, layer=name, batch_size=rows, use_pyarrow=True, datetime_as_string=True, **options
            ) as (meta, reader),
        ):
            warnings.simplefilter("ignore")
            place = str(meta["geometry_name"] or "wkb_geometry")
            for batch in reader:
                yield _chunk(batch, place, str(meta["fid_column"] or "OGC_FID"), first)
                first += batch.num_rows
    except _BROKEN as error:
        raise unreadable(error) from error


def _chunk(batch: pa.RecordBatch, place: str, fid: str, first: int) -> Chunk:
    names = batch.schema.names
    if place in names:
        wkb = np.array(batch.column(place).to_pylist(), dtype=object)
    else:
        wkb = np.full(batch.num_rows, None, dtype=object)
    columns = {name: batch.column(name) for name in names if name != place and (name != fid or fid == "fid")}
    return Chunk(columns=columns, wkb=wkb, first=first)
