# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A clock that jumps: the lake keeps what it has; jobs and feeds are tested where they live."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.tests.given import run

_NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "jumps",
    [
        (-3650, 0),
        pytest.param((3650, 0), marks=pytest.mark.slow),
        pytest.param((0, 3650, -3650), marks=pytest.mark.slow),
    ],
)
def test_maintenance_on_any_day_loses_nothing(lake: Lake, jumps: tuple[int, ...]) -> None:
    for number, days in enumerate(jumps):
        lake.append(run(1, number * 1000, [1.0] * 700))
        lake.append(run(2, number, [2.0]))
        lake.compact(now=_NOW + timedelta(days=days))

    assert {key: one.count for key, one in lake.latest([1, 2]).items()} == {
        1: 700 * len(jumps),
        2: len(jumps),
    }
    assert len(lake.observations(1, limit=10_000)) == 700 * len(jumps)
    assert lake.status().observations == 701 * len(jumps)
