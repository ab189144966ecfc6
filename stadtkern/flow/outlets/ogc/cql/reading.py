# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""CQL2 as JSON becomes the tree; what text was parsed into comes the same way."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from stadtkern.flow.outlets.ogc.cql import shapes
from stadtkern.flow.outlets.ogc.cql.errors import ConditionRefused, ConditionTooLarge
from stadtkern.flow.outlets.ogc.cql.words import (
    Constant,
    Day,
    Expression,
    Interval,
    Items,
    Moment,
    Operation,
    Property,
    Shape,
)

MOST_LEVELS = 100
MOST_NODES = 4_000
MOST_EXACT = 2**53
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def expression(document: object, text: str = "") -> Expression:
    """The tree of a JSON document; ``text`` is what it was parsed from, if so."""
    return _Reader(text).read(document, "", 0)


class _Reader:
    """Counts what it has read."""

    def __init__(self, text: str) -> None:
        self._from_text = bool(text)
        self._nodes = 0

    def read(self, document: object, path: str, level: int) -> Expression:
        self._count(path, level)
        if isinstance(document, Mapping):
            return self._object(document, path, level)
        if isinstance(document, list):
            return Items(items=self._all(document, path, level))
        if isinstance(document, bool | str):
            return Constant(value=document)
        if isinstance(document, int | float):
            return Constant(value=self._number(document, path))
        raise self._refused("null is no value here", path, "IS NULL to ask for what is missing")

    def _count(self, path: str, level: int) -> None:
        self._nodes += 1
        if level > MOST_LEVELS or self._nodes > MOST_NODES:
            raise ConditionTooLarge(
                f"at most {MOST_NODES} parts on at most {MOST_LEVELS} levels are read",
                path="" if self._from_text else path[:60],
            )

    def _object(self, document: Mapping[str, object], path: str, level: int) -> Expression:
        if "op" in document:
            return self._operation(document, path, level)
        if "property" in document:
            return Property(name=self._text(document["property"], f"{path}.property"))
        if "date" in document:
            return Day(value=self._day(document["date"], f"{path}.date"))
        if "timestamp" in document:
            return Moment(value=self._moment(document["timestamp"], f"{path}.timestamp"))
        if "interval" in document:
            return self._interval(document["interval"], f"{path}.interval", level)
        if "bbox" in document or "type" in document:
            try:
                return Shape(value=shapes.geometry(document))
            except ValueError as error:
                raise self._refused(str(error), path) from error
        raise self._refused(
            "an object that is none of CQL2", path, "op, property, date, timestamp, interval or a geometry"
        )

    def _operation(self, document: Mapping[str, object], path: str, level: int) -> Expression:
        name = self._text(document["op"], f"{path}.op").lower()
        arguments = document.get("args", [])
        if not isinstance(arguments, list):
            raise self._refused("args is no list", path)
        folded = _folded_sign(name, arguments)
        if folded is not None:
            return Constant(value=self._number(folded, path))
        return Operation(name=name, arguments=self._all(arguments, f"{path}.args", level))

    def _all(self, documents: list[object], path: str, level: int) -> tuple[Expression, ...]:
        return tuple(self.read(one, f"{path}[{number}]", level + 1) for number, one in enumerate(documents))

    def _interval(self, ends: object, path: str, level: int) -> Interval:
        if not isinstance(ends, list) or len(ends) != 2:
            raise self._refused("an interval has a start and an end", path)
        start, end = (self._end(one, f"{path}[{number}]", level) for number, one in enumerate(ends))
        return Interval(start=start, end=end)

    def _end(self, end: object, path: str, level: int) -> Expression | None:
        if end in ("..", ""):
            return None
        if isinstance(end, str):
            return (
                Day(value=self._day(end, path))
                if _DAY.fullmatch(end)
                else Moment(value=self._moment(end, path))
            )
        return self.read(end, path, level + 1)

    def _day(self, value: object, path: str) -> date:
        text = self._text(value, path)
        try:
            return date.fromisoformat(text if _DAY.fullmatch(text) else "")
        except ValueError as error:
            raise self._refused(f"“{text[:40]}” is no date", path, "a day as 2026-05-31") from error

    def _moment(self, value: object, path: str) -> datetime:
        text = self._text(value, path)
        try:
            return datetime.fromisoformat(text if _MOMENT.fullmatch(text) else "").astimezone(UTC)
        except ValueError as error:
            raise self._refused(
                f"“{text[:40]}” is no moment", path, "a moment in UTC as 2026-05-31T12:00:00Z"
            ) from error

    def _text(self, value: object, path: str) -> str:
        if not isinstance(value, str) or not value or "\0" in value:
            raise self._refused("no text", path)
        return value

    def _number(self, value: float, path: str) -> int | float:
        if not math.isfinite(value):
            raise self._refused("the number is too large", path)
        if isinstance(value, float) and value.is_integer() and abs(value) <= MOST_EXACT:
            return int(value)
        if isinstance(value, int) and abs(value) >= 2**63:
            return float(value)
        return value

    def _refused(self, problem: str, path: str, expectation: str = "") -> ConditionRefused:
        return ConditionRefused(
            problem, path="" if self._from_text else path.lstrip(".")[:200], expectation=expectation
        )


def _folded_sign(name: str, arguments: list[object]) -> float | None:
    """Text has no negative numbers behind a sign: ``- 1`` is read as -1 times 1."""
    if name != "*" or len(arguments) != 2 or arguments[0] != -1:
        return None
    number = arguments[1]
    return -number if isinstance(number, int | float) and not isinstance(number, bool) else None
