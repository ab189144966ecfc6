# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Time ranges by length and by days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets.dashboards.ranges import BERLIN, OFFERED, length_title, span_between, span_of
from stadtkern.flow.outlets.dashboards.tiles.periods import Span, earlier

NEWEST = datetime(2026, 3, 31, 14, 20, tzinfo=UTC)


def _days(length: str) -> tuple[str, str]:
    span = span_of(length, newest=NEWEST, oldest=datetime(2019, 5, 4, 3, tzinfo=UTC))
    return span.first_day.isoformat(), span.last_day.isoformat()


@pytest.mark.parametrize(
    ("length", "first"),
    [
        ("7d", "2026-03-25"),
        ("4w", "2026-03-04"),
        ("1m", "2026-03-01"),
        ("12m", "2025-04-01"),
        ("2y", "2024-04-01"),
        ("today", "2026-03-31"),
        ("this-week", "2026-03-30"),
        ("this-month", "2026-03-01"),
        ("this-year", "2026-01-01"),
        ("all", "2019-05-04"),
    ],
)
def test_a_length_ends_with_the_newest_day(length: str, first: str) -> None:
    assert _days(length) == (first, "2026-03-31")


def test_yesterday_is_one_whole_day() -> None:
    assert _days("yesterday") == ("2026-03-30", "2026-03-30")


def test_hours_end_with_the_hour_of_the_newest_value() -> None:
    span = span_of("24h", newest=NEWEST)
    assert (span.end, span.end - span.start) == (datetime(2026, 3, 31, 15, tzinfo=UTC), timedelta(hours=24))


def test_the_day_of_summer_time_has_23_hours() -> None:
    day = date(2026, 3, 29)
    span = span_between(day, day)
    assert span.end - span.start == timedelta(hours=23)


@pytest.mark.parametrize("unit", "hdwmy")
@pytest.mark.parametrize("number", [1, 2, 13, 400, 9999])
def test_every_length_gives_a_range_that_begins_before_it_ends(number: int, unit: str) -> None:
    for hours in range(0, 140 * 8766, 4999):
        newest = datetime(1960, 1, 1, tzinfo=UTC) + timedelta(hours=hours, minutes=hours % 60)
        span = span_of(f"{number}{unit}", newest=newest)
        assert span.start <= newest < span.end
        assert unit == "h" or span.start.astimezone(BERLIN).hour == 0


def test_every_offered_length_has_a_title() -> None:
    assert all(length_title(one) != one for one in OFFERED)


def test_as_many_whole_days_lie_before_though_the_clocks_changed() -> None:
    start, end = datetime(2026, 3, 27, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)
    found = earlier(Span(start=start, end=end, interval=Interval(number=1, unit="day")), "before")
    assert (found.start, found.end) == (datetime(2026, 3, 25, 23, tzinfo=UTC), start)
