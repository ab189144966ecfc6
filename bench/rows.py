# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Synthetic but realistic observations: 2,000 datastreams over one year, every ten minutes, with outages.

A fifth each of: counts with a daily pattern, air temperature, particulate matter, humidity, battery voltage.
One datastream in ten has times that jitter by seconds, as radio sensors do. About five per cent of the values
are missing, in runs of hours to days. Rows come in the order of their arrival (by time), one batch per month.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

DATASTREAMS = 2_000
STEP_S = 600
YEAR_START = datetime(2025, 1, 1, tzinfo=UTC)
YEAR_END = datetime(2026, 1, 1, tzinfo=UTC)
_STEPS = 365 * 86_400 // STEP_S


def batches(rows: int, *, seed: int = 20_26) -> Iterator[pa.Table]:
    """Monthly batches with about ``rows`` rows in all (columns datastream_id, phenomenon_time, result)."""
    chance = np.random.default_rng(seed)
    per_datastream = rows / DATASTREAMS
    steps = min(_STEPS, round(per_datastream / 0.951))
    present = _present(chance, steps, per_datastream / steps)
    for begin, end in _months(steps):
        yield _batch(chance, begin, end, present[begin:end])


def _months(steps: int) -> Iterator[tuple[int, int]]:
    edges = [
        int((datetime(2025, m, 1, tzinfo=UTC) - YEAR_START).total_seconds()) // STEP_S for m in range(1, 13)
    ]
    for begin, end in zip(edges, [*edges[1:], _STEPS], strict=True):
        if begin < steps:
            yield begin, min(end, steps)


def _present(
    chance: np.random.Generator, steps: int, share: float
) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Which values arrive: outages of six hours to three days until enough values are missing."""
    present = np.ones((steps, DATASTREAMS), dtype=bool)
    for column in range(DATASTREAMS):
        missing, wanted = 0, round((1 - share) * steps)
        while missing < wanted:
            length = min(int(chance.integers(36, 432)), wanted - missing)
            at = int(chance.integers(0, max(1, steps - length)))
            missing += int(present[at : at + length, column].sum())
            present[at : at + length, column] = False
    return present


def _batch(
    chance: np.random.Generator,
    begin: int,
    end: int,
    present: np.ndarray[tuple[int, int], np.dtype[np.bool_]],
) -> pa.Table:
    steps = np.arange(begin, end)
    seconds_of_year = steps * STEP_S
    day = np.sin((seconds_of_year / 86_400 - 0.3) * 2 * np.pi)[:, None]
    season = -np.cos(seconds_of_year / (365 * 86_400) * 2 * np.pi)[:, None]
    columns = np.arange(DATASTREAMS)
    scale = 1 + (columns % 17) / 8
    noise = chance.standard_normal((len(steps), DATASTREAMS), dtype=np.float32)
    values = np.select(
        [columns % 5 == kind for kind in range(5)],
        [
            np.maximum(0, np.round((12 + 10 * day + 3 * noise) * scale)),
            np.round(10 + 8 * season + 4 * day + _smooth(noise) * 0.5, 1),
            np.round(np.maximum(0.5, 14 - 4 * season + 3 * _smooth(noise)), 1),
            np.clip(np.round(70 - 12 * day - 6 * season + 2 * _smooth(noise)), 5, 100),
            np.round(3.65 - seconds_of_year[:, None] / (365 * 86_400) * 0.4 + 0.01 * noise, 2),
        ],
    )
    times = np.broadcast_to(seconds_of_year[:, None], values.shape) + np.where(
        columns % 10 == 7, chance.integers(-20, 21, values.shape), 0
    )
    micros = (times[present] + int(YEAR_START.timestamp())) * 1_000_000
    return pa.table(
        {
            "datastream_id": pa.array(np.broadcast_to(columns + 1, values.shape)[present], pa.int64()),
            "phenomenon_time": pa.array(micros, pa.timestamp("us", tz="UTC")),
            "result": pa.array(values[present].astype(np.float64)),
        }
    )


def _smooth(
    noise: np.ndarray[tuple[int, int], np.dtype[np.float32]],
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """A slow wander: running mean over an hour."""
    total = np.cumsum(noise, axis=0)
    total[6:] = total[6:] - total[:-6]
    return total / 2.4
