# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two series against each other, aligned in time, with their correlation."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.dashboards.sentences import dates, rankings
from stadtkern.flow.outlets.dashboards.sentences.ranges import whole_steps
from stadtkern.flow.outlets.dashboards.shown import Column, ShownTile, TableTwin
from stadtkern.flow.outlets.series.words import Facts, Floats, Line
from stadtkern.kernel.dashboards import ScatterTile
from stadtkern.kernel.errors import LimitExceeded
from stadtkern.web.drawing.figures import Axis, ScatterFigure

from . import tables
from .asking import Ask, explained, line_name, merged, moments
from .periods import span_of

_MOST_POINTS = 2_000
"""More points hide each other; longer steps are asked for."""


@dataclass(frozen=True, kw_only=True)
class Together:
    """Common values of two series and what connects them."""

    x: Floats
    y: Floats
    at: tuple[int, ...]
    """Steps that both have complete."""
    r: float | None
    """Correlation after Pearson; null when one of them never changes or there are fewer than three."""
    fit: tuple[float, float] | None
    """Slope and intercept of the line of least squares."""


def scatter(ask: Ask, tile: ScatterTile) -> ShownTile:
    """The tile with its figure, table twin and sentence.

    Raises:
        LimitExceeded: one of the series has several lines.
    """
    span = span_of(ask.view, tile.step)
    across, up = (ask.lines(one, span, most_steps=_MOST_POINTS) for one in (tile.x, tile.y))
    if len(across) > 1 or len(up) > 1:
        raise LimitExceeded(_("Ein Punktdiagramm vergleicht zwei einzelne Reihen, ohne „each(…)“."))
    facts = _facts((*across, *up))
    pairs = aligned(across[0], up[0]) if across and up else None
    anything = pairs is not None and len(pairs.at) > 0
    shown = explained(ask.shown(tile), facts, anything=anything)
    if pairs is None or not anything:
        return shown
    x, y = across[0], up[0]
    every = moments(x.starts.tolist())
    names = tuple(dates.label(every[at], span.interval.unit, ask.language) for at in pairs.at)
    figure = ScatterFigure(
        title=shown.title,
        x=pairs.x.tolist(),
        y=pairs.y.tolist(),
        names=names,
        x_axis=_axis(ask, x),
        y_axis=_axis(ask, y),
        x_name=line_name(x, ask.language),
        y_name=line_name(y, ask.language),
        fit=pairs.fit if len(pairs.at) >= rankings.FEWEST_PAIRS else None,
    )
    table = TableTwin(
        caption=shown.title,
        columns=(
            Column(title=_("Zeit"), step=span.interval.unit),
            tables.value_column(ask, x, figure.x_name),
            tables.value_column(ask, y, figure.y_name),
        ),
        rows=tuple(
            (every[at], float(one), float(other))
            for at, one, other in zip(pairs.at, pairs.x, pairs.y, strict=True)
        ),
    )
    said = rankings.together((figure.x_name, figure.y_name), pairs.r, len(pairs.at), ask.language)
    return replace(shown, figure=figure, table=table, sentence=said)


def _facts(lines: tuple[Line, ...]) -> Facts:
    """Of both lines; of the one without datastreams, if any: it explains why nothing is drawn."""
    without = next((line.facts for line in lines if not line.facts.streams), None)
    return without or (merged(line.facts for line in lines) if lines else Facts())


def aligned(x: Line, y: Line) -> Together:
    """The steps that both lines have complete, their correlation and the line that fits best."""
    across, up = whole_steps(x.coverage, x.values), whole_steps(y.coverage, y.values)
    there = np.flatnonzero(np.isfinite(across) & np.isfinite(up))
    one, other = across[there], up[there]
    if len(there) < 3 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return Together(x=one, y=other, at=tuple(there.tolist()), r=None, fit=None)
    r = float(np.corrcoef(one, other)[0, 1])
    slope = r * float(other.std() / one.std())
    fit = (slope, float(other.mean()) - slope * float(one.mean()))
    return Together(x=one, y=other, at=tuple(there.tolist()), r=r, fit=fit)


def _axis(ask: Ask, line: Line) -> Axis:
    return Axis(unit=ask.symbol(line.unit), decimals=line.unit.decimals, from_zero=False)
