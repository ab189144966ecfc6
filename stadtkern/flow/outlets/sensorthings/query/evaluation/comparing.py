# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Comparison of two values: null when one is null, or JSON of another kind than is needed."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query.evaluation import numbers, times
from stadtkern.flow.outlets.sensorthings.query.evaluation.rows import Result
from stadtkern.flow.outlets.sensorthings.query.words import Comparator

_T = TypeVar("_T")
_COMPARATORS: dict[Comparator, str] = {"eq": "eq", "ne": "ne", "lt": "lt", "le": "le", "gt": "gt", "ge": "ge"}


def number(value: Result) -> float | None:
    """A number as a double; null for everything else, so also for true and false."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return numbers.finite(float(value))
    except OverflowError:
        return None


def text(value: Result) -> str | None:
    """A text, null for everything else."""
    return value if isinstance(value, str) else None


def truth(value: Result) -> bool | None:
    """True or false, null for everything else."""
    return value if isinstance(value, bool) else None


def compared(comparator: Comparator, left: Result, right: Result, kinds: tuple[Kind, Kind]) -> bool | None:
    """Whether the comparison holds; ``kinds`` are those of the two expressions."""
    if Kind.NOTHING in kinds:
        return _with_null(comparator, left, right)
    if left is None or right is None:
        return None
    if Kind.ID in kinds:
        return _ids(comparator, str(left), str(right))
    x, y = times.extent(left), times.extent(right)
    if x is not None and y is not None:
        return times.COMPARATORS[comparator](x, y)
    return _scalars(comparator, left, right)


def _with_null(comparator: Comparator, left: Result, right: Result) -> bool:
    nothing = left is None and right is None
    return nothing if comparator == "eq" else not nothing


def _ids(comparator: Comparator, left: str, right: str) -> bool | None:
    """Ids are equal as text; their order is that of the numbers in them."""
    if comparator in ("eq", "ne"):
        return _holds(comparator, left, right)
    x, y = id_key(left), id_key(right)
    return None if x is None or y is None else _holds(comparator, x, y)


def id_key(text: str) -> tuple[int, ...] | None:
    """The numbers of an id, in order of weight; null when it is none."""
    parts = text.split(".")
    if not all(part.removeprefix("-").isdecimal() for part in parts):
        return None
    return tuple(int(part) for part in parts)


def _scalars(comparator: Comparator, left: Result, right: Result) -> bool | None:
    """Two values of the same kind compare; JSON of another kind, objects and lists are unknown."""
    for reader in (_boolean_pair, _number_pair, _text_pair, _clock_pair):
        found = reader(comparator, left, right)
        if found is not None:
            return found
    return None


def _boolean_pair(comparator: Comparator, left: Result, right: Result) -> bool | None:
    x, y = truth(left), truth(right)
    if x is None or y is None or comparator not in ("eq", "ne"):
        return None
    return _holds(comparator, x, y)


def _number_pair(comparator: Comparator, left: Result, right: Result) -> bool | None:
    x, y = number(left), number(right)
    return None if x is None or y is None else _holds(comparator, x, y)


def _text_pair(comparator: Comparator, left: Result, right: Result) -> bool | None:
    x, y = text(left), text(right)
    return None if x is None or y is None else _holds(comparator, x, y)


def _clock_pair(comparator: Comparator, left: Result, right: Result) -> bool | None:
    match left, right:
        case timedelta(), timedelta():
            return _holds(comparator, left, right)
        case time(), time():
            return _holds(comparator, left, right)
        case date(), date() if not isinstance(left, datetime):
            return _holds(comparator, left, right)
        case _:
            return None


def _holds(comparator: Comparator, left: _T, right: _T) -> bool:
    compare: Callable[[_T, _T], object] = getattr(operator, _COMPARATORS[comparator])
    return bool(compare(left, right))
