# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Expressions about observations as DuckDB SQL: the typed tree is walked, every value becomes a parameter.

The observation is the row ``o``; values of other entities are columns of shelves, already in ``known``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from stadtkern.flow.lake import addresses
from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.query.words import (
    Among,
    Arithmetic,
    Both,
    Call,
    Compare,
    Constant,
    Either,
    Expression,
    Negative,
    Not,
    Path,
    Period,
)
from stadtkern.flow.outlets.sensorthings.reading import lake_ids, lake_json, lake_periods
from stadtkern.flow.outlets.sensorthings.reading.lake_functions import FUNCTIONS, SUBSTRINGS, Function
from stadtkern.flow.outlets.sensorthings.reading.lake_terms import (
    MICROSECOND,
    Bound,
    Scalar,
    Stretch,
    Term,
)
from stadtkern.flow.outlets.sensorthings.reading.lake_values import (
    NEVER,
    as_kind,
    calculated,
    compared,
    double,
    kind_of,
    negative,
    nothing,
    null_test,
    stretch,
)

_LONGEST_US = 2**62
ID = (
    "coalesce(o.identity, o.datastream_id || '.' || epoch_us(o.phenomenon_time)"
    " || case when coalesce(o.seq, 0) > 0 then '.' || o.seq else '' end)"
)


