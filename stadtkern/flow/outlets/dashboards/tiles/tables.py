# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Table twins: the same values as the figure, for readers and programs that want numbers."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets.dashboards.sentences.ranges import ENOUGH
from stadtkern.flow.outlets.dashboards.shown import Cell, Column, TableTwin
from stadtkern.flow.outlets.series.words import Line

from .asking import Ask, counted, floats, line_name, moments

_ENOUGH_FOR_MEANS = 0.75
"""As air quality law asks of an hourly mean (39. BImSchV, Anlage 1)."""


def partial(line: Line) -> tuple[int, ...]:
    """Steps whose value is there but incomplete."""
    least = ENOUGH if counted(line) else _ENOUGH_FOR_MEANS
    pairs = zip(floats(line.values), line.coverage.tolist(), strict=True)
    return tuple(at for at, (value, share) in enumerate(pairs) if value is not None and share < least)


def over_time(ask: Ask, caption: str, lines: Sequence[Line], interval: Interval) -> TableTwin:
    """A row per step; a last column says which steps are incomplete, when some are."""
    columns = [Column(title=_("Zeit"), step=interval.unit)]
    columns += [value_column(ask, line, line_name(line, ask.language)) for line in lines]
    incomplete = {at for line in lines for at in partial(line)}
    values = [floats(line.values) for line in lines]
    rows: list[tuple[Cell, ...]] = []
    for at, start in enumerate(moments(lines[0].starts.tolist()) if lines else []):
        cells: list[Cell] = [start, *(one[at] for one in values)]
        if incomplete:
            cells.append(_("unvollständig") if at in incomplete else "")
        rows.append(tuple(cells))
    if incomplete:
        columns.append(Column(title=_("Hinweis")))
    return TableTwin(caption=caption, columns=tuple(columns), rows=tuple(rows))


def value_column(ask: Ask, line: Line, title: str) -> Column:
    """A column of values with their unit."""
    return Column(title=title, unit=ask.symbol(line.unit), numeric=True, decimals=line.unit.decimals)
