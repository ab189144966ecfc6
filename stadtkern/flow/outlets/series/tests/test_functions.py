# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Functions of the language over real datastreams in a real lake."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets.series import service
from stadtkern.flow.outlets.series.refusals import ExpressionRefused
from stadtkern.flow.outlets.series.words import Line, SeriesQuestion

from .givens import START, fill, site

pytestmark = pytest.mark.django_db
HOUR = Interval(number=1, unit="hour")
DAY = Interval(number=1, unit="day")
MONTH = Interval(number=1, unit="month")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def line(lake: Lake, expression: str, start: datetime, length: timedelta, interval: Interval = HOUR) -> Line:
    question = SeriesQuestion(expression=expression, start=start, end=start + length, interval=interval)
    (found,) = service.lines(question, lake=lake, now=NOW)
    return found


def numbers(found: Line) -> list[float | None]:
    return [None if np.isnan(value) else round(float(value), 6) for value in found.values]


def test_a_moving_mean_looks_back_before_the_range_and_needs_four_fifths(lake: Lake) -> None:
    fill(lake, site("cycling", "bicycle_count", "a"), [2, 4, 6, None, None, 8])
    found = line(
        lake, "moving_mean(sum(cycling.bicycle_count), 2 h)", START + timedelta(hours=1), timedelta(hours=5)
    )
    assert numbers(found) == [3, 5, None, None, None]


def test_a_week_earlier_is_the_same_hour_of_the_clock_when_clocks_changed(lake: Lake) -> None:
    winter = datetime(2026, 3, 24, 23, tzinfo=UTC)
    fill(lake, site("cycling", "bicycle_count", "a"), [float(n) for n in range(24)], start=winter)
    summer = datetime(2026, 3, 31, 22, tzinfo=UTC)
    found = line(lake, "shift(sum(cycling.bicycle_count), 1 w)", summer, timedelta(hours=24))
    assert numbers(found) == [float(n) for n in range(24)]
    assert found.total == sum(range(24))


def test_no_day_of_a_common_year_is_compared_with_two_of_a_leap_year(lake: Lake) -> None:
    begin, day = datetime(2023, 12, 31, 23, tzinfo=UTC), timedelta(days=1)
    fill(lake, site("cycling", "bicycle_count", "a", interval_s=86_400), [1.0] * 99, start=begin, step=day)
    start = datetime(2025, 2, 26, 23, tzinfo=UTC)
    found = line(lake, "shift(sum(cycling.bicycle_count), 1 y)", start, timedelta(days=4), DAY)
    assert found.values.tolist() == [1, 1, 1, 1]


def test_days_a_year_earlier_begin_at_german_midnight(lake: Lake) -> None:
    fill(lake, site("cycling", "bicycle_count", "a"), [1.0] * 48, start=START - timedelta(weeks=52))
    found = line(lake, "shift(sum(cycling.bicycle_count), 52 w)", START, timedelta(days=3), DAY)
    assert numbers(found) == [24, 24, None]
    assert found.coverage[:2].tolist() == [1, 1]


def test_a_running_total_keeps_gaps_and_says_less_is_there(lake: Lake) -> None:
    fill(lake, site("cycling", "bicycle_count", "a"), [1, None, 3])
    found = line(lake, "cumulative(sum(cycling.bicycle_count))", START, timedelta(hours=3))
    assert numbers(found) == [1, None, 4]
    assert found.coverage.round(2).tolist() == [1, 0.5, 0.67]


def test_differences_of_a_level_compare_the_last_values_of_steps(lake: Lake) -> None:
    meter = site("environment", "water_level", "m", interval_s=900)
    fill(lake, meter, [100, 101, 102, 103, 110, 111, 112, 119], step=timedelta(minutes=15))
    found = line(lake, 'difference(stream("x/m/water_level"))', START, timedelta(hours=2))
    assert numbers(found) == [None, 16]
    assert found.total == 16


def test_degree_days_count_days_below_the_limit_and_say_which_are_missing(lake: Lake) -> None:
    fill(
        lake,
        site("weather", "air_temperature", "t"),
        [10.0] * 24 + [16.0] * 24 + [None] * 24 + [4.5] * 24,
        start=datetime(2026, 2, 28, 23, tzinfo=UTC),
    )
    start = datetime(2026, 2, 28, 23, tzinfo=UTC)
    found = line(lake, "degree_days(mean(weather.air_temperature))", start, timedelta(days=4), DAY)
    assert numbers(found) == [10, 0, None, 15.5]
    assert (found.total, found.unit.ucum) == (25.5, "K.d")
    whole = line(
        lake,
        "degree_days(mean(weather.air_temperature), base 293.15 [K], limit 20 [Cel])",
        start,
        timedelta(days=30),
        MONTH,
    )
    assert numbers(whole) == [29.5]
    assert whole.coverage[0] == pytest.approx(3 / 31, abs=0.01)


