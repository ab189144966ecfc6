# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a write would do, found as a write finds it; nothing is stored."""

from __future__ import annotations

from . import writing
from .identifiers import statement
from .store import FeatureStore
from .words import Changes, FeatureTable
from .writing import INCOMING, Arrival


def compare(store: FeatureStore, table: FeatureTable, arrival: Arrival) -> Changes:
    """How many features are new, different and gone; the revision is zero, since there is none.

    Raises:
        PayloadRejected: what arrives could not be stored.
        LakeUnavailable: the lake cannot be read.
    """
    store.ensure(table)
    folder = store.tables.engine.settings.folder / INCOMING
    with (
        writing._arrived(folder, table, arrival.batches) as file,
        store.tables.writing() as session,
    ):
        doubled, features = writing._stage(session, table, file)
        try:
            writing._compare(session, table, arrival)
            inserted, changed, removed = writing._one(session, "touched_count")
        finally:
            session.execute(statement("forget_staged"))
    return Changes(
        inserted=inserted,
        changed=changed,
        removed=removed,
        unchanged=features - inserted - changed,
        revision=0,
        doubled=doubled,
    )
