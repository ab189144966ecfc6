# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a drawing shows, without how it looks; texts are already in the language of the reader.

Times are seconds since 1970, UTC, printed in Europe/Berlin; null is a gap and is drawn as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Values: TypeAlias = Sequence[float | None]


@dataclass(frozen=True, kw_only=True)
class Axis:
    """A scale of values."""

    unit: str = ""
    """As printed, e.g. ``°C``."""
    decimals: int = 0
    from_zero: bool = True


@dataclass(frozen=True, kw_only=True)
class DrawnLine:
    """One line, area, row of bars or steps; ``low`` and ``high`` are the edges of a band around it."""

    name: str
    values: Values
    axis: Literal["left", "right"] = "left"
    shape: Literal["line", "area", "bars", "steps"] = "line"
    style: Literal["solid", "dashed", "dotted"] = "solid"
    """Earlier periods are dashed, forecasts dotted."""
    low: Values | None = None
    high: Values | None = None
    partial: tuple[int, ...] = ()
    """Positions at which values are incomplete."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A stretch of time that is noted."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A line across, at a value of the left axis."""

    value: float
    text: str


@dataclass(frozen=True, kw_only=True)
class LineFigure:
    """Values over time."""

    title: str
    """For screen readers; what it shows in one line."""
    starts: Sequence[float]
    ends: Sequence[float]
    lines: tuple[DrawnLine, ...]
    left: Axis
    right: Axis | None = None
    marks: tuple[Mark, ...] = ()
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BarFigure:
    """Bars lying under each other (or standing, for parts of the calendar)."""

    title: str
    labels: tuple[str, ...]
    groups: tuple[tuple[str, Values], ...]
    """Name and value per label; more than one group: bars side by side."""
    axis: Axis
    standing: bool = False
    marked: tuple[int, ...] = ()
    """Labels that stand out."""


@dataclass(frozen=True, kw_only=True)
class HeatFigure:
    """Fields of shades."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    values: tuple[Values, ...]
    """A row of values per row."""
    axis: Axis


@dataclass(frozen=True, kw_only=True)
class ScatterFigure:
    """Points, with the line that fits them best."""

    title: str
    x: Values
    y: Values
    names: tuple[str, ...]
    """What each point stands for, e.g. its day."""
    x_axis: Axis
    y_axis: Axis
    x_name: str
    y_name: str
    fit: tuple[float, float] | None = None
    """Slope and intercept."""


@dataclass(frozen=True, kw_only=True)
class GaugeFigure:
    """A value on the way to a goal."""

    title: str
    value: float | None
    start: float
    goal: float
    goal_name: str
    axis: Axis
    at_most: bool = False
    """The goal is an upper limit."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A point of a map; ``level`` is the number of its class, null: no value."""

    longitude: float
    latitude: float
    name: str
    value: float | None
    level: int | None
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class MapFigure:
    """Places with value classes over the outlines of the city."""

    title: str
    places: tuple[Place, ...]
    classes: tuple[str, ...]
    """Name of each class, rising."""
    axis: Axis
    outlines: tuple[tuple[tuple[float, float], ...], ...] = ()
    """Rings of (longitude, latitude)."""
    credit: str = ""


@dataclass(frozen=True, kw_only=True)
class SparkFigure:
    """A small line beside a number."""

    title: str
    values: Values


Figure: TypeAlias = (
    LineFigure | BarFigure | HeatFigure | ScatterFigure | GaugeFigure | MapFigure | SparkFigure
)
