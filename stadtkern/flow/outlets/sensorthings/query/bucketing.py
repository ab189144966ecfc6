# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""$apply: observations per interval, in the words of OData's aggregation and a bucket of our own."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias, get_args

from stadtkern.flow.outlets.sensorthings.entities import OBSERVATION, Entity
from stadtkern.flow.outlets.sensorthings.query.cursor import Cursor
from stadtkern.flow.outlets.sensorthings.query.errors import suggestion
from stadtkern.flow.outlets.sensorthings.query.lexer import Sort
from stadtkern.flow.outlets.sensorthings.query.words import Aggregate, Bucketing, Statistic

Unit: TypeAlias = Literal["second", "minute", "hour", "day", "week", "month", "year"]

EXAMPLE = "groupby((Datastream/id,bucket(phenomenonTime,duration'PT1H')),aggregate(result with mean as mean))"
MOST_AGGREGATES = 20
MOST_UNITS = 10_000
"""A bucket is at most this many of its unit wide."""
_STATISTICS: dict[str, Statistic] = {name: name for name in get_args(Statistic)} | {"average": "mean"}
_WIDTH = re.compile(r"P(?:(\d{1,6})([DWMY])|T(\d{1,6})([HMS]))", re.ASCII)
_UNITS: dict[str, Unit] = {"D": "day", "W": "week", "M": "month", "Y": "year"}
_SHORT_UNITS: dict[str, Unit] = {"H": "hour", "M": "minute", "S": "second"}
_TAKEN = frozenset(("datastream", "start", "end"))
"""Columns of the answer that have these names already."""


def read(cursor: Cursor, entity: Entity) -> Bucketing:
    """``groupby((…),aggregate(…))``; with ``Datastream/id`` each datastream has buckets of its own."""
    if entity is not OBSERVATION:
        cursor.complain(f"{entity.plural} have no results", cursor.token, "$apply only on Observations")
    _word(cursor, "groupby")
    cursor.need_sign("(")
    cursor.need_sign("(", "“((” and what to group by")
    by_datastream, width = _groups(cursor)
    cursor.need_sign(")")
    cursor.need_sign(",", "“,aggregate(…)”")
    aggregates = _aggregates(cursor)
    cursor.need_sign(")")
    number, unit = width
    return Bucketing(number=number, unit=unit, by_datastream=by_datastream, aggregates=aggregates)


def _word(cursor: Cursor, word: str) -> None:
    if not cursor.at_word(word):
        cursor.refuse(f"“{word}” as in {EXAMPLE}")
    cursor.take()


def _groups(cursor: Cursor) -> tuple[bool, tuple[int, Unit]]:
    by_datastream, width = False, None
    while True:
        if cursor.at_word("bucket") and width is None:
            width = _bucket(cursor)
        elif cursor.at_word("Datastream") and not by_datastream:
            _datastream_id(cursor)
            by_datastream = True
        else:
            cursor.refuse("bucket(phenomenonTime,duration'PT1H') and perhaps Datastream/id, each once")
        if not cursor.skip_sign(","):
            break
    if width is None:
        cursor.refuse("“,bucket(phenomenonTime,duration'PT1H')”")
    return by_datastream, width


def _datastream_id(cursor: Cursor) -> None:
    cursor.take()
    cursor.need_sign("/", "“/id”")
    if cursor.token.text not in ("id", "@iot.id"):
        cursor.refuse("“id”")
    cursor.take()


def _bucket(cursor: Cursor) -> tuple[int, Unit]:
    cursor.take()
    cursor.need_sign("(")
    _word(cursor, "phenomenonTime")
    cursor.need_sign(",", "“,” and the width, e.g. duration'PT1H'")
    width = _width(cursor)
    cursor.need_sign(")")
    return width


def _width(cursor: Cursor) -> tuple[int, Unit]:
    token = cursor.token
    match = (
        _WIDTH.fullmatch(token.text) if (token.sort, token.prefix) == (Sort.PREFIXED, "duration") else None
    )
    if match is None:
        cursor.refuse(
            "a width of one unit such as duration'PT15M', duration'PT1H', duration'P1D' or duration'P1M'"
        )
    number = int(match[1] or match[3])
    if not 1 <= number <= MOST_UNITS:
        cursor.refuse(f"a number from 1 to {MOST_UNITS} in the width")
    cursor.take()
    return number, _UNITS[match[2]] if match[2] else _SHORT_UNITS[match[4]]


def _aggregates(cursor: Cursor) -> tuple[Aggregate, ...]:
    _word(cursor, "aggregate")
    cursor.need_sign("(")
    found = [_aggregate(cursor, _TAKEN)]
    while cursor.skip_sign(","):
        found.append(_aggregate(cursor, _TAKEN | {one.alias for one in found}))
        if len(found) > MOST_AGGREGATES:
            cursor.refuse(f"at most {MOST_AGGREGATES} aggregates")
    cursor.need_sign(")", "“,” and the next aggregate, or “)”")
    return tuple(found)


def _aggregate(cursor: Cursor, taken: frozenset[str]) -> Aggregate:
    statistic = _statistic(cursor)
    _word(cursor, "as")
    token = cursor.token
    if token.sort is not Sort.NAME or not token.text.isidentifier():
        cursor.refuse("a name for the column")
    if token.text in taken:
        cursor.complain(f"a column is named {token.shown} already", token, "another name")
    cursor.take()
    return Aggregate(statistic=statistic, alias=token.text)


def _statistic(cursor: Cursor) -> Statistic:
    if cursor.at_word("$count"):
        cursor.take()
        return "count"
    _word(cursor, "result")
    _word(cursor, "with")
    token = cursor.token
    statistic = _STATISTICS.get(token.text)
    if statistic is None:
        cursor.complain(f"found {token.shown}", token, suggestion(token.text, _STATISTICS))
    cursor.take()
    return statistic
