# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Arithmetic over numbers, times and durations; an interval is its start, what does not fit is null."""

from __future__ import annotations

from datetime import datetime, timedelta

from stadtkern.flow.outlets.sensorthings.query.evaluation import comparing, numbers, times
from stadtkern.flow.outlets.sensorthings.query.evaluation.rows import Result
from stadtkern.flow.outlets.sensorthings.query.words import ArithmeticOperator


def calculated(operator: ArithmeticOperator, left: Result, right: Result) -> Result:
    """The result of one operation."""
    x, y = _operand(left), _operand(right)
    match x, y:
        case float(), float():
            return numbers.calculated(operator, x, y)
        case datetime(), timedelta():
            return times.moved(x, y if operator == "add" else -y)
        case datetime(), datetime():
            return x - y
        case timedelta(), _:
            return _of_duration(operator, x, y)
        case _, timedelta():
            return _of_duration(operator, y, x)
        case _:
            return None


def opposite(value: Result) -> Result:
    """The same with the other sign."""
    operand = _operand(value)
    return -operand if isinstance(operand, float | timedelta) else None


def _of_duration(
    operator: ArithmeticOperator, x: timedelta, y: float | datetime | timedelta | None
) -> datetime | timedelta | None:
    match operator, y:
        case "add", datetime():
            return times.moved(y, x)
        case "add", timedelta():
            return times.added(x, y)
        case "sub", timedelta():
            return times.added(x, -y)
        case "mul", float():
            return times.scaled(x, y)
        case "div", float() if y != 0:
            return times.divided(x, y)
        case _:
            return None


def _operand(value: Result) -> float | datetime | timedelta | None:
    if isinstance(value, timedelta):
        return value
    found = times.start(value)
    return comparing.number(value) if found is None else found
