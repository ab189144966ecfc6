# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a reader answers: records and pages of records, not yet written as JSON, CSV or GeoJSON."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol, TypeAlias

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.lake.words import Question
from stadtkern.flow.outlets.sensorthings.entities import Entity
from stadtkern.flow.outlets.sensorthings.query.words import Expression, Period, Query

Shown: TypeAlias = Json | datetime | Period
"""A value of a record: JSON as stored, an aware UTC time, or a period."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How far a query may go; over a limit the answer is an error that names it."""

    default_top: int = 100
    most_top: int = 1_000
    """A larger $top is cut to this; the next link leads on."""
    most_observations: int = 10_000
    """The same for sets of observations."""
    most_skip: int = 100_000
    expand_depth: int = 5
    expand_items: int = 20
    """Items of $expand in the whole query."""
    most_expanded: int = 50_000
    """Records in one answer, expanded ones counted."""
    most_filter: int = 10_000
    """Characters of one query option."""
    most_nodes: int = 500
    """Nodes of one expression."""
    most_ids: int = 200_000
    """Datastreams (or other ids) that one part of a query may name to another."""
    query_s: float = 20.0
    exact_count_s: float = 5.0
    most_deleted: int = 1_000_000
    """Observations removed by one delete with a filter."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One entity as it is seen by the caller."""

    entity: Entity
    id: str
    values: Mapping[str, Shown]
    """By name of the property, without the id; only what was selected."""
    expanded: Mapping[str, Page | Record | None] = field(default_factory=dict)
    """By name of the link; null: there is no such entity."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A part of an entity set."""

    query: Query
    records: Sequence[Record]
    count: int | None = None
    """Null when it was not asked for."""
    estimated: bool = False
    """True when the count is one."""
    next_token: str | None = None
    """For $skiptoken of the next page; null: this was the last."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bucketed:
    """The answer to $apply: ``datastream`` (id, when grouped by it), ``start``, ``end``, and the aliases."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Shown, ...]]
    next_token: str | None = None


class Scope(NamedTuple):
    """Which observations an address names, before any filter."""

    streams: frozenset[int] | None = None
    """Null: of all datastreams that the caller sees."""
    feature: int | None = None
    """Only of this feature of interest."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a filter names to be deleted: entities of the register by id, or observations by a question."""

    entity: Entity
    ids: frozenset[int] = frozenset()
    question: Question | None = None
    """Selects datastream_id, phenomenon_time and seq; null unless observations are meant."""


class StreamFacts(Protocol):
    """What the register side asks the observation side, always as the caller sees it."""

    def times(self, streams: Collection[int]) -> Mapping[int, tuple[Period | None, Period | None]]:
        """Phenomenon time and result time of these datastreams; those without observations may be missing."""

    def streams_with(self, condition: Expression) -> frozenset[int]:
        """Visible datastreams with an observation that fulfils this; paths start at the observation."""

    def features_with(self, condition: Expression) -> frozenset[int]:
        """Visible features of interest with an observation that fulfils this."""


class Observed(StreamFacts, Protocol):
    """The observation side as the register side uses it for $expand."""

    def under(self, streams: Sequence[int], query: Query) -> Mapping[int, Page]:
        """Observations below each of these datastreams."""

    def under_features(self, features: Sequence[int], query: Query) -> Mapping[int, Page]:
        """Observations below each of these features of interest."""