def test_degree_days_need_whole_days(lake: Lake) -> None:
    site("weather", "air_temperature", "t")
    with pytest.raises(ExpressionRefused, match="je Tag"):
        line(lake, "degree_days(mean(weather.air_temperature))", START, timedelta(hours=3))


def test_consumption_is_adjusted_by_long_term_degree_days(lake: Lake) -> None:
    warmth, heat = site("weather", "air_temperature", "t"), site("weather", "precipitation", "w")
    for year, degrees in ((2022, 5.0), (2023, 5.0), (2024, 5.0), (2025, 10.0)):
        start = datetime(year - 1, 12, 31, 23, tzinfo=UTC)
        fill(lake, warmth, [degrees] * 31, start=start, step=timedelta(days=1))
    january = datetime(2024, 12, 31, 23, tzinfo=UTC)
    fill(lake, heat, [10.0] * 31, start=january, step=timedelta(days=1))
    formula = "normalised(sum(weather.precipitation), mean(weather.air_temperature))"
    found = line(lake, formula, january, timedelta(days=31), MONTH)
    assert numbers(found) == [465]  # 310 x (15 K x 31 d) / (10 K x 31 d)
    assert any("VDI 3807" in sentence for sentence in found.facts.method)


def test_too_few_earlier_years_are_a_gap_and_are_told(lake: Lake) -> None:
    warmth, heat = site("weather", "air_temperature", "t"), site("weather", "precipitation", "w")
    start = datetime(2025, 12, 31, 23, tzinfo=UTC)
    for stream in (warmth, heat):
        fill(lake, stream, [5.0] * 31, start=start, step=timedelta(days=1))
    formula = "normalised(sum(weather.precipitation), mean(weather.air_temperature))"
    found = line(lake, formula, start, timedelta(days=31), MONTH)
    assert numbers(found) == [None]
    assert any("fehlen 3 frühere Jahre" in sentence for sentence in found.facts.method)


def test_a_deviation_compares_with_the_same_weekday_of_the_same_month(lake: Lake) -> None:
    count = site("cycling", "bicycle_count", "a", interval_s=86_400)
    for year in (2023, 2024):
        start = datetime(year, 5, 1, 22, tzinfo=UTC)
        fill(lake, count, [100.0] * 28, start=start, step=timedelta(days=1))
    fill(lake, count, [150.0, 90.0], start=START, step=timedelta(days=1))
    found = line(lake, "deviation(sum(cycling.bicycle_count), 2023..2024)", START, timedelta(days=2), DAY)
    assert numbers(found) == [50, -10]
    assert found.total == 40


def test_a_share_counts_steps_with_values_only(lake: Lake) -> None:
    fill(lake, site("weather", "wind_speed", "w"), [1.0, 12.0, None, 30.0])
    found = line(lake, "share(mean(weather.wind_speed) > 36 [km/h])", START, timedelta(hours=4))
    assert numbers(found) == [0, 100, None, 100]
    assert found.total == pytest.approx(200 / 3)


def test_dividing_by_zero_is_a_gap(lake: Lake) -> None:
    fill(lake, site("cycling", "bicycle_count", "a"), [0, 5])
    found = line(
        lake,
        "percent(sum(cycling.bicycle_count), sum(cycling.bicycle_count))",
        START,
        timedelta(hours=2),
    )
    assert numbers(found) == [None, 100]


def test_capacities_hold_until_something_else_is_said(lake: Lake) -> None:
    spaces = site("parking", "parking_capacity", "p", interval_s=None)
    fill(lake, spaces, [100, 120], start=START - timedelta(days=3), step=timedelta(days=4))
    found = line(lake, "sum(parking.parking_capacity)", START, timedelta(days=3), DAY)
    assert numbers(found) == [100, 120, 120]
    early = line(lake, "sum(parking.parking_capacity)", START - timedelta(days=4), timedelta(days=3), DAY)
    assert numbers(early) == [None, 100, 100]
