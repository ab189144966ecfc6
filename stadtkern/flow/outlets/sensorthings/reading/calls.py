# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Functions and arithmetic in SQL; their meaning is that of ``query.evaluation``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query.evaluation.times import EARLIEST, LATEST
from stadtkern.flow.outlets.sensorthings.query.functions import FUNCTIONS
from stadtkern.flow.outlets.sensorthings.query.words import Arithmetic, Call, Negative

from . import comparing, shapes
from .fragments import Sql, put
from .operands import Operand, Scalar, micros

if TYPE_CHECKING:
    from .compiler import Compiler

_DAY = "86400000000"
_SINCE_MIDNIGHT = f"((({{}}) %% {_DAY} + {_DAY}) %% {_DAY})"
_PARTS = frozenset(("year", "month", "day", "hour", "minute", "second", "fractionalseconds"))
_RELATIONS = {
    "meets": "({e1} = {s2} or {s1} = {e2})",
    "during": "({s2} <= {s1} and {e1} <= {e2} and ({s1} < {e2} or {s2} = {e2}))",
    "overlaps": "({s1} = {s2} or ({s1} < {e2} and {s2} < {e1}))",
    "starts": "({s1} = {s2})",
    "finishes": "({e1} = {e2})",
}
"""Of periods from s1 to e1 and from s2 to e2."""


def call(compiler: Compiler, node: Call, arguments: Sequence[Operand]) -> Operand:
    """A function with its arguments."""
    name = node.function
    if name.startswith(("geo.", "st_")):
        return Scalar(node.kind, shapes.call(compiler, node, arguments))
    if name in _RELATIONS or name in ("before", "after"):
        return Scalar(Kind.BOOLEAN, _relation(compiler, name, arguments))
    if not arguments:
        moment = {"mindatetime": EARLIEST, "maxdatetime": LATEST}.get(name, compiler.now)
        return Scalar(Kind.TIME, compiler.dialect.whole(micros(moment)))
    if node.kind in (Kind.DATE, Kind.TIME_OF_DAY) or name in _PARTS or name == "totaloffsetminutes":
        return Scalar(node.kind, _part(compiler, name, compiler.maker.start(arguments[0])))
    return Scalar(node.kind, _plain(compiler, name, arguments))


def _plain(compiler: Compiler, name: str, arguments: Sequence[Operand]) -> Sql:
    maker = compiler.maker
    wanted = FUNCTIONS[name].arguments
    given = [
        maker.number(argument) if Kind.NUMBER in kinds else maker.text(argument)
        for argument, kinds in zip(arguments, wanted, strict=False)
    ]
    if name == "substringof":
        return compiler.dialect.call("contains", given[::-1])
    return compiler.dialect.call(name, given)


def _part(compiler: Compiler, name: str, moment: Sql) -> Sql:
    match name:
        case "date":
            return put(f"(({{}}) - {_SINCE_MIDNIGHT})", moment, moment)
        case "time":
            return put(_SINCE_MIDNIGHT, moment)
        case "totaloffsetminutes":
            return put("(case when {} is not null then {} end)", moment, compiler.dialect.number(0))
        case _:
            return compiler.dialect.call(name, [moment])


def _relation(compiler: Compiler, name: str, arguments: Sequence[Operand]) -> Sql:
    first, second = (comparing.span(argument, compiler.maker) for argument in arguments)
    if name == "before":
        return comparing.compare(compiler.maker, "lt", first, second)
    if name == "after":
        return comparing.compare(compiler.maker, "gt", first, second)
    known = {"s1": first.start, "e1": first.end, "s2": second.start, "e2": second.end}
    pieces = _RELATIONS[name].replace("}", "{").split("{")
    return put(
        "".join(piece if place % 2 == 0 else "{}" for place, piece in enumerate(pieces)),
        *(known[piece] for piece in pieces[1::2]),
    )


def arithmetic(compiler: Compiler, node: Arithmetic, left: Operand, right: Operand) -> Sql:
    """A calculation with two operands."""
    if node.kind is Kind.NUMBER:
        numbers = compiler.maker.number(left), compiler.maker.number(right)
        return compiler.dialect.calculated(node.operator, *numbers)
    if node.operator in ("mul", "div"):
        return _scaled(compiler, node, left, right)
    times = compiler.maker.start(left), compiler.maker.start(right)
    made = put("({} + {})" if node.operator == "add" else "({} - {})", *times)
    return compiler.dialect.within_years(made) if node.kind is Kind.TIME else made


def _scaled(compiler: Compiler, node: Arithmetic, left: Operand, right: Operand) -> Sql:
    length, factor = (right, left) if node.right.kind is Kind.DURATION else (left, right)
    divide = node.operator == "div"
    return compiler.dialect.scaled(compiler.maker.start(length), compiler.maker.number(factor), divide=divide)


def negative(compiler: Compiler, node: Negative, operand: Operand) -> Sql:
    """The opposite."""
    number = node.kind is Kind.NUMBER
    return put("(-({}))", compiler.maker.number(operand) if number else compiler.maker.start(operand))
