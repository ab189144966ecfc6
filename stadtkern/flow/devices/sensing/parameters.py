# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Task parameters: a SWE Common DataRecord as JSON says what a task may contain.

OGC 17-079r1 clause 8.2 (taskingParameters), OGC 08-094r1 clause 8 and OGC 17-011r2 clause 7 (JSON).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.kernel.errors import PayloadRejected

_DEEPEST = 8
_LONGEST_PATTERN = 500
_LONGEST_TEXT = 10_000
_MOST_FIELDS = 500


def check_record(record: object) -> None:
    """Make sure that a capability's parameters are a DataRecord that tasks can be checked against.

    Raises:
        PayloadRejected: they are not, with the place of the fault.
    """
    _check_component(record, "taskingParameters", 0)
    if not isinstance(record, Mapping) or record.get("type") != "DataRecord":
        raise PayloadRejected("taskingParameters: type must be DataRecord")


def check_task(record: object, given: object) -> None:
    """Make sure that the parameters of a task are what its capability's DataRecord asks for.

    Raises:
        PayloadRejected: a parameter is missing, unknown, of another type or outside its constraint.
    """
    _value(record, given, "taskingParameters", 0)


def _check_component(component: object, where: str, depth: int) -> None:
    if not isinstance(component, Mapping):
        raise PayloadRejected(f"{where}: expected an object with a type, such as DataRecord or Quantity")
    kind = component.get("type")
    if not isinstance(kind, str) or kind not in {*_SIMPLE, *_RANGES, *_NESTED}:
        known = ", ".join([*_NESTED, *_SIMPLE, *_RANGES])
        raise PayloadRejected(f"{where}: type {str(kind)[:40]!r} is unknown; expected one of {known}")
    if depth > _DEEPEST:
        raise PayloadRejected(f"{where}: nested deeper than {_DEEPEST} levels")
    if kind in _NESTED:
        _NESTED[kind](component, where, depth)
    else:
        _check_constraint(kind, component, where)


def _check_fields(component: Mapping[str, object], where: str, depth: int) -> None:
    names = set()
    for n, part in enumerate(_fields(component, where)):
        name = part.get("name")
        if not isinstance(name, str) or not name.strip():
            raise PayloadRejected(f"{where}: field {n + 1} has no name")
        if name in names:
            raise PayloadRejected(f"{where}: two fields are called {name!r}")
        names.add(name)
        _check_component(part, f"{where}/{name}", depth + 1)


def _check_elements(component: Mapping[str, object], where: str, depth: int) -> None:
    _check_component(component.get("elementType"), f"{where}/elementType", depth + 1)


def _fields(component: Mapping[str, object], where: str) -> list[Mapping[str, object]]:
    name = {"Vector": "coordinate", "DataChoice": "item"}.get(str(component.get("type")), "field")
    parts = component.get(name)
    if not isinstance(parts, list | tuple) or not 1 <= len(parts) <= _MOST_FIELDS:
        raise PayloadRejected(f"{where}: {name} must be a list of 1 to {_MOST_FIELDS} components")
    for n, part in enumerate(parts):
        if not isinstance(part, Mapping):
            raise PayloadRejected(f"{where}: {name} {n + 1} is not an object")
    return [part for part in parts if isinstance(part, Mapping)]


def _check_constraint(kind: str, component: Mapping[str, object], where: str) -> None:
    constraint = component.get("constraint")
    if constraint is None:
        return
    if not isinstance(constraint, Mapping):
        raise PayloadRejected(f"{where}: constraint must be an object such as AllowedValues")
    values = constraint.get("value")
    if values is not None and not isinstance(values, list | tuple):
        raise PayloadRejected(f"{where}: the constraint's value must be a list")
    for low, high in _intervals(constraint, where):
        if _comparable(low, where) > _comparable(high, where):
            raise PayloadRejected(f"{where}: the interval [{low}, {high}] ends before it begins")
    pattern = constraint.get("pattern")
    if pattern is not None:
        if not isinstance(pattern, str) or len(pattern) > _LONGEST_PATTERN:
            raise PayloadRejected(f"{where}: pattern must be a text of at most {_LONGEST_PATTERN} characters")
        _matches(pattern, "", where)


def _value(component: object, given: object, where: str, depth: int) -> None:
    """Check one value against its component, which was checked itself when it was stored."""
    if not isinstance(component, Mapping) or depth > _DEEPEST:
        raise PayloadRejected(f"{where}: the capability does not say what belongs here")
    kind = str(component.get("type"))
    if kind in _NESTED_VALUES:
        _NESTED_VALUES[kind](component, given, where, depth)
    elif kind in _RANGES:
        if not isinstance(given, list | tuple) or len(given) != 2:
            raise PayloadRejected(f"{where}: expected a list [from, to]")
        for end in given:
            _simple(_RANGES[kind], component, end, where)
    else:
        _simple(kind, component, given, where)


def _array(component: Mapping[str, object], given: object, where: str, depth: int) -> None:
    if not isinstance(given, list | tuple):
        raise PayloadRejected(f"{where}: expected a list")
    for n, element in enumerate(given):
        _value(component.get("elementType"), element, f"{where}[{n}]", depth + 1)


