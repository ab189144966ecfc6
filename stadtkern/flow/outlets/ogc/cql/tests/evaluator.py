# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a condition means, said a second time without any SQL: the lake must agree with it on every row."""

from __future__ import annotations

import json
import math
import operator
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import partial

import shapely
from shapely.geometry.base import BaseGeometry

from stadtkern.flow.outlets.ogc.cql import kinds, times
from stadtkern.flow.outlets.ogc.cql.kinds import Typed
from stadtkern.flow.outlets.ogc.cql.words import Constant, Day, Moment, Operation, Property, Shape

Value = object
Row = Mapping[str, Value]
_COMPARED: Mapping[str, Callable[..., bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def holds(condition: Typed, row: Row) -> bool:
    """Whether the row is among the answers: unknown is no."""
    return value(condition, row) is True


def value(part: Typed, row: Row) -> Value:
    """The value of a part, null when it is unknown."""
    match part.node:
        case Property(name=name):
            return row[name]
        case Constant(value=found) | Day(value=found) | Moment(value=found) | Shape(value=found):
            return found
        case Operation(name=name):
            return _operation(name, part, row)
    return frozenset(_word(value(one, row)) for one in part.arguments)


def _operation(name: str, part: Typed, row: Row) -> Value:
    if name in kinds.TEMPORAL:
        return _relation(name, [value(end, row) for span in part.arguments for end in span.arguments])
    values = [value(one, row) for one in part.arguments]
    if name in _KNOWING:
        return _KNOWING[name](values)
    if any(one is None for one in values):
        return None
    return _LISTS[name](*map(_members, values)) if name in _LISTS else _STRICT[name](*values)


def _all(values: list[Value]) -> Value:
    return False if False in values else None if None in values else True


def _any(values: list[Value]) -> Value:
    return True if True in values else None if None in values else False


def _among(values: list[Value]) -> Value:
    wanted, *found = values
    return None if wanted is None else _any([None if one is None else wanted == one for one in found])


def _between(values: list[Value]) -> Value:
    wanted, least, most = values
    return _all(
        [None if None in pair else _COMPARED["<="](*pair) for pair in ((least, wanted), (wanted, most))]
    )


_KNOWING: Mapping[str, Callable[[list[Value]], Value]] = {
    "and": _all,
    "or": _any,
    "not": lambda values: None if values[0] is None else not values[0],
    "isnull": lambda values: values[0] is None,
    "in": _among,
    kinds.OPEN_START: lambda _: -math.inf,
    kinds.OPEN_END: lambda _: math.inf,
    "between": _between,
}
"""These say something about what is unknown."""


def _finite(calculate: Callable[..., float], *values: float) -> float | None:
    try:
        found = calculate(*map(float, values))
    except (ZeroDivisionError, OverflowError, ValueError):
        return None
    return found if isinstance(found, float) and math.isfinite(found) else None


def _like(text: str, pattern: str) -> bool:
    parts = re.findall(r"\\.|%|_|[^\\%_]+", pattern, re.DOTALL)
    wild = {"%": ".*", "_": "."}
    expression = "".join(
        wild.get(one) or re.escape(one[1:] if one.startswith("\\") else one) for one in parts
    )
    return re.fullmatch(expression, text, re.DOTALL) is not None


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(one for one in decomposed if not unicodedata.combining(one)))


def _predicate(name: str, first: BaseGeometry, second: BaseGeometry) -> bool:
    return bool(getattr(shapely, name)(first, second))


_STRICT: Mapping[str, Callable[..., Value]] = {
    **_COMPARED,
    "+": partial(_finite, operator.add),
    "-": partial(_finite, operator.sub),
    "*": partial(_finite, operator.mul),
    "/": partial(_finite, operator.truediv),
    "%": partial(_finite, math.fmod),
    "div": partial(_finite, lambda first, second: float(math.trunc(first / second))),
    "^": partial(_finite, math.pow),
    "like": _like,
    "casei": lambda text: text.lower().replace("ß", "ss"),
    "accenti": _without_accents,
    **{
        f"s_{name}": partial(_predicate, name)
        for name in (
            "intersects",
            "equals",
            "disjoint",
            "touches",
            "within",
            "overlaps",
            "crosses",
            "contains",
        )
    },
    kinds.DAY_OF: times.local_day,
    kinds.DAY_START: times.day_start,
    kinds.DAY_END: times.day_end,
    "upper": lambda text: "".join(one.upper() if len(one.upper()) == 1 else one for one in text),
    "lower": str.lower,
    "length": len,
    "year": lambda day: day.year,
    "month": lambda day: day.month,
}


def _members(found: Value) -> frozenset[str] | None:
    if isinstance(found, frozenset):
        return found
    document = json.loads(str(found))
    return frozenset(map(_word, document)) if isinstance(document, list) else None


def _word(found: Value) -> str:
    return json.dumps(found) if isinstance(found, bool | int | float) else str(found)


def _set(compare: Callable[..., bool]) -> Callable[..., Value]:
    return lambda first, second: None if None in (first, second) else compare(first, second)


_LISTS: Mapping[str, Callable[..., Value]] = {
    "a_equals": _set(operator.eq),
    "a_contains": _set(frozenset.issuperset),
    "a_containedby": _set(frozenset.issubset),
    "a_overlaps": _set(lambda first, second: bool(first & second)),
}
_ALLEN: Mapping[str, Callable[..., Value]] = {
    "t_after": lambda s1, e1, s2, e2: _less(e2, s1),
    "t_before": lambda s1, e1, s2, e2: _less(e1, s2),
    "t_contains": lambda s1, e1, s2, e2: _all([_less(s1, s2), _less(e2, e1)]),
    "t_disjoint": lambda s1, e1, s2, e2: _any([_less(e2, s1), _less(e1, s2)]),
    "t_during": lambda s1, e1, s2, e2: _all([_less(s2, s1), _less(e1, e2)]),
    "t_equals": lambda s1, e1, s2, e2: _all([_same(s1, s2), _same(e1, e2)]),
    "t_finishedby": lambda s1, e1, s2, e2: _all([_less(s1, s2), _same(e1, e2)]),
    "t_finishes": lambda s1, e1, s2, e2: _all([_less(s2, s1), _same(e1, e2)]),
    "t_intersects": lambda s1, e1, s2, e2: _all([_not(_less(e2, s1)), _not(_less(e1, s2))]),
    "t_meets": lambda s1, e1, s2, e2: _same(e1, s2),
    "t_metby": lambda s1, e1, s2, e2: _same(s1, e2),
    "t_overlappedby": lambda s1, e1, s2, e2: _all([_less(s2, s1), _less(s1, e2), _less(e2, e1)]),
    "t_overlaps": lambda s1, e1, s2, e2: _all([_less(s1, s2), _less(s2, e1), _less(e1, e2)]),
    "t_startedby": lambda s1, e1, s2, e2: _all([_same(s1, s2), _less(e2, e1)]),
    "t_starts": lambda s1, e1, s2, e2: _all([_same(s1, s2), _less(e1, e2)]),
}
"""OGC 21-065r2, 7.8."""


def _relation(name: str, ends: list[Value]) -> Value:
    return _ALLEN[name](*ends)


def _less(first: Value, second: Value) -> bool | None:
    return None if None in (first, second) else _place(first) < _place(second)


def _same(first: Value, second: Value) -> bool | None:
    return None if None in (first, second) else _place(first) == _place(second)


def _not(found: bool | None) -> bool | None:
    return None if found is None else not found


def _place(end: Value) -> float:
    if isinstance(end, datetime):
        return (end - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()
    if isinstance(end, date):
        return end.toordinal() * 86_400.0
    return float(str(end))
