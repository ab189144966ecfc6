# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which kinds may meet: every node of the tree is made here, so a tree that exists is well typed.

A literal takes the kind of what it meets where that is possible: text beside a time is read as a time, a
date beside a time is its first moment in UTC, a number beside an id is that id.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from datetime import time as clock_time

from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query import literals
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.query.functions import Function
from stadtkern.flow.outlets.sensorthings.query.words import (
    Among,
    Arithmetic,
    ArithmeticOperator,
    Call,
    Comparator,
    Compare,
    Constant,
    Expression,
    Negative,
    Path,
    Period,
    Span,
)

MOMENTS = frozenset((Kind.TIME, Kind.INTERVAL))
_SCALARS = frozenset((Kind.TEXT, Kind.NUMBER, Kind.BOOLEAN))
_UNORDERED = frozenset((Kind.BOOLEAN, Kind.NOTHING))
_ID = re.compile(r"-?\d{1,18}(?:\.-?\d{1,18}){0,2}", re.ASCII)
_PATTERN = re.compile(r"[TF*012]{9}", re.ASCII)
_SHOWN = {
    Kind.ID: "an id",
    Kind.JSON: "a JSON value",
    Kind.INTERVAL: "a time or interval",
    Kind.NOTHING: "null",
}
_ARITHMETIC: dict[tuple[Kind, str, Kind], Kind] = {
    (Kind.TIME, "add", Kind.DURATION): Kind.TIME,
    (Kind.TIME, "sub", Kind.DURATION): Kind.TIME,
    (Kind.DURATION, "add", Kind.TIME): Kind.TIME,
    (Kind.TIME, "sub", Kind.TIME): Kind.DURATION,
    (Kind.DURATION, "add", Kind.DURATION): Kind.DURATION,
    (Kind.DURATION, "sub", Kind.DURATION): Kind.DURATION,
    (Kind.DURATION, "mul", Kind.NUMBER): Kind.DURATION,
    (Kind.NUMBER, "mul", Kind.DURATION): Kind.DURATION,
    (Kind.DURATION, "div", Kind.NUMBER): Kind.DURATION,
    **{(Kind.NUMBER, operator, Kind.NUMBER): Kind.NUMBER for operator in ("add", "sub", "mul", "div", "mod")},
}


def refused(problem: str, at: Span, option: str, expectation: str = "") -> QueryRefused:
    """The error about something that stood at ``at``."""
    return QueryRefused(problem, option=option, position=at.start + 1, expectation=expectation)


def shown(kind: Kind) -> str:
    """A kind as an error writes it."""
    return _SHOWN.get(kind, f"a {kind}")


def is_id(text: str) -> bool:
    """Whether the text has the form of an id: a number, or the address of an observation."""
    return _ID.fullmatch(text) is not None


def condition(node: Expression, option: str) -> Expression:
    """A node that is true or false; a JSON value is compared with true."""
    if node.kind is Kind.BOOLEAN:
        return node
    if node.kind is Kind.JSON:
        return Compare(
            operator="eq", left=node, right=Constant(value=True, kind=Kind.BOOLEAN, at=node.at), at=node.at
        )
    raise refused(
        f"this is {shown(node.kind)}, not a condition", node.at, option, "a comparison such as name eq 'x'"
    )


def compare(operator: Comparator, left: Expression, right: Expression, *, option: str) -> Compare:
    """A comparison of two operands whose kinds fit."""
    left, right = _meet(left, right, option), _meet(right, left, option)
    at = Span(start=left.at.start, end=right.at.end)
    kinds = {left.kind, right.kind}
    if not _comparable(left, right):
        raise refused(
            f"{shown(left.kind)} cannot be compared with {shown(right.kind)}",
            at,
            option,
            _comparable_with(left, right),
        )
    if operator not in ("eq", "ne") and kinds & _UNORDERED:
        raise refused(f"{operator} needs an order, which {_unordered(kinds)} has not", at, option, "eq or ne")
    if operator not in ("eq", "ne") and Kind.ID in kinds:
        _check_id_order(left, right, option)
    return Compare(operator=operator, left=left, right=right, at=at)


