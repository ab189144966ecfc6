# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Records as flat rows: nested values get dotted column names such as ``unitOfMeasurement.symbol``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.sensorthings.query.words import Query
from stadtkern.flow.outlets.sensorthings.reading.words import Page, Record

from .texts import as_json

Row = dict[str, Json]

_WHOLE = frozenset({"location", "feature", "observedArea"})
"""Geometries stay in one column."""
_DEEPEST = 20


def rows(records: Iterable[Record], query: Query) -> list[Row]:
    """One row per record; what is expanded follows under the name of its link, sets of it as JSON."""
    return [_row(record, query) for record in records]


def columns(found: Iterable[Row]) -> list[str]:
    """All column names in the order in which they first occur."""
    names: dict[str, None] = {}
    for row in found:
        if row.keys() - names.keys():
            names.update(dict.fromkeys(row))
    return list(names)


def _row(record: Record, query: Query) -> Row:
    row: Row = {}
    names = {one.property.name for one in query.select if one.property is not None}
    if not query.select or "id" in names:
        row["id"] = record.id
    for name, value in record.values.items():
        content = as_json(value)
        if name in _WHOLE:
            row[name] = content
        else:
            _spread(row, name, content, _DEEPEST)
    for item in query.expand:
        _expanded(row, item.link.name, record.expanded.get(item.link.name), item.query)
    return row


def _spread(row: Row, name: str, value: Json, depth: int) -> None:
    """An object becomes one column per key, anything else one column."""
    if isinstance(value, Mapping) and value and depth:
        for key, inner in value.items():
            _spread(row, f"{name}.{key}", inner, depth - 1)
    else:
        row[name] = value


def _expanded(row: Row, name: str, found: Page | Record | None, query: Query) -> None:
    if isinstance(found, Record):
        for key, value in _row(found, query).items():
            row[f"{name}.{key}"] = value
    elif isinstance(found, Page):
        inner = [_row(record, found.query) for record in found.records]
        row[name] = msgspec.json.encode(inner).decode() if inner else None
