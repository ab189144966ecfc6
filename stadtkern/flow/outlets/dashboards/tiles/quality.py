# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How complete, how fresh and how plausible data are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.outlets.dashboards.sentences import amounts, dates
from stadtkern.flow.outlets.dashboards.shown import Column, Number, ShownTile, TableTwin
from stadtkern.flow.outlets.series.words import Facts, Line
from stadtkern.kernel.dashboards import QualityTile
from stadtkern.web.drawing.figures import Axis, BarFigure

from .asking import Ask, explained, line_name, merged, share
from .periods import span_of

_MOST_BARS = 25
_AS_GOOD_AS_WHOLE = 99.5
"""[%]; when all are, the number says it already."""


def quality(ask: Ask, tile: QualityTile) -> ShownTile:
    """The share of expected values that are there, what was left out, and how old the newest is."""
    lines = ask.lines(tile.series, span_of(ask.view))
    facts = merged(line.facts for line in lines) if lines else Facts()
    anything = facts.newest is not None or any(np.isfinite(line.values).any() for line in lines)
    shown = explained(ask.shown(tile), facts, anything=anything)
    if shown.state != "shown":
        return shown
    whole = share(facts)
    number = None
    if whole is not None:
        period = dates.during(ask.view.start, ask.view.end, ask.language)
        number = Number(value=whole * 100, unit="%", decimals=0 if whole in (0, 1) else 1, period=period)
    return replace(
        shown,
        number=number,
        figure=_figure(ask, shown.title, lines),
        table=_table(ask, shown.title, lines),
        sentence=_sentence(ask, facts, whole),
    )


def _figure(ask: Ask, title: str, lines: tuple[Line, ...]) -> BarFigure | None:
    """The completeness of each line, the least complete first; of one line the number says it already."""
    known = [
        (line_name(line, ask.language), part * 100)
        for line in lines
        if (part := share(line.facts)) is not None
    ]
    if len(known) < 2 or all(part > _AS_GOOD_AS_WHOLE for _name, part in known):
        return None
    known.sort(key=lambda one: one[1])
    drawn = known[:_MOST_BARS]
    return BarFigure(
        title=title,
        labels=tuple(name for name, _value in drawn),
        groups=((_("Vollständigkeit"), [value for _name, value in drawn]),),
        axis=Axis(unit="%", decimals=0),
    )


def _table(ask: Ask, caption: str, lines: tuple[Line, ...]) -> TableTwin:
    columns = (
        Column(title=_("Reihe")),
        Column(title=_("Vollständigkeit"), unit="%", numeric=True, decimals=1),
        Column(title=_("Erwartete Werte"), numeric=True),
        Column(title=_("Vorhandene Werte"), numeric=True),
        Column(title=_("Ausgelassen, weil unplausibel"), numeric=True),
        Column(title=_("Neuester Wert"), step="minute"),
    )
    rows = tuple(_row(ask, line) for line in lines)
    return TableTwin(caption=caption, columns=columns, rows=rows)


def _row(ask: Ask, line: Line) -> tuple[str, float | None, float, float, float, datetime | None]:
    facts, part = line.facts, share(line.facts)
    return (
        line_name(line, ask.language),
        None if part is None else part * 100,
        float(facts.expected),
        float(facts.counted),
        float(facts.left_out),
        facts.newest,
    )


def _sentence(ask: Ask, facts: Facts, whole: float | None) -> str:
    said = []
    if whole is not None:
        words = _("%(share)s der erwarteten Werte liegen vor.")
        said.append(words % {"share": amounts.percent(whole * 100, ask.language)})
    if facts.left_out:
        words = ngettext(
            "%(n)s unplausibler Wert ist in keiner Zahl enthalten.",
            "%(n)s unplausible Werte sind in keiner Zahl enthalten.",
            facts.left_out,
        )
        said.append(words % {"n": amounts.number(facts.left_out, 0, ask.language)})
    if facts.newest is not None:
        when = dates.during(facts.newest, facts.newest, ask.language)
        clock = dates.hour(dates.local(facts.newest), ask.language)
        words = _("Neuester Wert: %(when)s, %(hour)s.")
        said.append(words % {"when": f"{when}", "hour": clock})
    return " ".join(said)
