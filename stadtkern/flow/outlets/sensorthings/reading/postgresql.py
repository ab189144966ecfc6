# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""PostgreSQL, 15 and newer, without extensions."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from stadtkern.flow.outlets.sensorthings.query.evaluation.texts import BLANKS
from stadtkern.flow.outlets.sensorthings.query.evaluation.times import EARLIEST, LATEST
from stadtkern.flow.outlets.sensorthings.query.words import ArithmeticOperator

from .dialects import Shelved, Steps
from .fragments import Sql, bound, put
from .operands import micros

_TYPES = {"number": "double precision", "whole": "bigint", "boolean": "boolean", "text": "text"}
_MOMENT = (
    "(timestamp '1970-01-01' + div({}::numeric, 86400000000)::int * interval '1 day'"
    " + mod({}, 86400000000) * interval '1 microsecond')"
)
_TEMPLATES = {
    "length": "length({})::double precision",
    "concat": "({} || {})",
    "contains": "(strpos({}, {}) > 0)",
    "indexof": "(strpos({}, {}) - 1)::double precision",
    "startswith": "starts_with({}, {})",
    "tolower": 'lower({} collate "und-x-icu")',
    "toupper": 'upper({} collate "und-x-icu")',
    "floor": "floor({})",
    "ceiling": "ceil({})",
}
_ARITHMETIC = {
    "add": "({} + {})",
    "sub": "({} - {})",
    "mul": "({} * {})",
    "div": "({} / nullif({}, 0))",
}
FIRST, LAST = micros(EARLIEST), micros(LATEST)
_WITHIN_YEARS = f"(select case when m between {FIRST} and {LAST} then m end from (select {{}} as m) as q)"  # noqa: S608
_MOST_TEXT = "1000000000"


class Postgresql:
    """The dialect of PostgreSQL."""

    def text(self, value: str) -> Sql:
        """A text constant."""
        return put("{}::text", bound(value))

    def number(self, value: float) -> Sql:
        """A double constant."""
        return put("{}::double precision", bound(float(value)))

    def whole(self, value: int) -> Sql:
        """A constant of 64 bits."""
        return put("{}::bigint", bound(value))

    def null(self, kind: str) -> Sql:
        """Null."""
        return Sql(f"null::{_TYPES[kind]}")

    def as_number(self, whole: Sql) -> Sql:
        """A whole number as a double."""
        return put("({})::double precision", whole)

    def as_text(self, whole: Sql) -> Sql:
        """A whole number as text."""
        return put("({})::text", whole)

    def by_code_point(self, text: Sql) -> Sql:
        """The collation C compares the bytes of UTF-8."""
        return put('({} collate "C")', text)

    def ids(self, ids: Collection[int]) -> Sql:
        """A query over one array."""
        return put('select unnest({}::bigint[]) as "id"', bound("{" + ",".join(map(str, ids)) + "}"))

    def shelf(self, rows: Shelved, key: Sql, kind: str) -> Sql:
        """A look-up in one JSON object, which the database finds by bisection."""
        packed = bound(msgspec.json.encode(rows).decode())
        return put(f"(({{}}::jsonb) ->> ({{}}))::{_TYPES[kind]}", packed, key)

    def micros(self, column: Sql) -> Sql:
        """Microseconds since 1970."""
        return put("(extract(epoch from {}) * 1000000)::bigint", column)

    def json_text(self, column: Sql, steps: Steps) -> Sql:
        """Text of a JSON column."""
        return self._typed(column, steps, "string", "text")

    def json_number(self, column: Sql, steps: Steps) -> Sql:
        """Number of a JSON column."""
        return self._typed(column, steps, "number", "double precision")

    def json_boolean(self, column: Sql, steps: Steps) -> Sql:
        """Truth of a JSON column."""
        return self._typed(column, steps, "boolean", "boolean")

    def json_there(self, column: Sql, steps: Steps) -> Sql:
        """Whether there is something."""
        return put("(coalesce(jsonb_typeof({}), 'null') <> 'null')", _there(column, steps))

    def json_part(self, column: Sql, steps: Steps) -> Sql:
        """JSON text."""
        return put("({})::text", _there(column, steps))

    def _typed(self, column: Sql, steps: Steps, kind: str, to: str) -> Sql:
        there = _there(column, steps)
        bare = put("({} #>> array[]::text[])", there)
        return put(f"(case when jsonb_typeof({{}}) = '{kind}' then {{}}::{to} end)", there, bare)

    def call(self, function: str, arguments: Sequence[Sql]) -> Sql:
        """A function of the standard."""
        if function in _TEMPLATES:
            return put(_TEMPLATES[function], *arguments)
        first = arguments[0]
        match function:
            case "endswith":
                return put("(right({}, length({})) = {})", first, arguments[1], arguments[1])
            case "trim":
                return put("btrim({}, {})", first, bound(BLANKS))
            case "round":
                return put(
                    "trunc({} + sign({}) * (case when {} then 0.5 else 0 end))", first, first, _half(first)
                )
            case "substring":
                return _substring(arguments)
            case _:
                return _part(function, first)

    def calculated(self, operator: ArithmeticOperator, left: Sql, right: Sql) -> Sql:
        """Arithmetic of doubles; the remainder is that of their shortest decimal forms."""
        if operator == "mod":
            return put(
                "mod(({})::text::numeric, nullif(({})::text::numeric, 0))::double precision", left, right
            )
        return put(_ARITHMETIC[operator], left, right)

    def within_years(self, micros: Sql) -> Sql:
        """A time, null outside of the years 1 to 9999."""
        return put(_WITHIN_YEARS, micros)

    def scaled(self, whole: Sql, number: Sql, *, divide: bool) -> Sql:
        """A duration times (or by) a number."""
        if divide:
            return put("round(({})::double precision / nullif({}, 0))::bigint", whole, number)
        return put("round(({})::double precision * {})::bigint", whole, number)


def _there(column: Sql, steps: Steps) -> Sql:
    for step in steps:
        kind = "text" if isinstance(step, str) else "int"
        column = put(f"({{}} -> {{}}::{kind})", column, bound(step))
    return column


def _half(number: Sql) -> Sql:
    """Whether a number is at least a half away from the whole number nearer to zero."""
    return put("abs({} - trunc({})) >= 0.5", number, number)


def _substring(arguments: Sequence[Sql]) -> Sql:
    numbers = [put(f"greatest(least(floor({{}}), {_MOST_TEXT}), 0)::int", number) for number in arguments[1:]]
    start = put("{} + 1", numbers[0])
    if len(numbers) == 1:
        return put("substring({} from {})", arguments[0], start)
    return put("substring({} from {} for {})", arguments[0], start, numbers[1])


def _part(name: str, micros: Sql) -> Sql:
    if name == "fractionalseconds":
        return put("(mod(mod({}, 1000000) + 1000000, 1000000)::double precision / 1000000)", micros)
    return put(f"floor(extract({name} from {_MOMENT}))::double precision", micros, micros)
