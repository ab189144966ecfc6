# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""An expression becomes lines over a grid of steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from stadtkern.flow.devices.units import SAME

from . import leaves, measures, normals, periods, warmth
from .asking import Asking
from .curves import Curve, combined, constant, mapped
from .grids import Grid, earlier
from .indicating import formula, indicator
from .measures import Measure
from .measuring import joined as joined_measure
from .measuring import measure
from .tree import Aggregate, Call, Chain, Expression, Named, Negative, Number, OneStream
from .words import Floats

_WHOLE: Final = 100.0


def evaluated(node: Expression, grid: Grid, asking: Asking) -> list[Curve]:
    """One line, or one per thing with ``each``.

    Raises:
        ExpressionRefused: the steps do not fit what is asked.
        LimitExceeded: too many values, or the lake took too long.
    """
    if isinstance(node, Number):
        return [constant(node.value, grid.steps)]
    if isinstance(node, Aggregate | OneStream):
        return asking.momentary(node) if asking.momentary else leaves.curves(node, grid, asking)
    if isinstance(node, Negative):
        return [mapped(one, np.negative) for one in evaluated(node.operand, grid, asking)]
    if isinstance(node, Named):
        return _named(node, grid, asking)
    return (
        _chain(node, grid, asking) if isinstance(node, Chain) else _CALLS[node.function](node, grid, asking)
    )


def measured(node: Expression, asking: Asking) -> Measure:
    """The measure of an expression in this evaluation."""
    return measure(node, asking.found)


def _named(node: Named, grid: Grid, asking: Asking) -> list[Curve]:
    inner, declared = formula(node.key), indicator(node.key)
    own = measured(inner, asking)
    found = evaluated(inner, grid, asking)
    if own.unknown:
        return found
    linear = measures.linear(own.ucum, declared.ucum)
    return [mapped(one, lambda values: values * linear.factor + linear.offset) for one in found]


def _chain(node: Chain, grid: Grid, asking: Asking) -> list[Curve]:
    found, own = evaluated(node.first, grid, asking), measured(node.first, asking)
    for sign, part in node.rest:
        other = measured(part, asking)
        found = paired(found, evaluated(part, grid, asking), operation(own, other, sign))
        own = joined_measure(own, other, sign)
    return found


def operation(left: Measure, right: Measure, sign: str) -> Callable[[Floats, Floats], Floats]:
    """How two values become one, units converted."""
    if sign in "+-":
        linear = measures.shifted(left, right)
        way = 1.0 if sign == "+" else -1.0
        return lambda a, b: a + way * (b * linear.factor + linear.offset)
    if sign == "*":
        factor = measures.multiplied(left, right)[1]
        return lambda a, b: a * b * factor
    divisor = measures.divided(left, right)[1]
    return lambda a, b: a / b * divisor


def paired(
    left: Sequence[Curve], right: Sequence[Curve], operate: Callable[[Floats, Floats], Floats]
) -> list[Curve]:
    """Lines of the same thing with one another; a single line with each of the others."""
    if any(one.thing for one in left) and any(one.thing for one in right):
        others = {one.thing.thing_id: one for one in right if one.thing}
        return [
            combined(one, others[one.thing.thing_id], operate)
            for one in left
            if one.thing and one.thing.thing_id in others
        ]
    return [combined(one, other, operate) for one in left for other in right]


def _ratio(node: Call, grid: Grid, asking: Asking) -> list[Curve]:
    return _chain(Chain(first=node.operands[0], rest=(("/", node.operands[1]),)), grid, asking)


def _percent(node: Call, grid: Grid, asking: Asking) -> list[Curve]:
    left, right = (measured(one, asking) for one in node.operands)
    unknown = left.unknown or right.unknown
    factor = 1.0 if unknown else measures.linear(right.ucum, left.ucum).factor
    above, below = (evaluated(one, grid, asking) for one in node.operands)
    return paired(above, below, lambda a, b: a / (b * factor) * _WHOLE)


def _convert(node: Call, grid: Grid, asking: Asking) -> list[Curve]:
    own = measured(node.operands[0], asking)
    found = evaluated(node.operands[0], grid, asking)
    if own.unknown:
        return found
    linear = measures.linear(own.ucum, node.unit)
    return [mapped(one, lambda values: values * linear.factor + linear.offset) for one in found]


def _shift(node: Call, grid: Grid, asking: Asking) -> list[Curve]:
    if node.length is None:
        return []
    base, where = earlier(grid, node.length)
    found = evaluated(node.operands[0], base, asking)
    if where is None:
        return found
    return [
        replace(one, values=one.values[where], coverage=one.coverage[where], withheld=one.withheld[where])
        for one in found
    ]


def _moving_mean(node: Call, grid: Grid, asking: Asking) -> list[Curve]:
    if node.length is None:
        return []
    steps = periods.steps_of(node.length, grid)
    found = evaluated(node.operands[0], periods.before(grid, steps - 1), asking)
    return [periods.moving_mean(one, steps) for one in found]


def _cumulative(node: Call, grid: Grid, asking: Asking) -> list[Curve]:
    return [periods.cumulative(one) for one in evaluated(node.operands[0], grid, asking)]


def _difference(node: Call, grid: Grid, asking: Asking) -> list[Curve]:
    inner, wide = node.operands[0], periods.before(grid, 1)
    last = isinstance(inner, Aggregate | OneStream) and not measured(inner, asking).additive
    if last and isinstance(inner, Aggregate | OneStream):
        found = leaves.curves(inner, wide, asking, last=True)
    else:
        found = evaluated(inner, wide, asking)
    return [periods.difference(one) for one in found]


def _share(node: Call, grid: Grid, asking: Asking) -> list[Curve]:
    left, right = (measured(one, asking) for one in node.operands)
    unknown = left.unknown or right.unknown or left.ucum == right.ucum
    linear = measures.linear(right.ucum, left.ucum) if not unknown else SAME
    compare = {">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal}[
        node.compare or ">"
    ]

    def judged(a: Floats, b: Floats) -> Floats:
        gap = np.isnan(a) | np.isnan(b)
        found: Floats = np.where(gap, np.nan, compare(a, b * linear.factor + linear.offset) * _WHOLE)
        return found

    above, below = (evaluated(one, grid, asking) for one in node.operands)
    return [periods.share(one) for one in paired(above, below, judged)]


_CALLS: Final[dict[str, Callable[[Call, Grid, Asking], list[Curve]]]] = {
    "ratio": _ratio,
    "percent": _percent,
    "convert": _convert,
    "shift": _shift,
    "moving_mean": _moving_mean,
    "cumulative": _cumulative,
    "difference": _difference,
    "share": _share,
    "degree_days": lambda node, grid, asking: warmth.degree_days(node, grid, asking, evaluated),
    "normalised": lambda node, grid, asking: warmth.normalised(node, grid, asking, evaluated),
    "deviation": lambda node, grid, asking: normals.deviation(node, grid, asking, evaluated),
}
