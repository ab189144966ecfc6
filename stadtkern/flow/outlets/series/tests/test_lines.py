# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Expressions over real datastreams in a real lake."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets.series import service
from stadtkern.flow.outlets.series.words import EVERYWHERE, Line, Places, SeriesQuestion

from .givens import START, fill, site

pytestmark = pytest.mark.django_db
HOUR = Interval(number=1, unit="hour")
DAY = Interval(number=1, unit="day")
NOW = START + timedelta(days=10)


def asked(
    lake: Lake,
    expression: str,
    hours: int = 24,
    interval: Interval = HOUR,
    places: Places = EVERYWHERE,
    start: datetime = START,
) -> tuple[Line, ...]:
    end = start + timedelta(hours=hours)
    question = SeriesQuestion(expression=expression, start=start, end=end, interval=interval, places=places)
    return service.lines(question, lake=lake, now=NOW)


def test_a_sum_adds_all_sites_and_says_how_complete_it_is(lake: Lake) -> None:
    first = site("cycling", "bicycle_count", "a")
    second = site("cycling", "bicycle_count", "b")
    fill(lake, first, [1, 2, 3, 4])
    fill(lake, second, [10, None, 30, 40])
    (line,) = asked(lake, "sum(cycling.bicycle_count)", hours=4)
    assert line.values.tolist() == [11, 2, 33, 44]
    assert line.coverage.tolist() == [1, 0.5, 1, 1]
    assert line.total == 90
    assert (line.facts.streams, line.facts.expected, line.facts.counted) == (2, 8, 7)


def test_a_day_that_a_datastream_begins_in_is_no_whole_day(lake: Lake) -> None:
    fill(lake, site("cycling", "bicycle_count", "a"), [1.0] * 36, start=START + timedelta(hours=12))
    (line,) = asked(lake, "sum(cycling.bicycle_count)", hours=48, interval=DAY)
    assert line.values.tolist() == [12, 24]
    assert line.coverage.tolist() == [0.5, 1]
    (change,) = asked(
        lake,
        "percent(sum(cycling.bicycle_count), shift(sum(cycling.bicycle_count), 1 d))",
        interval=DAY,
        start=START + timedelta(days=1),
    )
    assert change.coverage.tolist() == [0.5]


def test_each_gives_a_line_per_thing_with_its_name(lake: Lake) -> None:
    fill(lake, site("cycling", "bicycle_count", "a"), [1, 2, 3, 4])
    fill(lake, site("cycling", "bicycle_count", "b"), [10, None, 30, 40])
    lines = asked(lake, "each(cycling.bicycle_count) / 2", hours=4)
    assert [(one.title, one.total) for one in lines] == [("Ort a", 5), ("Ort b", 40)]
    assert np.isnan(lines[1].values[1])
    assert lines[0].spot is not None


def test_a_current_value_is_that_of_the_newest_observations(lake: Lake) -> None:
    fill(lake, site("cycling", "bicycle_count", "a"), [1, 2, 3, 4])
    fill(lake, site("cycling", "bicycle_count", "b"), [10, None, 30, 40])
    (now,) = service.current("sum(cycling.bicycle_count) * 2", reader=None, lake=lake, now=NOW)
    assert (now.value, now.state) == (88, "fresh")
    assert service.extent("sum(cycling.bicycle_count)", reader=None, lake=lake) == (
        START,
        START + timedelta(hours=3),
    )


def test_days_follow_the_german_clock(lake: Lake) -> None:
    fill(lake, site("weather", "air_temperature", "a"), [10.0] * 24 + [20.0] * 24)
    (line,) = asked(lake, "mean(weather.air_temperature)", hours=48, interval=DAY)
    assert line.values.tolist() == [10, 20]
    assert line.total == 15
    assert (line.unit.symbol, line.unit.decimals) == ("°C", 1)
