# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The typed tree of an address and its query options: frozen, checked, free of text and of databases.

Every node knows its kind and where it stood in the text, so that whoever refuses it can say where; two nodes
that mean the same are equal wherever they stood.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal as OneOf
from typing import TypeAlias

from stadtkern.flow.outlets.sensorthings.entities import Entity, Kind, Link, Property

Comparator = OneOf["eq", "ne", "gt", "ge", "lt", "le"]
ArithmeticOperator = OneOf["add", "sub", "mul", "div", "mod"]
Statistic = OneOf["mean", "min", "max", "sum", "count", "p05", "p25", "p50", "p75", "p95"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Where something stood in the text of its option (characters, half open)."""

    start: int
    end: int


NOWHERE = Span(start=0, end=0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """A half-open time from ``start`` to ``end``, aware UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Geometry:
    """A geometry literal as well-known text, WGS 84 longitude latitude; checked to be readable."""

    wkt: str


Value: TypeAlias = str | int | float | bool | datetime | date | time | timedelta | Period | Geometry | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Constant:
    """A literal."""

    value: Value
    kind: Kind
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Path:
    """A property reached over links from the entity that is filtered, or from a lambda variable.

    ``properties/building/floors/0`` has ``property`` properties and ``steps`` (building, floors, 0). A number
    steps into a list (from 0), a text into an object; a step that leads nowhere gives null.
    """

    links: tuple[Link, ...]
    property: Property
    steps: tuple[str | int, ...] = ()
    """Into the JSON of the property."""
    variable: str = ""
    """Name of the lambda variable it starts from; empty: the filtered entity."""
    kind: Kind
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """A function of the standard: ``substringof``, ``year``, ``geo.distance``, ``st_within`` and others."""

    function: str
    arguments: tuple[Expression, ...]
    kind: Kind
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Arithmetic:
    """Two operands: numbers; time and duration; duration and number."""

    operator: ArithmeticOperator
    left: Expression
    right: Expression
    kind: Kind
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Negative:
    """A number or duration with the opposite sign."""

    operand: Expression
    kind: Kind
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Compare:
    """A comparison; comparing with null is true for ``eq null`` and ``ne null`` only, otherwise unknown."""

    operator: Comparator
    left: Expression
    right: Expression
    kind: Kind = Kind.BOOLEAN
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Among:
    """``operand in (choices)``."""

    operand: Expression
    choices: tuple[Constant, ...]
    kind: Kind = Kind.BOOLEAN
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Both:
    """All operands hold (and)."""

    operands: tuple[Expression, ...]
    kind: Kind = Kind.BOOLEAN
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Either:
    """At least one operand holds (or)."""

    operands: tuple[Expression, ...]
    kind: Kind = Kind.BOOLEAN
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Not:
    """The operand is false; unknown stays unknown."""

    operand: Expression
    kind: Kind = Kind.BOOLEAN
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantified:
    """``Datastreams/any(d: …)`` and ``…/all(…)``; any without condition: there is one."""

    quantifier: OneOf["any", "all"]
    links: tuple[Link, ...]
    """The path to the set; the last link leads to many."""
    path_variable: str = ""
    """Variable that the path starts from when nested; empty: the filtered entity."""
    variable: str
    condition: Expression | None
    kind: Kind = Kind.BOOLEAN
    at: Span = field(default=NOWHERE, compare=False)


Expression: TypeAlias = (
    Constant | Path | Call | Arithmetic | Negative | Compare | Among | Both | Either | Not | Quantified
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One key of $orderby."""

    expression: Expression
    descending: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Selected:
    """One name of $select: a property (with steps into its JSON) or a link."""

    property: Property | None = None
    steps: tuple[str | int, ...] = ()
    link: Link | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Aggregate:
    """One output column of $apply."""

    statistic: Statistic
    alias: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Bucketing:
    """Observations per interval, from ``$apply``.

    ``groupby((Datastream/id,bucket(phenomenonTime,duration'PT1H')),aggregate(result with mean as m))``. Over
    Observations only; buckets follow the lake's Interval (Europe/Berlin for days and longer).
    """

    number: int
    unit: OneOf["second", "minute", "hour", "day", "week", "month", "year"]
    by_datastream: bool
    aggregates: tuple[Aggregate, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Expand:
    """One item of $expand with the options in its brackets; ``A/B`` is A with an Expand of B."""

    link: Link
    query: Query


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """All query options of one level, checked against its entity."""

    entity: Entity
    filter: Expression | None = None
    order: tuple[Order, ...] = ()
    select: tuple[Selected, ...] = ()
    """Empty: everything."""
    expand: tuple[Expand, ...] = ()
    top: int | None = None
    skip: int = 0
    count: bool | None = None
    exact_count: bool = False
    """``$count=exact``: count really, within the time limit."""
    bucketing: Bucketing | None = None
    skip_token: str = ""
    """Opaque key of the last record of the page before."""
    superseded: bool = False
    """``superseded=true``: corrected observations are listed too."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One part of a resource path: the entity set or link, with the id when one is named."""

    entity: Entity
    link: Link | None
    """Null for the first step, an entity set."""
    id: str | None = None

    @property
    def many(self) -> bool:
        """Whether the step names a set."""
        return self.id is None and (self.link is None or self.link.many)


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """A resource path, e.g. ``Things('1')/Datastreams('2')/Observations`` or ``…/name/$value``."""

    steps: tuple[Step, ...]
    attribute: Property | None = None
    attribute_steps: tuple[str | int, ...] = ()
    """Into the JSON of the attribute."""
    form: OneOf["", "$value", "$ref", "$count"] = ""
    entity: Entity = field(init=False)

    def __post_init__(self) -> None:
        """The entity that the last step leads to."""
        object.__setattr__(self, "entity", self.steps[-1].entity)

    @property
    def many(self) -> bool:
        """Whether the address names a set of entities."""
        return self.attribute is None and self.steps[-1].many
