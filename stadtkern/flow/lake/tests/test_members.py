# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Many datastreams together: a past that is kept while they grow, and right again when it changes."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from stadtkern.flow.lake.addresses import Address
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.members import Member, MembersQuestion
from stadtkern.flow.lake.times import micros
from stadtkern.flow.lake.wholes import parted
from stadtkern.flow.lake.words import Interval

from .given import START, at, batch, run

HOUR_US = 3_600_000_000


def question(hours: int = 6, *ids: int) -> MembersQuestion:
    edges = micros(START) + HOUR_US * np.arange(hours + 1, dtype=np.int64)
    members = [Member(datastream_id=one) for one in ids or (1, 2)]
    return MembersQuestion(members=members, edges=edges, start_us=int(edges[0]), end_us=int(edges[-1]))


def sums(lake: Lake) -> dict[int | None, float | None]:
    table = lake.together(question())
    return dict(zip(table["bucket"].to_pylist(), table["sum"].to_pylist(), strict=True))


@pytest.fixture
def filled(lake: Lake) -> Lake:
    """Two datastreams with a value each quarter of four hours."""
    lake.append(run(1, 0, [1.0] * 16))
    lake.append(run(2, 0, [10.0] * 16))
    assert sums(lake) == {0: 44, 1: 44, 2: 44, 3: 44, None: 176}
    return lake


def test_growth_leaves_the_kept_past_alone_and_is_in_the_next_answer(filled: Lake) -> None:
    state = filled._writer.state
    (past, _none), (_tail, first) = parted(question(), state)
    before = state.past((1, 2), past.end_us)
    assert first == 2
    filled.append(run(1, 16, [5.0]))
    assert state.past((1, 2), past.end_us) == before
    assert sums(filled) == {0: 44, 1: 44, 2: 44, 3: 44, 4: 5, None: 181}
    filled.append(run(2, 19, [7.0]))
    assert sums(filled)[4] == 12


def test_late_corrected_and_removed_observations_are_in_the_next_answer(filled: Lake) -> None:
    filled.append(batch((1, START + timedelta(minutes=5), 100.0)))
    assert sums(filled)[0] == 144
    filled.append(batch((2, at(1), 20.0)))
    assert sums(filled)[0] == 154
    filled.change(Address(1, micros(at(2)), 0), {"result": 3.0})
    assert sums(filled)[0] == 156
    filled.remove([Address(1, micros(at(5)), 0)])
    assert (sums(filled)[1], sums(filled)[None]) == (43, 287)
    filled.retention({2: at(4)}, dry_run=False)
    assert sums(filled)[0] == 106
    filled.remove_streams([1])
    assert sums(filled) == {1: 40, 2: 40, 3: 40, None: 120}


def test_a_datastream_that_lags_behind_is_asked_anew_when_it_catches_up(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0] * 16))
    lake.append(run(2, 0, [10.0] * 2))
    assert sums(lake)[0] == 24
    lake.append(run(2, 2, [10.0] * 4))
    assert (sums(lake)[0], sums(lake)[1]) == (44, 24)


def test_each_datastream_tells_its_own_buckets(filled: Lake) -> None:
    table = filled.series_by(
        [2, 1], start=START, end=START + timedelta(hours=2), interval=Interval(number=1, unit="hour")
    )
    assert table["member"].to_pylist() == [0, 0, 1, 1]
    assert table["sum"].to_pylist() == [40, 40, 4, 4]
    assert table["counted"].to_pylist() == [4, 4, 4, 4]
