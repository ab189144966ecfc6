# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads features of a collection; nobody sees a field that is not for them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import pyarrow as pa
import shapely

from stadtkern.flow.lake import current
from stadtkern.flow.lake.features.words import FeatureQuestion
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.collections import Feature, Field
from stadtkern.kernel.rights import Visitor

from .facts import table_of
from .models import FeatureCollection
from .service import ANYBODY, public_fields


def question(collection: FeatureCollection, visitor: Visitor | Caller = ANYBODY) -> FeatureQuestion:
    """A question for all features with the fields that the visitor may see; narrow it with ``replace``."""
    fields = public_fields(collection, visitor)
    return FeatureQuestion(table=table_of(collection), columns=[field.key for field in fields])


def page(asked: FeatureQuestion) -> pa.Table:
    """One page: fid, key, geometry (WKB), fields.

    Raises:
        PayloadRejected: a value does not fit its condition.
        LimitExceeded: the page is too large, or the query took too long.
        LakeUnavailable: the lake cannot be read.
    """
    return current.lake().features.page(asked)


def stream(asked: FeatureQuestion) -> Iterator[pa.RecordBatch]:
    """Everything that the question finds, batch by batch.

    Raises:
        LimitExceeded: it took longer than an hour.
        LakeUnavailable: the lake cannot be read.
    """
    return current.lake().features.stream(replace(asked, limit=None))


def feature(
    collection: FeatureCollection,
    key: str,
    visitor: Visitor | Caller = ANYBODY,
    *,
    at: datetime | None = None,
    crs: int = 4326,
) -> pa.Table:
    """The feature with this key as a table of one row, or none, with the fields that the visitor may see.

    Raises:
        LakeUnavailable: the lake cannot be read.
    """
    found = current.lake().features.feature(table_of(collection), key, at=at, crs=crs)
    return found.select(
        ["fid", "key", "geometry", *(field.key for field in public_fields(collection, visitor))]
    )


def versions(collection: FeatureCollection, key: str, visitor: Visitor | Caller = ANYBODY) -> pa.Table:
    """All that was ever true of a feature, oldest first: _since, _until, fid, key, geometry, fields.

    Raises:
        LakeUnavailable: the lake cannot be read.
    """
    found = current.lake().features.versions(table_of(collection), key)
    fields = [field.key for field in public_fields(collection, visitor)]
    return found.select(["_since", "_until", "fid", "key", "geometry", *fields])


def features_of(rows: pa.Table, fields: Sequence[Field]) -> list[Feature]:
    """Rows of an answer as features; JSON fields are read."""
    return [_feature(row, fields) for row in rows.to_pylist()]


def feature_of(rows: pa.Table, fields: Sequence[Field]) -> Feature:
    """The only row as a feature."""
    return features_of(rows, fields)[0]


def _feature(row: dict[str, object], fields: Sequence[Field]) -> Feature:
    place, key = row.get("geometry"), row["key"]
    geometry = shapely.from_wkb(place) if isinstance(place, bytes) else None
    values = {field.key: _read(field, row.get(field.key)) for field in fields if field.key in row}
    return Feature(key=str(key), geometry=geometry, properties=values)


def _read(field: Field, value: object) -> object:
    if field.kind != "json" or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        # The field was text before, or a file brought something else: then it is shown as it is.
        return value
