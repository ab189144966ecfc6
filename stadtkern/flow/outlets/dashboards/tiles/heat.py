# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A calendar of shades: the mean of each hour of the week, or each day of the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.outlets.dashboards.sentences import dates, rankings
from stadtkern.flow.outlets.dashboards.sentences.ranges import whole_steps
from stadtkern.flow.outlets.dashboards.shown import Column, ShownTile, TableTwin
from stadtkern.flow.outlets.series.words import Int64s, Line
from stadtkern.kernel.dashboards import HeatTile
from stadtkern.kernel.errors import LimitExceeded
from stadtkern.web.drawing.figures import Axis, HeatFigure

from . import told
from .asking import SUMMED_UP, Ask, any_value, explained, moments
from .periods import span_of

_LEAST_FIELDS = 24
"""Fewer hours of the week than a day has show no pattern."""
Rows = tuple[list[float | None], ...]


def heat(ask: Ask, tile: HeatTile) -> ShownTile:
    """The tile with its figure, table twin and sentence.

    Raises:
        LimitExceeded: the series has several lines.
    """
    hours = tile.by == "hour-weekday"
    span = span_of(ask.view, "hour" if hours else "day")
    lines = ask.lines(tile.series, span, most_steps=SUMMED_UP)
    if len(lines) > 1:
        raise LimitExceeded(_("Ein Kalender zeigt eine Reihe: „sum(…)“ oder „mean(…)“ statt „each(…)“."))
    facts = lines[0].facts if lines else ask.shown(tile).facts
    shown = explained(ask.shown(tile), facts, anything=any_value(lines))
    if shown.state != "shown":
        return shown
    line = lines[0]
    columns, rows, values = _hours(ask, line) if hours else _days(ask, line)
    filled = sum(one is not None for row in values for one in row)
    if hours and filled < _LEAST_FIELDS:
        return replace(shown, state="empty", message=_too_few(filled))
    figure = HeatFigure(
        title=shown.title,
        columns=columns,
        rows=rows,
        values=values,
        axis=Axis(unit=ask.symbol(line.unit), decimals=line.unit.decimals),
    )
    said = _sentence(ask, line, values) if hours else told.line_sentence(ask, line, span.interval)
    return replace(shown, figure=figure, table=_table(ask, shown.title, line, figure), sentence=said)


def _too_few(filled: int) -> str:
    return ngettext(
        "Für ein Muster der Woche reicht das noch nicht: Werte gibt es erst für %(n)s von 168 Stunden.",
        "Für ein Muster der Woche reicht das noch nicht: Werte gibt es erst für %(n)s von 168 Stunden.",
        filled,
    ) % {"n": filled}


def _hours(ask: Ask, line: Line) -> tuple[tuple[str, ...], tuple[str, ...], Rows]:
    """Weekdays from Monday as rows, hours of the clocks of the city as columns; means of complete hours."""
    there = [dates.local(at) for at in moments(line.starts.tolist())]
    at = np.asarray([one.weekday() * 24 + one.hour for one in there], dtype=np.int64)
    means = _means(line, at, 7 * 24)
    rows = tuple(dates.short_weekday(day, ask.language) for day in range(7))
    return (
        tuple(str(hour) for hour in range(24)),
        rows,
        tuple(means[day * 24 : day * 24 + 24] for day in range(7)),
    )


def _days(ask: Ask, line: Line) -> tuple[tuple[str, ...], tuple[str, ...], Rows]:
    """Months as rows, the oldest first, days of the month as columns."""
    there = [dates.local(at) for at in moments(line.starts.tolist())]
    months = sorted({(one.year, one.month) for one in there})
    number = {month: at for at, month in enumerate(months)}
    at = np.asarray([number[(one.year, one.month)] * 31 + one.day - 1 for one in there], dtype=np.int64)
    means = _means(line, at, len(months) * 31)
    rows = tuple(f"{dates.MONTHS[ask.language][month - 1][:3]} {year}" for year, month in months)
    values = tuple(means[row * 31 : row * 31 + 31] for row in range(len(months)))
    return tuple(str(day) for day in range(1, 32)), rows, values


def _means(line: Line, at: Int64s, number: int) -> list[float | None]:
    whole = whole_steps(line.coverage, line.values)
    known = np.isfinite(whole)
    sums = np.bincount(at[known], weights=whole[known], minlength=number)
    counts = np.bincount(at[known], minlength=number)
    return [float(one / count) if count else None for one, count in zip(sums, counts, strict=True)]


def _sentence(ask: Ask, line: Line, values: Sequence[Sequence[float | None]]) -> str:
    ranked = rankings.Ranked(
        entries=(),
        unit=ask.symbol(line.unit),
        ucum=line.unit.ucum,
        decimals=line.unit.decimals,
        counted=False,
    )
    return rankings.field(values, ranked, ask.language, plain=ask.view.plain)


def _table(ask: Ask, caption: str, line: Line, figure: HeatFigure) -> TableTwin:
    unit = ask.symbol(line.unit)
    columns = [Column(title=_("Wochentag") if len(figure.columns) == 24 else _("Monat"))]
    columns += [Column(title=name, numeric=True, decimals=line.unit.decimals) for name in figure.columns]
    rows = tuple((name, *values) for name, values in zip(figure.rows, figure.values, strict=True))
    return TableTwin(caption=f"{caption} [{unit}]" if unit else caption, columns=tuple(columns), rows=rows)
