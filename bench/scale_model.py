# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How many machines a country needs: a simulation of one cell, second by second, and the sum over all cells.

A cell is one city platform of its own (register, lake, processes). What one process manages is measured by
the other suites and stands in ``Measured``; everything else is arithmetic that anybody can follow and change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .figures import Figure

_DAY_S = 86_400
_YEAR_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Devices of one rhythm."""

    name: str
    share: float
    """Of all datastreams."""
    every_s: int
    spread_s: int
    """Within this time after the full interval all of them have sent; clocks are set alike."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What one process of two cores was seen to do; see docs/concepts/scale.md for the runs."""

    intake_per_s: float = 40_000.0
    """Observations that one ingest process takes and hands to the durable log."""
    commit_per_s: float = 16_000.0
    """Observations that one writer commits when every one is of another datastream (the worst mix)."""
    state_bytes: float = 650.0
    """Memory of a process per datastream: its newest value, count and time range."""
    process_bytes: float = 180e6
    """Memory of a process without any datastream."""
    recover_per_s: float = 35_000.0
    """Datastreams whose state a starting process recovers."""
    stored_bytes: float = 2.5
    """Disk per observation after compaction."""
    pages_per_s: float = 60.0
    """Pages that one web process answers to people while observations come in."""


MIX = (
    Kind(name="meters, weather, parking", share=0.50, every_s=900, spread_s=30),
    Kind(name="levels, containers, energy", share=0.40, every_s=3_600, spread_s=120),
    Kind(name="air, traffic, buildings", share=0.09, every_s=300, spread_s=30),
    Kind(name="lighting, grid, counters", share=0.01, every_s=60, spread_s=20),
)
"""The mix of devices that the plan assumes."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is planned."""

    datastreams: int = 100_000_000
    per_cell: int = 250_000
    writers: int = 1
    readers_per_cell: float = 25.0
    """Pages per second that people of one cell ask for at the busiest hour."""
    web: int = 2
    kill_every_s: int = 6 * 3_600
    """A writer is lost this often."""
    measured: Measured = Measured()

    @property
    def cells(self) -> int:
        """How many cells."""
        return -(-self.datastreams // self.per_cell)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A day in one cell."""

    mean_per_s: float
    peak_per_s: float
    longest_queue: float
    """Observations in the durable log at most."""
    visible_p99_s: float
    """From measuring to readable, 99 of 100 observations."""
    visible_worst_s: float


def arrivals(plan: Plan) -> npt.NDArray[np.float64]:
    """Observations that reach a cell in each second of a day."""
    found = np.zeros(_DAY_S)
    for kind in MIX:
        each = plan.per_cell * kind.share / kind.spread_s
        for begin in range(0, _DAY_S, kind.every_s):
            found[begin : begin + kind.spread_s] += each
    return found


def simulate(plan: Plan) -> Cell:
    """One day: observations queue in the log, writers commit, now and then a writer is lost."""
    coming = arrivals(plan)
    away_s = 5 + plan.per_cell / plan.measured.recover_per_s
    queue, longest = 0.0, 0.0
    waits: list[tuple[float, float]] = []
    for second in range(_DAY_S):
        lost = second % plan.kill_every_s < away_s and second >= plan.kill_every_s
        working = plan.writers - lost
        done = min(queue + coming[second], working * plan.measured.commit_per_s)
        queue += coming[second] - done
        longest = max(longest, queue)
        speed = max(working, 1) * plan.measured.commit_per_s
        left = away_s - second % plan.kill_every_s if lost and not working else 0.0
        waits.append((left + queue / speed + 0.2, coming[second]))
    return Cell(
        mean_per_s=float(coming.mean()),
        peak_per_s=float(coming.max()),
        longest_queue=longest,
        visible_p99_s=_weighted(waits, 0.99),
        visible_worst_s=max(wait for wait, weight in waits if weight),
    )


def measure(plan: Plan) -> Iterator[Figure]:
    """The plan in figures."""
    cell, seen = simulate(plan), plan.measured
    memory = seen.process_bytes + plan.per_cell * seen.state_bytes
    processes = plan.web + plan.writers + 2
    ingest_share = cell.peak_per_s / seen.intake_per_s
    year = cell.mean_per_s * _DAY_S * _YEAR_DAYS * seen.stored_bytes
    yield Figure(key="scale.cells", value=plan.cells, unit="cells", note=f"{plan.per_cell} datastreams each")
    yield Figure(key="scale.country_rate", value=cell.mean_per_s * plan.cells, unit="obs/s")
    yield Figure(key="scale.cell_rate", value=cell.mean_per_s, unit="obs/s")
    yield Figure(key="scale.cell_peak", value=cell.peak_per_s, unit="obs/s")
    yield Figure(
        key="scale.intake_used",
        value=100 * ingest_share,
        unit="%",
        goal=50,
        note="of one ingest process at the peak",
    )
    yield Figure(
        key="scale.queue", value=cell.longest_queue, unit="obs", note="most in the log, a writer being lost"
    )
    yield Figure(key="scale.visible_p99", value=cell.visible_p99_s, unit="s", goal=60)
    yield Figure(key="scale.visible_worst", value=cell.visible_worst_s, unit="s")
    yield Figure(
        key="scale.cell_memory", value=memory * processes / 1e9, unit="GB", note=f"{processes} processes"
    )
    yield Figure(
        key="scale.web_used",
        value=100 * plan.readers_per_cell / (plan.web * seen.pages_per_s),
        unit="%",
        goal=50,
    )
    yield Figure(key="scale.cell_year", value=year / 1e9, unit="GB", note="one year of observations")
    yield Figure(key="scale.country_year", value=year * plan.cells / 1e12, unit="TB")


def _weighted(waits: list[tuple[float, float]], share: float) -> float:
    """The wait below which this share of all observations lies."""
    total = sum(weight for _, weight in waits)
    room = total * (1 - share)
    for wait, weight in sorted(waits, reverse=True):
        room -= weight
        if room < 0:
            return wait
    return 0.0
