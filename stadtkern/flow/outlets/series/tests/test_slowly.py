# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The fast way gives the same numbers as the slow one."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets.series import service
from stadtkern.flow.outlets.series.parsing import parsed
from stadtkern.flow.outlets.series.words import SeriesQuestion

from . import slowly
from .givens import fill, site

pytestmark = pytest.mark.django_db
FIRST: Final = datetime(2026, 3, 20, 23, tzinfo=UTC)
"""Nine days before the clocks go forward."""
NOW: Final = FIRST + timedelta(days=60)
UNITS: Final = {
    "minute15": Interval(number=15, unit="minute"),
    "hour": Interval(number=1, unit="hour"),
    "day": Interval(number=1, unit="day"),
}
LEAVES: Final = (
    *(f"{kind}(cycling.bicycle_count)" for kind in ("sum", "mean", "min", "max", "median", "count")),
    *(f"{kind}(weather.wind_speed)" for kind in ("sum", "mean", "min", "max", "median", "count")),
    'stream("x/a/bicycle_count")',
    'stream("x/v/wind_speed")',
    "3.5",
)
SHAPES: Final = (
    "{a}",
    "{a} * 2 + {a} / 4",
    "{a} / {b}",
    "-{a} * {b} / 3",
    "percent({a}, {a} * 2)",
    "shift({a}, 1 d)",
    "shift({a}, 1 w) / {a}",
    "moving_mean({a}, 3 h)",
    "shift(moving_mean({a}, 2 d), 1 d)",
    "moving_mean(shift({a}, 1 w), 1 d) / {b}",
    "cumulative(sum(cycling.bicycle_count))",
)


@pytest.fixture
def world(lake: Lake) -> slowly.World:
    """Two quantities of three sites each, at different spacings, with gaps."""
    chance = random.Random(3)  # noqa: S311 - no secret
    data: dict[str, dict[str, list[tuple[datetime, float]]]] = {"bicycle_count": {}, "wind_speed": {}}
    for key, codes in (("bicycle_count", "abc"), ("wind_speed", "uvw")):
        for number, code in enumerate(codes):
            spacing = timedelta(minutes=(15, 60, 25)[number])
            values = [
                None if chance.random() < 0.3 else float(chance.randrange(0, 40))
                for _n in range(int(timedelta(days=16) / spacing))
            ]
            domain = "cycling" if key == "bicycle_count" else "weather"
            stream = site(domain, key, code, interval_s=int(spacing.total_seconds()))
            fill(lake, stream, values, start=FIRST, step=spacing)
            data[key][code] = [
                (FIRST + n * spacing, value) for n, value in enumerate(values) if value is not None
            ]
    return slowly.World(data=dict(data), counts=frozenset({"bicycle_count"}), unit="hour")


@dataclass(frozen=True, kw_only=True)
class Case:
    """An expression over a range."""

    shape: str
    a: str
    b: str
    unit: str
    first: int
    """Quarters of an hour from the first observation."""
    quarters: int


CASES: Final = st.builds(
    Case,
    shape=st.sampled_from(SHAPES),
    a=st.sampled_from(LEAVES),
    b=st.sampled_from(LEAVES),
    unit=st.sampled_from(sorted(UNITS)),
    first=st.integers(0, 14 * 24 * 4),
    quarters=st.integers(1, 200),
)


@given(CASES)
@example(Case(shape="shift({a}, 1 d)", a=LEAVES[0], b=LEAVES[0], unit="hour", first=190, quarters=2)).via(
    "the first step begins within an hour"
)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=settings().max_examples // 4,
)
def test_the_lake_computes_what_plain_python_computes(lake: Lake, world: slowly.World, case: Case) -> None:
    text = case.shape.format(a=case.a, b=case.b)
    start = FIRST + timedelta(minutes=15 * case.first)
    end = start + timedelta(minutes=15 * case.quarters * (20 if case.unit == "day" else 1))
    question = SeriesQuestion(expression=text, start=start, end=end, interval=UNITS[case.unit])
    (line,) = service.lines(question, lake=lake, now=NOW)
    grid = slowly.steps(start, end, case.unit)
    wanted = slowly.values(parsed(text), grid, start, end, replace(world, unit=case.unit))
    assert [round(at.timestamp() * 1e6) for at, _end in grid] == line.starts.tolist()
    expected = np.array([np.nan if one is None else one for one in wanted])
    np.testing.assert_allclose(line.values, expected, rtol=1e-9, atol=1e-9)
