# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bars: one per series, or one per hour of day, weekday, month or step of time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from django.utils.translation import gettext as _

from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets.dashboards.sentences import dates, rankings
from stadtkern.flow.outlets.dashboards.sentences.ranges import whole_steps
from stadtkern.flow.outlets.dashboards.shown import Column, ShownTile, TableTwin
from stadtkern.flow.outlets.series.words import Line
from stadtkern.kernel.dashboards import BarTile
from stadtkern.kernel.errors import LimitExceeded
from stadtkern.web.drawing.figures import Axis, BarFigure

from . import tables, told
from .asking import SUMMED_UP, Ask, any_value, counted, explained, floats, line_name, merged, moments, share
from .periods import Span, span_of

_STEP_OF = {"hour": "hour", "weekday": "day", "month": "month"}
_MOST_STEPS = 100


def bars(ask: Ask, tile: BarTile) -> ShownTile:
    """The tile with its figure, table twin and sentence.

    Raises:
        LimitExceeded: series of several units, or more bars than can be told apart.
    """
    lines = _lines(ask, tile)
    if len({line.unit.ucum for line in lines}) > 1:
        raise LimitExceeded(_("Balken lassen sich nur vergleichen, wenn alle dieselbe Einheit haben."))
    facts = merged(line.facts for line in lines) if lines else ask.shown(tile).facts
    shown = explained(ask.shown(tile), facts, anything=any_value(lines))
    if shown.state != "shown":
        return shown
    return _per_series(ask, tile, shown, lines) if tile.by == "series" else _per_part(ask, tile, shown, lines)


def _lines(ask: Ask, tile: BarTile) -> tuple[Line, ...]:
    if tile.by == "series":
        span = span_of(ask.view)
    elif tile.by == "step":
        span = span_of(ask.view, tile.step)
    else:
        unit = _STEP_OF[tile.by]
        span = span_of(ask.view, "hour" if unit == "hour" else "day" if unit == "day" else "month")
    return tuple(line for one in tile.series for line in ask.lines(one, span, most_steps=SUMMED_UP))


def _per_series(ask: Ask, tile: BarTile, shown: ShownTile, lines: tuple[Line, ...]) -> ShownTile:
    ranked = list(lines)
    if tile.order == "largest":
        ranked.sort(key=lambda line: -math.inf if line.total is None else line.total, reverse=True)
    drawn = ranked[: tile.most]
    names = tuple(line_name(line, ask.language) for line in drawn)
    figure = BarFigure(
        title=shown.title,
        labels=names,
        groups=((shown.title, [line.total for line in drawn]),),
        axis=_axis(ask, lines[0]),
    )
    return replace(
        shown,
        figure=figure,
        table=_series_table(ask, shown.title, ranked),
        sentence=told.ranking_sentence(ask, lines),
        message=shown.message or _cut(len(drawn), len(ranked)),
    )


def _cut(drawn: int, there: int) -> str:
    if drawn == there:
        return ""
    return _("Gezeigt sind %(most)s von %(n)s; die Tabelle hat alle.") % {"most": drawn, "n": there}


def _series_table(ask: Ask, caption: str, lines: Sequence[Line]) -> TableTwin:
    columns = (
        Column(title=_("Reihe")),
        tables.value_column(ask, lines[0], _("Summe") if counted(lines[0]) else _("Mittel")),
        Column(title=_("Vollständigkeit"), unit="%", numeric=True),
    )
    rows = tuple(
        (
            line_name(line, ask.language),
            line.total,
            None if (part := share(line.facts)) is None else part * 100,
        )
        for line in lines
    )
    return TableTwin(caption=caption, columns=columns, rows=rows)


