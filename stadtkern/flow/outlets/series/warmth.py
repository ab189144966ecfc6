# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Degree days and consumption that is adjusted by them (VDI 4710 part 2, VDI 3807 part 1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from django.utils.translation import gettext as _

from stadtkern.flow.devices.units import SAME
from stadtkern.flow.lake.times import moment
from stadtkern.flow.lake.words import Interval

from . import grids, measures
from .asking import Asking
from .curves import Curve, combined
from .grids import Grid
from .measuring import measure
from .refusals import ExpressionRefused
from .tree import Call, Expression, Length, Number
from .words import Floats, Int64s

Evaluate = Callable[[Expression, Grid, Asking], list[Curve]]
BASE_CEL: Final = 20.0
"""Indoor temperature [°C] that degree days are counted from."""
LIMIT_CEL: Final = 15.0
"""Days with a mean below this [°C] are heating days."""
MOST_YEARS: Final = 10
LEAST_YEARS: Final = 3
"""So many earlier years are needed for a long-term mean."""
_ENOUGH: Final = 0.95
_HEATING: Final = 0.5
"""Degree days per day [K·d/d] below which a step has no heating that could be adjusted."""
_DAY: Final = Interval(number=1, unit="day")
_DAY_US: Final = 86_400_000_000
_CALENDAR: Final = frozenset({"day", "week", "month", "year"})


@dataclass(frozen=True, kw_only=True, eq=False)
class _Days:
    """Degree days of single days."""

    starts: Int64s
    values: Floats
    """[K·d]; NaN where there is no mean temperature."""
    curve: Curve
    """The daily means [°C]."""

    def sums(self, edges: Int64s) -> tuple[Floats, Floats]:
        """Degree days between the edges, and on how many days they are known."""
        present = ~np.isnan(self.values)
        sums = np.concatenate([[0.0], np.cumsum(np.where(present, self.values, 0.0))])
        number = np.concatenate([[0.0], np.cumsum(present)])
        at = np.searchsorted(self.starts, edges)
        return np.diff(sums[at]), np.diff(number[at])


def degree_days(node: Call, grid: Grid, asking: Asking, evaluate: Evaluate) -> list[Curve]:
    """Degree days of each step [K·d]; days without temperature are missing and lower the coverage.

    Raises:
        ExpressionRefused: steps are shorter than a day.
    """
    _need(grid, _CALENDAR, "Gradtage gibt es je Tag, Woche, Monat oder Jahr; wählen Sie solche Schritte.")
    base, limit = _celsius(node.base, BASE_CEL), _celsius(node.limit, LIMIT_CEL)
    found = _days(node.operands[0], grid, asking, evaluate)
    return [_per_step(_counted(one, base, limit), grid, asking) for one in found]


def normalised(node: Call, grid: Grid, asking: Asking, evaluate: Evaluate) -> list[Curve]:
    """Consumption times long-term degree days over those of the step; a gap where there are too few years.

    Raises:
        ExpressionRefused: steps are shorter than a week, or there is more than one temperature.
    """
    units = _CALENDAR - {"day"}
    _need(grid, units, "Witterungsbereinigt wird je Woche, Monat oder Jahr; wählen Sie solche Schritte.")
    consumed = evaluate(node.operands[0], grid, asking)
    first = grids.moved(grid.edges[:1], Length(number=MOST_YEARS, unit="y"))
    wide = replace(grid, edges=np.append(first, grid.edges[-1:]), start_us=int(first[0]))
    found = _days(node.operands[1], wide, asking, evaluate)
    if len(found) != 1:
        raise ExpressionRefused("normalised(…) braucht eine einzige Temperatur, zum Beispiel mean(…).")
    days = _counted(found[0], BASE_CEL, LIMIT_CEL)
    factor, years = _factors(days, grid)
    share = Curve(
        values=factor,
        coverage=np.full(grid.steps, np.nan),
        withheld=np.zeros(grid.steps, np.bool_),
        total=np.nan,
        evidence=days.curve.evidence.saying(_adjusted(years)),
    )
    made = [combined(one, share, np.multiply) for one in consumed]
    return [replace(one, total=_sum(one.values)) for one in made]


