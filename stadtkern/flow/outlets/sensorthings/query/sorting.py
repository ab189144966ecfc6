# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The order of $orderby: nulls last ascending and first descending, ties by id ascending.

A time sorts by its start, then its end; JSON numbers stand before texts, texts before false and true, and
objects and lists count as null.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias, TypeVar

from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query.evaluation import comparing, times
from stadtkern.flow.outlets.sensorthings.query.evaluation.rows import Result, Row
from stadtkern.flow.outlets.sensorthings.query.evaluator import evaluate
from stadtkern.flow.outlets.sensorthings.query.words import Order

_Key: TypeAlias = tuple[int, tuple[float, ...], str]
_R = TypeVar("_R", bound=Row)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NULL: _Key = (9, (), "")


def ordered(rows: Iterable[_R], order: Iterable[Order], *, now: datetime) -> list[_R]:
    """The rows in this order."""
    found = sorted(rows, key=lambda row: _key(row.value("id"), Kind.ID))
    for key in reversed(tuple(order)):
        keyed = [(_key(evaluate(key.expression, row, now=now), key.expression.kind), row) for row in found]
        keyed.sort(key=lambda pair: pair[0], reverse=key.descending)
        found = [row for _, row in keyed]
    return found


def _key(value: Result, kind: Kind) -> _Key:
    extent = times.extent(value)
    if extent is not None:
        return (0, (_micros(extent.start - _EPOCH), _micros(extent.end - _EPOCH)), "")
    if kind is Kind.ID and isinstance(value, str):
        return (0, comparing.id_key(value) or (), value)
    return _clock_key(value) or _scalar_key(value)


def _clock_key(value: Result) -> _Key | None:
    match value:
        case timedelta():
            return (0, (_micros(value),), "")
        case time():
            return (1, (), value.isoformat("microseconds"))
        case date():
            return (0, (value.toordinal(),), "")
        case _:
            return None


def _scalar_key(value: Result) -> _Key:
    if isinstance(value, bool):
        return (2, (int(value),), "")
    if isinstance(value, str):
        return (1, (), value)
    size = comparing.number(value)
    return _NULL if size is None else (0, (size,), "")


def _micros(length: timedelta) -> int:
    return length // _MICROSECOND
