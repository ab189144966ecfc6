# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Parts of an expression that are the same for every observation, worked out before the lake is asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query.evaluation.times import EARLIEST, LATEST
from stadtkern.flow.outlets.sensorthings.query.trees import children
from stadtkern.flow.outlets.sensorthings.query.words import (
    Arithmetic,
    Call,
    Constant,
    Expression,
    Value,
)
from stadtkern.flow.outlets.sensorthings.reading.observations_logic import rebuilt


def folded(node: Expression, now: datetime) -> Expression:
    """The expression with times such as ``now() sub duration'P1D'`` as literals."""
    parts = tuple(folded(one, now) for one in children(node))
    node = rebuilt(node, parts)
    match node:
        case Call(function="now"):
            return Constant(value=now, kind=Kind.TIME, at=node.at)
        case Call(function="mindatetime"):
            return Constant(value=EARLIEST, kind=Kind.TIME, at=node.at)
        case Call(function="maxdatetime"):
            return Constant(value=LATEST, kind=Kind.TIME, at=node.at)
        case Arithmetic(left=Constant() as left, right=Constant() as right):
            value = _sum(node.operator, left.value, right.value)
            return node if value is None else Constant(value=value, kind=node.kind, at=node.at)
        case _:
            return node


def _sum(operator: str, left: Value, right: Value) -> Value:
    """Of times and durations; null: left to the lake."""
    try:
        match operator, left, right:
            case "add", datetime() | timedelta(), timedelta():
                return left + right
            case "add", timedelta(), datetime():
                return right + left
            case "sub", datetime() | timedelta(), timedelta():
                return left - right
            case "sub", datetime(), datetime():
                return left - right
            case _:
                return None
    except OverflowError:
        return None
