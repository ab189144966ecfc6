# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes features of a collection: check the right, change the lake, count, audit, tell."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

import pyarrow as pa
import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from stadtkern.flow.lake import current
from stadtkern.flow.lake.features.store import FeatureStore
from stadtkern.flow.lake.features.words import Changes, FeatureTable
from stadtkern.flow.lake.features.writing import Batches, schema_of
from stadtkern.kernel.collections import Feature
from stadtkern.kernel.errors import Contradiction, NotFound, PayloadRejected
from stadtkern.kernel.observation import Rejected

from . import settling
from .checking import checked
from .facts import fields_of, table_of
from .models import FeatureCollection
from .reading import feature_of
from .rights import Actor, require_write

_BATCH = 5_000


@dataclass(frozen=True, kw_only=True)
class Written:
    """What came of features that were handed over one by one."""

    changes: Changes
    rejected: tuple[Rejected, ...]
    """Those that do not fit the collection; ``where`` is their key."""


@dataclass(frozen=True, kw_only=True)
class Patch:
    """What is to be different about one feature."""

    key: str
    properties: Mapping[str, object] = field(default_factory=dict)
    """Those that change; null takes a value away."""
    moves: bool = False
    """Whether ``geometry`` counts."""
    geometry: BaseGeometry | None = None


def write(
    collection: FeatureCollection,
    batches: Batches,
    *,
    complete: bool,
    now: datetime,
    actor: Actor,
    kept: Sequence[str] = (),
) -> Changes:
    """Store batches (columns key, geometry as WKB in OGC:CRS84, fields); when complete, others are removed.

    Features of ``kept`` stay although they did not arrive; it is read when everything has arrived.

    Raises:
        NotPermitted: the actor may not write.
        PayloadRejected: a column, key or geometry is wrong; nothing was written.
        LakeUnavailable: nothing was written.
    """

    def work(store: FeatureStore, table: FeatureTable) -> Changes:
        return store.write(table, batches, complete=complete, at=now, kept=kept)

    return _changed(collection, actor, "collection.write", now, work)


def write_features(
    collection: FeatureCollection,
    features: Iterable[Feature],
    *,
    complete: bool,
    now: datetime,
    actor: Actor,
) -> Written:
    """Store features one by one; those that do not fit are told and harm nobody, and their old version stays.

    Raises:
        NotPermitted: the actor may not write.
        LakeUnavailable: nothing was written.
    """
    rejected: list[Rejected] = []
    kept: list[str] = []
    batches = _batches(collection, features, rejected, kept)

    def work(store: FeatureStore, table: FeatureTable) -> Changes:
        return store.write(table, batches, complete=complete, at=now, kept=kept)

    return Written(
        changes=_changed(collection, actor, "collection.write", now, work), rejected=tuple(rejected)
    )


def create_feature(actor: Actor, collection: FeatureCollection, feature: Feature, now: datetime) -> Feature:
    """Add one feature; without a key it gets one. The feature as it is stored.

    Raises:
        NotPermitted: the actor may not write.
        PayloadRejected: it does not fit the collection, with the reason in German.
        Contradiction: its key is taken.
        LakeUnavailable: nothing was written.
    """
    named = feature if feature.key else replace(feature, key=uuid.uuid4().hex)
    good = checked(named, fields_of(collection), collection.geometry)

    def work(store: FeatureStore, table: FeatureTable) -> Changes:
        if store.feature(table, good.key).num_rows:
            raise Contradiction(_("Die Kennung „%(key)s“ ist schon vergeben.") % {"key": good.key})
        return store.write(table, [_table(table, [good])], complete=False, at=now)

    _changed(collection, actor, "feature.create", now, work, keys=[good.key])
    return good


def replace_feature(
    actor: Actor,
    collection: FeatureCollection,
    feature: Feature,
    now: datetime,
    *,
    expected_revision: int | None = None,
) -> Feature:
    """Replace one feature as a whole; properties that are missing become null.

    Raises:
        NotPermitted: the actor may not write.
        NotFound: there is no feature with its key.
        PayloadRejected: it does not fit the collection, with the reason in German.
        Contradiction: the collection is no longer of the expected revision.
        LakeUnavailable: nothing was written.
    """
    good = checked(feature, fields_of(collection), collection.geometry)

    def work(store: FeatureStore, table: FeatureTable) -> Changes:
        _expect(collection, expected_revision)
        _present(store, table, good.key)
        return store.write(table, [_table(table, [good])], complete=False, at=now)

    _changed(collection, actor, "feature.replace", now, work, keys=[good.key])
    return good


