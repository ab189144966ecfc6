# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of a dashboard: pages of tiles on a grid of twelve columns.

The same words are used by declarations of domains and by dashboards that people build in the cockpit; there
they are stored as JSON. What a tile shows is an expression of the series language.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec

from .indicators import Key, Long, Text

Expression = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
_LENGTH = r"^(today|yesterday|this-week|this-month|this-year|all|[1-9]\d{0,3}[hdwmy])$"
Length = Annotated[str, msgspec.Meta(pattern=_LENGTH)]
"""A time range that moves with the clock: ``24h``, ``7d``, ``4w``, ``12m``, ``2y``, or a word."""
Step = Literal["auto", "quarter-hour", "hour", "day", "week", "month", "year"]


class Series(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One or (with ``each``) several lines of a tile."""

    expression: Expression
    title: Text = ""
    """Empty: as what it reads is called."""
    title_en: Text = ""
    axis: Literal["left", "right"] = "left"
    shape: Literal["line", "area", "bars", "steps"] = "line"


class Target(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be reached (or not exceeded), in the unit of the series."""

    value: float
    direction: Literal["at_least", "at_most"] = "at_least"
    title: Text = ""
    """Why: resolution, law, plan."""
    title_en: Text = ""
    until_year: int | None = None


class Tile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all tiles have."""

    key: Key
    """Unique on its dashboard; part of the addresses of its pictures and tables."""
    title: Text
    title_en: Text = ""
    note: Long = ""
    """What readers should know, below the tile."""
    note_en: Long = ""
    width: Annotated[int, msgspec.Meta(ge=1, le=12)] = 4
    """Columns of twelve; on a phone every tile is as wide as the page."""
    height: Literal["low", "normal", "high"] = "normal"


class NumberTile(Tile, frozen=True, kw_only=True, tag="number"):
    """One number with trend and target."""

    series: Series
    period: Literal["latest", "hour", "day", "week", "month", "year", "range"] = "latest"
    """``latest``: the current value; else the last whole period in the data; ``range``: the chosen range."""
    trend: Literal["none", "before", "week", "year"] = "before"
    """Compared with the period before, or the same one a week or a year (52 weeks) earlier."""
    target: Target | None = None
    better: Literal["higher", "lower", "neither"] = "neither"


class ChartTile(Tile, frozen=True, kw_only=True, tag="chart"):
    """Lines over time, on one or two axes."""

    series: Annotated[tuple[Series, ...], msgspec.Meta(min_length=1, max_length=20)]
    step: Step = "auto"
    compare: Annotated[tuple[Literal["week", "year"], ...], msgspec.Meta(max_length=2)] = ()
    """The same lines a week or a year (52 weeks) earlier."""
    annotations: bool = True
    """Whether noted events are marked."""
    thresholds: bool = True


class BarTile(Tile, frozen=True, kw_only=True, tag="bar"):
    """Bars: one per series, or one per part of the calendar."""

    series: Annotated[tuple[Series, ...], msgspec.Meta(min_length=1, max_length=20)]
    by: Literal["series", "hour", "weekday", "month", "step"] = "series"
    step: Step = "auto"
    """Length of a bar with ``by = "step"``."""
    order: Literal["given", "largest"] = "largest"
    most: Annotated[int, msgspec.Meta(ge=1, le=100)] = 25


class HeatTile(Tile, frozen=True, kw_only=True, tag="heat"):
    """A calendar of shades: hour of day against weekday, or day against month; the mean of each field."""

    series: Series
    by: Literal["hour-weekday", "day-month"] = "hour-weekday"


class ScatterTile(Tile, frozen=True, kw_only=True, tag="scatter"):
    """Two series against each other, aligned in time, with their correlation."""

    x: Series
    y: Series
    step: Step = "day"


class TableTile(Tile, frozen=True, kw_only=True, tag="table"):
    """Values as a table: a row per series, or a row per step of time."""

    series: Annotated[tuple[Series, ...], msgspec.Meta(min_length=1, max_length=20)]
    rows: Literal["series", "time"] = "series"
    step: Step = "auto"


class MapTile(Tile, frozen=True, kw_only=True, tag="map"):
    """Places with value classes; ``series`` uses ``each``."""

    series: Series
    when: Literal["now", "range", "steps"] = "now"
    """The current value, that of the whole time range, or a time slider over its steps."""
    step: Step = "auto"
    classes: Annotated[tuple[float, ...], msgspec.Meta(max_length=8)] = ()
    """Limits between classes, rising, in the unit of the series; empty: chosen from the data."""


class GaugeTile(Tile, frozen=True, kw_only=True, tag="gauge"):
    """How far a goal is reached."""

    series: Series
    target: Target
    start: float = 0.0
    """Where the scale begins."""
    period: Literal["latest", "hour", "day", "week", "month", "year", "range"] = "latest"


class TextTile(Tile, frozen=True, kw_only=True, tag="text"):
    """Words: paragraphs, lists beginning with ``- `` and links as ``[text](address)``."""

    text: Long
    text_en: Long = ""


class ImageTile(Tile, frozen=True, kw_only=True, tag="image"):
    """A picture of the city with its description."""

    picture: Text
    """Key of the uploaded picture."""
    alternative: Text
    alternative_en: Text = ""
    credit: Text = ""


class WarningsTile(Tile, frozen=True, kw_only=True, tag="warnings"):
    """Warnings and alerts that are in force."""


class QualityTile(Tile, frozen=True, kw_only=True, tag="quality"):
    """How complete, how fresh and how plausible the data of the expression are."""

    series: Series


AnyTile: TypeAlias = (
    NumberTile | ChartTile | BarTile | HeatTile | ScatterTile | TableTile | MapTile | GaugeTile | TextTile
    | ImageTile | WarningsTile | QualityTile
)  # fmt: skip


class DashboardPage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tiles that are seen together."""

    key: Key
    title: Text
    title_en: Text = ""
    tiles: Annotated[tuple[AnyTile, ...], msgspec.Meta(max_length=40)] = ()


class Dashboard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A dashboard as somebody declared or built it."""

    key: Key
    title: Text
    title_en: Text = ""
    summary: Long = ""
    summary_en: Long = ""
    domain: Text = ""
    """Name of the subject that it belongs to; empty: the whole city."""
    pages: Annotated[tuple[DashboardPage, ...], msgspec.Meta(min_length=1, max_length=12)]
    filters: Annotated[tuple[Literal["time", "district", "site"], ...], msgspec.Meta(max_length=3)] = (
        "time",
    )
    """What readers may choose for the whole page."""
    span: Length = "30d"
    """The time range that is shown when nothing is chosen."""
    ends: Literal["now", "data"] = "data"
    """Whether the time range ends now or with the newest value of its data."""
    plain: Long = ""
    """The whole in plain language (DIN SPEC 33429), German; empty: made from the data."""


def tiles(dashboard: Dashboard) -> tuple[AnyTile, ...]:
    """All tiles of all pages, in order."""
    return tuple(tile for page in dashboard.pages for tile in page.tiles)


def ranged(tile: AnyTile) -> bool:
    """Whether what a tile shows depends on the chosen time range."""
    if isinstance(tile, NumberTile | GaugeTile):
        return tile.period == "range"
    if isinstance(tile, MapTile):
        return tile.when != "now"
    return not isinstance(tile, TextTile | ImageTile | WarningsTile)


def expressions(tile: AnyTile) -> tuple[str, ...]:
    """The expressions that a tile shows, in order; none for words, pictures and warnings."""
    if isinstance(tile, ChartTile | BarTile | TableTile):
        return tuple(one.expression for one in tile.series)
    if isinstance(tile, ScatterTile):
        return (tile.x.expression, tile.y.expression)
    if isinstance(tile, NumberTile | HeatTile | MapTile | GaugeTile | QualityTile):
        return (tile.series.expression,)
    return ()
