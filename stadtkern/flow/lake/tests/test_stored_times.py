# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Older observations: what is known of the stored times is never wrong."""

from __future__ import annotations

import random
from datetime import timedelta

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as some

from stadtkern.flow.lake.addresses import Address
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.stored_times import StoredTimes
from stadtkern.flow.lake.times import micros

from .given import START, batch, run


def rows(datastream: int, times: list[int]) -> pa.Table:
    return pa.table(
        {
            "datastream_id": pa.array([datastream] * len(times), pa.int64()),
            "time_us": pa.array(times, pa.int64()),
        }
    )


@given(
    loaded=some.sets(some.integers(-20, 20)),
    added=some.lists(some.sets(some.integers(-30, 30), min_size=1), max_size=6),
    wanted=some.lists(some.integers(-35, 35)),
)
def test_exactly_the_times_that_never_came_are_missing(
    loaded: set[int], added: list[set[int]], wanted: list[int]
) -> None:
    known = StoredTimes()
    known.load([7], rows(7, sorted(loaded)))
    for times in added:
        known.add(np.array([7] * len(times), np.int64), np.array(sorted(times), np.int64))

    missing = known.missing(7, np.array(wanted, np.int64))

    assert missing is not None
    assert missing.tolist() == [time not in loaded.union(*added) for time in wanted]


def test_the_datastream_asked_for_longest_ago_goes_first() -> None:
    known = StoredTimes(most=10)
    nothing = np.array([0], np.int64)
    known.load([1], rows(1, list(range(5))))
    known.load([2], rows(2, list(range(5))))
    known.missing(1, nothing)
    known.load([3], rows(3, list(range(5))))

    assert [known.missing(key, nothing) is None for key in (1, 2, 3)] == [False, True, False]


def test_loading_begins_with_the_second_question_and_ends_when_known() -> None:
    known = StoredTimes()

    asked = [known.worth_loading(1), known.worth_loading(1)]
    known.load([1], rows(1, []))

    assert [*asked, known.worth_loading(1)] == [False, True, False]


def test_a_back_fill_in_any_order_is_stored_once(lake: Lake) -> None:
    chance = random.Random(3)  # noqa: S311 - a repeatable sequence, not a secret
    minutes = list(range(2_000))
    chance.shuffle(minutes)
    lake.append(run(1, 1_000, [1.0]))
    lake.append(run(2, 0, [1.0] * 500))
    stored: dict[int, float] = {}
    for first in range(0, 2_000, 250):
        again = chance.sample(sorted(stored), min(40, len(stored)))
        chosen = minutes[first : first + 250] + again[:20]
        results = {minute: float(minute) for minute in chosen} | dict.fromkeys(again[20:], -1.0)
        receipt = lake.append(
            batch(*[(1, START + timedelta(minutes=m), value) for m, value in results.items()])
        )

        doubles = sum(stored.get(minute) == value for minute, value in results.items())
        replaced = sum(minute in stored and stored[minute] != value for minute, value in results.items())
        assert (receipt.duplicates, receipt.superseded) == (doubles, replaced)
        stored |= results

    found = lake.observations(1, limit=5_000, end=START + timedelta(minutes=2_000))
    assert {(one.phenomenon_time - START) // timedelta(minutes=1): one.result for one in found} == stored
    assert lake.latest([1])[1].count == 2_001


def test_an_observation_that_was_moved_into_the_past_is_found_there(lake: Lake) -> None:
    lake.append(run(1, 100, [5.0]))
    for quarter in range(4):
        lake.append(run(1, quarter, [0.0]))
    lake.change(Address(1, micros(START), 0), {"phenomenon_time": START - timedelta(days=1)})

    receipt = lake.append(batch((1, START - timedelta(days=1), 0.0), (1, START, 0.0)))

    assert (receipt.stored, receipt.duplicates) == (1, 1)
