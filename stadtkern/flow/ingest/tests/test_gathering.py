# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small pushes that travel together: each sender gets its own answer."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from stadtkern.flow.ingest.gathering import Gathering
from stadtkern.flow.ingest.push_words import PushObservation
from stadtkern.flow.lake import current
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.errors import LakeUnavailable, PayloadRejected

START = datetime(2026, 3, 1, tzinfo=UTC)


def value(number: int, result: float = 1.5) -> PushObservation:
    return PushObservation(datastream="any", time=START + timedelta(minutes=number), result=result)


def test_many_senders_at_once_each_get_their_own_receipt(lake: Lake) -> None:
    gathering = Gathering()

    def send(sender: int) -> tuple[int, int]:
        first = [gathering.append([value(n)], [sender]) for n in range(20)]
        again = [gathering.append([value(n), value(100 + n)], [sender, sender]) for n in range(20)]
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
            return gathering.append([value(0, float("inf") if sender == 3 else 2.0)], [sender]).stored
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
            gathering.append([value(0)], [sender])
        return "told"

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(send, range(4))) == ["told"] * 4
