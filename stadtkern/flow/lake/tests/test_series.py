# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Series against a slow and obvious reference, over the changes to and from daylight saving."""

from __future__ import annotations

import statistics as reference
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from stadtkern.flow.lake import lake as lakes
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Bucket, Interval, LakeSettings
from stadtkern.kernel.errors import LimitExceeded, WrongSetting
from stadtkern.kernel.observation import TIME

from .given import at, batch, run

BERLIN = ZoneInfo("Europe/Berlin")
DAY = Interval(number=1, unit="day")
HOUR = Interval(number=1, unit="hour")
_CET = timedelta(hours=1)


def local(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(("month", "day", "quarters"), [(3, 31, 23 * 4), (10, 27, 25 * 4), (6, 1, 24 * 4)])
def test_a_local_day_has_as_many_hours_as_the_clock_says(
    lake: Lake, month: int, day: int, quarters: int
) -> None:
    start, end = local(2024, month, day), local(2024, month, day) + timedelta(days=2)
    lake.append(batch(*[(1, start + number * timedelta(minutes=15), 1.0) for number in range(200)]))

    first = lake.series(1, start=start, end=end, interval=DAY, statistics=["sum"])[0]

    assert (first.start, first.count, first.sum) == (start, quarters, float(quarters))
    assert first.end - first.start == quarters * timedelta(minutes=15)


def test_every_bucket_is_there_and_the_empty_ones_have_no_values(lake: Lake) -> None:
    lake.append(batch((1, at(0), 4.0), (1, at(1), 6.0), (1, at(12), 1.0)))

    found = lake.series(1, start=at(-4), end=at(16), interval=HOUR, statistics=["mean", "p50"])

    assert [(one.count, one.mean, one.p50) for one in found] == [
        (0, None, None),
        (2, 5.0, 5.0),
        (0, None, None),
        (0, None, None),
        (1, 1.0, 1.0),
    ]
    assert [one.start for one in found] == [at(n) for n in range(-4, 16, 4)]


def test_superseded_observations_are_left_out(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0]))
    lake.append(run(1, 0, [3.0]))

    (only,) = lake.series(1, start=at(0), end=at(4), interval=HOUR, statistics=["sum"])

    assert (only.count, only.sum) == (1, 3.0)


def test_several_datastreams_are_summed_together(lake: Lake) -> None:
    lake.append(batch((1, at(0), 1.0), (2, at(1), 2.0), (3, at(2), 40.0)))

    (only,) = lake.series_of([1, 2], start=at(0), end=at(4), interval=HOUR, statistics=["sum", "mean"])

    assert (only.count, only.sum, only.mean) == (2, 3.0, 1.5)


def test_no_datastream_gives_empty_buckets(lake: Lake) -> None:
    found = lake.series_of([], start=at(0), end=at(8), interval=HOUR, statistics=["sum"])

    assert [one.count for one in found] == [0, 0]


def test_a_component_of_a_json_result_has_its_own_series(lake: Lake) -> None:
    lake.append(
        pa.table(
            {
                "datastream_id": pa.array([1, 1, 1], pa.int64()),
                "phenomenon_time": pa.array([at(0), at(1), at(2)], TIME),
                "result_json": pa.array(["[1,10.5]", "[2,null]", '["broken"]']),
            }
        )
    )

    (only,) = lake.series(1, start=at(0), end=at(4), interval=HOUR, statistics=["sum"], component=1)

    assert (only.count, only.sum) == (1, 10.5)


def test_nothing_is_asked_when_the_range_is_empty(lake: Lake) -> None:
    assert lake.series(1, start=at(4), end=at(4), interval=HOUR, statistics=["sum"]) == []


@pytest.mark.parametrize("unit", ["second", "day"])
def test_too_many_buckets_are_refused(lake: Lake, unit: str) -> None:
    interval = {"second": Interval(number=1, unit="second"), "day": DAY}[unit]
    with pytest.raises(LimitExceeded, match="100000"):
        lake.series(1, start=local(1900, 1, 2), end=local(2199, 1, 1), interval=interval, statistics=["sum"])


def test_an_interval_without_length_is_refused(lake: Lake) -> None:
    with pytest.raises(WrongSetting):
        lake.series(1, start=at(0), end=at(1), interval=Interval(number=0, unit="day"), statistics=["sum"])


def test_a_slow_query_is_stopped(place: LakeSettings) -> None:
    lake = Lake.open(LakeSettings(folder=place.folder, memory_mb=512, threads=1, query_limit_s=0.0))
    try:
        lake.append(run(1, 0, [float(n % 7) for n in range(50_000)]))
        with pytest.raises(LimitExceeded, match="longer than 0 s"):
            for _ in range(100):
                lake.series_of(
                    list(range(1, 5_000)),
                    start=at(0),
                    end=at(50_000),
                    interval=HOUR,
                    statistics=["p50", "p95"],
                )
    finally:
        lake.close()


