# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Units of expressions: which may be added, and what products and quotients are measured in (UCUM)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from stadtkern.flow.devices.units import SAME, Linear, UnitRefused, conversion
from stadtkern.kernel.quantities import KNOWN, Quantity

from .refusals import ExpressionRefused
from .words import Unit

_SPECIAL: Final = ("Cel", "[degF]", "[degRe]")
"""Scales whose zero was chosen (UCUM §21): only differences of them can be multiplied."""
_SIGNS: Final = (("Cel", "°C"), ("ug", "µg"), ("um", "µm"), (".", "·"), ("deg", "°"))
_POWERS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What a value is measured in, and how it behaves over time."""

    ucum: str = "1"
    symbol: str = ""
    symbol_en: str = ""
    decimals: int = 0
    additive: bool = False
    """Whether the value of a longer period is the sum of those of its parts."""
    circular: bool = False
    unknown: bool = False
    """Nothing is known, because its datastreams are gone: it fits everything."""
    constant: bool = False

    @property
    def unit(self) -> Unit:
        """As answers name it."""
        return Unit(
            ucum=self.ucum,
            symbol=self.symbol,
            symbol_en=self.symbol_en or self.symbol,
            decimals=self.decimals,
        )

    @property
    def special(self) -> bool:
        """Whether it is a temperature on a scale with a chosen zero."""
        return self.ucum in _SPECIAL


UNKNOWN: Final = Measure(unknown=True)
PERCENT: Final = Measure(ucum="%", symbol="%", symbol_en="%", decimals=1)


def of_quantity(quantity: Quantity) -> Measure:
    """The measure of a quantity whose values of a period are summarised as it declares."""
    return Measure(
        ucum=quantity.ucum or "1",
        symbol=quantity.symbol,
        symbol_en=quantity.symbol_en or quantity.symbol,
        decimals=quantity.decimals,
        additive=quantity.summary == "sum",
        circular=quantity.circular,
    )


def of_unit(ucum: str, *, decimals: int = 0) -> Measure:
    """A measure in a unit that somebody wrote.

    Raises:
        ExpressionRefused: it is no unit.
    """
    linear(ucum, ucum)
    symbol, symbol_en = _symbols(ucum)
    return Measure(ucum=ucum or "1", symbol=symbol, symbol_en=symbol_en, decimals=decimals)


def linear(given: str, wanted: str) -> Linear:
    """How values become values in another unit.

    Raises:
        ExpressionRefused: they measure different things.
    """
    if given == wanted and given in {"", "1"}:
        return SAME
    try:
        return conversion(given or "1", wanted or "1")
    except UnitRefused as error:
        raise ExpressionRefused(str(error)) from error


def fits(given: str, wanted: str) -> bool:
    """Whether one can be converted into the other."""
    try:
        conversion(given or "1", wanted or "1")
    except UnitRefused:
        return False
    return True


def added(left: Measure, right: Measure, operator: str) -> Measure:
    """The measure of a sum or difference, in the unit of its first part.

    Raises:
        ExpressionRefused: the units measure different things, or temperatures are added.
    """
    if left.unknown or right.unknown:
        return right if left.unknown else left
    if not _same_kind(left.ucum, right.ucum):
        raise ExpressionRefused(
            f"„{left.symbol or left.ucum}“ und „{right.symbol or right.ucum}“ lassen sich nicht"
            " zusammenzählen oder voneinander abziehen: Es sind Einheiten für Verschiedenes."
        )
    if left.special and right.special:
        if operator == "+":
            raise ExpressionRefused(
                "Temperaturen in °C lassen sich nicht zusammenzählen. Den Durchschnitt bildet mean(…)."
            )
        return _kelvin(left, right)
    if right.special:
        raise ExpressionRefused("Eine Temperatur in °C steht als Erstes, der Unterschied in [K] danach.")
    decimals = max(left.decimals, 0 if right.constant else right.decimals)
    additive = left.additive and right.additive
    return replace(left, decimals=decimals, additive=additive, constant=left.constant and right.constant)


def shifted(left: Measure, right: Measure) -> Linear:
    """How the second part of a sum becomes values in the unit of the first."""
    if left.unknown or right.unknown or _plain(left.ucum) == _plain(right.ucum):
        return SAME
    if left.special and not right.special:
        return Linear(factor=linear(right.ucum, "K").factor * (1.0 if left.ucum == "Cel" else 1.8))
    return linear(right.ucum, left.ucum)


def multiplied(left: Measure, right: Measure) -> tuple[Measure, float]:
    """The measure of a product, and the factor that it needs.

    Raises:
        ExpressionRefused: one is a temperature with a chosen zero.
    """
    if left.unknown or right.unknown:
        return (right if left.unknown else left), 1.0
    _multiplicable(left, right)
    factor = _portion(left.ucum) * _portion(right.ucum)
    shares = (_portion(left.ucum) != 1.0, _portion(right.ucum) != 1.0)
    if _plain(right.ucum) == "1" or shares[1]:
        kept = _kept(left, right) if not shares[0] else replace(_kept(left, right), ucum="1", symbol="")
        return replace(kept, symbol_en=kept.symbol_en if kept.symbol else ""), factor
    if _plain(left.ucum) == "1" or shares[0]:
        return _kept(right, left), factor
    made = Measure(
        ucum=f"{_bracketed(left.ucum)}.{_bracketed(right.ucum)}",
        symbol=f"{left.symbol}·{right.symbol}",
        symbol_en=f"{left.symbol_en}·{right.symbol_en}",
        decimals=max(left.decimals, right.decimals),
    )
    return made, factor


def divided(left: Measure, right: Measure) -> tuple[Measure, float]:
    """The measure of a quotient, and the factor that it needs.

    Raises:
        ExpressionRefused: one is a temperature with a chosen zero.
    """
    if left.unknown or right.unknown:
        return replace(left, decimals=max(left.decimals, 2)), 1.0
    _multiplicable(left, right)
    if right.constant and _plain(right.ucum) == "1" and not right.symbol:
        return replace(left, decimals=max(left.decimals, 1)), 1.0
    if left.ucum != right.ucum and _counted(left.ucum) and _counted(right.ucum):
        return _per(left, right), 1.0
    if fits(right.ucum, left.ucum):
        return Measure(decimals=2), 1.0 / linear(right.ucum, left.ucum).factor
    if _portion(right.ucum) != 1.0:
        return replace(left, additive=False), 1.0 / _portion(right.ucum)
    return _per(left, right), 1.0


def _per(left: Measure, right: Measure) -> Measure:
    above = left.ucum if left.ucum != "1" else "1"
    return Measure(
        ucum=f"{above}/{_bracketed(right.ucum)}",
        symbol=f"{left.symbol or '1'}/{right.symbol or right.ucum}",
        symbol_en=f"{left.symbol_en or '1'}/{right.symbol_en or right.ucum}",
        decimals=max(left.decimals, 2),
    )


def _multiplicable(left: Measure, right: Measure) -> None:
    if left.special or right.special:
        raise ExpressionRefused(
            "Mit Temperaturen in °C lässt sich nicht malnehmen oder teilen, weil ihr Nullpunkt gewählt ist."
            " Unterschiede (°C minus °C) gehen, oder convert(…, [K])."
        )


def _kelvin(left: Measure, right: Measure) -> Measure:
    if left.ucum != "Cel":
        raise ExpressionRefused("Unterschiede von Temperaturen gehen nur in °C oder K.")
    return Measure(ucum="K", symbol="K", symbol_en="K", decimals=max(left.decimals, right.decimals))


def _kept(main: Measure, other: Measure) -> Measure:
    """The measure after a plain number was multiplied to it."""
    return replace(
        main,
        additive=main.additive and other.constant,
        decimals=max(main.decimals, 0 if other.constant else other.decimals),
        constant=main.constant and other.constant,
    )


def _same_kind(left: str, right: str) -> bool:
    if "Cel" in {left, right} and "K" in {left, right}:
        return True
    return fits(right, left)


@lru_cache(maxsize=1_000)
def _portion(ucum: str) -> float:
    """Size of a unit of portions (percent); 1 for everything else."""
    if _plain(ucum) == "1" or not fits(ucum, "1"):
        return 1.0
    return conversion(ucum, "1").factor


def _plain(ucum: str) -> str:
    """The unit without annotations."""
    return re.sub(r"\{[^{}]*\}", "", ucum) or "1"


def _counted(ucum: str) -> bool:
    return ucum.startswith("{") and _plain(ucum) == "1"


def _bracketed(ucum: str) -> str:
    return f"({ucum})" if re.search(r"[./]", ucum) else ucum


@lru_cache(maxsize=1_000)
def _symbols(ucum: str) -> tuple[str, str]:
    """How a unit is printed, German and English: as a quantity prints it, else its code made readable."""
    if ucum in {"", "1"}:
        return "", ""
    for one in KNOWN:
        if one.ucum == ucum and one.symbol:
            return one.symbol, one.symbol_en or one.symbol
    text = re.sub(r"\{([^{}]*)\}", r"\1", ucum)
    text = re.sub(r"\[([^\[\]]*)\]", r"\1", text)
    for code, sign in _SIGNS:
        text = text.replace(code, sign)
    text = re.sub(r"(?<=[A-Za-zµ°])\d", lambda found: found.group().translate(_POWERS), text)
    return text, text
