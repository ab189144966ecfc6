# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The weekly profile, its back-test and hours that stand out, without register and lake."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stadtkern.flow.outlets.forecasts.anomalies import oddities
from stadtkern.flow.outlets.forecasts.backtest import Judge, Spread, Worth, worth
from stadtkern.flow.outlets.forecasts.grid import Floats, Grid, grid, hours_of
from stadtkern.flow.outlets.forecasts.profile import METHODS, forecast

MONDAY = date(2025, 1, 6)
RATIO, SHIFT = METHODS[0], METHODS[1]


def made(values: Floats, holidays: frozenset[int] = frozenset()) -> Grid:
    free = np.array([n in holidays for n in range(len(values) + 8)], np.bool_)
    return Grid(first=MONDAY, values=values, holidays=free)


def weeks(number: int, *, noise: float = 0.0) -> Floats:
    """Weekdays with two peaks, quiet weekends."""
    hours = np.arange(24)
    day = 100 + 80 * np.exp(-((hours - 8) ** 2) / 4) + 60 * np.exp(-((hours - 17) ** 2) / 6)
    week = np.stack([day] * 5 + [day * 0.4] * 2)
    values: Floats = np.tile(week, (number, 1))
    return values * (1 + noise * np.random.default_rng(7).standard_normal(values.shape))


def judge_of(found: Worth | None) -> Judge:
    assert found is not None
    return Judge(method=found.method, spread=found.spread, counted=True)


def test_what_repeats_every_week_is_forecast_exactly() -> None:
    table = made(weeks(10))
    for method in (RATIO, SHIFT, METHODS[3]):
        ahead = forecast(table, 63, 7, method)
        assert ahead == pytest.approx(table.values[63:70])


def test_a_holiday_is_forecast_as_a_sunday_and_spoils_no_other_day() -> None:
    values = weeks(10)
    values[49] = values[48]
    table = made(values, frozenset({49, 63}))
    holiday, tuesday = forecast(table, 63, 2, METHODS[3])
    assert holiday == pytest.approx(values[62])
    assert tuesday == pytest.approx(values[57])
    monday_after = forecast(table, 70, 1, METHODS[3])[0]
    assert monday_after == pytest.approx(values[42])


def test_a_higher_level_lifts_the_next_days_and_fades() -> None:
    values = weeks(10)
    values[60:63] *= 1.5
    near, far = forecast(made(values), 63, 7, RATIO)[[0, 3]]
    usual = weeks(1)
    assert 1.1 < (near / usual[0]).mean() < 1.5
    assert 1.0 < (far / usual[3]).mean() < (near / usual[0]).mean()


def test_levels_below_zero_are_shifted_not_stretched() -> None:
    values = weeks(10) / 100 - 3.0
    values[62] -= 2.0
    ahead = forecast(made(values), 63, 1, SHIFT)[0]
    assert (ahead < values[0]).all()


def test_an_hour_without_any_value_is_not_forecast() -> None:
    values = weeks(10)
    values[:, 3] = np.nan
    ahead = forecast(made(values), 63, 7, RATIO)
    assert np.isnan(ahead[:, 3]).all()
    assert np.isfinite(np.delete(ahead, 3, axis=1)).all()


def test_the_back_test_reports_the_naive_error_beside_its_own() -> None:
    found = worth(made(weeks(30, noise=0.1)), days=3, counted=True)
    assert found is not None
    assert found.error < found.naive_error
    assert found.gain == pytest.approx(1 - found.error / found.naive_error)
    assert 0.8 < found.inside <= 1.0


def test_pure_chance_is_not_said_to_be_foreseen() -> None:
    """Nothing is better than the mean of nothing; a random walk is no gain worth naming."""
    walk = np.cumsum(np.random.default_rng(3).standard_normal(24 * 200)).reshape(200, 24)
    found = worth(made(walk), days=7, counted=False)
    assert found is not None
    assert found.gain < 0.5
    assert found.inside < 1.0


def test_six_weeks_are_not_enough() -> None:
    assert worth(made(weeks(6)), days=3, counted=True) is None


def test_an_outburst_and_a_dead_counter_stand_out_and_an_ordinary_day_does_not() -> None:
    values = weeks(30, noise=0.05)
    judge = judge_of(worth(made(values), days=1, counted=True))
    last = len(values) - 2
    values[last, 12] = 2_000
    values[last, 14:20] = 0
    found = {(one.hour, one.reason) for one in oddities(made(values), last, judge) if one.reason}
    assert (12, "above") in found
    assert (17, "silent") in found
    assert not [hour for hour, _reason in found if hour < 12]


def test_hours_of_the_days_on_which_the_clock_is_changed() -> None:
    assert [len(hours_of(date(2026, month, day))) for month, day in ((3, 29), (3, 30), (10, 25))] == [
        23,
        24,
        25,
    ]


def test_the_repeated_hour_is_the_mean_of_both_and_the_missing_one_a_gap() -> None:
    start = datetime(2025, 10, 25, 22, tzinfo=UTC)
    autumn = grid([(start + timedelta(hours=n), float(n)) for n in range(25)], lambda _day: False, ahead=1)
    assert autumn.days == 1
    assert autumn.values[0, 2] == 2.5
    spring = datetime(2026, 3, 28, 23, tzinfo=UTC)
    table = grid([(spring + timedelta(hours=n), 1.0) for n in range(23)], lambda _day: False, ahead=0)
    assert np.isnan(table.values[0, 2])
    assert np.isfinite(table.values).sum() == 23


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.floats(0, 1e6)), min_size=24, max_size=24), min_size=62, max_size=70
    )
)
def test_counts_are_never_forecast_below_zero(rows: list[list[float | None]]) -> None:
    values = np.array([[np.nan if one is None else one for one in row] for row in rows])
    for method in METHODS[:1] + METHODS[3:]:
        judge = Judge(method=method, spread=_SPREAD, counted=True)
        band = judge.band(made(values), len(values), 2)
        known = np.isfinite(band.expected)
        assert (band.low[known] >= 0).all()
        assert (band.low[known] <= band.expected[known]).all()
        assert (band.expected[known] <= band.high[known]).all()


_SPREAD = Spread(low=(-0.5, -1.0), high=(0.5, 1.0), rare_low=(-2.0, -2.0), rare_high=(2.0, 2.0))
