# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small builders for the tests of the lake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from stadtkern.kernel.observation import TIME

START = datetime(2024, 3, 30, 22, 0, tzinfo=UTC)
"""Two hours before the local day on which the clocks go forward."""
QUARTER = timedelta(minutes=15)

Row = tuple[int, datetime, float | None]


def at(quarters: int) -> datetime:
    """``START`` plus some quarters of an hour."""
    return START + quarters * QUARTER


def batch(*rows: Row) -> pa.Table:
    """A batch of (datastream, time, result)."""
    return pa.table(
        {
            "datastream_id": pa.array([row[0] for row in rows], pa.int64()),
            "phenomenon_time": pa.array([row[1] for row in rows], TIME),
            "result": pa.array([row[2] for row in rows], pa.float64()),
        }
    )


def run(datastream: int, first: int, results: Sequence[float | None]) -> pa.Table:
    """One value every quarter of an hour, beginning ``first`` quarters after ``START``."""
    return batch(*[(datastream, at(first + number), result) for number, result in enumerate(results)])
