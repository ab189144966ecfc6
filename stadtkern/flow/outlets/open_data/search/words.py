# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a search is asked and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Facet = Literal["thema", "herausgeber", "lizenz", "format", "gebiet", "hvd", "art"]
FACETS: tuple[Facet, ...] = ("thema", "format", "herausgeber", "lizenz", "gebiet", "hvd", "art")
"""In the order in which people see them."""
Order = Literal["treffer", "neu", "titel"]
ORDERS: tuple[Order, ...] = ("treffer", "neu", "titel")


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """What the list of results shows of an entry."""

    key: str
    title: str
    title_en: str
    summary: str
    """Beginning of the description, plain text."""
    summary_en: str
    publisher: str
    licence: str
    """Its code."""
    formats: tuple[str, ...]
    modified: datetime | None
    issued: datetime | None
    origin: str
    harvested_from: str
    deprecated: bool
    values: Mapping[str, tuple[str, ...]]
    """Of each facet."""


@dataclass(frozen=True, kw_only=True)
class Searched:
    """What somebody looks for."""

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Values by facet: any of them within a facet, all facets together."""
    order: Order = "treffer"
    typing: bool = False
    """The last word may be unfinished."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """The results, best first, and how many each value of a facet would leave."""

    cards: tuple[Card, ...]
    counts: Mapping[str, Mapping[str, int]]
    """By facet and value, most frequent first."""
    loose: bool = False
    """No entry has all words; these have some of them."""
