# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a page of observations knows beside its records, and what the register answers to the lake's side."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from stadtkern.flow.outlets.sensorthings.entities import Entity
from stadtkern.flow.outlets.sensorthings.query.words import Expression, Query
from stadtkern.flow.outlets.sensorthings.reading.words import Page, Record, Scope, Shown

EVERYTHING = Scope()


class Kin(NamedTuple):
    """What one observation of a page belongs to, for links to other entities."""

    stream: int
    """Id of its datastream, which an id of an observation that was moved does not tell."""
    feature: int | None
    """Null: the place where its thing was at ``time``."""
    time: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ObservedPage(Page):
    """A page of observations with what its records belong to, in their order."""

    kin: Sequence[Kin] = ()
    """Of every record: links, data arrays and CSV name the datastream of each observation."""


class Registered(Protocol):
    """What the register answers to the lake's side of a query."""

    def ids(self, entity: Entity, condition: Expression | None) -> frozenset[int]:
        """Visible rows that fulfil the condition.

        Raises:
            LimitExceeded: more than a part of a query may name to another.
        """

    def column(self, entity: Entity, expression: Expression, ids: Collection[int]) -> dict[int, Shown]:
        """The value for each visible row among ``ids``."""

    def records(self, entity: Entity, ids: Collection[int], query: Query) -> Mapping[int, Record]:
        """The visible ones among these entities, with what the query selects and expands."""
