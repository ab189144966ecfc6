# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Create, replace, update and delete (20-002r1): writers are asked, what is stored then is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pyarrow as pa

from stadtkern.flow.collections import reading, service, writing
from stadtkern.flow.collections.facts import fields_of
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.collections.rights import Actor
from stadtkern.flow.lake import current
from stadtkern.flow.outlets.answering.answers import Answer, Header, nothing
from stadtkern.flow.outlets.answering.tags import Outdated
from stadtkern.flow.outlets.ogc.common import sight
from stadtkern.flow.outlets.ogc.common.errors import BodyRefused, FieldProblem
from stadtkern.flow.outlets.ogc.common.requests import Request
from stadtkern.flow.outlets.ogc.common.words import Arguments, Body, Operation, Schema
from stadtkern.kernel.callers import ANYBODY
from stadtkern.kernel.collections import Feature
from stadtkern.kernel.errors import Contradiction, KeyMissing, NotFound
from stadtkern.kernel.models import Person

from . import layers
from .bodies import GEOJSON_TYPES, PATCH_TYPES, Sent, feature_in, patch_in
from .feature import address_of, require_state, written

_TRIES = 5
"""So often a conditional write is tried again when something else in the collection changed meanwhile."""
_MINIMAL = "return=minimal"


def create(request: Request, arguments: Arguments) -> Answer:
    """POST of a feature: 201 with its address.

    Raises:
        BodyRefused, PayloadRejected, NotPermitted, Contradiction, NotFound: nothing was stored.
    """
    collection = sight.collection_of(request, arguments["collectionId"])
    sent = feature_in(request, collection, sight.fields_of(request, collection))
    made = writing.create_feature(_actor(request), collection, _feature(sent, sent.key, {}), request.now)
    return _stored(request, collection, made.key, status=201)


def replace_one(request: Request, arguments: Arguments) -> Answer:
    """PUT of a feature: 200, or 201 when there was none with this key.

    Raises:
        Outdated: If-Match does not fit.
        BodyRefused, PayloadRejected, NotPermitted, Contradiction, NotFound: nothing was stored.
    """
    key = arguments["featureId"]

    def write(collection: FeatureCollection, row: pa.Table, revision: int | None) -> Answer:
        sent = feature_in(request, collection, sight.fields_of(request, collection))
        feature = _feature(sent, key, _hidden(request, collection, row))
        if row.num_rows:
            writing.replace_feature(
                _actor(request), collection, feature, request.now, expected_revision=revision
            )
            return _stored(request, collection, key)
        writing.create_feature(_actor(request), collection, feature, request.now)
        return _stored(request, collection, key, status=201)

    return _conditionally(request, arguments, write)


def update(request: Request, arguments: Arguments) -> Answer:
    """PATCH of a feature with a merge patch: 200 with what it is now.

    Raises:
        Outdated: If-Match does not fit.
        BodyRefused, PayloadRejected, NotPermitted, Contradiction, NotFound: nothing was stored.
    """
    key = arguments["featureId"]

    def write(collection: FeatureCollection, row: pa.Table, revision: int | None) -> Answer:
        _require_present(row)
        sent = patch_in(request, collection, sight.fields_of(request, collection))
        if sent.key and sent.key != key:
            detail = "The key of a feature cannot be changed."
            raise BodyRefused([FieldProblem(pointer="/id", detail=detail)])
        patch = writing.Patch(
            key=key, properties=sent.properties, moves=sent.has_geometry, geometry=sent.geometry
        )
        writing.update_feature(_actor(request), collection, patch, request.now, expected_revision=revision)
        return _stored(request, collection, key)

    return _conditionally(request, arguments, write)


def delete(request: Request, arguments: Arguments) -> Answer:
    """DELETE of a feature: 204.

    Raises:
        Outdated: If-Match does not fit.
        NotPermitted, NotFound, Contradiction, LakeUnavailable: nothing was removed.
    """
    key = arguments["featureId"]

    def write(collection: FeatureCollection, row: pa.Table, revision: int | None) -> Answer:
        _require_present(row)
        writing.delete_feature(_actor(request), collection, key, request.now, expected_revision=revision)
        return nothing()

    return _conditionally(request, arguments, write)


