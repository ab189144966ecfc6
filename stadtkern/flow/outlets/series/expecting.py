# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How many observations should be in each step: the honest measure of gaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from stadtkern.flow.lake.times import micros

from .asking import Asking
from .grids import Grid
from .streams import Stream
from .words import Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Expected:
    """Observations that should be."""

    steps: Floats
    """Per whole step, also of the running one; 0 before the first observation and in the future."""
    until_now: int
    """In the whole range, up to the present."""


def expected(streams: Iterable[Stream], grid: Grid, asking: Asking) -> Expected:
    """What datastreams with a known spacing should bring, from their first observation on.

    A datastream without any observation around the range is no part of it; one that falls silent is missed.
    """
    firsts: dict[int, list[int]] = {}
    for spacing_s, first_us in spans(streams, grid, asking):
        firsts.setdefault(spacing_s, []).append(first_us)
    wanted, until_now = np.zeros(grid.steps), 0.0
    begun = grid.starts < asking.now_us
    end = min(grid.end_us, asking.now_us)
    for spacing_s, starts in firsts.items():
        begins = np.sort(np.array(starts, np.float64))
        wanted += np.where(begun, _covered(begins, grid), 0.0) / (spacing_s * 1e6)
        lengths = end - np.maximum(begins, grid.start_us)
        until_now += float(np.maximum(lengths, 0).sum()) / (spacing_s * 1e6)
    return Expected(steps=wanted, until_now=int(until_now))


def spans(streams: Iterable[Stream], grid: Grid, asking: Asking) -> tuple[tuple[int, int], ...]:
    """Spacing [s] and beginning [us, not before that of the steps] of those that are part of the range."""
    given = [one for one in streams if one.interval_s]
    latest = asking.lake.latest([one.datastream_id for one in given])
    begin = int(min(grid.start_us, grid.edges[0])) if grid.steps else grid.start_us
    found = []
    for one in given:
        known = latest.get(one.datastream_id)
        if (
            known is None
            or micros(known.last_time) < grid.start_us
            or micros(known.first_time) >= grid.end_us
        ):
            continue
        found.append((one.interval_s or 1, max(micros(known.first_time), begin)))
    return tuple(found)


def _covered(begins: Floats, grid: Grid) -> Floats:
    """Length of each step [us], summed over datastreams that begin at these (sorted) times.

    One that begins within a step is expected for all of it: a total of half a week is no total of a week.
    """
    starts, ends = grid.starts.astype(np.float64), grid.ends.astype(np.float64)
    begun: Floats = np.searchsorted(begins, ends, side="left").astype(np.float64)
    return begun * (ends - starts)
