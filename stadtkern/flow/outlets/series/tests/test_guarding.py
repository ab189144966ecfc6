# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small counts stay hidden in every expression, in the same blocks as in single readings."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import pytest

from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets import readings
from stadtkern.flow.outlets.series import service
from stadtkern.flow.outlets.series.refusals import ExpressionRefused
from stadtkern.flow.outlets.series.words import Line, SeriesQuestion
from stadtkern.kernel.models import Person
from stadtkern.kernel.rights import Visitor
from stadtkern.kernel.roles import Role
from stadtkern.kernel.tests.people_of_tests import give

from .givens import START, fill, site

pytestmark = pytest.mark.django_db
QUARTER = timedelta(minutes=15)
FINE = Interval(number=15, unit="minute")
HOUR = Interval(number=1, unit="hour")
NOW = START + timedelta(days=2)


def line(
    lake: Lake,
    expression: str,
    interval: Interval = FINE,
    *,
    hours: float = 6,
    now: datetime = NOW,
    reader: Visitor | None = None,
) -> Line:
    question = SeriesQuestion(
        expression=expression,
        start=START,
        end=START + timedelta(hours=hours),
        interval=interval,
        reader=reader,
    )
    (found,) = service.lines(question, lake=lake, now=now)
    return found


def walkers(lake: Lake, code: str, values: Sequence[float | None]) -> int:
    stream = site("pedestrians", "pedestrian_count", code, interval_s=900)
    fill(lake, stream, values, step=QUARTER)
    return stream


def test_single_datastreams_are_hidden_just_as_their_readings_are(lake: Lake) -> None:
    chance = random.Random(7)  # noqa: S311 - no secret
    values = [chance.choice([None, 2, *range(5, 30)]) for _n in range(24)]
    walkers(lake, "a", [value if value is None else float(value) for value in values])
    (datastream,) = readings.readable(Datastream.objects.filter(code="x/a/pedestrian_count"))
    one = readings.channel(datastream)
    end = START + timedelta(hours=6)
    told = readings.series(one, start=START, end=end, interval=FINE, lake=lake, now=NOW)
    found = line(lake, 'stream("x/a/pedestrian_count")')
    assert [point.withheld for point in told.points] == found.withheld.tolist()
    assert [point.value for point in told.points] == [
        None if np.isnan(value) else value for value in found.values
    ]
    assert found.withheld.any()
    assert not found.withheld.all()


def test_a_sum_is_hidden_where_one_of_its_parts_is_so_that_no_difference_tells_it(lake: Lake) -> None:
    walkers(lake, "a", [10.0] * 4 + [9, 9, 2, 9] + [10.0] * 4)
    walkers(lake, "b", [20.0] * 12)
    both = line(lake, "sum(pedestrians.pedestrian_count)", hours=3)
    assert both.withheld.tolist() == [False] * 4 + [True] * 4 + [False] * 4
    rest = 'sum(pedestrians.pedestrian_count) - stream("x/b/pedestrian_count")'
    assert line(lake, rest, hours=3).withheld.tolist() == both.withheld.tolist()
    for formula in (
        "moving_mean(sum(pedestrians.pedestrian_count), 30 min)",
        "cumulative(sum(pedestrians.pedestrian_count))",
        "max(pedestrians.pedestrian_count)",
        "shift(sum(pedestrians.pedestrian_count), 1 h)",
    ):
        found = line(lake, formula, hours=3)
        assert found.withheld.any()
        assert np.isnan(found.values[found.withheld]).all()


def test_hours_are_shown_and_the_range_grows_to_whole_ones(lake: Lake) -> None:
    walkers(lake, "a", [1.0, 1, 1, 1] * 3)
    found = line(lake, "sum(pedestrians.pedestrian_count)", HOUR, hours=2.25)
    assert found.values.tolist() == [4, 4, 4]
    assert found.total == 12
    assert line(lake, "sum(pedestrians.pedestrian_count)", hours=0.25).total == 4


def test_an_hour_that_is_not_over_shows_nothing_yet(lake: Lake) -> None:
    walkers(lake, "a", [9.0, 9, 9, 9, 2])
    now = START + timedelta(hours=1, minutes=20)
    found = line(lake, "sum(pedestrians.pedestrian_count)", HOUR, hours=2, now=now)
    assert found.values[0] == 36
    assert np.isnan(found.values[1])
    assert found.total == 36


def test_steps_that_cut_protected_blocks_are_refused(lake: Lake) -> None:
    walkers(lake, "a", [9.0] * 8)
    with pytest.raises(ExpressionRefused, match="Kleine Zahlen"):
        line(lake, "sum(pedestrians.pedestrian_count)", Interval(number=25, unit="minute"))


def test_a_current_value_is_withheld_until_its_block_is_over_and_large_enough(lake: Lake) -> None:
    walkers(lake, "a", [9.0, 9, 9, 9])
    formula = "sum(pedestrians.pedestrian_count)"
    during, after = START + timedelta(minutes=50), START + timedelta(hours=1)
    (hidden,) = service.current(formula, reader=None, lake=lake, now=during)
    assert (hidden.state, hidden.value) == ("withheld", None)
    (shown,) = service.current(formula, reader=None, lake=lake, now=after)
    assert (shown.state, shown.value) == ("fresh", 9)


def test_last_values_of_people_present_are_single_counts_and_stay_hidden(lake: Lake) -> None:
    stream = site("people_counting", "occupancy", "hall", interval_s=900)
    fill(lake, stream, [3.0, 9, 2, 8] * 2, step=QUARTER)
    found = line(lake, 'difference(stream("x/hall/occupancy"))', HOUR, hours=2)
    assert np.isnan(found.values).all()
    assert found.total is None
    low = line(lake, "min(people_counting.occupancy)", HOUR, hours=2)
    assert np.isnan(low.values).all()
    assert low.withheld.all()
    assert line(lake, "max(people_counting.occupancy)", HOUR, hours=2).values.tolist() == [9, 9]


def test_staff_of_the_subject_see_small_counts(lake: Lake) -> None:
    walkers(lake, "a", [1.0, 2, 3, 4])
    person = Person.objects.create_user("anna")
    give(person, Role.ADMINISTRATOR)
    found = line(lake, "sum(pedestrians.pedestrian_count)", hours=1, reader=person)
    assert found.values.tolist() == [1, 2, 3, 4]
