# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an expression becomes on its way to SQL: a scalar, an interval, a JSON value, a geometry, or null."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, TypeAlias

import shapely

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query.words import Constant, Geometry, Period

from .dialects import Dialect, Steps
from .fragments import TRUE, Sql, put
from .tables import Column, Table

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


class Scalar(NamedTuple):
    """Text, number, truth, id, or microseconds of any kind of time."""

    kind: Kind
    sql: Sql


class Span(NamedTuple):
    """A period, or an instant that ends where it starts, in microseconds; null when the start is null."""

    start: Sql
    end: Sql
    instant: bool = False


class Document(NamedTuple):
    """A JSON value: what it is as text, number and truth (null when it is none), and whether it is there."""

    text: Sql
    number: Sql
    boolean: Sql
    there: Sql


class Shape(NamedTuple):
    """A geometry of a row, or a constant one."""

    table: Table | None = None
    alias: str = ""
    column: Column | None = None
    constant: shapely.Geometry | None = None
    there: Sql = TRUE
    """Whether the row has a geometry."""


class Nothing(NamedTuple):
    """The literal null."""


Operand: TypeAlias = Scalar | Span | Document | Shape | Nothing


@dataclass(frozen=True, kw_only=True, slots=True)
class Maker:
    """Makes operands in one dialect."""

    dialect: Dialect

    def constant(self, node: Constant) -> Operand:
        """A literal."""
        value = node.value
        match value:
            case None:
                return Nothing()
            case Geometry():
                return Shape(constant=shapely.from_wkt(value.wkt))
            case Period():
                return Span(self.dialect.whole(micros(value.start)), self.dialect.whole(micros(value.end)))
            case _:
                return Scalar(node.kind, self._scalar(value, node.kind))

    def _scalar(self, value: str | float | date | time | timedelta, kind: Kind) -> Sql:
        match value:
            case bool():
                return Sql("true" if value else "false")
            case int() | float():
                return self.dialect.number(value)
            case str():
                return self._word(value, kind)
            case _:
                return self.dialect.whole(micros(value))

    def _word(self, value: str, kind: Kind) -> Sql:
        if kind is not Kind.ID:
            return self.dialect.text(value)
        return self.dialect.whole(int(value)) if is_key(value) else self.dialect.number(_between(value))

    def stored(self, column: Sql, steps: Steps) -> Document:
        """A JSON column, or a place in it."""
        dialect = self.dialect
        return Document(
            dialect.json_text(column, steps),
            dialect.json_number(column, steps),
            dialect.json_boolean(column, steps),
            dialect.json_there(column, steps),
        )

    def word(self, text: Sql) -> Document:
        """A JSON value that is text or missing."""
        dialect = self.dialect
        return Document(
            text, dialect.null("number"), dialect.null("boolean"), put("(({}) is not null)", text)
        )

    def something(self, there: Sql) -> Document:
        """A JSON value of which only is asked whether it is there."""
        dialect = self.dialect
        return Document(dialect.null("text"), dialect.null("number"), dialect.null("boolean"), there)

    def shelved(self, values: Mapping[int, Json], key: Sql) -> Document:
        """JSON values that were worked out before, by the id in ``key``."""
        text = {str(one): value for one, value in values.items() if isinstance(value, str)}
        boolean = {str(one): value for one, value in values.items() if isinstance(value, bool)}
        number = {
            str(one): float(value)
            for one, value in values.items()
            if isinstance(value, int | float) and not isinstance(value, bool)
        }
        there = {str(one): True for one, value in values.items() if value is not None}
        name, dialect = self.dialect.as_text(key), self.dialect
        return Document(
            dialect.shelf(text, name, "text"),
            dialect.shelf(number, name, "number"),
            dialect.shelf(boolean, name, "boolean"),
            put("(({}) is not null)", dialect.shelf(there, name, "boolean")),
        )

    def text(self, operand: Operand) -> Sql:
        """As text."""
        match operand:
            case Document():
                return operand.text
            case Scalar(kind=Kind.TEXT):
                return operand.sql
            case _:
                return self.dialect.null("text")

    def number(self, operand: Operand) -> Sql:
        """As a double."""
        match operand:
            case Document():
                return operand.number
            case Scalar(kind=Kind.NUMBER):
                return operand.sql
            case _:
                return self.dialect.null("number")

    def boolean(self, operand: Operand) -> Sql:
        """As true, false or unknown."""
        match operand:
            case Document():
                return operand.boolean
            case Scalar(kind=Kind.BOOLEAN):
                return operand.sql
            case _:
                return self.dialect.null("boolean")

    def start(self, operand: Operand) -> Sql:
        """As microseconds; of an interval its start."""
        match operand:
            case Span():
                return operand.start
            case Scalar():
                return operand.sql
            case _:
                return self.dialect.null("whole")


def _between(id_text: str) -> float:
    """Where the id of an observation stands among those of the register: right behind its first number."""
    first = id_text.partition(".")[0]
    return int(first) + 0.5 if first.removeprefix("-").isdecimal() else -0.5


def is_key(text: str) -> bool:
    """Whether an id can be one of the register: a whole number of at most 18 digits, as it is written."""
    return text.isascii() and text.isdecimal() and len(text) <= 18 and (text[0] != "0" or text == "0")


MOST_MICROS = 4 * 10**18
"""Longer durations count as this long (126,000 years), so that every sum of two fits into 64 bits."""


def micros(value: datetime | date | time | timedelta | object) -> int:
    """Microseconds since 1970 (UTC), of the day, or of the duration."""
    match value:
        case datetime():
            return (value - EPOCH) // _MICRO
        case date():
            return (datetime.combine(value, time(), UTC) - EPOCH) // _MICRO
        case time():
            seconds = (value.hour * 60 + value.minute) * 60 + value.second
            return seconds * 1_000_000 + value.microsecond
        case timedelta():
            return max(-MOST_MICROS, min(value // _MICRO, MOST_MICROS))
        case _:
            raise TypeError(f"no time: {value!r}")