def _adjusted(years: int) -> str:
    if not years:
        text = _("Nicht bereinigt: Für langjährige Gradtage fehlen %(n)s frühere Jahre mit Temperaturen.")
        return text % {"n": LEAST_YEARS}
    text = _(
        "Witterungsbereinigt in Anlehnung an VDI 3807: Verbrauch mal langjährige Gradtage (G20/15, Mittel aus"
        " bis zu %(n)s früheren Jahren) durch Gradtage des Schritts; ohne Heizbedarf unverändert."
    )
    return text % {"n": years}


def _need(grid: Grid, units: frozenset[str], sentence: str) -> None:
    if grid.interval.unit not in units:
        raise ExpressionRefused(sentence)


def _celsius(given: Number | None, usual: float) -> float:
    if given is None:
        return usual
    return measures.linear(given.unit, "Cel").of(given.value) if given.unit else given.value


def _days(temperature: Expression, grid: Grid, asking: Asking, evaluate: Evaluate) -> list[_Days]:
    """Daily means [°C] over all days of the grid; their degree days are counted later."""
    days = grids.grid(moment(int(grid.edges[0])), moment(int(grid.edges[-1])), _DAY)
    days = replace(days, start_us=grid.start_us, end_us=grid.end_us)
    own = measure(temperature, asking.found)
    linear = SAME if own.unknown else measures.linear(own.ucum, "Cel")
    return [
        _Days(starts=days.starts, values=one.values * linear.factor + linear.offset, curve=one)
        for one in evaluate(temperature, days, asking)
    ]


def _counted(days: _Days, base: float, limit: float) -> _Days:
    cold = np.where(days.values < limit, base - days.values, 0.0)
    return replace(days, values=np.where(np.isnan(days.values), np.nan, cold))


def _per_step(days: _Days, grid: Grid, asking: Asking) -> Curve:
    sums, number = days.sums(grid.edges)
    begun = (days.starts < asking.now_us).astype(np.float64)
    at = np.searchsorted(days.starts, grid.edges)
    wanted = np.diff(np.concatenate([[0.0], np.cumsum(begun)])[at])
    hidden = np.diff(np.concatenate([[0], np.cumsum(days.curve.withheld)])[at]) > 0
    values = np.where((number > 0) & ~hidden, sums, np.nan)
    with np.errstate(all="ignore"):
        coverage = np.where(wanted > 0, number / wanted, np.nan)
    return Curve(
        values=values,
        coverage=coverage,
        withheld=hidden,
        total=_sum(values),
        evidence=days.curve.evidence.saying(
            _(
                "Gradtage: Grundtemperatur minus Tagesmittel an Tagen unter der Heizgrenze"
                " (VDI 4710, VDI 3807)."
            )
        ),
        thing=days.curve.thing,
    )


def _factors(days: _Days, grid: Grid) -> tuple[Floats, int]:
    """What each step is multiplied with, and the most years that a long-term mean has."""
    actual, known = days.sums(grid.edges)
    lengths = np.round(np.diff(grid.edges) / _DAY_US)
    sums, years = np.zeros(grid.steps), np.zeros(grid.steps)
    for number in range(1, MOST_YEARS + 1):
        edges = grids.moved(grid.edges, Length(number=number, unit="y"))
        found, present = days.sums(edges)
        whole = present >= _ENOUGH * np.round(np.diff(edges) / _DAY_US)
        sums += np.where(whole, found, 0.0)
        years += whole
    usual = np.where(years >= LEAST_YEARS, sums / np.maximum(years, 1), np.nan)
    warm = np.maximum(actual, usual) < _HEATING * lengths
    with np.errstate(all="ignore"):
        factor = np.where(warm, 1.0, usual / actual)
    factor = np.where(known >= _ENOUGH * lengths, factor, np.nan)
    return factor, int(years.max(initial=0)) if (years >= LEAST_YEARS).any() else 0


def _sum(values: Floats) -> float:
    present = values[~np.isnan(values)]
    return float(present.sum()) if len(present) else np.nan