def _per_part(ask: Ask, tile: BarTile, shown: ShownTile, lines: tuple[Line, ...]) -> ShownTile:
    labels, keys = _parts(ask, tile, lines[0])
    values = [_means(tile, line, keys) for line in lines]
    names = [line_name(line, ask.language) for line in lines]
    figure = BarFigure(
        title=shown.title,
        labels=labels,
        groups=tuple(zip(names, values, strict=True)),
        axis=_axis(ask, lines[0]),
        standing=True,
    )
    title = _("Schritt") if tile.by == "step" else _("Zeit")
    columns = [Column(title=title)]
    columns += [tables.value_column(ask, line, name) for line, name in zip(lines, names, strict=True)]
    rows = tuple((label, *(one[at] for one in values)) for at, label in enumerate(labels))
    table = TableTwin(caption=shown.title, columns=tuple(columns), rows=rows)
    return replace(shown, figure=figure, table=table, sentence=_sentence(ask, tile, lines, (labels, values)))


def _parts(ask: Ask, tile: BarTile, line: Line) -> tuple[tuple[str, ...], list[int]]:
    """Labels of the bars, and for each step of the lines the number of the bar that it belongs to."""
    there = [dates.local(at) for at in moments(line.starts.tolist())]
    language = ask.language
    if tile.by == "hour":
        return tuple(f"{hour}" for hour in range(24)), [at.hour for at in there]
    if tile.by == "weekday":
        return tuple(dates.short_weekday(n, language) for n in range(7)), [at.weekday() for at in there]
    if tile.by == "month":
        names = tuple(name[:3] for name in dates.MONTHS[language])
        return names, [at.month - 1 for at in there]
    if len(there) > _MOST_STEPS:
        raise LimitExceeded(
            _("%(n)s Balken sind zu viele zum Vergleichen: längere Schritte oder weniger Zeit wählen.")
            % {"n": len(there)}
        )
    unit = span_of(ask.view, tile.step).interval.unit
    return tuple(dates.label(at, unit, language) for at in there), list(range(len(there)))


def _means(tile: BarTile, line: Line, keys: Sequence[int]) -> list[float | None]:
    """The mean of the complete steps of each bar; steps of time keep their value."""
    if tile.by == "step":
        return floats(line.values)
    whole = whole_steps(line.coverage, line.values)
    number = {"hour": 24, "weekday": 7, "month": 12}[tile.by]
    known = np.isfinite(whole)
    at = np.asarray(keys, dtype=np.int64)[known]
    sums = np.bincount(at, weights=whole[known], minlength=number)
    counts = np.bincount(at, minlength=number)
    return [float(one / count) if count else None for one, count in zip(sums, counts, strict=True)]


def _sentence(
    ask: Ask, tile: BarTile, lines: tuple[Line, ...], drawn: tuple[tuple[str, ...], list[list[float | None]]]
) -> str:
    if len(lines) != 1:
        return told.ranking_sentence(ask, lines)
    if tile.by == "step":
        return told.line_sentence(ask, lines[0], _interval(ask, tile))
    labels, values = drawn
    line = lines[0]
    ranked = rankings.Ranked(
        entries=list(zip(_long(ask, tile, labels), values[0], strict=True)),
        unit=ask.symbol(line.unit),
        ucum=line.unit.ucum,
        decimals=line.unit.decimals,
        counted=False,
        mean=True,
    )
    return rankings.ranking(ranked, ask.language, plain=ask.view.plain)


def _interval(ask: Ask, tile: BarTile) -> Interval:
    span: Span = span_of(ask.view, tile.step)
    return span.interval


def _long(ask: Ask, tile: BarTile, labels: Sequence[str]) -> tuple[str, ...]:
    if tile.by == "weekday":
        return dates.WEEKDAYS[ask.language]
    if tile.by == "month":
        return dates.MONTHS[ask.language]
    return tuple(f"{label} Uhr" if ask.language == "de" else f"{int(label):02}:00" for label in labels)


def _axis(ask: Ask, line: Line) -> Axis:
    return Axis(unit=ask.symbol(line.unit), decimals=line.unit.decimals)
