# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""When reports are due and what screens show."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stadtkern.flow.outlets.dashboards.publishing import programme
from stadtkern.flow.outlets.dashboards.publishing.programme import Entry
from stadtkern.flow.outlets.dashboards.publishing.rhythm import BERLIN, Rhythm, next_after
from stadtkern.kernel.dashboards import Dashboard, DashboardPage


def berlin(*parts: int) -> datetime:
    year, month, day, hour = (*parts, 0, 0)[:4]
    return datetime(year, month, day, hour, tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("rhythm", "now", "due"),
    [
        (Rhythm(every="daily", hour=7), berlin(2026, 8, 22, 6), berlin(2026, 8, 22, 7)),
        (Rhythm(every="daily", hour=7), berlin(2026, 8, 22, 7), berlin(2026, 8, 23, 7)),
        (Rhythm(every="weekly", hour=7, weekday=0), berlin(2026, 8, 22, 6), berlin(2026, 8, 24, 7)),
        (Rhythm(every="monthly", hour=7, month_day=1), berlin(2026, 8, 22, 6), berlin(2026, 9, 1, 7)),
        (Rhythm(every="monthly", hour=7, month_day=31), berlin(2026, 2, 1, 6), berlin(2026, 2, 28, 7)),
        (Rhythm(every="daily", hour=7), berlin(2026, 3, 28, 8), datetime(2026, 3, 29, 5, tzinfo=UTC)),
        (Rhythm(every="daily", hour=7), berlin(2026, 10, 24, 8), datetime(2026, 10, 25, 6, tzinfo=UTC)),
        (Rhythm(every="daily", hour=2), berlin(2026, 3, 28, 3), datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ],
)
def test_a_report_is_due_at_its_hour_in_berlin(rhythm: Rhythm, now: datetime, due: datetime) -> None:
    assert next_after(rhythm, now) == due


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    every=st.sampled_from(["daily", "weekly", "monthly"]),
    hour=st.integers(0, 23),
    weekday=st.integers(0, 6),
    month_day=st.integers(1, 31),
    now=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_a_report_is_due_again_and_again_and_never_in_the_past(
    every: str, hour: int, weekday: int, month_day: int, now: datetime
) -> None:
    rhythm = Rhythm(every=every, hour=hour, weekday=weekday, month_day=month_day)  # type: ignore[arg-type]
    first = next_after(rhythm, now)
    second = next_after(rhythm, first)
    assert now < first < second
    assert second - first <= timedelta(days=32)


def page(key: str, *tiles: tuple[int, str]) -> DashboardPage:
    """A page with tiles of these widths and heights."""
    made = [
        {
            "type": "text",
            "key": f"{key}{n}",
            "title": "Text",
            "text": "Text",
            "width": width,
            "height": height,
        }
        for n, (width, height) in enumerate(tiles)
    ]
    return msgspec.convert({"key": key, "title": key, "tiles": made}, DashboardPage)


def test_a_screen_shows_its_pages_in_turn_and_leaves_out_what_is_gone() -> None:
    entries = [
        Entry(dashboard="rad", seconds=20),
        Entry(dashboard="fort"),
        Entry(dashboard="zahlen", page="zwei"),
    ]
    two = (page("eins", (4, "normal")), page("zwei", (4, "normal")))
    there = {key: Dashboard(key=key, title=key, pages=two) for key in ("rad", "zahlen")}
    found = [(one.dashboard, one.page, one.seconds) for one in programme.turns(entries, there)]
    assert found == [("rad", "eins", 20), ("rad", "zwei", 20), ("zahlen", "zwei", 30)]
    assert programme.turns(entries, {}) == ()


def test_a_page_too_long_for_a_screen_is_shown_in_parts() -> None:
    long = page("lang", (6, "normal"), (6, "high"), (4, "low"), (4, "low"), (4, "low"), (12, "normal"))
    there = {"rad": Dashboard(key="rad", title="Rad", pages=(long, page("leer")))}
    found = programme.turns([Entry(dashboard="rad")], there)
    assert [(one.part, one.parts, [row.height for row in one.rows]) for one in found] == [
        (1, 2, [8, 4]),
        (2, 2, [5]),
    ]
    assert [len(row.tiles) for row in programme.rows_of(long)] == [2, 3, 1]


@pytest.mark.parametrize(
    ("hour", "dark"), [(21, False), (22, True), (23, True), (3, True), (6, False), (12, False)]
)
def test_a_night_goes_past_midnight(hour: int, dark: bool) -> None:
    assert programme.sleeps(time(22), time(6), berlin(2026, 8, 22, hour)) is dark


def test_a_screen_without_night_never_sleeps() -> None:
    assert not programme.sleeps(None, None, berlin(2026, 8, 22, 3))
