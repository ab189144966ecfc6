# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Conversion between units of UCUM (version 2.2, https://ucum.org/ucum): a factor and an offset, found once.

Annotations (``{car}``) say what is counted and have no dimension (UCUM §6).
"""

from __future__ import annotations

import logging
import math
import re
import threading
from dataclasses import dataclass
from functools import cache, lru_cache

from lark import Lark
from lark.exceptions import LarkError
from pint import PintError
from ucumvert import (  # type: ignore[import-untyped]  # ships no types
    InvalidUcumError,
    PintUcumRegistry,
    get_ucum_parser,
)

from stadtkern.kernel.errors import CityError

_LOCK = threading.Lock()
"""The registry of units fills caches of its own and is not made for many threads."""
_ALONE = re.compile(r"(^|[./(])\{[^{}]*\}")
_BEHIND = re.compile(r"\{[^{}]*\}")
_LONGEST = 60
_FAR = 1e6
"""So far from zero the factor is found: the offset then costs it no digits."""
_POWER = re.compile(r"\d{3,}")
"""A power of ten that no quantity of a city has, but that would take long to compute."""

logging.getLogger("pint").setLevel(logging.ERROR)


class UnitRefused(CityError):
    """Diese Einheit gibt es nicht, oder sie lässt sich nicht umrechnen."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Linear:
    """Value in the one unit x ``factor`` + ``offset`` = value in the other."""

    factor: float = 1.0
    offset: float = 0.0

    def of(self, value: float) -> float:
        """The converted value, to twelve digits: no sensor has more, and 0.1 km stay 100 m."""
        return float(f"{value * self.factor + self.offset:.12g}")


SAME = Linear()


@lru_cache(maxsize=2_000)
def conversion(from_ucum: str, to_ucum: str) -> Linear:
    """How values in one unit become values in the other.

    Raises:
        UnitRefused: a code is no unit of UCUM, or the units measure different things.
    """
    given, wanted = _bare(from_ucum), _bare(to_ucum)
    if given == wanted:
        check(from_ucum)
        return SAME
    try:
        with _LOCK:
            return _found(from_ucum, to_ucum)
    except (PintError, LarkError, ArithmeticError) as error:
        raise UnitRefused(_no_way(from_ucum, to_ucum)) from error


def check(ucum: str) -> None:
    """Make sure that it is a unit.

    Raises:
        UnitRefused: it is none.
    """
    with _LOCK:
        try:
            _parser().parse(_fitting(ucum))
        except LarkError as error:
            raise UnitRefused(_unknown(ucum)) from error


def _found(from_ucum: str, to_ucum: str) -> Linear:
    units = _registry()
    (scale, given), (size, wanted) = _read(from_ucum), _read(to_ucum)
    if _dimension(from_ucum) != _dimension(to_ucum):
        raise UnitRefused(_no_way(from_ucum, to_ucum))

    def converted(value: float) -> float:
        return float(units.Quantity(value * scale, given).to(wanted).magnitude) / size

    zero, one, three = converted(0.0), converted(1.0), converted(3.0)
    if not math.isclose(three - zero, 3 * (one - zero), rel_tol=1e-6) or one == zero:
        raise UnitRefused(
            f"Zwischen „{from_ucum}“ und „{to_ucum}“ lässt sich nicht mit Faktor und Versatz umrechnen."
        )
    factor = (converted(_FAR) - zero) / _FAR
    return Linear(factor=float(f"{factor:.15g}"), offset=float(f"{zero:.14g}"))


@cache
def _registry() -> PintUcumRegistry:
    return PintUcumRegistry()


@cache
def _parser() -> Lark:
    parser: Lark = get_ucum_parser()
    return parser


def _read(ucum: str) -> tuple[float, str]:
    """Size and pint's name of the unit; call it under the lock."""
    try:
        read = _registry().from_ucum(_fitting(ucum))
        return float(read.magnitude), str(read.units)
    except (InvalidUcumError, LarkError, PintError, ArithmeticError) as error:
        raise UnitRefused(_unknown(ucum)) from error


def _fitting(ucum: str) -> str:
    bare = _bare(ucum)
    if len(ucum) > _LONGEST or _POWER.search(bare):
        raise UnitRefused(f"Die Einheit „{ucum[:_LONGEST]}“ ist zu lang oder zu groß.")
    return bare


def _dimension(ucum: str) -> str:
    """What the unit measures; angles and amounts of data are no plain numbers here."""
    return str(_registry().from_ucum(_bare(ucum)).to_root_units().units)


def _bare(ucum: str) -> str:
    return _BEHIND.sub("", _ALONE.sub(r"\g<1>1", ucum.strip())) or "1"


def _unknown(ucum: str) -> str:
    return (
        f"„{ucum}“ ist keine Einheit nach UCUM, mit der gerechnet werden kann"
        " (richtig sind zum Beispiel Cel, %, hPa, km/h, ug/m3)."
    )


def _no_way(from_ucum: str, to_ucum: str) -> str:
    return f"„{from_ucum}“ und „{to_ucum}“ sind Einheiten für Verschiedenes; das lässt sich nicht umrechnen."
