# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tree of a condition, as text and JSON are both read into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from shapely.geometry.base import BaseGeometry

from stadtkern.kernel.collections import FieldKind

Language = Literal["cql2-text", "cql2-json"]
Kind = FieldKind | Literal["geometry"]
"""What a property that may be asked for holds; ``json`` may hold lists."""
Bounds = tuple[float, float, float, float]
"""West, south, east, north [° WGS 84]."""
Parameter = str | int | float | bool | date | datetime | bytes


@dataclass(frozen=True, kw_only=True)
class Property:
    """The value of a feature's property."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Constant:
    """A text, number or truth value; null only where a list of JSON holds it."""

    value: str | int | float | bool


@dataclass(frozen=True, kw_only=True)
class Day:
    """A calendar day; beside moments it is the day in Europe/Berlin."""

    value: date


@dataclass(frozen=True, kw_only=True)
class Moment:
    """An instant in UTC."""

    value: datetime


@dataclass(frozen=True, kw_only=True)
class Interval:
    """From start to end, both included; null: open."""

    start: Expression | None
    end: Expression | None


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A geometry in the reference system of the filter."""

    value: BaseGeometry


@dataclass(frozen=True, kw_only=True)
class Items:
    """A list of values."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """An operator or function, by its name in CQL2 JSON in lower case."""

    name: str
    arguments: tuple[Expression, ...]


Expression = Property | Constant | Day | Moment | Interval | Shape | Items | Operation


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What a client asked for; ``text`` is kept to point at places in it."""

    root: Expression
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Queryable:
    """A property that conditions may name."""

    name: str
    kind: Kind
    title: str = ""
    unit: str = ""
    description: str = ""
    values: Mapping[str, str] | None = None
    """German words for the codes that may stand here; null: anything."""


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """A condition for the lake."""

    sql: str
    """Column names are quoted and were found among the queryables; values are named parameters."""
    parameters: Mapping[str, Parameter]
    bounds: Bounds | None = None
    """Everything that fulfils the condition touches these bounds; null: no spatial statement decides."""
