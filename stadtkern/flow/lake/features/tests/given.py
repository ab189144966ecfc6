# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small builders for the tests of the tables of features."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import shapely
from shapely.geometry.base import BaseGeometry

from stadtkern.flow.lake.features.store import FeatureStore
from stadtkern.flow.lake.features.words import Bounds, Changes, FeatureColumn, FeatureQuestion, FeatureTable
from stadtkern.kernel.collections import FieldKind

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def later(days: float) -> datetime:
    """Some days after ``NOW``."""
    return NOW + timedelta(days=days)


def table(number: int = 1, /, **kinds: FieldKind) -> FeatureTable:
    return FeatureTable(number, tuple(FeatureColumn(name, kind) for name, kind in kinds.items()))


def alike(names: Iterable[str], kind: FieldKind) -> FeatureTable:
    """A table whose fields are all of one kind."""
    return FeatureTable(1, tuple(FeatureColumn(name, kind) for name in names))


def batch(places: Mapping[str, BaseGeometry | None], **fields: Sequence[object]) -> pa.Table:
    """Features by their keys, with values of fields in the same order."""
    wkb = [None if place is None else bytes(shapely.to_wkb(place)) for place in places.values()]
    return pa.table({"key": list(places), "geometry": pa.array(wkb, pa.binary()), **fields})


def store(
    features: FeatureStore, of: FeatureTable, *batches: pa.Table, days: float = 0, complete: bool = True
) -> Changes:
    """Make the table and write into it."""
    features.ensure(of)
    return features.write(of, batches, complete=complete, at=later(days))


def keys(features: FeatureStore, of: FeatureTable, bounds: Bounds | None = None) -> list[str]:
    """Keys of what lies there, sorted."""
    rows = features.page(FeatureQuestion(table=of, bounds=bounds, columns=(), geometry="none"))
    return sorted(str(key) for key in rows["key"].to_pylist())
