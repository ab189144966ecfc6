# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Words of a checked condition: the tree with the kind of every part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stadtkern.flow.outlets.ogc.cql.words import Expression

Sort = Literal["text", "number", "boolean", "date", "datetime", "interval", "geometry", "list", "json"]

PLAIN: dict[Sort, str] = {
    "text": "a text",
    "number": "a number",
    "boolean": "true or false",
    "date": "a day",
    "datetime": "a moment",
    "interval": "an interval",
    "geometry": "a geometry",
    "list": "a list",
    "json": "a JSON value",
}
COMPARISONS = frozenset({"=", "<>", "<", ">", "<=", ">="})
ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "div", "^"})
FOLDING = frozenset({"casei", "accenti"})
SPATIAL = frozenset(
    {
        "s_intersects",
        "s_equals",
        "s_disjoint",
        "s_touches",
        "s_within",
        "s_overlaps",
        "s_crosses",
        "s_contains",
    }
)
TEMPORAL = frozenset(
    {
        "t_after",
        "t_before",
        "t_contains",
        "t_disjoint",
        "t_during",
        "t_equals",
        "t_finishedby",
        "t_finishes",
        "t_intersects",
        "t_meets",
        "t_metby",
        "t_overlappedby",
        "t_overlaps",
        "t_startedby",
        "t_starts",
    }
)
LISTS = frozenset({"a_equals", "a_contains", "a_containedby", "a_overlaps"})
OPEN_START = "open_start"
OPEN_END = "open_end"
DAY_OF = "day_of"
DAY_START = "day_start"
DAY_END = "day_end"
"""Made by the checker, no operators of clients: ends of time, the local day of a moment, bounds of a day."""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A part of a condition, its kind and its parts.

    An interval has exactly two parts; the parts of a temporal relation are two intervals.
    """

    node: Expression
    sort: Sort
    arguments: tuple[Typed, ...] = ()
