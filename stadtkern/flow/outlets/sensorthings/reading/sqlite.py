# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""SQLite: what its own functions cannot say exactly is said by small functions of this module."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from itertools import count
from typing import TypeAlias

import msgspec

from stadtkern.flow.outlets.sensorthings.query.evaluation import numbers, texts, times
from stadtkern.flow.outlets.sensorthings.query.words import ArithmeticOperator

from .dialects import Shelved, Steps
from .fragments import Sql, bound, joined, put
from .operands import micros

Scalar: TypeAlias = str | int | float | bool | None
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - Django keeps times in SQLite as UTC without offset
_MICRO = timedelta(microseconds=1)
_CASTS = {"number": "real", "whole": "integer", "boolean": "boolean", "text": "text"}
_PLAIN = {
    "length": "length({})",
    "concat": "({} || {})",
    "contains": "(instr({}, {}) > 0)",
    "indexof": "(instr({}, {}) - 1)",
}
_ANSWERS_WHOLE = frozenset(("length", "indexof"))


class Sqlite:
    """The dialect of SQLite; one for each request, because it holds the shelves."""

    def __init__(self) -> None:
        self._shelves: dict[str, Shelved] = {}
        self._names = count()

    def prepare(self, connection: sqlite3.Connection) -> None:
        """Make the functions known to a connection."""
        for name, (arguments, function) in _FUNCTIONS.items():
            connection.create_function(name, arguments, function, deterministic=True)
        connection.create_function("sk_shelf", 2, self._look_up, deterministic=True)

    def text(self, value: str) -> Sql:
        """A text constant."""
        return bound(value)

    def number(self, value: float) -> Sql:
        """A double constant."""
        return bound(float(value))

    def whole(self, value: int) -> Sql:
        """A constant of 64 bits."""
        return bound(value)

    def null(self, kind: str) -> Sql:
        """Null."""
        return Sql(f"cast(null as {_CASTS[kind]})")

    def as_number(self, whole: Sql) -> Sql:
        """A whole number as a double."""
        return put("cast({} as real)", whole)

    def as_text(self, whole: Sql) -> Sql:
        """A whole number as text."""
        return put("cast({} as text)", whole)

    def by_code_point(self, text: Sql) -> Sql:
        """SQLite compares the bytes of UTF-8, which sorts by code point."""
        return text

    def ids(self, ids: Collection[int]) -> Sql:
        """A query over a JSON list."""
        return Sql('select value as "id" from json_each(%s)', (_packed(ids),))

    def shelf(self, rows: Shelved, key: Sql, kind: str) -> Sql:
        """A look-up in this process."""
        name = f"{next(self._names)}"
        self._shelves[name] = rows
        return put("sk_shelf({}, {})", bound(name), key)

    def _look_up(self, name: str, key: str | None) -> Scalar:
        return None if key is None else self._shelves[name].get(key)

    def micros(self, column: Sql) -> Sql:
        """Django keeps times as ISO text in UTC."""
        return put("sk_micros({})", column)

    def json_text(self, column: Sql, steps: Steps) -> Sql:
        """Text of a JSON column."""
        return put("sk_json_text({}, {})", column, _path(steps))

    def json_number(self, column: Sql, steps: Steps) -> Sql:
        """Number of a JSON column."""
        return put("sk_json_number({}, {})", column, _path(steps))

    def json_boolean(self, column: Sql, steps: Steps) -> Sql:
        """Truth of a JSON column."""
        return put("sk_json_boolean({}, {})", column, _path(steps))

    def json_there(self, column: Sql, steps: Steps) -> Sql:
        """Whether there is something."""
        return put("(sk_json_part({}, {}) is not null)", column, _path(steps))

    def json_part(self, column: Sql, steps: Steps) -> Sql:
        """JSON text."""
        return put("sk_json_part({}, {})", column, _path(steps)) if steps else column

    def call(self, function: str, arguments: Sequence[Sql]) -> Sql:
        """A function of the standard."""
        if function in _PLAIN:
            made = put(_PLAIN[function], *arguments)
            return self.as_number(made) if function in _ANSWERS_WHOLE else made
        return put(f"sk_{function}({{}})", joined(", ", arguments))

    def calculated(self, operator: ArithmeticOperator, left: Sql, right: Sql) -> Sql:
        """Arithmetic of doubles; what is no finite number is null."""
        return put(f"sk_{operator}({{}}, {{}})", left, right)

    def within_years(self, micros: Sql) -> Sql:
        """A time, null outside of the years 1 to 9999."""
        return put("sk_within_years({})", micros)

    def scaled(self, whole: Sql, number: Sql, *, divide: bool) -> Sql:
        """A duration times (or by) a number."""
        return put("sk_divided({}, {})" if divide else "sk_multiplied({}, {})", whole, number)


