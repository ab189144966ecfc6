# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Data arrays: names once, then values (OGC 18-088 clause 12)."""

from __future__ import annotations

from collections.abc import Collection

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.sensorthings.entities import DATASTREAM, MULTI_DATASTREAM, OBSERVATION
from stadtkern.flow.outlets.sensorthings.http.links import entity_url
from stadtkern.flow.outlets.sensorthings.query.words import Query
from stadtkern.flow.outlets.sensorthings.reading.observations_words import ObservedPage
from stadtkern.flow.outlets.sensorthings.reading.words import Page, Record

from .records import Encoder
from .texts import as_json

_SELDOM = ("resultQuality", "validTime", "parameters")
"""Named only when an observation of the group has them or they were selected."""


class ArrayEncoder:
    """Writes one answer; ``multi`` as for :class:`Encoder`."""

    def __init__(self, base: str, *, multi: Collection[int] = ()) -> None:
        self._base = base
        self._multi = multi
        self._encoder = Encoder(base, multi=multi)

    def page(self, page: Page, next_link: str = "") -> dict[str, Json]:
        """Observations grouped by datastream; records of other sets in one group."""
        content: dict[str, Json] = {}
        if page.count is not None:
            content["@iot.count"] = page.count
            if page.estimated:
                content["@iot.countIsEstimate"] = True
        if next_link:
            content["@iot.nextLink"] = next_link
        content["value"] = [
            self._group(stream, records, page.query) for stream, records in _groups(page).items()
        ]
        return content

    def _group(self, stream: int | None, records: list[Record], query: Query) -> dict[str, Json]:
        names = _components(records, query)
        expanded = [item.link.name for item in query.expand]
        rows: list[Json] = [self._row(record, names, query) for record in records]
        named: dict[str, Json] = {}
        if stream is not None:
            entity = MULTI_DATASTREAM if stream in self._multi else DATASTREAM
            named[f"{entity.name}@iot.navigationLink"] = entity_url(self._base, entity, str(stream))
        return {
            **named,
            "components": [*names, *expanded],
            "dataArray@iot.count": len(rows),
            "dataArray": rows,
        }

    def _row(self, record: Record, names: list[str], query: Query) -> list[Json]:
        row: list[Json] = [record.id if name == "id" else as_json(record.values.get(name)) for name in names]
        if query.expand:
            written = self._encoder.record(record, query)
            row.extend(written.get(item.link.name) for item in query.expand)
        return row


def _groups(page: Page) -> dict[int | None, list[Record]]:
    """Observations by datastream; anything else is one group."""
    if not isinstance(page, ObservedPage):
        return {None: list(page.records)}
    groups: dict[int | None, list[Record]] = {}
    for record, kin in zip(page.records, page.kin, strict=True):
        groups.setdefault(kin.stream, []).append(record)
    return groups


def _components(records: list[Record], query: Query) -> list[str]:
    chosen = [one.property.name for one in query.select if one.property is not None]
    if chosen:
        return list(dict.fromkeys(chosen))
    names = [one.name for one in query.entity.properties]
    if query.entity is not OBSERVATION:
        return names
    return [
        name
        for name in names
        if name not in _SELDOM or any(record.values.get(name) is not None for record in records)
    ]