def update_feature(
    actor: Actor,
    collection: FeatureCollection,
    patch: Patch,
    now: datetime,
    *,
    expected_revision: int | None = None,
) -> Feature:
    """Change some properties of one feature, or where it lies; how it is afterwards.

    Raises:
        NotPermitted: the actor may not write.
        NotFound: there is no feature with this key.
        PayloadRejected: a value does not fit, with the reason in German.
        Contradiction: the collection is no longer of the expected revision.
        LakeUnavailable: nothing was written.
    """
    stored: list[Feature] = []

    def work(store: FeatureStore, table: FeatureTable) -> Changes:
        _expect(collection, expected_revision)
        before = feature_of(_present(store, table, patch.key), fields_of(collection))
        after = Feature(
            key=patch.key,
            geometry=patch.geometry if patch.moves else before.geometry,
            properties={**before.properties, **patch.properties},
        )
        stored.append(checked(after, fields_of(collection), collection.geometry))
        return store.write(table, [_table(table, stored)], complete=False, at=now)

    _changed(collection, actor, "feature.update", now, work, keys=[patch.key])
    return stored[0]


def delete_feature(
    actor: Actor,
    collection: FeatureCollection,
    key: str,
    now: datetime,
    *,
    expected_revision: int | None = None,
) -> None:
    """Remove one feature; what it was stays in the history.

    Raises:
        NotPermitted: the actor may not write.
        NotFound: there is no feature with this key.
        Contradiction: the collection is no longer of the expected revision.
        LakeUnavailable: nothing was removed.
    """

    def work(store: FeatureStore, table: FeatureTable) -> Changes:
        _expect(collection, expected_revision)
        _present(store, table, key)
        return store.remove(table, [key], at=now)

    _changed(collection, actor, "feature.delete", now, work, keys=[key])


_Work = Callable[[FeatureStore, FeatureTable], Changes]


def _changed(
    collection: FeatureCollection,
    actor: Actor,
    action: str,
    now: datetime,
    work: _Work,
    *,
    keys: Sequence[str] = (),
) -> Changes:
    """Do the work on the table and settle the register; work on single ``keys`` is alone in the city.

    What many batches bring may take long to arrive, and holds nobody up before it is written.
    """
    require_write(actor, collection)
    store, table = current.lake().features, table_of(collection)
    with settling.noted(collection, now), store.alone() if keys else nullcontext():
        store.ensure(table)
        changes = work(store, table)
    settling.settle(collection, settling.Deed(actor=actor, action=action, keys=tuple(keys)), changes, now)
    return changes


def _expect(collection: FeatureCollection, revision: int | None) -> None:
    if revision is None:
        return
    present = FeatureCollection.objects.filter(pk=collection.pk).values_list("revision", flat=True).first()
    if present != revision:
        raise Contradiction(_("Die Sammlung wurde inzwischen geändert."))


def _present(store: FeatureStore, table: FeatureTable, key: str) -> pa.Table:
    found = store.feature(table, key)
    if not found.num_rows:
        raise NotFound(f"no feature {key[:80]!r}")
    return found


def _batches(
    collection: FeatureCollection,
    features: Iterable[Feature],
    rejected: list[Rejected],
    kept: list[str],
) -> Iterator[pa.Table]:
    """What fits, batch by batch; what does not is added to ``rejected``, its key to ``kept``."""
    fields, table = fields_of(collection), table_of(collection)
    rest = iter(features)
    while some := list(islice(rest, _BATCH)):
        good = []
        for feature in some:
            try:
                good.append(checked(feature, fields, collection.geometry))
            except PayloadRejected as fault:
                rejected.append(Rejected(reason=str(fault), raw=_raw(feature), where=feature.key))
                kept.append(feature.key)
        yield _table(table, good)


def _table(table: FeatureTable, features: Collection[Feature]) -> pa.Table:
    schema = schema_of(table)
    places = [feature.geometry for feature in features]
    columns: list[Sequence[object]] = [[feature.key for feature in features], list(shapely.to_wkb(places))]
    columns += [[feature.properties.get(name) for feature in features] for name in schema.names[2:]]
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)


def _raw(feature: Feature) -> bytes:
    place = None if feature.geometry is None else json.loads(shapely.to_geojson(feature.geometry))
    told = {"type": "Feature", "id": feature.key, "geometry": place, "properties": dict(feature.properties)}
    return json.dumps(told, ensure_ascii=False, default=str).encode()
