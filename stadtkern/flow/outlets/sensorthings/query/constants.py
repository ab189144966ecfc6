# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Literals where they stand in an option."""

from __future__ import annotations

from collections.abc import Callable

from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query import literals
from stadtkern.flow.outlets.sensorthings.query.cursor import Cursor
from stadtkern.flow.outlets.sensorthings.query.errors import suggestion
from stadtkern.flow.outlets.sensorthings.query.lexer import Sort, Token
from stadtkern.flow.outlets.sensorthings.query.words import Constant, Span, Value

_WORDS: dict[str, tuple[bool | None, Kind]] = {
    "true": (True, Kind.BOOLEAN),
    "false": (False, Kind.BOOLEAN),
    "null": (None, Kind.NOTHING),
}
_PREFIXES: dict[str, tuple[Callable[[str], Value], Kind, str]] = {
    "duration": (literals.duration, Kind.DURATION, "an ISO 8601 duration such as duration'PT1H'"),
    "geography": (literals.geometry, Kind.GEOMETRY, "well-known text such as geography'POINT (8.4 49.0)'"),
    "geometry": (literals.geometry, Kind.GEOMETRY, "well-known text such as geometry'POINT (8.4 49.0)'"),
    "datetime": (literals.instant, Kind.TIME, "a time such as 2026-03-29T08:00:00Z"),
    "datetimeoffset": (literals.instant, Kind.TIME, "a time such as 2026-03-29T08:00:00Z"),
    "date": (literals.day, Kind.DATE, "a date such as 2026-03-29"),
    "time": (literals.clock, Kind.TIME_OF_DAY, "a time of day such as 08:30:00"),
    "timeofday": (literals.clock, Kind.TIME_OF_DAY, "a time of day such as 08:30:00"),
}
_LITERALS = frozenset((Sort.TEXT, Sort.NUMBER, Sort.TIME, Sort.DATE, Sort.TIME_OF_DAY, Sort.PREFIXED))


def starts(cursor: Cursor) -> bool:
    """Whether a literal is next; a minus before a number belongs to it."""
    if cursor.at_sign("-"):
        return cursor.ahead(1).sort is Sort.NUMBER
    return cursor.token.sort in _LITERALS or (cursor.at_word(*_WORDS) and cursor.ahead(1).text != "/")


def read(cursor: Cursor) -> Constant:
    """The literal that is next."""
    if not starts(cursor):
        cursor.refuse("a value: text in single quotes, a number, a time, true, false or null")
    start = cursor.token.at.start
    negative = cursor.skip_sign("-")
    token = cursor.take()
    try:
        value, kind = _value(token, cursor)
    except ValueError as error:
        cursor.complain(str(error), token, _wanted(token))
    if negative and isinstance(value, int | float):
        value = -value
    return Constant(value=value, kind=kind, at=Span(start=start, end=token.at.end))


def _value(token: Token, cursor: Cursor) -> tuple[Value, Kind]:
    match token.sort:
        case Sort.TEXT:
            return token.text, Kind.TEXT
        case Sort.NUMBER:
            return literals.number(token.text), Kind.NUMBER
        case Sort.PREFIXED:
            return _prefixed(token, cursor)
        case Sort.NAME:
            return _WORDS[token.text]
        case _:
            return _time(token)


def _time(token: Token) -> tuple[Value, Kind]:
    if token.sort is Sort.DATE:
        return literals.day(token.text), Kind.DATE
    if token.sort is Sort.TIME_OF_DAY:
        return literals.clock(token.text), Kind.TIME_OF_DAY
    moment = literals.instant(token.text)
    if moment is not None:
        return moment, Kind.TIME
    period = literals.period(token.text)
    if period is None:
        raise ValueError("this is no time")
    return (period.start, Kind.TIME) if period.start == period.end else (period, Kind.INTERVAL)


def _prefixed(token: Token, cursor: Cursor) -> tuple[Value, Kind]:
    known = _PREFIXES.get(token.prefix)
    if known is None:
        cursor.complain(
            f"there is no literal “{token.prefix}'…'”", token, suggestion(token.prefix, _PREFIXES)
        )
    reader, kind, wanted = known
    value = reader(token.text)
    if value is None:
        cursor.complain(f"“{token.text[:40]}” cannot be read", token, wanted)
    return value, kind


def _wanted(token: Token) -> str:
    if token.sort is Sort.PREFIXED:
        return _PREFIXES[token.prefix][2]
    return "a time such as 2026-03-29T08:00:00Z" if token.sort is Sort.TIME else ""
