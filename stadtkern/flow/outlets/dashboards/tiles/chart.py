# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lines over time, with the same lines a week or a year earlier, limits and noted events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.outlets.dashboards.sentences.changes import Reference
from stadtkern.flow.outlets.dashboards.shown import ShownTile
from stadtkern.flow.outlets.series.words import Line
from stadtkern.kernel.dashboards import ChartTile, Series
from stadtkern.kernel.errors import LimitExceeded
from stadtkern.web.drawing.figures import Axis, DrawnLine, Limit, LineFigure

from . import marks, tables, told
from .asking import Ask, any_value, explained, floats, line_name, merged, moments, seconds, thresholds
from .periods import Span, earlier, forth, span_of

MOST_LINES = 20
_MOST_NAMES = 5


@dataclass(frozen=True, kw_only=True)
class _Drawn:
    """A line with how it is drawn."""

    line: Line
    series: Series
    how: str = ""
    """``week`` or ``year``: of that much earlier, moved to the present."""


def chart(ask: Ask, tile: ChartTile) -> ShownTile:
    """The tile with its figure, table twin and sentence.

    Raises:
        LimitExceeded: more lines than can be told apart, or more than two units.
    """
    span = span_of(ask.view, tile.step)
    present = [_Drawn(line=line, series=one) for one in tile.series for line in ask.lines(one, span)]
    past = [] if not any_value([one.line for one in present]) else _past(ask, tile, span, present)
    drawn = [*present, *past]
    if len(drawn) > MOST_LINES:
        raise LimitExceeded(
            _("%(n)s Linien sind mehr, als ein Diagramm zeigen kann (%(most)s). Orte oder Bezirk auswählen.")
            % {"n": len(drawn), "most": MOST_LINES}
        )
    facts = merged(one.line.facts for one in present) if present else ask.shown(tile).facts
    shown = explained(ask.shown(tile), facts, anything=any_value([one.line for one in present]))
    if shown.state != "shown":
        return shown
    known = [one for one in drawn if any_value([one.line])]
    return replace(
        shown,
        figure=_figure(ask, tile, known, _axes(known)),
        table=tables.over_time(ask, shown.title, [one.line for one in known], span.interval),
        sentence=_sentence(ask, span, [one for one in present if any_value([one.line])], past),
        message=shown.message or missing(ask, [one.line for one in present]) or _uncompared(tile, past),
    )


def missing(ask: Ask, lines: Sequence[Line]) -> str:
    """Names the lines that have no values in the time range; empty: all have some."""
    names = [line_name(line, ask.language) for line in lines if not any_value([line])]
    if not names:
        return ""
    text = _("Keine Werte in diesem Zeitraum: %(names)s.") % {"names": ", ".join(names[:_MOST_NAMES])}
    others = len(names) - _MOST_NAMES
    more = ngettext("Dazu %(n)s weitere Reihe ohne Werte.", "Dazu %(n)s weitere Reihen ohne Werte.", others)
    return f"{text} {more % {'n': others}}" if others > 0 else text


def _uncompared(tile: ChartTile, past: Sequence[_Drawn]) -> str:
    """Says when there is nothing yet that the present could be compared with."""
    if not tile.compare or any_value([one.line for one in past]):
        return ""
    if tile.compare == ("week",):
        return _("Aus der Woche davor gibt es keine Werte zum Vergleichen.")
    return _("Aus dem Jahr davor gibt es keine Werte zum Vergleichen.")


def _past(ask: Ask, tile: ChartTile, span: Span, present: Sequence[_Drawn]) -> list[_Drawn]:
    """The lines of earlier times, moved to the steps of the present ones."""
    found = []
    grid = {us: at for at, us in enumerate(present[0].line.starts.tolist())}
    for how in tile.compare:
        names = {"week": _("eine Woche zuvor"), "year": _("ein Jahr zuvor")}
        for one in tile.series:
            for line in ask.lines(one, earlier(span, how)):
                starts = [forth(at, how, span.interval) for at in moments(line.starts.tolist())]
                where = [grid.get(round(at.timestamp() * 1_000_000)) for at in starts]
                name = f"{line_name(line, ask.language)}, {names[how]}"
                moved = _moved(replace(line, title=name, title_en=name), present[0].line, where)
                found.append(_Drawn(line=moved, series=one, how=how))
    return found


