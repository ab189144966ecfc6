# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a write would do, found as a write finds it; nothing is stored."""

from __future__ import annotations

from . import writing
from .store import FeatureStore
from .words import Changes, FeatureTable
from .writing import Arrival


def compare(store: FeatureStore, table: FeatureTable, arrival: Arrival) -> Changes:
    """How many features are new, different and gone; the revision is zero, since there is none.

    Raises:
        PayloadRejected: what arrives could not be stored.
        LakeUnavailable: the lake cannot be read.
    """
    store.ensure(table)
    return writing.compare(store.tables, table, arrival)