def among(operand: Expression, choices: list[Constant], *, option: str, end: int) -> Among:
    """``operand in (choices)``; each choice must be comparable with the operand."""
    met: list[Constant] = []
    for choice in choices:
        if choice.kind is Kind.NOTHING:
            raise refused("null cannot be in a list", choice.at, option, "… or x eq null beside the list")
        met.append(_same(compare("eq", operand, choice, option=option).right, choice))
    return Among(operand=operand, choices=tuple(met), at=Span(start=operand.at.start, end=end))


def arithmetic(
    operator: ArithmeticOperator, left: Expression, right: Expression, *, option: str
) -> Arithmetic:
    """A calculation; an interval counts as its start."""
    if right.kind in (Kind.DURATION, *MOMENTS):
        left = _as_time(left)
    if left.kind in (Kind.DURATION, *MOMENTS):
        right = _as_time(right)
    key = (_operand(left.kind, right.kind), operator, _operand(right.kind, left.kind))
    answer = _ARITHMETIC.get(key)
    at = Span(start=left.at.start, end=right.at.end)
    if answer is None:
        raise refused(
            f"{operator} cannot calculate with {shown(left.kind)} and {shown(right.kind)}",
            at,
            option,
            "two numbers, a time and a duration, two times (sub), or a duration and a number (mul, div)",
        )
    return Arithmetic(operator=operator, left=left, right=right, kind=answer, at=at)


def negative(operand: Expression, *, start: int, option: str) -> Expression:
    """The opposite of a number or a duration."""
    at = Span(start=start, end=operand.at.end)
    if operand.kind not in (Kind.NUMBER, Kind.DURATION, Kind.JSON):
        raise refused(f"{shown(operand.kind)} has no sign", at, option, "a number or a duration behind -")
    kind = Kind.NUMBER if operand.kind is Kind.JSON else operand.kind
    return Negative(operand=operand, kind=kind, at=at)


def call(function: Function, arguments: list[Expression], *, at: Span, option: str) -> Call:
    """A call whose arguments fit."""
    least, most = len(function.arguments) - function.optional, len(function.arguments)
    if not least <= len(arguments) <= most:
        wanted = str(least) if least == most else f"{least} or {most}"
        raise refused(
            f"{function.name} has {len(arguments)} arguments here", at, option, f"{wanted}: {function.shown}"
        )
    fitting = tuple(
        _argument(argument, kinds, function, option)
        for argument, kinds in zip(arguments, function.arguments, strict=False)
    )
    if function.name == "st_relate":
        _check_pattern(fitting[2], option)
    return Call(function=function.name, arguments=fitting, kind=function.answer, at=at)


def _argument(node: Expression, kinds: frozenset[Kind], function: Function, option: str) -> Expression:
    if kinds & MOMENTS:
        node = _read_moment(_as_time(node), option)
    json_fits = bool(kinds & _SCALARS)
    if node.kind in kinds or (node.kind is Kind.JSON and json_fits):
        return node
    raise refused(f"{shown(node.kind)} does not fit here", node.at, option, f"{function.shown}")


def _check_pattern(node: Expression, option: str) -> None:
    if not (
        isinstance(node, Constant)
        and isinstance(node.value, str)
        and _PATTERN.fullmatch(node.value) is not None
    ):
        raise refused("this is no pattern", node.at, option, "nine of T F * 0 1 2 as text, e.g. 'T*F**F***'")


def _operand(kind: Kind, other: Kind) -> Kind:
    if kind is Kind.INTERVAL:
        return Kind.TIME
    return Kind.NUMBER if kind is Kind.JSON and other is not Kind.TIME else kind


def _meet(node: Expression, other: Expression, option: str) -> Expression:
    """A literal in the kind of what it meets."""
    if not isinstance(node, Constant) or node.kind is other.kind:
        return node
    match other.kind:
        case Kind.ID:
            return _as_id(node)
        case Kind.TIME | Kind.INTERVAL:
            return _read_moment(_as_time(node), option)
        case Kind.DATE | Kind.TIME_OF_DAY | Kind.DURATION:
            return _read_other(node, other.kind, option)
        case _:
            return node


