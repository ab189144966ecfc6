# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Storing once: receipts, duplicates, replacements, rejected batches, shared commits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import LakeSettings
from stadtkern.kernel.errors import LakeUnavailable, PayloadRejected
from stadtkern.kernel.observation import TIME, Quality

from .given import START, at, batch, run

Delivery = list[tuple[int, int, float | None]]


def test_a_batch_is_stored_and_the_latest_value_is_known(lake: Lake) -> None:
    receipt = lake.append(run(7, 0, [1.0, 2.0, 3.0]))

    latest = lake.latest([7, 8])
    assert (receipt.stored, receipt.duplicates, receipt.superseded) == (3, 0, 0)
    assert list(latest) == [7]
    assert (latest[7].count, latest[7].first_time, latest[7].last_time) == (3, at(0), at(2))
    assert latest[7].result == 3.0


def test_a_second_identical_delivery_stores_nothing(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0, None, 3.0]))

    receipt = lake.append(run(1, 0, [1.0, None, 3.0]))

    assert (receipt.stored, receipt.duplicates) == (0, 3)
    assert lake.latest([1])[1].count == 3


def test_another_result_for_the_same_time_supersedes_the_older_one(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0, 2.0]))

    receipt = lake.append(run(1, 0, [1.0, 5.0]))

    stored = lake.observations(1, limit=10)
    assert (receipt.stored, receipt.duplicates, receipt.superseded) == (1, 1, 1)
    assert [(row.result, row.seq) for row in stored] == [(1.0, 0), (5.0, 1)]
    assert (lake.latest([1])[1].count, lake.latest([1])[1].result) == (2, 5.0)


def test_an_older_observation_moves_the_first_time_and_not_the_latest_value(lake: Lake) -> None:
    lake.append(run(1, 10, [1.0]))

    lake.append(run(1, -3, [9.0]))

    latest = lake.latest([1])[1]
    assert (latest.first_time, latest.last_time, latest.result, latest.count) == (at(-3), at(10), 1.0, 2)


def test_rows_of_one_batch_count_one_after_another(lake: Lake) -> None:
    receipt = lake.append(batch((1, START, 1.0), (1, START, 2.0), (1, START, 2.0), (1, START, 1.0)))

    assert (receipt.stored, receipt.duplicates, receipt.superseded) == (3, 1, 2)
    assert [(row.result, row.seq) for row in lake.observations(1, limit=10)] == [(1.0, 2)]


def test_json_results_are_compared_too(lake: Lake) -> None:
    def told(text: str) -> pa.Table:
        return pa.table(
            {
                "datastream_id": pa.array([1], pa.int64()),
                "phenomenon_time": pa.array([START], TIME),
                "result_json": pa.array([text]),
            }
        )

    first = lake.append(told("[1,2]"))
    again = lake.append(told("[1,2]"))
    other = lake.append(told("[1,3]"))

    assert (first.stored, again.stored, other.stored, other.superseded) == (1, 0, 1, 1)
    assert lake.latest([1])[1].result_json == "[1,3]"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (pa.table({"datastream_id": [1]}), "phenomenon_time is missing"),
        (batch((1, START, 1.0)).append_column("colour", pa.array(["red"])), "colour"),
        (pa.table({"datastream_id": [None], "phenomenon_time": pa.array([START], TIME)}), "empty"),
        (batch((1, START, float("nan"))), "finite"),
        (batch((1, START, float("inf"))), "finite"),
        (batch((1, datetime.fromisoformat("1815-06-18T11:35:00+00:00"), 1.0)), "1900"),
        (batch((1, datetime.fromisoformat("2200-01-01T00:00:00+00:00"), 1.0)), "1900"),
        (
            pa.table({"datastream_id": [1], "phenomenon_time": pa.array([START], pa.timestamp("us"))}),
            "without offset",
        ),
        (pa.table({"datastream_id": ["a"], "phenomenon_time": pa.array([START], TIME)}), "datastream_id"),
        (
            batch((1, START, 1.0)).append_column("quality", pa.array([int(Quality.SUPERSEDED)], pa.uint16())),
            "superseded",
        ),
    ],
)
def test_a_malformed_batch_is_rejected_with_the_reason(lake: Lake, wrong: pa.Table, words: str) -> None:
    with pytest.raises(PayloadRejected, match=words):
        lake.append(wrong)

    assert lake.latest([1]) == {}


def test_an_empty_batch_stores_nothing(lake: Lake) -> None:
    assert lake.append(batch()).stored == 0


