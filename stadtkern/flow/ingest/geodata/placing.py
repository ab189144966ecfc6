# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Features that decoders bring go into their collections; those of nobody's collection are refused.

Written again is harmless: the store compares and touches only what differs. A feature that cannot be read now
is not taken for gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import shapely
from shapely.geometry.base import BaseGeometry

from stadtkern.flow.collections import checking, facts, service, writing
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.kernel import registry
from stadtkern.kernel.collections import Feature
from stadtkern.kernel.errors import NotFound, PayloadRejected
from stadtkern.kernel.observation import Decoded, Rejected

from . import records


@dataclass(frozen=True, kw_only=True)
class Placed:
    """What became of the features of a delivery."""

    arrived: int = 0
    """Features that are stored now, new or not."""
    changes: int = 0
    """Features that are new, different or gone."""
    rejected: tuple[Rejected, ...] = ()

    def __add__(self, other: Placed) -> Placed:
        return Placed(
            arrived=self.arrived + other.arrived,
            changes=self.changes + other.changes,
            rejected=(*self.rejected, *other.rejected),
        )


def place(decoded: Decoded, *, source_key: str, now: datetime) -> Placed:
    """Store the features of one payload, collection by collection, each in one commit.

    Raises:
        LakeUnavailable: the lake cannot be written.
    """
    placed = Placed()
    for key, features in decoded.features.items():
        placed += _placed(key, features, source_key, complete=key in decoded.complete, now=now)
    return placed


def why_not(decoded: Decoded, source_key: str) -> str:
    """Why a feature would be refused; empty when all would be stored."""
    for key, features in decoded.features.items():
        try:
            collection = _collection(key, source_key, None)
            for feature in _mended(features):
                checking.checked(feature, facts.fields_of(collection), collection.geometry)
        except PayloadRejected as error:
            return str(error)
    return ""


def _placed(
    key: str, features: Sequence[Feature], source_key: str, *, complete: bool, now: datetime
) -> Placed:
    try:
        collection = _collection(key, source_key, now)
    except PayloadRejected as error:
        return Placed(rejected=tuple(records.rejected(key, one, str(error)) for one in features))
    written = writing.write_features(
        collection, _mended(features), complete=complete, now=now, actor=source_key
    )
    changes = written.changes
    stored = changes.inserted + changes.changed + changes.unchanged
    return Placed(
        arrived=stored,
        changes=changes.inserted + changes.changed + changes.removed,
        rejected=tuple(records.within(key, one) for one in written.rejected),
    )


def _collection(key: str, source_key: str, now: datetime | None) -> FeatureCollection:
    """The collection into which features of this source may go.

    Raises:
        PayloadRejected: there is none, or it is another's.
    """
    mine = records.collection_of(source_key) == key
    try:
        domain, _declared = registry.collection(key)
    except NotFound:
        found = FeatureCollection.objects.filter(key=key).select_related("department").first()
        if found is None:
            raise PayloadRejected(f"Die Sammlung „{key[:60]}“ gibt es nicht.") from None
        if mine:
            return found
        raise PayloadRejected(f"Die Sammlung „{key}“ gehört nicht zu dieser Datenquelle.") from None
    if not mine and source_key not in {source.key for source in registry.domain(domain.name).sources}:
        raise PayloadRejected(f"Die Sammlung „{key}“ gehört nicht zu dieser Datenquelle.")
    return service.ensure_declared(key, now)


def _mended(features: Sequence[Feature]) -> Iterator[Feature]:
    """Features whose geometries are valid where that is possible."""
    for feature in features:
        given = feature.geometry
        yield feature if given is None or given.is_valid else replace(feature, geometry=_valid(given))


def _valid(given: BaseGeometry) -> BaseGeometry:
    made = shapely.make_valid(shapely.force_2d(given), method="structure", keep_collapsed=False)
    return given if made.is_empty else made
