# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small counts cannot be read, and cannot be worked out from what can be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Bucket, Interval
from stadtkern.flow.outlets import protection, readings
from stadtkern.flow.outlets.tests import worlds
from stadtkern.flow.outlets.tests.worlds import HOUR, RULE
from stadtkern.kernel import registry
from stadtkern.kernel.domain import SmallCounts
from stadtkern.kernel.errors import Contradiction, NotFound

LATER = HOUR + timedelta(days=3)
FINE = Interval(number=15, unit="minute")
HOURS = Interval(number=1, unit="hour")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def declarations() -> Iterator[None]:
    before = registry.domains()
    yield
    registry.declare(before)


def fine_series(lake: Lake, values: list[float | None], *, now_hours: float = 72) -> readings.Series:
    declared = worlds.declare(worlds.domain())
    [stream] = worlds.datastreams(declared, "square/1/all")
    worlds.store(lake, {stream: values})
    end = HOUR + timedelta(minutes=15 * len(values))
    now = HOUR + timedelta(hours=now_hours)
    return readings.series(worlds.channel(stream), start=HOUR, end=end, interval=FINE, lake=lake, now=now)


def test_an_hour_without_small_values_is_published_by_quarter_hours(lake: Lake) -> None:
    assert [point.value for point in fine_series(lake, [5, 6, 7, 8]).points] == [5, 6, 7, 8]


def test_one_small_value_hides_its_whole_hour_because_the_hourly_total_would_reveal_it(lake: Lake) -> None:
    found = fine_series(lake, [20, 30, 4, 40, 10, 10, 10, 10])
    assert [point.value for point in found.points] == [None] * 4 + [10] * 4
    assert found.withheld == 4


def test_an_hour_that_is_not_over_is_hidden_because_its_total_comes_later(lake: Lake) -> None:
    assert fine_series(lake, [20, 30, 20, 20], now_hours=0.9).withheld == 4


def test_a_running_hour_is_in_no_coarser_value(lake: Lake) -> None:
    declared = worlds.declare(worlds.domain())
    [stream] = worlds.datastreams(declared, "square/1/all")
    worlds.store(lake, {stream: [20, 30, 20, 20, 1]})
    now = HOUR + timedelta(hours=1.5)
    for unit in (HOURS, Interval(number=1, unit="day")):
        found = readings.series(
            worlds.channel(stream), start=HOUR, end=now, interval=unit, lake=lake, now=now
        )
        assert [point.value for point in found.points] == [90]


def test_an_hour_with_a_missing_value_is_hidden_because_the_value_may_come_later(lake: Lake) -> None:
    found = fine_series(lake, [20, None, 20, 20])
    assert [point.withheld for point in found.points] == [True, False, True, True]


def test_hourly_values_are_published_even_when_they_are_small(lake: Lake) -> None:
    declared = worlds.declare(worlds.domain())
    [stream] = worlds.datastreams(declared, "square/1/all")
    worlds.store(lake, {stream: [1, 0, 2, 0]})
    end = HOUR + timedelta(hours=1)
    found = readings.series(worlds.channel(stream), start=HOUR, end=end, interval=HOURS, lake=lake, now=LATER)
    assert [(point.value, point.low, point.high) for point in found.points] == [(3, None, None)]


def test_a_range_that_cuts_an_hour_is_widened_to_whole_hours(lake: Lake) -> None:
    declared = worlds.declare(worlds.domain())
    [stream] = worlds.datastreams(declared, "square/1/all")
    worlds.store(lake, {stream: [20, 30, 2, 40]})
    cut = readings.series(
        worlds.channel(stream),
        start=HOUR + timedelta(minutes=30),
        end=HOUR + timedelta(minutes=45),
        interval=HOURS,
        lake=lake,
        now=LATER,
    )
    assert [point.value for point in cut.points] == [92]


def test_an_interval_that_is_no_multiple_of_an_hour_is_refused(lake: Lake) -> None:
    declared = worlds.declare(worlds.domain())
    [stream] = worlds.datastreams(declared, "square/1/all")
    with pytest.raises(Contradiction):
        readings.series(
            worlds.channel(stream),
            start=HOUR,
            end=LATER,
            interval=Interval(number=90, unit="minute"),
            lake=lake,
            now=LATER,
        )


def test_a_small_direction_hides_the_total_and_the_other_direction(lake: Lake) -> None:
    declared = worlds.declare(worlds.domain())
    total, inwards, outwards = worlds.datastreams(declared, "square/1/all", "square/1/in", "square/1/out")
    worlds.store(lake, {total: [22, 22, 22, 22], inwards: [20, 10, 10, 10], outwards: [2, 12, 12, 12]})
    for stream in (total, inwards, outwards):
        found = readings.series(
            worlds.channel(stream),
            start=HOUR,
            end=HOUR + timedelta(hours=1),
            interval=FINE,
            lake=lake,
            now=LATER,
        )
        assert found.withheld == 4


