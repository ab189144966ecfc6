# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Comparisons in SQL: scalars, intervals, JSON and null; their meaning is that of ``query.evaluation``."""

from __future__ import annotations

from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query.words import Comparator

from .fragments import Sql, put
from .operands import Document, Maker, Nothing, Operand, Scalar, Shape, Span

_SIGNS = {"eq": "=", "ne": "<>", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_SWAPPED: dict[Comparator, Comparator] = {
    "eq": "eq", "ne": "ne", "gt": "lt", "ge": "le", "lt": "gt", "le": "ge"
}  # fmt: skip


def compare(maker: Maker, operator: Comparator, left: Operand, right: Operand) -> Sql:
    """A comparison of two operands whose kinds fit."""
    if isinstance(left, Nothing) or isinstance(right, Nothing):
        return _with_null(operator, right if isinstance(left, Nothing) else left)
    if isinstance(left, Span) or isinstance(right, Span):
        return _moments(operator, span(left, maker), span(right, maker))
    if isinstance(left, Document):
        return _document(maker, operator, left, right)
    if isinstance(right, Document):
        return _document(maker, _SWAPPED[operator], right, left)
    return _scalars(maker, operator, left, right)


def _with_null(operator: Comparator, operand: Operand) -> Sql:
    there = present(operand)
    return put("(not {})", there) if operator == "eq" else there


def present(operand: Operand) -> Sql:
    """Whether there is a value."""
    match operand:
        case Nothing():
            return Sql("(1 = 0)")
        case Scalar(sql=sql) | Span(start=sql):
            return put("(({}) is not null)", sql)
        case Document():
            return operand.there
        case Shape():
            return operand.there


def _scalars(maker: Maker, operator: Comparator, left: Operand, right: Operand) -> Sql:
    sides = [_sql(maker, one, operator) for one in (left, right)]
    return put(f"({{}} {_SIGNS[operator]} {{}})", *sides)


def _sql(maker: Maker, operand: Operand, operator: Comparator) -> Sql:
    if not isinstance(operand, Scalar):
        return maker.dialect.null("text")
    if operand.kind is Kind.TEXT and operator not in ("eq", "ne"):
        return maker.dialect.by_code_point(operand.sql)
    return put("({})", operand.sql)


def _document(maker: Maker, operator: Comparator, left: Document, right: Operand) -> Sql:
    match right:
        case Document():
            return _documents(maker, operator, left, right)
        case Scalar(kind=Kind.TEXT):
            return _scalars(maker, operator, Scalar(Kind.TEXT, left.text), right)
        case Scalar(kind=Kind.NUMBER):
            return _scalars(maker, operator, Scalar(Kind.NUMBER, left.number), right)
        case _:
            return _scalars(maker, operator, Scalar(Kind.BOOLEAN, left.boolean), right)


def _documents(maker: Maker, operator: Comparator, left: Document, right: Document) -> Sql:
    """Equal kinds compare; all others are unknown, because at least one side is null."""
    kinds = [(Kind.TEXT, left.text, right.text), (Kind.NUMBER, left.number, right.number)]
    if operator in ("eq", "ne"):
        kinds.append((Kind.BOOLEAN, left.boolean, right.boolean))
    parts = [_scalars(maker, operator, Scalar(kind, a), Scalar(kind, b)) for kind, a, b in kinds]
    gaps = ", ".join("{}" for _ in parts)
    return put(f"coalesce({gaps})", *parts)


def span(operand: Operand, maker: Maker) -> Span:
    """An instant as a span that ends where it starts."""
    if isinstance(operand, Span):
        return operand
    start = maker.start(operand)
    return Span(start, start, instant=True)


def _moments(operator: Comparator, left: Span, right: Span) -> Sql:
    same = put("({} = {} and {} = {})", left.start, right.start, left.end, right.end)
    match operator:
        case "eq":
            return same
        case "ne":
            return put("(not {})", same)
        case "lt":
            return _before(left, right)
        case "gt":
            return _before(right, left)
        case "le":
            return put("({} or {})", _before(left, right), same)
        case "ge":
            return put("({} or {})", _before(right, left), same)


def _before(left: Span, right: Span) -> Sql:
    if left.instant and right.instant:
        return put("({} < {})", left.start, right.start)
    return put("({} <= {})", left.end, right.start)
