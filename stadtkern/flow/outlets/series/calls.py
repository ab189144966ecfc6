# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The functions of the language: what each of them takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from lark import Token

from .refusals import ExpressionRefused, meant
from .tree import (
    Aggregate,
    Call,
    Comparison,
    Expression,
    Length,
    LengthUnit,
    Named,
    Number,
    OneStream,
    Reduction,
    Selector,
)


class Comparing(NamedTuple):
    """Two sides of a comparison."""

    left: Expression
    sign: Comparison
    right: Expression


class Years(NamedTuple):
    """Calendar years from the first to the last, both included."""

    first: int
    last: int


class Option(NamedTuple):
    """A number with a name before it."""

    name: str
    value: Number


class Text(NamedTuple):
    """Text in quotation marks."""

    value: str


class UnitWord(NamedTuple):
    """A unit on its own."""

    ucum: str


Argument: TypeAlias = Expression | Comparing | Years | Length | Option | Text | UnitWord | Selector
_LENGTHS: Final[dict[str, LengthUnit]] = {"min": "min", "h": "h", "d": "d", "w": "w", "m": "m", "y": "y"}
_MOST: Final[dict[LengthUnit, int]] = {
    "min": 525_600, "h": 87_600, "d": 3_660, "w": 522, "m": 120, "y": 30,
}  # fmt: skip
"""Longest spans: about ten years, and thirty for whole years."""
_REDUCTIONS: Final[dict[str, Reduction]] = {
    "sum": "sum", "mean": "mean", "min": "min", "max": "max", "median": "median", "count": "count",
    "each": "each",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Function:
    """How a function is called, and how the call becomes a node."""

    example: str
    make: Callable[[tuple[Argument, ...]], Expression | None]
    """Null: the arguments do not fit."""


def made(name: Token, arguments: tuple[Argument, ...]) -> Expression:
    """The node of a call.

    Raises:
        ExpressionRefused: there is no such function, or it takes something else.
    """
    function = _FUNCTIONS.get(str(name))
    if function is None:
        raise ExpressionRefused(
            f"Eine Funktion „{name}“ gibt es nicht.{meant(str(name), _FUNCTIONS)}",
            line=name.line,
            column=name.column,
        )
    found = function.make(arguments)
    if found is None:
        raise ExpressionRefused(
            f"„{name}“ braucht etwas anderes. Richtig ist zum Beispiel: {function.example}",
            line=name.line,
            column=name.column,
        )
    return found


def length(number: Token, unit: Token) -> Length:
    """A span of time.

    Raises:
        ExpressionRefused: it is none, or too long.
    """
    known = _LENGTHS.get(str(unit))
    if known is None or not number.isdigit() or not 0 < int(number) <= _MOST[known]:
        raise ExpressionRefused(
            f"„{number} {unit}“ ist keine Zeitspanne. Richtig sind ganze Zahlen mit min, h (Stunden),"
            " d (Tage), w (Wochen), m (Monate) oder y (Jahre), höchstens zehn Jahre; zum Beispiel: 7 d",
            line=number.line,
            column=number.column,
        )
    return Length(number=int(number), unit=known)


def _reduced(kind: Reduction) -> _Function:
    def make(given: tuple[Argument, ...]) -> Expression | None:
        if len(given) == 1 and isinstance(given[0], Selector):
            return Aggregate(kind=kind, selector=given[0])
        return None

    return _Function(example=f"{kind}(cycling.bicycle_count)", make=make)


def _plain(name: str, number: int) -> _Function:
    def make(given: tuple[Argument, ...]) -> Expression | None:
        operands = _expressions(given)
        return Call(function=name, operands=operands) if len(given) == len(operands) == number else None

    return _Function(example=f"{name}({', '.join('ab'[:number])})", make=make)


def _with_length(name: str) -> _Function:
    def make(given: tuple[Argument, ...]) -> Expression | None:
        if len(given) != 2 or not isinstance(given[0], Expression) or not isinstance(given[1], Length):
            return None
        return Call(function=name, operands=(given[0],), length=given[1])

    return _Function(example=f"{name}(sum(cycling.bicycle_count), 7 d)", make=make)


def _stream(given: tuple[Argument, ...]) -> Expression | None:
    if not given or len(given) > 2 or not isinstance(given[0], Text):
        return None
    position = given[1] if len(given) == 2 else Number(value=0)
    if not isinstance(position, Number) or position.unit or position.value not in range(100):
        return None
    return OneStream(code=given[0].value, component=int(position.value))


def _indicator(given: tuple[Argument, ...]) -> Expression | None:
    return Named(key=given[0].value) if len(given) == 1 and isinstance(given[0], Text) else None


def _convert(given: tuple[Argument, ...]) -> Expression | None:
    if len(given) != 2 or not isinstance(given[0], Expression) or not isinstance(given[1], UnitWord):
        return None
    return Call(function="convert", operands=(given[0],), unit=given[1].ucum)


def _degree_days(given: tuple[Argument, ...]) -> Expression | None:
    if not given or not isinstance(given[0], Expression):
        return None
    options = {one.name: one.value for one in given[1:] if isinstance(one, Option)}
    if len(options) != len(given) - 1 or not options.keys() <= {"base", "limit"}:
        return None
    return Call(
        function="degree_days",
        operands=(given[0],),
        base=options.get("base"),
        limit=options.get("limit"),
    )


def _deviation(given: tuple[Argument, ...]) -> Expression | None:
    if len(given) != 2 or not isinstance(given[0], Expression) or not isinstance(given[1], Years):
        return None
    if not 0 <= given[1].last - given[1].first < 10:
        raise ExpressionRefused("Die Vergleichsjahre stehen der Reihe nach da und sind höchstens zehn.")
    return Call(function="deviation", operands=(given[0],), years=(given[1].first, given[1].last))


def _share(given: tuple[Argument, ...]) -> Expression | None:
    if len(given) != 1 or not isinstance(given[0], Comparing):
        return None
    left, sign, right = given[0]
    return Call(function="share", operands=(left, right), compare=sign)


def _expressions(given: tuple[Argument, ...]) -> tuple[Expression, ...]:
    return tuple(one for one in given if isinstance(one, Expression))


_FUNCTIONS: Final[dict[str, _Function]] = {
    **{name: _reduced(kind) for name, kind in _REDUCTIONS.items()},
    "stream": _Function(example='stream("muenster/100035541/101035541")', make=_stream),
    "indicator": _Function(example='indicator("fahrraeder-je-tag")', make=_indicator),
    "ratio": _plain("ratio", 2),
    "percent": _plain("percent", 2),
    "cumulative": _plain("cumulative", 1),
    "difference": _plain("difference", 1),
    "normalised": _plain("normalised", 2),
    "moving_mean": _with_length("moving_mean"),
    "shift": _with_length("shift"),
    "convert": _Function(example="convert(mean(weather.wind_speed), [km/h])", make=_convert),
    "degree_days": _Function(
        example="degree_days(mean(weather.air_temperature), base 20 [Cel], limit 15 [Cel])",
        make=_degree_days,
    ),
    "deviation": _Function(example="deviation(sum(cycling.bicycle_count), 2019..2023)", make=_deviation),
    "share": _Function(example="share(mean(weather.wind_speed) > 10 [m/s])", make=_share),
}
NAMES: Final = tuple(_FUNCTIONS)
"""Names of all functions."""
