# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Arithmetic of doubles: what cannot be calculated is null, never an error."""

from __future__ import annotations

import math
from collections.abc import Callable

from stadtkern.flow.outlets.sensorthings.query.words import ArithmeticOperator

_OPERATORS: dict[ArithmeticOperator, Callable[[float, float], float]] = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "mod": math.fmod,
}


def calculated(operator: ArithmeticOperator, x: float, y: float) -> float | None:
    """The result as a double; null for a division by zero and beyond the range of doubles."""
    if operator in ("div", "mod") and y == 0:
        return None
    try:
        return finite(_OPERATORS[operator](float(x), float(y)))
    except OverflowError:
        return None


def finite(value: float) -> float | None:
    """The value unless it is infinite or not a number."""
    return value if math.isfinite(value) else None


def rounded(value: float) -> float:
    """To the nearest whole number, halves away from zero."""
    size = abs(value)
    whole = math.floor(size)
    return math.copysign(whole + (1 if size - whole >= 0.5 else 0), value)


ROUNDINGS: dict[str, Callable[[float], float]] = {
    "round": rounded,
    "floor": lambda value: float(math.floor(value)),
    "ceiling": lambda value: float(math.ceil(value)),
}