def _packed(ids: Collection[int]) -> str:
    return msgspec.json.encode(list(ids)).decode()


def _path(steps: Steps) -> Sql:
    return bound(msgspec.json.encode(list(steps)).decode())


@lru_cache(maxsize=512)
def _steps(path: str) -> list[str | int]:
    steps: list[str | int] = msgspec.json.decode(path, type=list[str | int])
    return steps


@lru_cache(maxsize=4096)
def _document(text: str) -> object:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return None


def _there(text: str | None, path: str) -> object:
    found = None if text is None else _document(text)
    for step in _steps(path):
        if isinstance(step, str) and isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(step, int) and isinstance(found, list) and 0 <= step < len(found):
            found = found[step]
        else:
            return None
    return found


def _json_text(text: str | None, path: str) -> Scalar:
    found = _there(text, path)
    return found if isinstance(found, str) else None


def _json_number(text: str | None, path: str) -> Scalar:
    found = _there(text, path)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None


def _json_boolean(text: str | None, path: str) -> Scalar:
    found = _there(text, path)
    return found if isinstance(found, bool) else None


def _json_part(text: str | None, path: str) -> Scalar:
    found = _there(text, path)
    return None if found is None else msgspec.json.encode(found).decode()


def _micros(text: str | None) -> Scalar:
    if text is None:
        return None
    return (datetime.fromisoformat(text).replace(tzinfo=None) - _EPOCH) // _MICRO


def _part(read: Callable[[datetime], float]) -> Callable[[int | None], Scalar]:
    def of(micros: int | None) -> Scalar:
        moment = None if micros is None else _moment(micros)
        return None if moment is None else float(read(moment))

    return of


def _moment(micros: int) -> datetime | None:
    try:
        return (_EPOCH + timedelta(microseconds=micros)).replace(tzinfo=UTC)
    except OverflowError:
        return None


def _strict(function: Callable[..., Scalar]) -> Callable[..., Scalar]:
    """Null for null, and for what no double can hold."""

    def of(*arguments: Scalar) -> Scalar:
        if None in arguments:
            return None
        try:
            return function(*arguments)
        except (OverflowError, ValueError, ZeroDivisionError):
            return None

    return of


def _scaled(scale: Callable[[timedelta, float], timedelta | None]) -> Callable[..., Scalar]:
    def of(whole: int, factor: float) -> Scalar:
        found = scale(timedelta(microseconds=whole), factor)
        return None if found is None else micros(found)

    return _strict(of)


_FUNCTIONS: dict[str, tuple[int, Callable[..., Scalar]]] = {
    "sk_micros": (1, _micros),
    "sk_json_text": (2, _json_text),
    "sk_json_number": (2, _json_number),
    "sk_json_boolean": (2, _json_boolean),
    "sk_json_part": (2, _json_part),
    **{
        f"sk_{operator}": (2, _strict(partial(numbers.calculated, operator)))
        for operator in ("add", "sub", "mul", "div", "mod")
    },
    **{f"sk_{name}": (1, _strict(change)) for name, change in texts.CHANGES.items()},
    **{f"sk_{name}": (1, _strict(change)) for name, change in numbers.ROUNDINGS.items()},
    "sk_within_years": (1, _strict(lambda micros: None if _moment(micros) is None else micros)),
    "sk_multiplied": (2, _scaled(times.scaled)),
    "sk_divided": (2, _scaled(times.divided)),
    "sk_startswith": (2, _strict(lambda text, begin: text.startswith(begin))),
    "sk_endswith": (2, _strict(lambda text, end: text.endswith(end))),
    "sk_substring": (-1, _strict(lambda text, start, length=sys.maxsize: texts.part(text, start, length))),
    "sk_year": (1, _part(lambda moment: moment.year)),
    "sk_month": (1, _part(lambda moment: moment.month)),
    "sk_day": (1, _part(lambda moment: moment.day)),
    "sk_hour": (1, _part(lambda moment: moment.hour)),
    "sk_minute": (1, _part(lambda moment: moment.minute)),
    "sk_second": (1, _part(lambda moment: moment.second)),
    "sk_fractionalseconds": (1, _part(lambda moment: moment.microsecond / 1_000_000)),
}