_Write = Callable[[FeatureCollection, pa.Table, int | None], Answer]


def _conditionally(request: Request, arguments: Arguments, write: _Write) -> Answer:
    """Write what If-Match allows; when only other features changed meanwhile it is tried again."""
    guarded = bool(request.header("if-match"))
    for left in reversed(range(_TRIES)):
        collection = sight.collection_of(request, arguments["collectionId"])
        row = current.lake().features.feature(service.table(collection), arguments["featureId"])
        if guarded and not row.num_rows:
            raise Outdated
        if guarded:
            require_state(request, row)
        try:
            return write(collection, row, collection.revision if guarded else None)
        except Contradiction:
            if not guarded or not left:
                raise
    raise Outdated


def _actor(request: Request) -> Actor:
    """Who writes.

    Raises:
        KeyMissing: nobody is signed in and no key was sent.
    """
    if request.caller != ANYBODY:
        return request.caller
    if not isinstance(request.visitor, Person):
        raise KeyMissing
    return request.visitor


def _feature(sent: Sent, key: str, hidden: Mapping[str, object]) -> Feature:
    return Feature(key=key, geometry=sent.geometry, properties={**hidden, **sent.properties})


def _hidden(request: Request, collection: FeatureCollection, row: pa.Table) -> dict[str, object]:
    """Values of fields that the writer may not see: a replacement leaves them as they are."""
    seen = {one.key for one in sight.fields_of(request, collection)}
    unseen = [one for one in fields_of(collection) if one.key not in seen]
    return dict(reading.feature_of(row, unseen).properties) if unseen and row.num_rows else {}


def _require_present(row: pa.Table) -> None:
    if not row.num_rows:
        raise NotFound("There is no such feature in this collection.")


def _stored(request: Request, collection: FeatureCollection, key: str, *, status: int = 200) -> Answer:
    """What is stored now, with its tag; without a body when the client prefers that (RFC 7240)."""
    row = current.lake().features.feature(service.table(collection), key)
    _require_present(row)
    address = address_of(request, collection, key)
    asked = replace(request, method="GET", path=address.removeprefix(f"{request.base}/"), query="")
    answer = written(asked, collection, row)
    headers: tuple[Header, ...] = (("Location", address),) if status == 201 else ()
    if _MINIMAL in request.header("prefer").replace(" ", ""):
        applied = ("Preference-Applied", _MINIMAL)
        return replace(
            answer,
            status=201 if status == 201 else 204,
            body=b"",
            media_type="",
            headers=(*headers, applied),
        )
    return replace(answer, status=status, headers=(*answer.headers, *headers))


_FEATURE_SCHEMA: Schema = {
    "type": "object",
    "required": ["type", "geometry", "properties"],
    "properties": {
        "type": {"const": "Feature"},
        "id": {"type": ["string", "integer"]},
        "geometry": {"type": ["object", "null"]},
        "properties": {"type": ["object", "null"]},
    },
}
_PATCH_SCHEMA: Schema = {
    "type": "object",
    "properties": {"geometry": {"type": ["object", "null"]}, "properties": {"type": "object"}},
}
_BODY = Body(contents=dict.fromkeys(GEOJSON_TYPES, _FEATURE_SCHEMA))
_STORED: dict[str, Schema] = {layers.MEDIA_TYPE: _FEATURE_SCHEMA}
CREATE = Operation(
    answer=create, summary="Add a feature", answers=_STORED, status=201, body=_BODY, needs_key=True
)
REPLACE = Operation(
    answer=replace_one, summary="Replace a feature", answers=_STORED, body=_BODY, needs_key=True
)
UPDATE = Operation(
    answer=update,
    summary="Change a feature",
    answers=_STORED,
    body=Body(contents=dict.fromkeys(PATCH_TYPES, _PATCH_SCHEMA)),
    needs_key=True,
)
DELETE = Operation(answer=delete, summary="Remove a feature", answers={}, status=204, needs_key=True)
