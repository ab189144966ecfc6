# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One number: the current value, the last whole period, or the chosen time range; with trend and target."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

import numpy as np
from django.utils.translation import gettext as _

from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets.dashboards.sentences import amounts, changes, dates
from stadtkern.flow.outlets.dashboards.sentences.changes import Change, Reference
from stadtkern.flow.outlets.dashboards.sentences.ranges import ENOUGH
from stadtkern.flow.outlets.dashboards.shown import Column, Number, ShownTile, TableTwin
from stadtkern.flow.outlets.series.words import Facts, Line, Now, Unit
from stadtkern.kernel.dashboards import GaugeTile, NumberTile, Target
from stadtkern.web.drawing.figures import SparkFigure

from . import tables, told
from .asking import Ask, counted, explained, floats, known_until, moments, share
from .periods import Calendar, Span, begin, earlier, later, span_of

_BACK: dict[Calendar, int] = {"hour": 24, "day": 14, "week": 12, "month": 13, "year": 6}
"""Steps before the shown one that are read: for the small line beside the number."""
_LATE = 3
"""Of so many of the newest steps the newest complete one is shown."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A number before it is put into words."""

    value: float | None
    unit: Unit
    facts: Facts
    period: str
    """When, in words."""
    counted: bool = False
    line: Line | None = None
    """For the small line beside it."""
    interval: Interval | None = None
    change: Change | None = None
    compared: str = ""
    partial: bool = False
    uncompared: bool = False
    """The earlier value is there but incomplete."""
    reason: str = ""
    """Why there is none, when it is not simply missing."""


def number(ask: Ask, tile: NumberTile) -> ShownTile:
    """The tile with its number, its small line and its sentence."""
    found = find(ask, tile, tile.trend)
    shown = explained(ask.shown(tile), found.facts, anything=found.value is not None)
    if found.value is None:
        state = "stale" if found.reason else shown.state
        return replace(shown, state=state, message=found.reason or shown.message)
    words = changes.change(found.change, found.compared, ask.language) if found.change else ""
    if found.uncompared:
        words = _("kein Vergleich: %(then)s fehlten Werte") % {"then": found.compared}
    good = _good(found.change, tile.better)
    return replace(
        shown,
        number=Number(
            value=found.value,
            unit=ask.symbol(found.unit),
            decimals=amounts.decimals_for(found.value, found.unit.decimals),
            period=found.period,
            change_percent=found.change.percent if found.change else None,
            change_words=words,
            good=good,
            target_words=target_words(ask, tile.target, found.unit) if tile.target else "",
            reached_percent=reached(found.value, tile.target) if tile.target else None,
        ),
        figure=_spark(shown.title, found),
        table=_table(ask, shown.title, found),
        sentence=sentence(ask, shown.title, found),
    )


def find(ask: Ask, tile: NumberTile | GaugeTile, trend: Literal["none", "before", "week", "year"]) -> Found:
    """The number that such a tile shows, and the change against an earlier one."""
    if tile.period == "latest":
        return _latest(ask, tile, trend)
    if tile.period == "range":
        return _range(ask, tile, trend)
    return _period(ask, tile, tile.period, trend)


def _latest(ask: Ask, tile: NumberTile | GaugeTile, trend: str) -> Found:
    now = next(iter(ask.now(tile.series)), None)
    if now is None:
        return Found(value=None, unit=Unit(ucum="1", symbol=""), facts=Facts(), period="")
    facts = replace(now.facts, stale=now.state == "stale")
    if now.value is None or now.time is None:
        reason = _too_old(ask, tile, now) if now.state == "stale" else ""
        return Found(value=None, unit=now.unit, facts=facts, period="", reason=reason)
    at = dates.local(now.time)
    period = f"{dates.during(now.time, now.time, ask.language)}, {dates.hour(at, ask.language)}"
    if now.facts.interval_s is None:
        period = _("Stand: %(day)s") % {"day": dates.day(at, ask.language)}
    found = Found(value=now.value, unit=now.unit, facts=facts, period=period, counted=counted(now))
    return found if now.facts.interval_s is None else _day_before(ask, tile, found, (now.time, trend))


def _too_old(ask: Ask, tile: NumberTile | GaugeTile, now: Now) -> str:
    """When the last value was, and how much, in words: no number that might pass for the current one."""
    if now.time is None:
        return _("Der letzte Wert ist zu alt.")
    at = dates.local(now.time)
    when = f"{dates.during(now.time, now.time, ask.language)}, {dates.hour(at, ask.language)}"
    line = _first(ask, tile, _hour_of(now.time))
    if line is None or line.total is None or not np.isfinite(line.total):
        return _("Der letzte Wert ist zu alt: %(when)s.") % {"when": when}
    decimals = amounts.decimals_for(line.total, line.unit.decimals)
    said = amounts.amount(line.total, ask.symbol(line.unit), decimals, ask.language)
    return _("Zuletzt waren es %(value)s, %(when)s. Das ist zu alt, um als jetzt zu gelten.") % {
        "value": said,
        "when": when,
    }