def test_many_callers_share_commits_and_each_gets_its_own_receipt(lake: Lake) -> None:
    lake.append(batch(*[(number, START, 0.0) for number in range(0, 40, 2)]))

    with ThreadPoolExecutor(40) as callers:
        receipts = list(
            callers.map(lambda n: lake.append(batch((n, START, 0.0), (n, at(1), 1.0))), range(40))
        )

    assert [(one.stored, one.duplicates) for one in receipts] == [
        (1, 1) if number % 2 == 0 else (2, 0) for number in range(40)
    ]
    assert len({one.snapshot for one in receipts}) < 40


def test_the_same_observation_from_many_callers_at_once_is_stored_once(lake: Lake) -> None:
    with ThreadPoolExecutor(16) as callers:
        receipts = list(callers.map(lambda _: lake.append(run(1, 0, [1.0, 2.0])), range(16)))

    assert sum(one.stored for one in receipts) == 2
    assert sum(one.duplicates for one in receipts) == 30


def test_readers_see_whole_commits_only(lake: Lake) -> None:
    seen: set[int] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(len(lake.observations(1, limit=5000)))

    with ThreadPoolExecutor(1) as readers:
        reading = readers.submit(read)
        for number in range(4):
            lake.append(run(1, number * 1000, [1.0] * 1000))
        done.set()
        reading.result()

    assert seen <= {0, 1000, 2000, 3000, 4000}


def test_a_closed_lake_takes_nothing(place: LakeSettings) -> None:
    lake = Lake.open(place)
    lake.close()

    with pytest.raises(LakeUnavailable, match="closed"):
        lake.append(run(1, 0, [1.0]))


def test_a_new_start_knows_what_the_old_one_knew(open_lake: Callable[[], Lake]) -> None:
    lake = open_lake()
    lake.append(run(1, 0, [1.0, 2.0]))
    lake.append(run(1, 1, [7.0]))
    lake.append(run(2, 0, [3.0] * 500))
    known = lake.latest([1, 2])

    assert open_lake().latest([1, 2]) == known


_RESULTS = some.sampled_from([None, 0.0, 1.0, 2.0])
_DELIVERIES = some.lists(
    some.tuples(
        some.lists(some.tuples(some.integers(1, 3), some.integers(0, 6), _RESULTS), max_size=12),
        some.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.slow
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deliveries=_DELIVERIES)
def test_any_deliveries_are_stored_as_a_slow_and_obvious_book_would(
    tmp_path_factory: pytest.TempPathFactory, deliveries: list[tuple[Delivery, bool]]
) -> None:
    place = LakeSettings(folder=tmp_path_factory.mktemp("lake"), memory_mb=512, threads=1)
    book: dict[tuple[int, int], list[float | None]] = {}
    lake = Lake.open(place)
    try:
        for delivery, restart in deliveries:
            expected = [_note(book, *row) for row in delivery]
            receipt = lake.append(batch(*[(ds, at(quarter), result) for ds, quarter, result in delivery]))
            assert receipt.stored == sum(expected)
            assert receipt.duplicates == len(delivery) - sum(expected)
            if restart:
                lake.close()
                lake = Lake.open(place)
            _agrees(lake, book)
    finally:
        lake.close()


def _note(
    book: dict[tuple[int, int], list[float | None]], ds: int, quarter: int, result: float | None
) -> bool:
    chain = book.setdefault((ds, quarter), [])
    if chain and chain[-1] == result:
        return False
    chain.append(result)
    return True


def _agrees(lake: Lake, book: dict[tuple[int, int], list[float | None]]) -> None:
    for ds in (1, 2, 3):
        quarters = sorted(quarter for key, quarter in book if key == ds)
        stored = lake.observations(ds, limit=100)
        assert [(row.phenomenon_time, row.result, row.seq) for row in stored] == [
            (at(quarter), book[ds, quarter][-1], len(book[ds, quarter]) - 1) for quarter in quarters
        ]
        latest = lake.latest([ds])
        assert bool(latest) == bool(quarters)
        if quarters:
            known = latest[ds]
            assert (known.count, known.first_time, known.last_time, known.result) == (
                len(quarters),
                at(quarters[0]),
                at(quarters[-1]),
                book[ds, quarters[-1]][-1],
            )


def test_batches_may_come_in_any_order_of_rows(lake: Lake) -> None:
    rows = [(ds, at(quarter), float(ds * quarter)) for quarter in range(50) for ds in (3, 1, 2)]

    lake.append(batch(*reversed(rows)))

    assert [row.result for row in lake.observations(2, limit=100)] == [2.0 * quarter for quarter in range(50)]
