# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What each function answers; null when an argument is null or not of the kind it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import shapely

from stadtkern.flow.outlets.sensorthings.query.evaluation import comparing, numbers, places, texts, times
from stadtkern.flow.outlets.sensorthings.query.evaluation.rows import Result


def called(function: str, arguments: Sequence[Result], now: datetime) -> Result:
    """The answer of a function of the table in ``query.functions``."""
    if function in _MOMENTS:
        return _MOMENTS[function](now)
    if any(argument is None for argument in arguments):
        return None
    for functions, answer in _FAMILIES:
        if function in functions:
            return answer(function, arguments)
    raise KeyError(function)


_MOMENTS: dict[str, Callable[[datetime], datetime]] = {
    "now": lambda now: now,
    "mindatetime": lambda now: times.EARLIEST,
    "maxdatetime": lambda now: times.LATEST,
}


def _test(function: str, arguments: Sequence[Result]) -> Result:
    first, second = comparing.text(arguments[0]), comparing.text(arguments[1])
    return None if first is None or second is None else texts.TESTS[function](first, second)


def _change(function: str, arguments: Sequence[Result]) -> Result:
    text = comparing.text(arguments[0])
    return None if text is None else texts.CHANGES[function](text)


def _concat(_function: str, arguments: Sequence[Result]) -> Result:
    first, second = comparing.text(arguments[0]), comparing.text(arguments[1])
    return None if first is None or second is None else first + second


def _length(_function: str, arguments: Sequence[Result]) -> Result:
    text = comparing.text(arguments[0])
    return None if text is None else len(text)


def _indexof(_function: str, arguments: Sequence[Result]) -> Result:
    text, needle = comparing.text(arguments[0]), comparing.text(arguments[1])
    return None if text is None or needle is None else text.find(needle)


def _substring(_function: str, arguments: Sequence[Result]) -> Result:
    text = comparing.text(arguments[0])
    places_of = [comparing.number(one) for one in arguments[1:]]
    start = places_of[0]
    if text is None or start is None or None in places_of:
        return None
    return texts.part(text, start, places_of[1] if len(places_of) > 1 else None)


def _rounding(function: str, arguments: Sequence[Result]) -> Result:
    value = comparing.number(arguments[0])
    return None if value is None else numbers.ROUNDINGS[function](value)


def _part(function: str, arguments: Sequence[Result]) -> Result:
    at = times.start(arguments[0])
    return None if at is None else times.PARTS[function](at)


def _relation(function: str, arguments: Sequence[Result]) -> Result:
    first, second = times.extent(arguments[0]), times.extent(arguments[1])
    return None if first is None or second is None else times.RELATIONS[function](first, second)


def _predicate(function: str, arguments: Sequence[Result]) -> Result:
    first, second, *pattern = arguments
    if not isinstance(first, shapely.Geometry) or not isinstance(second, shapely.Geometry):
        return None
    return places.holds(function, first, second, str(pattern[0]) if pattern else "")


def _measure(_function: str, arguments: Sequence[Result]) -> Result:
    shapes = [one for one in arguments if isinstance(one, shapely.Geometry)]
    if len(shapes) < len(arguments):
        return None
    return places.length(shapes[0]) if len(shapes) == 1 else places.distance(shapes[0], shapes[1])


_FAMILIES: tuple[tuple[frozenset[str], Callable[[str, Sequence[Result]], Result]], ...] = (
    (frozenset(texts.TESTS), _test),
    (frozenset(texts.CHANGES), _change),
    (frozenset(("concat",)), _concat),
    (frozenset(("length",)), _length),
    (frozenset(("indexof",)), _indexof),
    (frozenset(("substring",)), _substring),
    (frozenset(numbers.ROUNDINGS), _rounding),
    (frozenset(times.PARTS), _part),
    (frozenset(times.RELATIONS), _relation),
    (frozenset((*places.PREDICATES, "st_relate")), _predicate),
    (frozenset(("geo.distance", "geo.length")), _measure),
)
