# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A tile as it is shown: everything that pages, pictures, tables, reports and screens need of it.

Texts are in the language of the reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets.series.words import EVERYWHERE, NO_FACTS, Facts, Places
from stadtkern.kernel.dashboards import AnyTile, TableTile
from stadtkern.kernel.rights import Visitor
from stadtkern.web.drawing.figures import Figure

State = Literal["shown", "empty", "stale", "withheld", "withdrawn", "refused"]
Cell = str | float | datetime | None


@dataclass(frozen=True, kw_only=True)
class View:
    """How a reader looks at a page of a dashboard."""

    start: datetime
    end: datetime
    """Of the chosen time range, aware UTC; the end is exclusive."""
    interval: Interval
    now: datetime
    reader: Visitor | None = None
    """Null: the public. A public dashboard is always read as the public."""
    places: Places = EVERYWHERE
    language: Literal["de", "en"] = "de"
    plain: bool = False
    """In plain language."""
    moment: int = 0
    """Step of a map with a time slider, counted from the newest."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the table twin."""

    title: str
    unit: str = ""
    numeric: bool = False
    decimals: int = 0
    step: str = ""
    """Of a column of moments: the unit of the steps that begin there (``hour``, ``day`` …).

    ``sentences.dates.label`` prints it.
    """


@dataclass(frozen=True, kw_only=True)
class TableTwin:
    """What the figure shows, as a table; the first column heads the rows."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number that is shown large."""

    value: float | None
    unit: str
    decimals: int
    period: str
    """What it is about in words, e.g. ``am 21. August 2026``."""
    change_percent: float | None = None
    change_words: str = ""
    """E.g. ``12 % mehr als in der Woche davor``."""
    good: bool | None = None
    """Whether the change is for the better; null: neither."""
    target_words: str = ""
    reached_percent: float | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of a list: a warning, an alert."""

    title: str
    text: str
    kind: Literal["bad", "warn", "info"] = "info"
    href: str = ""
    time: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ShownTile:
    """A tile with its content."""

    tile: AnyTile
    title: str
    note: str = ""
    state: State = "shown"
    message: str = ""
    """What to say when something is not shown, and what can be done."""
    figure: Figure | None = None
    table: TableTwin | None = None
    number: Number | None = None
    sentence: str = ""
    """What the data say, in one or two sentences."""
    facts: Facts = NO_FACTS
    entries: tuple[Entry, ...] = ()
    html: str = ""
    """Of a text tile: safe markup."""
    picture: str = ""
    """Of an image tile: its path."""
    extra: Mapping[str, object] | None = None
    """For the element that enlivens the tile: steps of a time slider."""

    @property
    def shows_table(self) -> bool:
        """Whether the table is what the tile shows, and not its twin."""
        return isinstance(self.tile, TableTile)

    @property
    def can_be_large(self) -> bool:
        """Whether there is more to see of it, and something to take along."""
        return bool(self.figure or self.table or self.number)

    @property
    def weight(self) -> int:
        """About how many values it holds."""
        cells = len(self.table.rows) * len(self.table.columns) if self.table else 0
        steps = [part for part in (self.extra or {}).values() if isinstance(part, list)]
        return 50 + cells + sum(len(row) for part in steps for row in part if isinstance(row, list))
