# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values as a table: a row per series, or a row per step of time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.dashboards.shown import Cell, Column, ShownTile, TableTwin
from stadtkern.flow.outlets.series.words import Line
from stadtkern.kernel.dashboards import TableTile

from . import tables, told
from .asking import Ask, any_value, explained, line_name, merged, share
from .chart import missing
from .periods import span_of


def table(ask: Ask, tile: TableTile) -> ShownTile:
    """The tile with its table."""
    span = span_of(ask.view, tile.step)
    lines = tuple(line for one in tile.series for line in ask.lines(one, span))
    facts = merged(line.facts for line in lines) if lines else ask.shown(tile).facts
    shown = explained(ask.shown(tile), facts, anything=any_value(lines))
    if shown.state != "shown":
        return shown
    shown = replace(shown, message=shown.message or missing(ask, lines))
    if tile.rows == "time":
        return replace(shown, table=tables.over_time(ask, shown.title, lines, span.interval))
    alike = len({line.unit.ucum for line in lines}) == 1
    twin = _per_series(ask, shown.title, lines, alike=alike)
    return replace(shown, table=twin, sentence=told.ranking_sentence(ask, lines) if alike else "")


def _per_series(ask: Ask, caption: str, lines: tuple[Line, ...], *, alike: bool) -> TableTwin:
    """Whole, least, most and newest value of each series; the unit stands in the row when they differ."""
    if alike and not any(line.facts.expected for line in lines):
        return _standing(ask, caption, lines)
    first = lines[0]
    unit = ask.symbol(first.unit) if alike else ""
    decimals = max(line.unit.decimals for line in lines)
    columns = [Column(title=_("Reihe"))]
    if not alike:
        columns.append(Column(title=_("Einheit")))
    columns += [
        Column(title=title, unit=unit, numeric=True, decimals=decimals)
        for title in (_("Ganzer Zeitraum"), *_extremes(_step_of(first)))
    ]
    columns += [
        Column(title=_("Vollständigkeit"), unit="%", numeric=True),
        Column(title=_("Neuester Wert"), step="minute"),
    ]
    return TableTwin(
        caption=caption,
        columns=tuple(columns),
        rows=tuple(_row(ask, line, alike=alike) for line in lines),
    )


def _standing(ask: Ask, caption: str, lines: tuple[Line, ...]) -> TableTwin:
    """Values that hardly change, such as capacities: one per row, the largest first."""
    columns = (Column(title=_("Reihe")), tables.value_column(ask, lines[0], _("Wert")))
    ranked = sorted(lines, key=lambda line: (line.total is None, -(line.total or 0.0)))
    rows = tuple((line_name(line, ask.language), line.total) for line in ranked)
    return TableTwin(caption=caption, columns=columns, rows=rows)


def _step_of(line: Line) -> float:
    """Width of the steps [s]; 0 without any."""
    return (int(line.ends[0]) - int(line.starts[0])) / 1_000_000 if len(line.starts) else 0.0


def _extremes(width_s: float) -> tuple[str, str]:
    """What the smallest and the largest step are called."""
    if 82_000 <= width_s <= 91_000:
        return _("Niedrigster Tag"), _("Höchster Tag")
    if 3_500 <= width_s <= 3_700:
        return _("Niedrigste Stunde"), _("Höchste Stunde")
    return _("Niedrigster Schritt"), _("Höchster Schritt")


def _row(ask: Ask, line: Line, *, alike: bool) -> tuple[Cell, ...]:
    known = line.values[np.isfinite(line.values)]
    part = share(line.facts)
    cells: list[Cell] = [line_name(line, ask.language)]
    if not alike:
        cells.append(ask.symbol(line.unit))
    cells += [
        line.total,
        float(known.min()) if len(known) else None,
        float(known.max()) if len(known) else None,
        None if part is None else part * 100,
        line.facts.newest,
    ]
    return tuple(cells)
