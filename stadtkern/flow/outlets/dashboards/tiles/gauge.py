# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How far a goal is reached."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from stadtkern.flow.outlets.dashboards.sentences import amounts
from stadtkern.flow.outlets.dashboards.shown import Column, Number, ShownTile, TableTwin
from stadtkern.kernel.dashboards import GaugeTile
from stadtkern.web.drawing.figures import Axis, GaugeFigure

from .asking import Ask, explained
from .number import Found, find, reached, target_words


def gauge(ask: Ask, tile: GaugeTile) -> ShownTile:
    """The tile with its number, figure, table twin and sentence."""
    found = find(ask, tile, "none")
    shown = explained(ask.shown(tile), found.facts, anything=found.value is not None)
    if found.value is None:
        return replace(shown, state="stale", message=found.reason) if found.reason else shown
    goal = target_words(ask, tile.target, found.unit)
    percent = reached(found.value, tile.target, tile.start)
    unit = ask.symbol(found.unit)
    figure = GaugeFigure(
        title=shown.title,
        value=found.value,
        start=tile.start,
        goal=tile.target.value,
        goal_name=ask.said(tile.target, "title"),
        axis=Axis(unit=unit, decimals=found.unit.decimals),
        at_most=tile.target.direction == "at_most",
    )
    number = Number(
        value=found.value,
        unit=unit,
        decimals=amounts.decimals_for(found.value, found.unit.decimals),
        period=found.period,
        target_words=goal,
        reached_percent=percent,
    )
    return replace(
        shown,
        figure=figure,
        number=number,
        table=_table(shown.title, number, tile.target.value),
        sentence=_sentence(ask, tile, found, percent),
    )


def _table(caption: str, number: Number, goal: float) -> TableTwin:
    columns = (
        Column(title=_("Was")),
        Column(title=_("Wert"), unit=number.unit, numeric=True, decimals=number.decimals),
    )
    return TableTwin(
        caption=caption, columns=columns, rows=((number.period, number.value), (_("Ziel"), goal))
    )


def _sentence(ask: Ask, tile: GaugeTile, found: Found, percent: float | None) -> str:
    if found.value is None:
        return ""
    said = amounts.amount(found.value, ask.symbol(found.unit), found.unit.decimals, ask.language)
    goal = target_words(ask, tile.target, found.unit)
    if tile.target.direction == "at_most":
        kept = found.value <= tile.target.value
        words = _("eingehalten") if kept else _("überschritten")
        return _("%(value)s %(period)s; das Ziel (%(goal)s) ist %(kept)s.") % {
            "value": said, "period": found.period, "goal": goal, "kept": words,
        }  # fmt: skip
    if percent is None:
        return ""
    return _("%(value)s %(period)s, das sind %(share)s des Ziels (%(goal)s).") % {
        "value": said, "period": found.period, "share": amounts.percent(percent, ask.language), "goal": goal,
    }  # fmt: skip