class Compiler:
    """Compiles the expressions of one statement."""

    def __init__(self, bound: Bound, known: Mapping[Expression, Term], *, option: str = "$filter") -> None:
        """``known`` are the parts that a shelf answers."""
        self._bound, self._known, self._option = bound, known, option

    def condition(self, expression: Expression) -> str:
        """A boolean; true, false or null."""
        return self.typed(expression, Kind.BOOLEAN)

    def typed(self, expression: Expression, kind: Kind) -> str:
        """The value as this kind; null when it is of another one."""
        return as_kind(self.term(expression), kind)

    def term(self, expression: Expression) -> Term:
        """The value in its own kind."""
        known = self._known.get(expression)
        return self._terms(expression) if known is None else known

    def _terms(self, expression: Expression) -> Term:
        match expression:
            case Constant():
                return self._constant(expression)
            case Path():
                return self._path(expression)
            case Call():
                return self._call(expression)
            case Arithmetic() | Negative():
                return self._computed(expression)
            case _:
                return Scalar(kind=Kind.BOOLEAN, text=self._logic(expression))

    def _logic(self, expression: Expression) -> str:
        match expression:
            case Compare():
                return self._compare(expression)
            case Among():
                return self._among(expression)
            case Both(operands=operands):
                return "(" + " and ".join(map(self.condition, operands)) + ")"
            case Either(operands=operands):
                return "(" + " or ".join(map(self.condition, operands)) + ")"
            case Not(operand=operand):
                return f"(not {self.condition(operand)})"
            case _:
                raise self._refused("this part cannot be asked of observations", expression)

    def _refused(self, problem: str, expression: Expression) -> QueryRefused:
        return QueryRefused(problem, option=self._option, position=expression.at.start + 1)

    def _constant(self, constant: Constant) -> Term:
        value, bound = constant.value, self._bound
        match value:
            case None:
                return nothing(constant.kind)
            case bool():
                return Scalar(kind=Kind.BOOLEAN, text=f"{bound.value(value)}::boolean")
            case int() | float():
                return Scalar(kind=Kind.NUMBER, text=f"{bound.value(double(value))}::double")
            case str():
                return Scalar(kind=Kind.TEXT, text=f"{bound.value(value)}::varchar")
            case Period():
                return Stretch(start=bound.moment(value.start), end=bound.moment(value.end))
            case _:
                return self._temporal(value, constant)

    def _temporal(self, value: object, constant: Constant) -> Term:
        bound = self._bound
        match value:
            case datetime():
                return Scalar(kind=Kind.TIME, text=bound.moment(value))
            case date():
                return Scalar(kind=Kind.DATE, text=f"{bound.value(value)}::date")
            case time():
                return Scalar(kind=Kind.TIME_OF_DAY, text=f"{bound.value(value)}::time")
            case timedelta():
                return Scalar(kind=Kind.DURATION, text=f"{bound.value(_duration_us(value))}::bigint")
            case _:
                raise self._refused("a geometry cannot be compared with values of observations", constant)

    def _path(self, path: Path) -> Term:
        if path.links or path.variable:
            raise self._refused("this path leads away from the observation", path)
        match path.property.name:
            case "id":
                return Scalar(kind=Kind.ID, text=ID)
            case "phenomenonTime":
                return Stretch(start="o.phenomenon_time", end="o.phenomenon_end")
            case "validTime":
                return Stretch(start="o.valid_start", end="o.valid_end")
            case "resultTime":
                return Scalar(kind=Kind.TIME, text="o.result_time")
            case "result":
                return lake_json.result(path.steps, self._bound)
            case name:
                column = "o.parameters" if name == "parameters" else lake_json.QUALITY
                return lake_json.document(column, path.steps, self._bound)

    def _call(self, call: Call) -> Term:
        name, given = call.function, call.arguments
        if name in lake_periods.RELATIONS:
            left, right = (stretch(self.term(one)) for one in given)
            if left is None or right is None:
                return NEVER
            return Scalar(kind=Kind.BOOLEAN, text=lake_periods.relate(name, left, right))
        function = SUBSTRINGS.get(len(given)) if name == "substring" else FUNCTIONS.get(name)
        if function is None:
            raise self._refused(f"{name} cannot be asked of observations", call)
        return self._applied(function, given)

    def _applied(self, function: Function, given: tuple[Expression, ...]) -> Term:
        arguments = [self.typed(one, kind) for one, kind in zip(given, function.takes, strict=True)]
        return Scalar(kind=function.gives, text=function.sql(*arguments))

    def _computed(self, expression: Arithmetic | Negative) -> Term:
        if isinstance(expression, Negative):
            return negative(self.term(expression.operand))
        return calculated(expression.operator, self.term(expression.left), self.term(expression.right))

    def _compare(self, expression: Compare) -> str:
        left, right = self.term(expression.left), self.term(expression.right)
        for one, other in ((expression.left, right), (expression.right, left)):
            if one.kind is Kind.NOTHING:
                return null_test(expression.operator, other)
        own = self._own_id(expression)
        if own is not None:
            return own
        if Kind.ID in (expression.left.kind, expression.right.kind) and expression.operator not in (
            "eq",
            "ne",
        ):
            return lake_ids.ordered(expression.operator, as_kind(left, Kind.TEXT), as_kind(right, Kind.TEXT))
        return compared(expression.operator, left, right)

    def _own_id(self, expression: Compare) -> str | None:
        """``id eq '7.17'`` as conditions on the sorted columns."""
        sides = (expression.left, expression.right)
        for one, other in (sides, sides[::-1]):
            is_id = isinstance(one, Path) and not one.links and one.property.name == "id"
            if expression.operator == "eq" and is_id and isinstance(other, Constant):
                return self.is_named(str(other.value))
        return None

    def is_named(self, id_text: str) -> str:
        """The observation has this id."""
        address = addresses.read(id_text)
        first = f"o.identity = {self._bound.value(id_text)}"
        if address is None:
            return f"coalesce({first}, false)"
        here = (
            f"o.datastream_id = {self._bound.value(address.datastream_id)}::bigint"
            f" and o.phenomenon_time = {self._bound.micros(address.time_us)}"
            f" and coalesce(o.seq, 0) = {self._bound.value(address.seq)}::integer"
        )
        return f"(case when o.identity is null then {here} else {first} end)"

    def _among(self, expression: Among) -> str:
        """As comparisons with one of the choices each."""
        operand = self.term(expression.operand)
        kinds = {kind_of(self.term(choice)) for choice in expression.choices}
        if isinstance(operand, Stretch) or len(kinds) != 1 or Kind.INTERVAL in kinds:
            each = [compared("eq", operand, self.term(choice)) for choice in expression.choices]
            return "(" + " or ".join(each) + ")"
        kind = kinds.pop()
        choices = ", ".join(self.typed(choice, kind) for choice in expression.choices)
        return f"({as_kind(operand, kind)} in ({choices}))"


def _duration_us(value: timedelta) -> int:
    """A duration [us], as long as the lake can say."""
    return min(max(value // MICROSECOND, -_LONGEST_US), _LONGEST_US)
