# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Straight lines between emptyings, and what they foretell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stadtkern.domains.waste_containers.forecasts import Filling, forecast

START = datetime(2026, 5, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def filling(level: float, rate: float | None, *, days: float = 2.0, stretch: int = 0) -> Filling:
    return Filling(
        datastream_id=1,
        stretch=stretch,
        began=START,
        ended=START + days * DAY,
        newest_level=level,
        rate=rate,
    )


def test_a_container_is_full_when_its_usual_rate_says_so() -> None:
    found = forecast([filling(60, 10)], empty_at=80)

    assert found.likely == found.earliest == START + 4 * DAY


def test_the_fastest_stretch_gives_the_earliest_time() -> None:
    found = forecast([filling(80, 20), filling(60, 10, stretch=1)], empty_at=80)

    assert found.earliest == START + 3 * DAY
    assert found.likely is not None
    assert found.likely > found.earliest


def test_a_full_container_is_full_now() -> None:
    found = forecast([filling(85, None, days=0)], empty_at=80)

    assert found.likely == START


def test_short_stretches_foretell_nothing() -> None:
    found = forecast([filling(10, 50, days=0.2)], empty_at=80)

    assert (found.likely, found.stretches) == (None, 0)


def test_a_container_that_does_not_fill_has_no_date() -> None:
    assert forecast([filling(10, -1)], empty_at=80).likely is None
    assert forecast([filling(10, 0.11, days=3)], empty_at=80).likely is None


@given(
    rates=st.lists(st.floats(-50, 200), min_size=1, max_size=5),
    level=st.floats(0, 100),
    empty_at=st.floats(1, 100),
)
def test_the_earliest_time_is_never_after_the_likely_one(
    rates: list[float], level: float, empty_at: float
) -> None:
    found = forecast([filling(level, rate, stretch=n) for n, rate in enumerate(rates)], empty_at=empty_at)

    if found.likely is not None:
        assert found.earliest is not None
        assert found.at <= found.earliest <= found.likely + timedelta(seconds=1)
