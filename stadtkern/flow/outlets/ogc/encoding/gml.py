# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""GML 3.2 Simple Features profile, level 0 (OGC 10-100r3), wrapped as OGC 17-069r4, 8.3 says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa
import shapely
from shapely.geometry.base import BaseGeometry

from stadtkern.flow.outlets.ogc.encoding import columns
from stadtkern.flow.outlets.ogc.encoding.positions import geometries
from stadtkern.flow.outlets.ogc.encoding.words import Layer, Rows

_SF = "http://www.opengis.net/ogcapi-features-1/1.0/sf"
_GML = "http://www.opengis.net/gml/3.2"
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""
_UNFIT = re.compile(r"[^\w.-]", re.ASCII)


def encode(rows: Rows, layer: Layer) -> Iterator[bytes]:
    """Axes as the reference system orders them; each feature is an element called like the collection."""
    namespace = layer.source or f"urn:stadtkern:{layer.name}"
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<sf:FeatureCollection xmlns:sf="{_SF}" xmlns:gml="{_GML}" xmlns:app={quoteattr(namespace)} '
        f"gml:id={quoteattr(identifier(layer.name))}>\n"
    ).encode()
    for batch in columns.batches(rows):
        yield "".join(_features(batch, layer)).encode()
    yield b"</sf:FeatureCollection>\n"


def identifier(key: str) -> str:
    """A name that XML takes for an identifier, different for different keys."""
    return "f-" + _UNFIT.sub(
        lambda found: "".join(f"_{ord(one):x}_" for one in found.group()), key.replace("_", "__")
    )


def _features(batch: pa.RecordBatch, layer: Layer) -> Iterator[str]:
    shown = columns.shown(batch, layer)
    names = [field.key for field, _ in shown]
    values = (
        zip(*(column.to_pylist() for _, column in shown), strict=True) if shown else [()] * batch.num_rows
    )
    element = f"app:{layer.name}"
    for key, shape, row in zip(columns.names(batch), geometries(batch, layer), values, strict=True):
        gml_id = identifier(key)
        properties = "".join(
            f"<app:{name}>{_text(value)}</app:{name}>"
            for name, value in zip(names, row, strict=True)
            if value is not None
        )
        place = (
            ""
            if shape is None
            else f"<app:geometry>{_Writer(gml_id, layer.crs_uri).whole(shape)}</app:geometry>"
        )
        yield (
            f"<sf:featureMember><{element} gml:id={quoteattr(gml_id)}>"
            f"<app:key>{_text(key)}</app:key>"
            f"{properties}{place}</{element}></sf:featureMember>\n"
        )


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case _:
            return escape(_IMPOSSIBLE.sub("\ufffd", str(value)))


class _Writer:
    """Geometries of one feature; all get an identifier, as GML wants it."""

    def __init__(self, gml_id: str, crs_uri: str) -> None:
        self._id = gml_id
        self._crs = crs_uri
        self._count = 0

    def whole(self, shape: BaseGeometry) -> str:
        """The geometry with its reference system."""
        return self._written(shape, f" srsName={quoteattr(self._crs)}")

    def _written(self, shape: BaseGeometry, system: str = "") -> str:
        self._count += 1
        head = f'gml:id="{self._id}.g{self._count}"{system}'
        match shape.geom_type:
            case "Point":
                return f"<gml:Point {head}><gml:pos>{_positions(shape)}</gml:pos></gml:Point>"
            case "LineString" | "LinearRing":
                return (
                    f"<gml:LineString {head}><gml:posList>{_positions(shape)}</gml:posList></gml:LineString>"
                )
            case "Polygon":
                return f"<gml:Polygon {head}>{_rings(shape)}</gml:Polygon>"
            case _:
                name, member = _MULTIPLE[shape.geom_type]
                inner = "".join(
                    f"<gml:{member}>{self._written(one)}</gml:{member}>" for one in shapely.get_parts(shape)
                )
                return f"<gml:{name} {head}>{inner}</gml:{name}>"


_MULTIPLE = {
    "MultiPoint": ("MultiPoint", "pointMember"),
    "MultiLineString": ("MultiCurve", "curveMember"),
    "MultiPolygon": ("MultiSurface", "surfaceMember"),
    "GeometryCollection": ("MultiGeometry", "geometryMember"),
}


def _rings(shape: BaseGeometry) -> str:
    first, *others = shapely.get_rings(shape)
    written = _ring("exterior", first)
    return written + "".join(_ring("interior", one) for one in others)


def _ring(name: str, ring: BaseGeometry) -> str:
    inner = f"<gml:LinearRing><gml:posList>{_positions(ring)}</gml:posList></gml:LinearRing>"
    return f"<gml:{name}>{inner}</gml:{name}>"


def _positions(shape: BaseGeometry) -> str:
    return " ".join(repr(float(one)) for one in shapely.get_coordinates(shape).ravel())
