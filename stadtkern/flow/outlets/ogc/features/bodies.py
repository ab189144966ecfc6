# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bodies of writes: a GeoJSON feature, or a merge patch of one (20-002r1, RFC 7946, RFC 7396)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import msgspec
import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from stadtkern.flow.collections import checking
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.outlets.ogc.common.errors import (
    BodyRefused,
    FieldProblem,
    MediaTypeMissing,
    MediaTypeUnknown,
    ParameterRefused,
)
from stadtkern.flow.outlets.ogc.common.requests import Request
from stadtkern.flow.outlets.ogc.common.served import served
from stadtkern.kernel.collections import Field
from stadtkern.kernel.errors import PayloadRejected

from .crs import DEFAULT, Crs, crs_of, in_degrees

GEOJSON_TYPES = ("application/geo+json", "application/json")
PATCH_TYPES = ("application/merge-patch+json",)
_MOST_NESTED = 8
"""So deep geometry collections may lie in each other."""
_Absent = msgspec.UnsetType


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A feature as it was sent; what is null was not said."""

    key: str
    """Empty: none was sent."""
    properties: Mapping[str, object]
    geometry: BaseGeometry | None
    has_geometry: bool


class _Feature(msgspec.Struct, frozen=True):
    type: Literal["Feature"]
    geometry: msgspec.Raw | _Absent = msgspec.UNSET
    properties: dict[str, object] | None = None
    id: str | int | _Absent = msgspec.UNSET


class _Patch(msgspec.Struct, frozen=True):
    geometry: msgspec.Raw | _Absent = msgspec.UNSET
    properties: dict[str, object] | _Absent = msgspec.UNSET
    id: str | int | _Absent = msgspec.UNSET


_Body = TypeVar("_Body")
_FEATURE = msgspec.json.Decoder(_Feature)
_PATCH = msgspec.json.Decoder(_Patch)


def feature_in(request: Request, collection: FeatureCollection, fields: Sequence[Field]) -> Sent:
    """The feature of a POST or PUT.

    Raises:
        MediaTypeMissing, MediaTypeUnknown, PayloadRejected: the body is no GeoJSON feature.
        BodyRefused: fields or geometry do not fit the collection; says all of them.
    """
    found = _read(_FEATURE, request, GEOJSON_TYPES)
    return _sent(found.id, found.geometry, found.properties or {}, _Rules(request, collection, fields))


def patch_in(request: Request, collection: FeatureCollection, fields: Sequence[Field]) -> Sent:
    """The changes of a PATCH.

    Raises:
        MediaTypeMissing, MediaTypeUnknown, PayloadRejected: the body is no merge patch of a feature.
        BodyRefused: fields or geometry do not fit the collection; says all of them.
    """
    found = _read(_PATCH, request, PATCH_TYPES)
    properties = {} if isinstance(found.properties, _Absent) else found.properties
    return _sent(found.id, found.geometry, properties, _Rules(request, collection, fields))


class _Rules:
    """What the collection demands; gathers everything that is wrong."""

    def __init__(self, request: Request, collection: FeatureCollection, fields: Sequence[Field]) -> None:
        self._crs = _crs_in(request)
        self._kind = collection.geometry
        self._fields = {one.key: one for one in fields}
        self.problems: list[FieldProblem] = []

    def value(self, name: str, value: object) -> object:
        """The value, checked."""
        field = self._fields.get(name)
        try:
            if field is None:
                raise PayloadRejected(f"there is no field “{name[:80]}”; there are {', '.join(self._fields)}")
            checking.value_of(field, value)
        except PayloadRejected as error:
            self._wrong(f"/properties/{name[:80].replace('~', '~0').replace('/', '~1')}", error)
        return value

    def geometry(self, raw: bytes) -> BaseGeometry | None:
        """The geometry in CRS84, checked."""
        try:
            return checking.place_of(_geometry(raw, self._crs), self._kind)
        except PayloadRejected as error:
            self._wrong("/geometry", error)
        return None

    def _wrong(self, pointer: str, error: PayloadRejected) -> None:
        self.problems.append(FieldProblem(pointer=pointer, detail=str(error)))


def _sent(
    key: str | int | _Absent, geometry: msgspec.Raw | _Absent, properties: Mapping[str, object], rules: _Rules
) -> Sent:
    absent = isinstance(geometry, _Absent)
    found = Sent(
        key="" if isinstance(key, _Absent) else str(key),
        properties={name: rules.value(name, value) for name, value in properties.items()},
        geometry=None if isinstance(geometry, _Absent) else rules.geometry(bytes(geometry)),
        has_geometry=not absent,
    )
    if rules.problems:
        raise BodyRefused(rules.problems)
    return found


def _read(decoder: msgspec.json.Decoder[_Body], request: Request, media_types: tuple[str, ...]) -> _Body:
    kind = request.header("content-type").partition(";")[0].strip().lower()
    if not kind:
        raise MediaTypeMissing
    if kind not in media_types:
        raise MediaTypeUnknown(f"{kind[:60]} is not taken here; {' or '.join(media_types)} is.")
    try:
        return decoder.decode(request.content(served().body_bytes))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PayloadRejected(f"the body is no GeoJSON feature: {error}") from error
    except RecursionError as error:
        raise PayloadRejected("the body is nested too deeply") from error


def _crs_in(request: Request) -> Crs:
    """The reference system of the geometry (20-002r1 /req/features/content-crs-header).

    Raises:
        PayloadRejected: it is not served.
    """
    sent = request.header("content-crs").strip().strip("<>")
    try:
        return crs_of(sent, "Content-Crs") if sent else DEFAULT
    except ParameterRefused as error:
        raise PayloadRejected(str(error)) from error


def _geometry(raw: bytes, crs: Crs) -> BaseGeometry | None:
    if raw.strip() == b"null":
        return None
    if raw.count(b'"geometries"') > _MOST_NESTED:
        raise PayloadRejected("collections of geometries lie too deeply in each other")
    try:
        msgspec.json.decode(raw)
        found = shapely.from_geojson(raw)
    except (ShapelyError, msgspec.DecodeError, RecursionError) as error:
        raise PayloadRejected("this is no GeoJSON geometry") from error
    if crs is DEFAULT or found.is_empty:
        return found
    return in_degrees(found, crs)
