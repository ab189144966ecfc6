# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entities of the register that observations are linked to, for all records of a page at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stadtkern.flow.outlets.sensorthings.entities import BY_NAME, FEATURE_OF_INTEREST
from stadtkern.flow.outlets.sensorthings.query.words import Query
from stadtkern.flow.outlets.sensorthings.reading import observations_places
from stadtkern.flow.outlets.sensorthings.reading.observations_words import Kin, Registered
from stadtkern.flow.outlets.sensorthings.reading.words import Page, Record


def expanded(
    register: Registered, records: Sequence[Record], kin: Sequence[Kin], query: Query
) -> list[Record]:
    """The same records with what $expand names."""
    found: list[dict[str, Page | Record | None]] = [{} for _ in records]
    for expand in query.expand:
        entity = BY_NAME[expand.link.target]
        if entity is FEATURE_OF_INTEREST:
            keys = observations_places.of_each(kin)
        else:
            keys = [one.stream for one in kin]
        wanted = register.records(entity, {key for key in keys if key is not None}, expand.query)
        for one, key in zip(found, keys, strict=True):
            one[expand.link.name] = None if key is None else wanted.get(key)
    return [replace(record, expanded=one) for record, one in zip(records, found, strict=True)]