def _hour_of(at: datetime) -> Span:
    start = begin(at, "hour")
    return Span(start=start, end=later(start, "hour", 1), interval=Interval(number=1, unit="hour"))


def _day_before(ask: Ask, tile: NumberTile | GaugeTile, found: Found, when: tuple[datetime, str]) -> Found:
    """The current value with the line of the last day and the change against the same hour before."""
    at, trend = when
    end = later(begin(at, "hour"), "hour", 1)
    hourly = Interval(number=1, unit="hour")
    line = _first(ask, tile, Span(start=end - timedelta(hours=25), end=end, interval=hourly))
    if line is None:
        return found
    if trend == "before":
        before = _value(line, 0)
    elif trend in ("week", "year"):
        start = later(begin(at, "hour"), "week", -1 if trend == "week" else -52)
        past = _first(ask, tile, Span(start=start, end=start + timedelta(hours=1), interval=hourly))
        before = past.total if past else None
    else:
        before = None
    return replace(
        found,
        line=line,
        interval=hourly,
        change=_change(ask, found, before),
        compared=changes.reference(_reference(trend), "latest", ask.language),
    )


def _range(ask: Ask, tile: NumberTile | GaugeTile, trend: str) -> Found:
    span = span_of(ask.view)
    line = _first(ask, tile, span)
    if line is None:
        return Found(value=None, unit=Unit(ucum="1", symbol=""), facts=Facts(), period="")
    found = Found(
        value=line.total if line.total is not None and np.isfinite(line.total) else None,
        unit=line.unit,
        facts=line.facts,
        period=dates.during(*_known_part(line, span), ask.language),
        counted=counted(line),
        line=line,
        interval=span.interval,
        partial=(share(line.facts) or 1.0) < ENOUGH,
    )
    if trend == "none" or found.value is None:
        return found
    before = _first(ask, tile, earlier(span, _reference(trend)))
    return replace(
        found,
        change=told.change_of(ask, line, before),
        compared=changes.reference(_reference(trend), "range", ask.language),
    )


def _known_part(line: Line, span: Span) -> tuple[datetime, datetime]:
    """From the first to the last step with a value: nothing is known of the time before and after."""
    at = np.flatnonzero(np.isfinite(line.values))
    if not len(at):
        return span.start, span.end
    start, end = moments([int(line.starts[at[0]]), int(line.ends[at[-1]])])
    return start, end


def _period(ask: Ask, tile: NumberTile | GaugeTile, unit: Calendar, trend: str) -> Found:
    """The last whole hour, day, week, month or year in the data, up to the end of the view."""
    extent = ask.extent(tile.series)
    if extent is None:
        line = _first(ask, tile, span_of(ask.view))
        facts = line.facts if line else Facts()
        return Found(
            value=None, unit=line.unit if line else Unit(ucum="1", symbol=""), facts=facts, period=""
        )
    last = begin(min(extent[1], ask.view.end), unit)
    interval = Interval(number=1, unit=unit)
    span = Span(start=later(last, unit, -_BACK[unit]), end=later(last, unit, 1), interval=interval)
    line = _first(ask, tile, span)
    if line is None:
        return Found(value=None, unit=Unit(ucum="1", symbol=""), facts=Facts(), period="")
    at = _last_whole(line, ask.view.end)
    if at is None:
        return Found(value=None, unit=line.unit, facts=line.facts, period="")
    return _of_step(ask, tile, (line, at, unit), trend)


def _of_step(ask: Ask, tile: NumberTile | GaugeTile, step: tuple[Line, int, Calendar], trend: str) -> Found:
    line, at, unit = step
    interval = Interval(number=1, unit=unit)
    start, end = moments([int(line.starts[at]), int(line.ends[at])])
    found = Found(
        value=_value(line, at),
        unit=line.unit,
        facts=line.facts,
        period=dates.when(start, end, unit, ask.language),
        counted=counted(line),
        line=_until(line, at),
        interval=interval,
        partial=at in tables.partial(line),
    )
    if trend == "none" or found.partial:
        return found
    compared = changes.reference(_reference(trend), unit, ask.language)
    before = _step_before(ask, tile, step, trend)
    return replace(
        found,
        compared=compared,
        change=_change(ask, found, before),
        uncompared=before is not None and bool(np.isnan(before)),
    )


