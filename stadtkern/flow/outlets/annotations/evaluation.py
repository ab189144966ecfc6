# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Before and after: what changed with an event, with a confidence interval.

Matched weeks; difference in differences against comparison places; weather, when given, by least squares on
the matched days. Pure: arrays in, numbers out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.series.words import Floats
from stadtkern.kernel.errors import CityError

from .estimating import at_equal_weather, expected, means, plainly, scales
from .matching import Days, Matched, Method, Sides, complete, matched, sides, whole_weeks
from .resampling import Effect, effect

LEAST_WEEKS = 4
DAYS_PER_SLOPE = 15
"""So many matched days each weather series needs."""
_METHODS: tuple[Method, ...] = ("year", "around")


class NotEnoughData(CityError):
    """Die Daten reichen für eine Auswertung nicht aus."""


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """What an event changed, and how that was found out."""

    method: Method
    effect: Effect
    adjusted: Effect | None
    """At equal weather; null: no weather is given, or it does not suffice."""
    slopes: tuple[float, ...]
    """Change per unit of each weather series."""
    earlier: Effect | None
    """The same computed for the weeks just before the event, where there should be none; null: cannot be."""
    compared: bool
    relative: bool
    """The comparison places scale what is expected; false: they shift it."""
    weeks: int
    """Whole weeks of the event that were compared."""
    all_weeks: int
    """Whole weeks of the event."""
    reference_weeks: int
    coverage: float
    """Share of the days of those weeks that have both sides, 0 to 1."""
    mondays: tuple[date, ...]
    observed: Floats
    """Mean per day of each week; NaN where a week was left out."""
    expected: Floats


def evaluate(days: Days, begins: date, ends: date, *, relative: bool = True) -> Evaluation:
    """What changed in [begins, ends) against the same weeks of the year before, or else the weeks around.

    ``relative``: counts and amounts, where percents make sense. ``days`` reaches as far as there are data.

    Raises:
        NotEnoughData: fewer than four whole weeks, or nothing to compare them with; the message says what.
    """
    there = len(whole_weeks(begins, ends))
    if there < LEAST_WEEKS:
        raise NotEnoughData(
            _(
                "Für eine Auswertung braucht es mindestens %(least)s ganze Kalenderwochen mit Daten ab dem "
                "Beginn; bisher sind es %(there)s."
            )
            % {"least": LEAST_WEEKS, "there": there}
        )
    given, pairs = _matchable(days, begins, ends)
    relative = relative and scales(pairs)
    found = effect(given, relative, plainly)
    weather = _weather_suffices(pairs)
    wanted = expected(pairs, relative)
    return Evaluation(
        method=given.method,
        effect=found,
        adjusted=effect(given, relative, at_equal_weather) if weather else None,
        slopes=at_equal_weather(pairs, relative).slopes if weather else (),
        earlier=_earlier(days, begins, given, relative),
        compared=given.compared,
        relative=relative,
        weeks=complete(pairs),
        all_weeks=len(given.mondays),
        reference_weeks=complete(pairs) if given.method == "year" else int(given.before.shape[1]),
        coverage=found.days / (7 * len(given.mondays)),
        mondays=given.mondays,
        observed=means(np.where(np.isfinite(wanted), pairs.observed, np.nan)),
        expected=means(wanted),
    )


def _matchable(days: Days, begins: date, ends: date) -> tuple[Sides, Matched]:
    """The first of the two methods for which there are enough weeks."""
    for method in _METHODS:
        given = sides(days, begins, ends, method)
        pairs = matched(given)
        enough = method == "year" or given.before.shape[1] >= LEAST_WEEKS
        if enough and complete(pairs) >= LEAST_WEEKS:
            return given, pairs
    raise NotEnoughData(
        _(
            "Es fehlen Vergleichsdaten: Weder aus denselben Wochen des Vorjahres noch aus den Wochen davor "
            "und danach gibt es %(least)s Wochen mit Werten an mindestens fünf Tagen."
        )
        % {"least": LEAST_WEEKS}
    )


def _weather_suffices(pairs: Matched) -> bool:
    if pairs.weather is None:
        return False
    there = np.isfinite(pairs.observed) & np.isfinite(pairs.weather).all(axis=0)
    given = [one[there] for one in pairs.weather]
    varied = all(bool(one.size) and float(np.ptp(one)) > 0 for one in given)
    return varied and int(there.sum()) >= DAYS_PER_SLOPE * (1 + len(given))


def _earlier(days: Days, begins: date, given: Sides, relative: bool) -> Effect | None:
    """The effect of an event that was not: as many weeks just before the true one."""
    if given.method != "year":
        return None
    start = begins - timedelta(days=begins.weekday(), weeks=len(given.mondays))
    before = sides(days, start, begins, "year")
    pairs = matched(before)
    if complete(pairs) < LEAST_WEEKS or (relative and not scales(pairs)):
        return None
    return effect(before, relative, plainly)