@pytest.mark.parametrize(
    ("values", "state"), [([9, 9, 9, 9], "fresh"), ([9, 9, 9, 4], "withheld"), ([9, 9], "withheld")]
)
def test_the_current_value_follows_the_same_rule(lake: Lake, values: list[float], state: str) -> None:
    declared = worlds.declare(worlds.domain())
    [stream] = worlds.datastreams(declared, "square/1/all")
    worlds.store(lake, {stream: values})
    [reading] = readings.current([stream], lake=lake, now=LATER)
    assert reading.state == state
    assert (reading.value is None) == (state == "withheld")


def test_hourly_counters_need_no_protection(lake: Lake) -> None:
    declared = worlds.declare(worlds.domain())
    [stream] = worlds.datastreams(declared, "square/1/all", interval_s=3600)
    worlds.store(lake, {stream: [2]}, step=timedelta(hours=1))
    [reading] = readings.current([stream], lake=lake, now=LATER)
    assert (reading.state, reading.value) == ("fresh", 2)


def test_a_counter_of_unknown_spacing_is_protected(lake: Lake) -> None:
    declared = worlds.declare(worlds.domain())
    [stream] = worlds.datastreams(declared, "square/1/all", interval_s=None)
    worlds.store(lake, {stream: [20, 20, 20, 20]})
    [reading] = readings.current([stream], lake=lake, now=LATER)
    assert reading.state == "withheld"


def test_temperatures_of_the_same_domain_are_no_counts(lake: Lake) -> None:
    declared = worlds.declare(worlds.domain())
    [stream] = worlds.datastreams(declared, "square/1/air", quantity="air_temperature", period=False)
    worlds.store(lake, {stream: [1.5]})
    [reading] = readings.current([stream], lake=lake, now=LATER)
    assert (reading.state, reading.value) == ("fresh", 1.5)


def test_a_value_older_than_its_source_allows_is_no_number(lake: Lake) -> None:
    declared = worlds.declare(worlds.domain(protection=None, stale_after_s=900))
    [stream] = worlds.datastreams(declared, "square/1/all", period=False)
    worlds.store(lake, {stream: [7]})
    [in_time] = readings.current([stream], lake=lake, now=HOUR + timedelta(seconds=900))
    [too_late] = readings.current([stream], lake=lake, now=HOUR + timedelta(seconds=901))
    assert (in_time.state, in_time.value) == ("fresh", 7)
    assert (too_late.state, too_late.value, too_late.time) == ("stale", None, HOUR)


def test_an_internal_datastream_does_not_exist_for_the_public(lake: Lake) -> None:
    declared = worlds.declare(worlds.domain())
    [stream] = worlds.datastreams(declared, "square/1/all")
    stream.visibility = "internal"
    with pytest.raises(NotFound):
        readings.current([stream], lake=lake, now=LATER)


hours = st.lists(st.lists(st.integers(0, 12), min_size=4, max_size=4), min_size=1, max_size=6)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(total=hours)
def test_whatever_was_counted_no_published_block_contains_a_small_value(total: list[list[int]]) -> None:
    blocks = [
        Bucket(
            start=HOUR + n * timedelta(hours=1),
            end=HOUR + (n + 1) * timedelta(hours=1),
            count=4,
            min=min(values),
        )
        for n, values in enumerate(total)
    ]
    shown = protection.open_blocks(RULE, [(900, blocks)], now=LATER)
    for block, values in zip(blocks, total, strict=True):
        assert (block.start in shown) == (min(values) >= RULE.below)


@settings(max_examples=200, deadline=None)
@given(minutes=st.integers(1, 60 * 24 * 14), block_minutes=st.sampled_from([30, 60, 120, 360]))
def test_only_intervals_that_divide_or_consist_of_blocks_are_offered(
    minutes: int, block_minutes: int
) -> None:
    rule = SmallCounts(below=5, finer_than_s=block_minutes * 60, reason="-")
    expected = block_minutes % minutes == 0 or minutes % block_minutes == 0
    assert protection.fits(rule, Interval(number=minutes, unit="minute")) is expected


@given(seconds=st.integers(0, 10**9))
def test_the_block_of_a_moment_contains_it(seconds: int) -> None:
    at = HOUR + timedelta(seconds=seconds)
    start, end = protection.block_start(RULE, at), protection.block_end(RULE, at)
    assert start <= at <= end
    assert (end - start) in (timedelta(0), timedelta(hours=1))