def _step_before(
    ask: Ask, tile: NumberTile | GaugeTile, step: tuple[Line, int, Calendar], trend: str
) -> float | None:
    """The value that a step is compared with; not a number when it is incomplete, null without any."""
    line, at, unit = step
    back = {"hour": 168, "day": 7, "week": 1}.get(unit, 1) if trend == "week" else 1
    if trend in ("before", "week") and at >= back:
        return float("nan") if at - back in tables.partial(line) else _value(line, at - back)
    start, end = moments([int(line.starts[at]), int(line.ends[at])])
    span = earlier(Span(start=start, end=end, interval=Interval(number=1, unit=unit)), _reference(trend))
    past = _first(ask, tile, span)
    if past is None or past.total is None or not np.isfinite(past.total):
        return None
    return past.total if (share(past.facts) or 1.0) >= ENOUGH else float("nan")


def _last_whole(line: Line, end: datetime) -> int | None:
    """The newest step that is over and complete; when the newest ones are all incomplete, the newest."""
    until = known_until(line.facts)
    if until is None:
        return None
    limit = min(until, end + timedelta(seconds=line.facts.interval_s or 0)).timestamp() * 1_000_000
    there = [int(at) for at in np.flatnonzero(np.isfinite(line.values) & (line.ends <= limit))]
    if not there:
        return None
    incomplete = tables.partial(line)
    return next((at for at in reversed(there[-_LATE:]) if at not in incomplete), there[-1])


def _until(line: Line, at: int) -> Line:
    """The line up to this step."""
    end = at + 1
    return replace(
        line,
        starts=line.starts[:end],
        ends=line.ends[:end],
        values=line.values[:end],
        coverage=line.coverage[:end],
        withheld=line.withheld[:end],
    )


def _first(ask: Ask, tile: NumberTile | GaugeTile, span: Span) -> Line | None:
    return next(iter(ask.lines(tile.series, span)), None)


def _value(line: Line, at: int) -> float | None:
    return float(line.values[at]) if np.isfinite(line.values[at]) else None


def _reference(trend: str) -> Reference:
    return "week" if trend == "week" else "year" if trend == "year" else "before"


def _change(ask: Ask, found: Found, before: float | None) -> Change | None:
    if found.value is None or before is None or not np.isfinite(before):
        return None
    return Change(
        now=found.value,
        before=before,
        unit=ask.symbol(found.unit),
        ucum=found.unit.ucum,
        decimals=found.unit.decimals,
        counted=found.counted,
    )


def _good(change: Change | None, better: str) -> bool | None:
    if change is None or better == "neither" or change.direction == 0:
        return None
    return (change.direction > 0) == (better == "higher")


def target_words(ask: Ask, target: Target, unit: Unit) -> str:
    """``mindestens 20.000 Fahrräder bis 2030 (Radverkehrskonzept)``."""
    said = amounts.amount(
        target.value, ask.symbol(unit), amounts.decimals_for(target.value, unit.decimals), ask.language
    )
    least = target.direction == "at_least"
    words = _("mindestens %(value)s") if least else _("höchstens %(value)s")
    told_target = words % {"value": said}
    if target.until_year is not None:
        told_target = _("%(target)s bis %(year)s") % {"target": told_target, "year": target.until_year}
    why = ask.said(target, "title")
    return f"{told_target} ({why})" if why else told_target


def reached(value: float, target: Target, start: float = 0.0) -> float | None:
    """How much of the way from the beginning of the scale to the goal is made [%]."""
    way = target.value - start
    return (value - start) / way * 100 if way else None


def _spark(title: str, found: Found) -> SparkFigure | None:
    if found.line is None or int(np.isfinite(found.line.values).sum()) < 3:
        return None
    return SparkFigure(title=title, values=floats(found.line.values))


def _table(ask: Ask, title: str, found: Found) -> TableTwin:
    if found.line is not None and found.interval is not None:
        return tables.over_time(ask, title, [found.line], found.interval)
    columns = (
        Column(title=_("Wann")),
        Column(title=title, unit=ask.symbol(found.unit), numeric=True, decimals=found.unit.decimals),
    )
    return TableTwin(caption=title, columns=columns, rows=((found.period, found.value),))


def sentence(ask: Ask, title: str, found: Found) -> str:
    """The number in one sentence; plain language says it shorter."""
    if found.value is None:
        return ""
    decimals = amounts.decimals_for(found.value, found.unit.decimals)
    said = amounts.amount(found.value, ask.symbol(found.unit), decimals, ask.language)
    if ask.view.plain and ask.language == "de":
        words = f"{title}: {said}."
        return f"{words} {changes.plain_change(found.change, found.compared)}" if found.change else words
    words = f"{found.period[:1].upper()}{found.period[1:]}: {said}"
    if found.change is not None:
        words += f", {changes.change(found.change, found.compared, ask.language)}"
    return words + (_(" (unvollständig)") if found.partial else "") + "."
