# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small pushes that travel together: each sender gets its own answer."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from stadtkern.flow.ingest.gathering import Gathering
from stadtkern.flow.lake import current
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.rows import Row
from stadtkern.flow.lake.times import micros
from stadtkern.kernel.errors import LakeUnavailable, PayloadRejected

START = datetime(2026, 3, 1, tzinfo=UTC)


def value(sender: int, number: int, result: float = 1.5) -> Row:
    return Row(sender, micros(START + timedelta(minutes=number)), result)


def test_many_senders_at_once_each_get_their_own_receipt(lake: Lake) -> None:
    gathering = Gathering()

    def send(sender: int) -> tuple[int, int]:
        first = [gathering.append([value(sender, n)], source="gathered", now=START) for n in range(20)]
        again = [
            gathering.append([value(sender, n), value(sender, 100 + n)], source="gathered", now=START)
            for n in range(20)
        ]
        return sum(r.stored for r in first + again), sum(r.duplicates for r in again)

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(send, range(1, 17))) == [(40, 20)] * 16
    assert {known.count for known in lake.latest(range(1, 17)).values()} == {40}


@pytest.mark.usefixtures("lake")
def test_a_sender_with_a_refused_value_costs_the_others_nothing() -> None:
    gathering, together = Gathering(), threading.Barrier(8)

    def send(sender: int) -> int | None:
        together.wait()
        try:
            return gathering.append(
                [value(sender, 0, float("inf") if sender == 3 else 2.0)], source="gathered", now=START
            ).stored
        except PayloadRejected:
            return None

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(send, range(8))) == [1, 1, 1, None, 1, 1, 1, 1]


def test_without_a_lake_every_sender_gets_to_know_it() -> None:
    def closed() -> Lake:
        raise LakeUnavailable

    current.provide(closed)
    gathering = Gathering()

    def send(sender: int) -> str:
        with pytest.raises(LakeUnavailable):
            gathering.append([value(sender, 0)], source="gathered", now=START)
        return "told"

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(send, range(4))) == ["told"] * 4


def test_who_does_not_wait_is_told_where_the_rows_are_stored(lake: Lake) -> None:
    gathering = Gathering()
    answers = [
        gathering.hand_in([value(7, number % 50)], source="gathered", now=START, places=True)
        for number in range(200)
    ]
    places = [receipt.places for answer in answers if (receipt := answer.result(timeout=60))]
    assert len(places) == 200
    assert sum(place.known for (place,) in places) == 150
    assert lake.latest([7])[7].count == 50


@pytest.mark.usefixtures("lake")
def test_who_waits_and_who_does_not_travel_together() -> None:
    gathering = Gathering()

    def send(sender: int) -> int:
        answers = [
            gathering.hand_in([value(sender, number)], source="gathered", now=START) for number in range(20)
        ]
        waited = sum(
            gathering.append([value(sender, 100 + number)], source="gathered", now=START).stored
            for number in range(10)
        )
        return waited + sum(r.stored for answer in answers if (r := answer.result(timeout=60)))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(send, range(1, 9))) == [30] * 8


@pytest.mark.usefixtures("lake")
def test_who_does_not_wait_gets_to_know_a_refusal() -> None:
    answer = Gathering().hand_in([value(1, 0, float("nan"))], source="gathered", now=START)
    with pytest.raises(PayloadRejected):
        answer.result(timeout=60)