_INTERVALS = some.builds(
    Interval,
    number=some.integers(1, 6),
    unit=some.sampled_from(["minute", "hour", "day", "week", "month", "year"]),
)
_STARTS = some.sampled_from(
    [local(2024, 3, 30), local(2024, 10, 26), local(2023, 12, 31), local(1969, 12, 31)]
)


@settings(
    max_examples=settings().max_examples * 3 // 5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    start=_STARTS,
    shift=some.integers(0, 300),
    length=some.integers(1, 3000),
    interval=_INTERVALS,
    minutes=some.lists(some.integers(-60, 3200), unique=True, max_size=30),
)
def test_any_series_is_as_the_reference_says(
    shared_lake: tuple[Lake, list[int]],
    start: datetime,
    shift: int,
    length: int,
    interval: Interval,
    minutes: list[int],
) -> None:
    lake, numbers = shared_lake
    numbers[0] += 1
    first = start + timedelta(minutes=shift)
    last = first + timedelta(minutes=length)
    rows = [(start + timedelta(minutes=minute), float(minute % 11)) for minute in minutes]
    lake.append(batch(*[(numbers[0], time, value) for time, value in rows]))

    found = lake.series(
        numbers[0], start=first, end=last, interval=interval, statistics=["mean", "min", "max", "sum", "p50"]
    )

    assert found[0].start <= first < found[0].end
    assert found[-1].start < last <= found[-1].end
    assert all(before.end == after.start for before, after in pairwise(found))
    expected: dict[datetime, list[float]] = {}
    for time, value in rows:
        if first <= time < last:
            expected.setdefault(_bucket_start(time, interval), []).append(value)
    assert {one.start: one.count for one in found if one.count} == {
        key: len(values) for key, values in expected.items()
    }
    for one in found:
        _same_statistics(one, expected.get(one.start, []))


def _same_statistics(bucket: Bucket, values: list[float]) -> None:
    if not values:
        assert (bucket.mean, bucket.min, bucket.max, bucket.sum, bucket.p50) == (None,) * 5
        return
    assert bucket.mean == pytest.approx(reference.fmean(values))
    assert (bucket.min, bucket.max) == (min(values), max(values))
    assert bucket.sum == pytest.approx(sum(values))
    assert bucket.p50 == pytest.approx(reference.median(values))


def _bucket_start(time: datetime, interval: Interval) -> datetime:
    """Start of the bucket by counting wall-clock units, one at a time where the calendar is irregular."""
    if interval.unit in ("minute", "hour"):
        width = timedelta(**{f"{interval.unit}s": interval.number})
        anchor = datetime(1970, 1, 1, tzinfo=UTC) - _CET
        return anchor + ((time - anchor) // width) * width
    day = time.astimezone(BERLIN).date()
    if interval.unit == "week":
        monday = day - timedelta(days=day.weekday())
        first = monday - timedelta(weeks=((monday - date(1970, 1, 5)).days // 7) % interval.number)
    elif interval.unit == "day":
        first = day - timedelta(days=(day - date(1970, 1, 1)).days % interval.number)
    elif interval.unit == "month":
        months = (day.year * 12 + day.month - 1) // interval.number * interval.number
        first = date(months // 12, months % 12 + 1, 1)
    else:
        first = date(day.year // interval.number * interval.number, 1, 1)
    return local(first.year, first.month, first.day)


def test_pages_of_observations_follow_each_other_in_both_directions(lake: Lake) -> None:
    lake.append(run(1, 0, [float(n) for n in range(10)]))
    lake.append(run(1, 4, [99.0]))
    for newest_first in (False, True):
        seen: list[float | None] = []
        after = None
        while page := lake.observations(1, limit=3, after=after, newest_first=newest_first):
            seen += [row.result for row in page]
            after = (page[-1].phenomenon_time, page[-1].seq)

        expected = [0.0, 1.0, 2.0, 3.0, 99.0, 5.0, 6.0, 7.0, 8.0, 9.0]
        assert seen == (expected[::-1] if newest_first else expected)


def test_a_page_keeps_to_its_range(lake: Lake) -> None:
    lake.append(run(1, 0, [float(n) for n in range(10)]))

    found = lake.observations(1, start=at(2), end=at(5), limit=100)

    assert [row.result for row in found] == [2.0, 3.0, 4.0]


def test_a_page_larger_than_the_setting_is_refused(lake: Lake) -> None:
    with pytest.raises(LimitExceeded, match="10000"):
        lake.observations(1, limit=10_001)


def test_a_query_file_with_a_misspelt_column_is_named(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "wrong.sql").write_text("select phenomenon_tyme from observations where datastream_id = $one")

    with pytest.raises(WrongSetting, match=r"wrong\.sql"):
        lake.explain(tmp_path / "wrong.sql")


def test_every_query_file_of_the_domains_can_be_planned(lake: Lake) -> None:
    for query in (Path(lakes.__file__).parents[2] / "domains").glob("*/queries/*.sql"):
        lake.explain(query)