def _record(component: Mapping[str, object], given: object, where: str, depth: int) -> None:
    if not isinstance(given, Mapping):
        raise PayloadRejected(f"{where}: expected an object with one value per parameter")
    parts = {str(part.get("name")): part for part in _fields(component, where)}
    unknown = [str(name) for name in given if name not in parts]
    if unknown:
        raise PayloadRejected(f"{where}: {unknown[0][:60]!r} is unknown; expected {', '.join(parts)}")
    for name, part in parts.items():
        if name in given:
            _value(part, given[name], f"{where}/{name}", depth + 1)
        elif part.get("optional") is not True:
            raise PayloadRejected(f"{where}: {name!r} is missing; it is mandatory")


def _choice(component: Mapping[str, object], given: object, where: str, depth: int) -> None:
    parts = {str(part.get("name")): part for part in _fields(component, where)}
    if not isinstance(given, Mapping) or len(given) != 1 or next(iter(given)) not in parts:
        raise PayloadRejected(f"{where}: expected an object with exactly one of {', '.join(parts)}")
    [(name, value)] = given.items()
    _value(parts[name], value, f"{where}/{name}", depth + 1)


def _simple(kind: str, component: Mapping[str, object], given: object, where: str) -> None:
    expectation = _SIMPLE[kind][1] if kind in _SIMPLE else "a known type"
    if kind not in _SIMPLE or not _SIMPLE[kind][0](given):
        raise PayloadRejected(f"{where}: expected {expectation}")
    constraint = component.get("constraint")
    if isinstance(constraint, Mapping):
        _require_allowed(constraint, given, where)


def _require_allowed(constraint: Mapping[str, object], given: object, where: str) -> None:
    """A value is allowed when it is in the list, within an interval or matches the pattern."""
    values = constraint.get("value")
    listed = list(values) if isinstance(values, list | tuple) else []
    intervals = _intervals(constraint, where)
    pattern = constraint.get("pattern")
    if not (listed or intervals or pattern):
        return
    if any(_equal(one, given) for one in listed):
        return
    if any(_within(given, low, high, where) for low, high in intervals):
        return
    if isinstance(pattern, str) and isinstance(given, str) and _matches(pattern, given, where):
        return
    allowed = [f"one of {listed[:20]}"] if listed else []
    allowed += [f"{low} to {high}" for low, high in intervals[:5]]
    allowed += [f"a text like {pattern}"] if pattern else []
    raise PayloadRejected(f"{where}: {str(given)[:60]!r} is not allowed; expected {' or '.join(allowed)}")


def _intervals(constraint: Mapping[str, object], where: str) -> list[tuple[object, object]]:
    told = constraint.get("interval")
    if told is None:
        return []
    pairs = told if isinstance(told, list | tuple) else [None]
    if pairs and not isinstance(pairs[0], list | tuple):
        pairs = [pairs]
    found = [(pair[0], pair[1]) for pair in pairs if isinstance(pair, list | tuple) and len(pair) == 2]
    if len(found) != len(pairs):
        raise PayloadRejected(f"{where}: interval must be a list of pairs [from, to]")
    return found


def _within(given: object, low: object, high: object, where: str) -> bool:
    return _comparable(low, where) <= _comparable(given, where) <= _comparable(high, where)


def _comparable(value: object, where: str) -> float:
    """Numbers as they are, times in seconds since 1970."""
    if _is_number(value) and isinstance(value, int | float):
        return float(value)
    if value in ("-Infinity", "-INF"):
        return -math.inf
    if value in ("Infinity", "INF", "+INF"):
        return math.inf
    moment = _moment(value)
    if moment is None:
        raise PayloadRejected(f"{where}: {str(value)[:60]!r} is neither a number nor a time")
    return moment.timestamp()


def _equal(one: object, other: object) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _matches(pattern: str, text: str, where: str) -> bool:
    """Whether the whole text matches; RE2, so no pattern takes more than linear time."""
    try:
        matched = pc.match_substring_regex(pa.array([text]), pattern=f"^(?:{pattern})$")
    except pa.ArrowInvalid as error:
        raise PayloadRejected(f"{where}: the pattern {pattern[:60]!r} cannot be used: {error}") from error
    return bool(matched[0].as_py())


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_TEXT


def _is_time(value: object) -> bool:
    return _is_number(value) or _moment(value) is not None


def _moment(value: object) -> datetime | None:
    """An ISO 8601 time with offset; none when the value is something else."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


_SIMPLE: dict[str, tuple[Callable[[object], bool], str]] = {
    "Quantity": (_is_number, "a number"),
    "Count": (_is_integer, "a whole number"),
    "Boolean": (lambda value: isinstance(value, bool), "true or false"),
    "Category": (_is_text, f"a text of at most {_LONGEST_TEXT} characters"),
    "Text": (_is_text, f"a text of at most {_LONGEST_TEXT} characters"),
    "Time": (_is_time, "a time in ISO 8601 with offset, or a number"),
}
_RANGES = {
    "QuantityRange": "Quantity",
    "CountRange": "Count",
    "CategoryRange": "Category",
    "TimeRange": "Time",
}
_NESTED: dict[str, Callable[[Mapping[str, object], str, int], None]] = {
    "DataRecord": _check_fields,
    "Vector": _check_fields,
    "DataChoice": _check_fields,
    "DataArray": _check_elements,
}
_NESTED_VALUES: dict[str, Callable[[Mapping[str, object], object, str, int], None]] = {
    "DataRecord": _record,
    "Vector": _record,
    "DataChoice": _choice,
    "DataArray": _array,
}
