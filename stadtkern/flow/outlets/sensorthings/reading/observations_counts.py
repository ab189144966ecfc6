# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How many observations a sight has: known, counted, or estimated from a part of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Question
from stadtkern.flow.outlets.sensorthings.reading import lake_statement
from stadtkern.flow.outlets.sensorthings.reading.lake_bounds import Bounds
from stadtkern.flow.outlets.sensorthings.reading.lake_walk import Extent, Part
from stadtkern.flow.outlets.sensorthings.reading.observations_sight import Sight
from stadtkern.kernel.errors import LimitExceeded

COUNTED = 3_000_000
"""So many rows are counted without being asked to."""
_SAMPLE = 1_000_000
_RUNS = 16
"""Places from which a sample is taken."""


def counted(lake: Lake, sight: Sight, *, exact: bool, limit_s: float) -> tuple[int, bool]:
    """The number and whether it is an estimate.

    Raises:
        LimitExceeded: counting exactly takes too long; says the estimate.
    """
    if sight.sure:
        return sum(one.count for one in sight.latest.values()), False
    if sight.extent.total <= COUNTED and not exact:
        return _number(lake, lake_statement.count(sight.source, sight.extent.whole)), False
    if exact:
        return _exactly(lake, sight, limit_s), False
    return _estimated(lake, sight), True


def _number(lake: Lake, question: Question) -> int:
    return int(lake.ask(question)["number"][0].as_py() or 0)


def _exactly(lake: Lake, sight: Sight, limit_s: float) -> int:
    question = lake_statement.count(sight.source, sight.extent.whole)
    try:
        return _number(lake, lake_statement.limited(question, limit_s))
    except LimitExceeded as error:
        about = _estimated(lake, sight)
        raise LimitExceeded(
            f"counting exactly takes longer than {limit_s:g} s; there are about {about} observations."
            " Narrow the filter, for example by phenomenonTime or Datastream/id, or ask for $count=true"
        ) from error


def _estimated(lake: Lake, sight: Sight) -> int:
    """From runs of datastreams, or from slices of time when there are few."""
    extent = sight.extent
    parts = list(_runs(extent) if len(extent.streams) >= 4 * _RUNS else _slices(extent))
    sampled = sum(rows for _, rows in parts)
    found = sum(_number(lake, lake_statement.count(sight.source, part)) for part, _ in parts)
    return round(found * extent.total / sampled) if sampled else 0


def _runs(extent: Extent) -> Iterable[tuple[Part, float]]:
    """Neighbouring datastreams lie together, so a run of them is cheap to read."""
    share = min(_SAMPLE / max(extent.total, 1), 1)
    length = max(int(len(extent.streams) * share / _RUNS), 1)
    step = len(extent.streams) / _RUNS
    for n in range(_RUNS):
        start = int(n * step + (step - length) / 2)
        chosen = slice(max(start, 0), max(start, 0) + length)
        part = replace(extent.whole, streams=extent.streams[chosen], whole=False)
        yield part, float(extent.rows[chosen].sum())


def _slices(extent: Extent) -> Iterable[tuple[Part, float]]:
    """Slices of the whole time in equal distance."""
    if not extent.streams:
        return
    low, high = float(extent.low.min()), float(extent.high.max())
    width = (high - low) / _RUNS
    length = width * min(_SAMPLE / max(extent.total, 1), 1)
    for n in range(_RUNS):
        start = low + n * width + (width - length) / 2
        bounds = Bounds(low=int(start), high=int(start + length)).within(extent.bounds)
        inside = (extent.high.clip(max=bounds.high) - extent.low.clip(min=bounds.low)).clip(min=0)
        spans = (extent.high - extent.low).clip(min=1)
        yield Part(streams=extent.streams, bounds=bounds), float((extent.rows * inside / spans).sum())
