# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a condition says about the columns by which the lake is sorted, so that the scan skips all else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from stadtkern.flow.lake.times import FIRST_US, LAST_US
from stadtkern.flow.outlets.sensorthings.query.words import (
    Among,
    Call,
    Compare,
    Constant,
    Expression,
    Path,
    Period,
)
from stadtkern.flow.outlets.sensorthings.reading.lake_terms import micros

_MIRRORED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounds:
    """Necessary, not sufficient: phenomenon times start from ``low`` to ``high`` [us, both in]."""

    low: int = FIRST_US
    high: int = LAST_US

    @property
    def empty(self) -> bool:
        """Nothing can fulfil the condition."""
        return self.low > self.high

    @property
    def everything(self) -> bool:
        """The condition says nothing about the time."""
        return (self.low, self.high) == (FIRST_US, LAST_US)

    def within(self, other: Bounds) -> Bounds:
        """Both hold."""
        return Bounds(low=max(self.low, other.low), high=min(self.high, other.high))


def bounds(conditions: Iterable[Expression]) -> Bounds:
    """Bounds that follow from conditions which all hold."""
    found = Bounds()
    for condition in conditions:
        found = found.within(_of(condition))
    return found


def _of(condition: Expression) -> Bounds:
    match condition:
        case Compare(operator=operator, left=left, right=Constant() as right):
            return _of_comparison(operator, left, right)
        case Compare(operator=operator, left=Constant() as left, right=right):
            return _of_comparison(_MIRRORED[operator], right, left)
        case Among(operand=operand, choices=choices):
            each = [_of_comparison("eq", operand, one) for one in choices]
            return Bounds(low=min(one.low for one in each), high=max(one.high for one in each))
        case Call(function=function, arguments=(Path() as left, Constant() as right)):
            return _of_relation(function, left, right)
        case _:
            return Bounds()


def is_time(expression: Expression) -> bool:
    """It is the phenomenon time of the observation."""
    return (
        isinstance(expression, Path)
        and not expression.links
        and not expression.variable
        and expression.property.name == "phenomenonTime"
    )


def _of_comparison(operator: str, left: Expression, constant: Constant) -> Bounds:
    extent = _extent(constant)
    if extent is None or not is_time(left):
        return Bounds()
    first, last = extent
    match operator:
        case "eq":
            return Bounds(low=first, high=first)
        case "lt" | "le":
            return Bounds(high=first)
        case "gt" | "ge":
            return Bounds(low=first if operator == "ge" else last)
        case _:
            return Bounds()


def _of_relation(function: str, left: Path, constant: Constant) -> Bounds:
    extent = _extent(constant)
    if extent is None or not is_time(left):
        return Bounds()
    first, last = extent
    return {
        "before": Bounds(high=first),
        "after": Bounds(low=first),
        "during": Bounds(low=first, high=last),
        "overlaps": Bounds(high=last),
        "starts": Bounds(low=first, high=first),
        "finishes": Bounds(high=last),
    }.get(function, Bounds())


def _extent(constant: Constant) -> tuple[int, int] | None:
    """Start and end of a time [us since 1970], kept within what the lake holds."""
    match constant.value:
        case datetime() as at:
            return _kept(at), _kept(at)
        case Period(start=start, end=end):
            return _kept(start), _kept(end)
        case _:
            return None


def _kept(at: datetime) -> int:
    return min(max(micros(at), FIRST_US - 1), LAST_US + 1)
