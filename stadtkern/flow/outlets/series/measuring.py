# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an expression is measured in, found before anything is computed; impossible ones are refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from . import measures
from .asking import leaf_measure, of_leaf
from .indicating import formula, indicator
from .measures import PERCENT, Measure
from .refusals import ExpressionRefused
from .streams import Found, Sight
from .tree import Aggregate, Call, Chain, Expression, Named, Negative, Number, OneStream

Finder = Callable[[Aggregate | OneStream], Found]


def finder(sight: Sight) -> Finder:
    """Answers what a leaf means, asking the register."""
    return lambda node: of_leaf(node, sight)


def measure(node: Expression, find: Finder) -> Measure:
    """The measure of an expression.

    Raises:
        ExpressionRefused: units do not fit, or something has no meaning.
    """
    if isinstance(node, Number):
        made = measures.of_unit(node.unit, decimals=_decimals(node.value))
        return replace(made, constant=True)
    if isinstance(node, Aggregate | OneStream):
        return leaf_measure(node, find(node).quantity)
    if isinstance(node, Named):
        return _named(node, find)
    if isinstance(node, Negative):
        return _level(measure(node.operand, find), "-")
    return _chain(node, find) if isinstance(node, Chain) else _CALLS[node.function](node, find)


def many(node: Expression) -> bool:
    """Whether it has a line per thing."""
    if isinstance(node, Aggregate):
        return node.kind == "each"
    if isinstance(node, Named):
        return many(formula(node.key))
    if isinstance(node, Negative):
        return many(node.operand)
    if isinstance(node, Chain):
        return many(node.first) or any(many(part) for _sign, part in node.rest)
    return isinstance(node, Call) and any(many(one) for one in node.operands)


def _named(node: Named, find: Finder) -> Measure:
    declared = indicator(node.key)
    own = measure(formula(node.key), find)
    if not own.unknown:
        measures.linear(own.ucum, declared.ucum)
    wanted = measures.of_unit(declared.ucum, decimals=declared.decimals)
    symbol = declared.symbol or wanted.symbol
    return replace(wanted, symbol=symbol, symbol_en=declared.symbol_en or symbol, additive=own.additive)


def _chain(node: Chain, find: Finder) -> Measure:
    found = measure(node.first, find)
    for sign, part in node.rest:
        found = joined(found, measure(part, find), sign)
    return found


def joined(left: Measure, right: Measure, sign: str) -> Measure:
    """The measure of two parts of a chain.

    Raises:
        ExpressionRefused: units do not fit.
    """
    for one in (left, right):
        _level(one, sign)
    if sign in "+-":
        return measures.added(left, right, sign)
    return (measures.multiplied if sign == "*" else measures.divided)(left, right)[0]


def _level(given: Measure, what: str) -> Measure:
    if given.circular:
        raise ExpressionRefused(f"Mit Richtungen lässt sich nicht rechnen („{what}“).")
    return given


def _ratio(node: Call, find: Finder) -> Measure:
    left, right = (measure(one, find) for one in node.operands)
    return joined(left, right, "/")


def _percent(node: Call, find: Finder) -> Measure:
    left, right = (measure(one, find) for one in node.operands)
    if not (left.unknown or right.unknown):
        measures.linear(right.ucum, left.ucum)
        joined(left, right, "/")
    return PERCENT


def _averaged(node: Call, find: Finder) -> Measure:
    own = _level(measure(node.operands[0], find), node.function)
    return replace(own, decimals=own.decimals if own.decimals else 1)


def _same(node: Call, find: Finder) -> Measure:
    return measure(node.operands[0], find)


def _cumulative(node: Call, find: Finder) -> Measure:
    own = measure(node.operands[0], find)
    if not own.additive and not own.unknown:
        raise ExpressionRefused(
            "cumulative(…) zählt Mengen zusammen (Fahrräder, Millimeter Regen, Kilowattstunden je Schritt);"
            " dieser Wert ist ein Stand oder ein Verhältnis. Für Zählerstände: cumulative(difference(…))."
        )
    return own


def _difference(node: Call, find: Finder) -> Measure:
    own = _level(measure(node.operands[0], find), node.function)
    if own.special:
        return replace(own, ucum="K", symbol="K", symbol_en="K")
    return replace(own, additive=not own.additive)


def _convert(node: Call, find: Finder) -> Measure:
    own = measure(node.operands[0], find)
    wanted = measures.of_unit(node.unit)
    if own.unknown:
        return wanted
    factor = abs(measures.linear(own.ucum, node.unit).factor)
    decimals = own.decimals - math.floor(math.log10(factor)) if factor else own.decimals
    return replace(wanted, decimals=min(max(decimals, 0), 4), additive=own.additive, circular=own.circular)


def _degree_days(node: Call, find: Finder) -> Measure:
    own = measure(node.operands[0], find)
    for one in (node.base, node.limit):
        if one is not None and one.unit:
            measures.linear(one.unit, "Cel")
    if not own.unknown and not (own.special or measures.fits(own.ucum, "K")):
        raise ExpressionRefused(
            "Gradtage brauchen eine Temperatur, zum Beispiel mean(weather.air_temperature)."
        )
    return Measure(ucum="K.d", symbol="K·d", symbol_en="K·d", additive=True)


def _normalised(node: Call, find: Finder) -> Measure:
    own, warmth = (measure(one, find) for one in node.operands)
    if not own.additive and not own.unknown:
        raise ExpressionRefused(
            "normalised(…) bereinigt einen Verbrauch je Schritt; dieser Wert ist ein Stand oder ein"
            " Verhältnis. Für Zählerstände: normalised(difference(…), …)."
        )
    if not warmth.unknown and not warmth.special:
        raise ExpressionRefused(
            "normalised(Verbrauch, Temperatur) braucht an zweiter Stelle eine Temperatur."
        )
    return replace(own, decimals=max(own.decimals, 1))


def _deviation(node: Call, find: Finder) -> Measure:
    own = _level(measure(node.operands[0], find), node.function)
    return replace(own, ucum="K", symbol="K", symbol_en="K") if own.ucum == "Cel" else own


def _share(node: Call, find: Finder) -> Measure:
    left, right = (_level(measure(one, find), node.function) for one in node.operands)
    if not (left.unknown or right.unknown or (left.special and right.special)):
        measures.linear(right.ucum, left.ucum)
    return PERCENT


def _decimals(value: float) -> int:
    text = f"{value:.6f}".rstrip("0")
    return len(text.partition(".")[2])


_CALLS: Final[dict[str, Callable[[Call, Finder], Measure]]] = {
    "ratio": _ratio,
    "percent": _percent,
    "moving_mean": _averaged,
    "shift": _same,
    "cumulative": _cumulative,
    "difference": _difference,
    "convert": _convert,
    "degree_days": _degree_days,
    "normalised": _normalised,
    "deviation": _deviation,
    "share": _share,
}
