# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""An expression of the series language as a tree of frozen nodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .refusals import ExpressionRefused

Reduction = Literal["sum", "mean", "min", "max", "median", "count", "each"]
Operator = Literal["+", "-", "*", "/"]
Comparison = Literal[">", ">=", "<", "<="]
LengthUnit = Literal["min", "h", "d", "w", "m", "y"]
MOST_DEPTH = 20
MOST_NODES = 300


@dataclass(frozen=True, kw_only=True)
class Length:
    """A span of time: minutes, hours, days, weeks, months or years."""

    number: int
    unit: LengthUnit


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Which datastreams of a selector are meant: those that have one of the values."""

    field: Literal["site", "district", "property", "also"]
    name: str = ""
    """Name of the property."""
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Selector:
    """All visible datastreams of a subject that measure a quantity, narrowed by conditions that all hold."""

    domain: str
    quantity: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number with its unit; empty: a plain number."""

    value: float
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Aggregate:
    """Many datastreams as one line, or as one line per thing."""

    kind: Reduction
    selector: Selector


@dataclass(frozen=True, kw_only=True)
class OneStream:
    """A single datastream."""

    code: str
    component: int = 0


@dataclass(frozen=True, kw_only=True)
class Named:
    """A named indicator."""

    key: str


@dataclass(frozen=True, kw_only=True)
class Negative:
    """The opposite."""

    operand: Expression


@dataclass(frozen=True, kw_only=True)
class Chain:
    """Sums and differences, or products and quotients, from left to right."""

    first: Expression
    rest: tuple[tuple[Operator, Expression], ...]

    @property
    def additive(self) -> bool:
        """Whether it adds and subtracts."""
        return self.rest[0][0] in "+-"


@dataclass(frozen=True, kw_only=True)
class Call:
    """A function with what it needs."""

    function: str
    operands: tuple[Expression, ...]
    length: Length | None = None
    unit: str = ""
    years: tuple[int, int] | None = None
    base: Number | None = None
    limit: Number | None = None
    compare: Comparison | None = None


Expression: TypeAlias = Number | Aggregate | OneStream | Named | Negative | Chain | Call


def chained(first: Expression, rest: tuple[tuple[Operator, Expression], ...]) -> Expression:
    """The chain in its one form: a chain of the same kind at its beginning is part of it."""
    if not rest:
        return first
    if isinstance(first, Chain) and first.additive == (rest[0][0] in "+-"):
        return Chain(first=first.first, rest=(*first.rest, *rest))
    return Chain(first=first, rest=rest)


def negated(operand: Expression) -> Expression:
    """The opposite in its one form: that of a number is a number."""
    if isinstance(operand, Number):
        return Number(value=-operand.value, unit=operand.unit)
    return Negative(operand=operand)


def children(node: Expression) -> tuple[Expression, ...]:
    """What a node is made of."""
    if isinstance(node, Negative):
        return (node.operand,)
    if isinstance(node, Chain):
        return (node.first, *(part for _operator, part in node.rest))
    return node.operands if isinstance(node, Call) else ()


def nodes(node: Expression) -> Iterator[Expression]:
    """All nodes, the root first."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(reversed(children(one)))


def bounded(node: Expression) -> Expression:
    """The same expression.

    Raises:
        ExpressionRefused: it is nested too deeply or has too many parts.
    """
    level, depth, number = [node], 0, 0
    while level:
        depth, number = depth + 1, number + len(level)
        if depth > MOST_DEPTH or number > MOST_NODES:
            raise ExpressionRefused(
                f"Der Ausdruck ist zu verschachtelt oder zu lang (höchstens {MOST_DEPTH} Ebenen und"
                f" {MOST_NODES} Teile). Legen Sie Teile davon als Kennzahl an."
            )
        level = [part for one in level for part in children(one)]
    return node