def _moved(line: Line, onto: Line, where: Sequence[int | None]) -> Line:
    values, coverage = np.full(len(onto.starts), np.nan), np.full(len(onto.starts), np.nan)
    for at, there in enumerate(where):
        if there is not None:
            values[there], coverage[there] = line.values[at], line.coverage[at]
    return replace(line, starts=onto.starts, ends=onto.ends, values=values, coverage=coverage)


def _axes(drawn: Sequence[_Drawn]) -> tuple[str, str]:
    """UCUM units of the left and the right axis; lines of a second unit move to the right by themselves.

    Raises:
        LimitExceeded: more than two units.
    """
    units = list(dict.fromkeys(one.line.unit.ucum for one in drawn))
    left = [one.line.unit.ucum for one in drawn if one.series.axis == "left"]
    first = left[0] if left else units[0]
    others = [unit for unit in units if unit != first]
    if len(others) > 1:
        raise LimitExceeded(
            _("Ein Diagramm hat höchstens zwei Achsen, diese Reihen haben %(n)s Einheiten: %(units)s.")
            % {"n": len(units), "units": ", ".join(one or "1" for one in units)}
        )
    right = [one.line.unit.ucum for one in drawn if one.series.axis == "right"]
    return first, others[0] if others else (right[0] if right and left else "")


def _figure(ask: Ask, tile: ChartTile, drawn: Sequence[_Drawn], units: tuple[str, str]) -> LineFigure:
    first = drawn[0].line
    sides = [_side(one, units) for one in drawn]
    limits = _limits(ask, drawn, sides) if tile.thresholds else ()
    return LineFigure(
        title=ask.said(tile, "title"),
        starts=seconds(first.starts.tolist()),
        ends=seconds(first.ends.tolist()),
        lines=tuple(_line(ask, one, side) for one, side in zip(drawn, sides, strict=True)),
        left=_axis(ask, drawn, sides, "left"),
        right=_axis(ask, drawn, sides, "right") if "right" in sides else None,
        marks=marks.noted(ask, tile) if tile.annotations else (),
        limits=limits,
    )


def _side(one: _Drawn, units: tuple[str, str]) -> str:
    if units[1] == "":
        return "left"
    if units[0] == units[1]:
        return one.series.axis
    return "left" if one.line.unit.ucum == units[0] else "right"


def _line(ask: Ask, one: _Drawn, side: str) -> DrawnLine:
    shape = one.series.shape
    return DrawnLine(
        name=line_name(one.line, ask.language),
        values=floats(one.line.values),
        axis="right" if side == "right" else "left",
        shape="line" if one.how and shape in ("bars", "area") else shape,
        style="dashed" if one.how else "solid",
        partial=tables.partial(one.line),
    )


def _axis(ask: Ask, drawn: Sequence[_Drawn], sides: Sequence[str], side: str) -> Axis:
    lines = [one.line for one, where in zip(drawn, sides, strict=True) if where == side]
    if not lines:
        return Axis()
    unit = lines[0].unit
    return Axis(
        unit=ask.symbol(unit),
        decimals=max(one.unit.decimals for one in lines),
        from_zero=not unit.ucum.startswith(("Cel", "hPa", "dB")),
    )


def _limits(ask: Ask, drawn: Sequence[_Drawn], sides: Sequence[str]) -> tuple[Limit, ...]:
    found: dict[tuple[float, str], Limit] = {}
    for one, side in zip(drawn, sides, strict=True):
        if side == "left":
            for value, german, english in thresholds(one.line, _unit_of(one.line)):
                text = english if ask.language == "en" else german
                found[(value, text)] = Limit(value=value, text=text)
    return tuple(found.values())


def _unit_of(line: Line) -> str:
    """Over what a step averages, as thresholds name it."""
    if not len(line.starts):
        return "-"
    width_s = (int(line.ends[0]) - int(line.starts[0])) / 1_000_000
    names = ((3600, "hour"), (86_400 + 3600, "day"), (367 * 86_400, "year"))
    floors = {"hour": 3600, "day": 82_800, "year": 365 * 86_400}
    return next((name for most, name in names if floors[name] <= width_s <= most), "-")


def _sentence(ask: Ask, span: Span, present: Sequence[_Drawn], past: Sequence[_Drawn]) -> str:
    lines = tuple(one.line for one in present)
    if len(lines) == 1:
        before = past[0] if past else None
        how: Reference = "week" if before is not None and before.how == "week" else "year"
        return told.line_sentence(ask, lines[0], span.interval, before.line if before else None, how)
    if len({one.unit.ucum for one in lines}) == 1:
        return told.ranking_sentence(ask, lines)
    return told.line_sentence(ask, lines[0], span.interval)
