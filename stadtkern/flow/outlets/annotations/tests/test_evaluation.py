# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Before and after on made-up days whose true effect is known."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from stadtkern.flow.outlets.annotations.evaluation import NotEnoughData, evaluate
from stadtkern.flow.outlets.annotations.matching import Days, whole_weeks
from stadtkern.flow.outlets.series.words import Floats

FIRST = date(2024, 1, 1)
BEGINS = FIRST + timedelta(days=700)
ENDS = BEGINS + timedelta(days=84)
_DAYS = 900
WEEK = np.array([1.0, 1.1, 1.1, 1.1, 1.0, 0.7, 0.6])


def counts(*, effect: float = 1.0, trend: float = 1.0, seed: int = 5, noise: float = 0.05) -> Floats:
    """Daily counts with seasons and weekdays; ``effect`` multiplies the event, ``trend`` a year."""
    day = np.arange(_DAYS)
    chance = np.random.default_rng(seed)
    season = 1 + 0.4 * np.sin(2 * np.pi * day / 364)
    values: Floats = (
        1000 * season * WEEK[day % 7] * trend ** (day / 364) * np.exp(chance.normal(0, noise, _DAYS))
    )
    values[700:784] *= effect
    return values


def test_an_effect_is_found_within_its_interval() -> None:
    found = evaluate(Days(first=FIRST, values=counts(effect=1.2)), BEGINS, ENDS)
    assert found.method == "year"
    assert found.effect.clear
    assert found.effect.percent is not None
    assert found.effect.percent == pytest.approx(20, abs=4)
    assert found.effect.percent_low is not None
    assert found.effect.percent_high is not None
    assert found.effect.percent_low < 20 < found.effect.percent_high
    assert found.coverage == 1.0
    assert found.weeks == 12


def test_where_nothing_happened_the_interval_holds_zero() -> None:
    found = evaluate(Days(first=FIRST, values=counts(noise=0.1)), BEGINS, ENDS)
    assert not found.effect.clear


def test_what_grows_everywhere_is_no_effect_beside_a_comparison() -> None:
    grown = Days(first=FIRST, values=counts(trend=1.3), comparison=3 * counts(trend=1.3, seed=2))
    alone = evaluate(Days(first=FIRST, values=grown.values), BEGINS, ENDS)
    compared = evaluate(grown, BEGINS, ENDS)
    assert alone.effect.percent == pytest.approx(30, abs=5)
    assert compared.compared
    assert compared.effect.percent == pytest.approx(0, abs=5)


def test_a_change_before_the_event_is_told() -> None:
    found = evaluate(Days(first=FIRST, values=counts(trend=1.3)), BEGINS, ENDS)
    assert found.earlier is not None
    assert found.earlier.clear


def test_weather_that_differs_is_taken_out() -> None:
    chance = np.random.default_rng(3)
    rain = chance.normal(2, 1, _DAYS)
    rain[700:784] -= 1.5
    values = counts() - 60 * (rain - 2)
    found = evaluate(Days(first=FIRST, values=values, weather=rain[np.newaxis]), BEGINS, ENDS)
    assert found.adjusted is not None
    assert found.effect.difference > 60
    assert abs(found.adjusted.difference) < 30
    assert found.slopes[0] == pytest.approx(-60, abs=20)


def test_without_the_year_before_the_weeks_around_are_compared() -> None:
    late = Days(first=FIRST + timedelta(days=560), values=counts(effect=1.3)[560:])
    found = evaluate(late, BEGINS, ENDS)
    assert found.method == "around"
    assert found.earlier is None
    assert found.reference_weeks >= 8


def test_values_below_zero_have_no_percents() -> None:
    cold = evaluate(Days(first=FIRST, values=counts() - 800), BEGINS, ENDS)
    assert not cold.relative
    assert cold.effect.percent is None


def test_gaps_are_left_out_and_counted() -> None:
    values = counts(effect=1.2)
    values[707:721] = np.nan
    found = evaluate(Days(first=FIRST, values=values), BEGINS, ENDS)
    assert found.weeks == 10
    assert found.coverage == pytest.approx(10 / 12)
    assert np.isnan(found.observed[1])


def test_the_same_data_give_the_same_interval() -> None:
    days = Days(first=FIRST, values=counts(effect=1.1))
    assert evaluate(days, BEGINS, ENDS).effect == evaluate(days, BEGINS, ENDS).effect


@pytest.mark.parametrize(
    ("values", "days", "said"),
    [
        (counts(), 20, "mindestens 4 ganze Kalenderwochen"),
        (np.full(_DAYS, np.nan), 84, "fehlen Vergleichsdaten"),
    ],
)
def test_too_little_data_is_refused_with_a_reason(values: Floats, days: int, said: str) -> None:
    with pytest.raises(NotEnoughData, match=said):
        evaluate(Days(first=FIRST, values=values), BEGINS, BEGINS + timedelta(days=days))


def test_nothing_but_zeros_is_no_division() -> None:
    found = evaluate(Days(first=FIRST, values=np.zeros(_DAYS)), BEGINS, ENDS)
    assert found.effect.percent is None
    assert found.effect.difference == 0


def test_only_whole_weeks_of_an_event_count() -> None:
    assert whole_weeks(date(2026, 5, 5), date(2026, 5, 18)) == (date(2026, 5, 11),)
    assert whole_weeks(date(2026, 5, 5), date(2026, 5, 10)) == ()


def test_holidays_are_left_out() -> None:
    days = Days(first=FIRST, values=counts()).without(frozenset({BEGINS, date(1999, 1, 1)}))
    assert np.isnan(days.values[700])
    assert np.isfinite(days.values).sum() == _DAYS - 1