def _as_id(node: Constant) -> Constant:
    if isinstance(node.value, str) and node.kind is Kind.TEXT:
        return replace(node, kind=Kind.ID)
    if isinstance(node.value, int) and node.kind is Kind.NUMBER:
        return replace(node, value=str(node.value), kind=Kind.ID)
    return node


def _as_time(node: Expression) -> Expression:
    """A date as its first moment in UTC, everything else as it is."""
    if isinstance(node, Constant) and node.kind is Kind.DATE and isinstance(node.value, date):
        return replace(node, value=datetime.combine(node.value, clock_time(), UTC), kind=Kind.TIME)
    return node


def _read_moment(node: Expression, option: str) -> Expression:
    if not (isinstance(node, Constant) and node.kind is Kind.TEXT and isinstance(node.value, str)):
        return node
    try:
        moment = literals.instant(node.value)
        period = literals.period(node.value) if moment is None else None
        day = literals.day(node.value) if moment is None else None
    except ValueError as error:
        raise refused(str(error), node.at, option, "a time such as 2026-03-29T08:00:00Z") from error
    if moment is not None:
        return replace(node, value=moment, kind=Kind.TIME)
    if period is not None:
        return _of_period(node, period)
    return node if day is None else _as_time(replace(node, value=day, kind=Kind.DATE))


def _of_period(node: Constant, period: Period) -> Constant:
    if period.start == period.end:
        return replace(node, value=period.start, kind=Kind.TIME)
    return replace(node, value=period, kind=Kind.INTERVAL)


def _read_other(node: Constant, kind: Kind, option: str) -> Constant:
    if node.kind is not Kind.TEXT or not isinstance(node.value, str):
        return node
    reader = {Kind.DATE: literals.day, Kind.TIME_OF_DAY: literals.clock, Kind.DURATION: literals.duration}[
        kind
    ]
    try:
        value = reader(node.value)
    except ValueError as error:
        raise refused(str(error), node.at, option, shown(kind)) from error
    return node if value is None else replace(node, value=value, kind=kind)


def _comparable(left: Expression, right: Expression) -> bool:
    if Kind.NOTHING in (left.kind, right.kind):
        return True
    if left.kind in MOMENTS and right.kind in MOMENTS:
        return True
    if Kind.JSON in (left.kind, right.kind):
        return {left.kind, right.kind} <= _SCALARS | {Kind.JSON}
    if left.kind is Kind.ID and right.kind is Kind.ID:
        return _same_entity(left, right)
    return left.kind is right.kind and left.kind is not Kind.GEOMETRY


def _same_entity(left: Expression, right: Expression) -> bool:
    if not (isinstance(left, Path) and isinstance(right, Path)):
        return True
    if left.links and right.links:
        return left.links[-1].target == right.links[-1].target
    return (left.links, left.variable) == (right.links, right.variable)


def _comparable_with(left: Expression, right: Expression) -> str:
    kinds = {left.kind, right.kind}
    if kinds == {Kind.GEOMETRY}:
        return "st_equals(a, b)"
    if Kind.JSON in kinds and kinds & (MOMENTS | {Kind.DATE}):
        return "text beside a JSON value: write the time in quotes"
    if kinds == {Kind.ID}:
        return "ids of the same type of entity"
    if kinds & MOMENTS:
        return "a time such as 2026-03-29T08:00:00Z"
    return f"two of the same kind, for example {shown(left.kind)} on both sides"


def _unordered(kinds: set[Kind]) -> str:
    return "null" if Kind.NOTHING in kinds else "a boolean"


def _check_id_order(left: Expression, right: Expression, option: str) -> None:
    for node in (left, right):
        if isinstance(node, Constant) and not is_id(str(node.value)):
            raise refused("this is not the text of an id", node.at, option, "an id such as '17'")


def _same(node: Expression, fallback: Constant) -> Constant:
    return node if isinstance(node, Constant) else fallback
