# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small counts in expressions: the blocks that single readings withhold are withheld in every sum as well.

Whatever is computed from the lines of leaves is computed from published values only, so no difference of
expressions gives away what a leaf withholds. See :mod:`stadtkern.flow.outlets.protection`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from stadtkern.flow.devices.models import Component
from stadtkern.flow.lake.members import Member, MembersQuestion
from stadtkern.flow.lake.times import micros, moment
from stadtkern.flow.outlets import protection
from stadtkern.kernel.domain import SmallCounts
from stadtkern.kernel.quantities import Quantity

from .asking import Asking
from .curves import Bools
from .grids import Grid
from .refusals import ExpressionRefused
from .streams import Sight, Stream, known_quantity, read
from .words import Floats, Int64s


@dataclass(frozen=True, kw_only=True, eq=False)
class Guarded:
    """A grid with what of it may be shown."""

    grid: Grid
    rule: SmallCounts | None = None
    """Null: nothing is protected."""
    single: bool = False
    """Everything is withheld, because single observations are wanted."""
    closed: Bools | None = None
    """By datastream and step: there is something that may not be shown; null: nowhere."""

    def hidden(self, members: Iterable[int], values: Floats) -> Bools:
        """Steps in which a line over these datastreams (positions) is withheld; gaps stay gaps."""
        if self.single:
            return ~np.isnan(values)
        if self.closed is None:
            return np.zeros(self.grid.steps, np.bool_)
        found: Bools = self.closed[list(members)].any(axis=0) & ~np.isnan(values)
        return found

    def small(self, values: Floats) -> Bools | None:
        """Single values that are below the rule."""
        return None if self.rule is None else values < self.rule.below


def guarded(
    streams: Sequence[Stream], quantity: Quantity, grid: Grid, asking: Asking, *, single: bool
) -> Guarded:
    """The grid as far as these datastreams may be shown on it: its range consists of whole blocks.

    Raises:
        ExpressionRefused: the steps do not fit the protected blocks.
    """
    rule = asking.sight.rule(streams[0].domain) if quantity.counted else None
    if rule is None or not any(protection.applies(rule, one.interval_s) for one in streams):
        return Guarded(grid=grid)
    whole = _in_blocks(grid, rule, asking)
    fine = protection.is_fine(rule, grid.interval)
    if not protection.fits(rule, grid.interval) or not (fine or _aligned(grid.edges, rule)):
        raise ExpressionRefused(
            "Kleine Zahlen sind hier geschützt: Schritte müssen"
            f" {rule.finer_than_s // 60} Minuten genau teilen oder ganze Vielfache davon sein."
        )
    if single or not fine:
        return Guarded(grid=whole, rule=rule, single=single)
    return Guarded(grid=whole, rule=rule, closed=_closed(streams, whole, rule, asking))


def protected(stream: Stream, quantity: Quantity, sight: Sight) -> SmallCounts | None:
    """The rule that applies to a datastream; null when none does."""
    rule = sight.rule(stream.domain) if quantity.counted else None
    return rule if protection.applies(rule, stream.interval_s) else None


def kin(streams: Iterable[Stream], sight: Sight) -> dict[int, list[Stream]]:
    """By thing: the protected datastreams whose differences could give one of the given ones away."""
    things = {one.thing_id for one in streams}
    rows = Component.objects.filter(datastream__in=sight.streams().filter(thing__in=things))
    found: dict[int, list[Stream]] = {thing: [] for thing in things}
    for key in rows.order_by().values_list("observed_property__key", flat=True).distinct():
        quantity = known_quantity(key)
        if quantity is None or not quantity.counted:
            continue
        for one in read(rows.filter(observed_property__key=key)):
            if protected(one, quantity, sight) is not None:
                found[one.thing_id].append(one)
    return found


def closed_blocks(
    things: dict[int, list[Stream]], rule: SmallCounts, edges: Int64s, asking: Asking
) -> tuple[dict[int, Bools], dict[tuple[int, int], Bools]]:
    """By thing the blocks whose fine values stay hidden, and by datastream those that have values."""
    members = [one for own in things.values() for one in own]
    table = asking.lake.members(
        MembersQuestion(
            members=[Member(datastream_id=one.datastream_id, component=one.component) for one in members],
            edges=edges,
            start_us=int(edges[0]),
            end_us=int(edges[-1]),
        )
    )
    blocks = len(edges) - 1
    counts, least = np.zeros((len(members), blocks)), np.full((len(members), blocks), np.nan)
    where = table["member"].to_numpy(), table["bucket"].to_numpy()
    counts[where], least[where] = table["count"].to_numpy(), table["min"].to_numpy()
    spacings = np.array([[one.interval_s or 0] for one in members])
    opened = (counts * spacings >= rule.finer_than_s) & (least >= rule.below) & (edges[1:] <= asking.now_us)
    filled = {(one.datastream_id, one.component or 0): counts[n] > 0 for n, one in enumerate(members)}
    closed, number = {}, 0
    for thing, own in things.items():
        rows = slice(number, number + len(own))
        present = counts[rows].any(axis=1)
        closed[thing] = ~opened[rows][present].all(axis=0)
        number += len(own)
    return closed, filled


def _closed(streams: Sequence[Stream], grid: Grid, rule: SmallCounts, asking: Asking) -> Bools:
    width = rule.finer_than_s * 1_000_000
    anchor = micros(protection.block_start(rule, moment(int(grid.edges[0]))))
    number = -(-(max(int(grid.edges[-1]), grid.end_us) - anchor) // width)
    edges = anchor + width * np.arange(number + 1, dtype=np.int64)
    closed, filled = closed_blocks(kin(streams, asking.sight), rule, edges, asking)
    step_blocks = (grid.starts - anchor) // width
    nothing = np.zeros(number, np.bool_)
    found = np.zeros((len(streams), grid.steps), np.bool_)
    for position, one in enumerate(streams):
        if protection.applies(rule, one.interval_s):
            has = filled.get((one.datastream_id, one.component or 0), nothing)
            found[position] = (closed[one.thing_id] & has)[step_blocks]
    return found


def _in_blocks(grid: Grid, rule: SmallCounts, asking: Asking) -> Grid:
    """The range in whole blocks that are over."""
    start = micros(protection.block_start(rule, moment(grid.start_us)))
    over = protection.block_start(rule, asking.now)
    end = micros(min(protection.block_end(rule, moment(grid.end_us)), over))
    return replace(grid, start_us=start, end_us=max(end, start))


def _aligned(edges: Int64s, rule: SmallCounts) -> bool:
    anchor = micros(protection.block_start(rule, moment(0)))
    return not ((edges - anchor) % (rule.finer_than_s * 1_000_000)).any()


def one_block(rule: SmallCounts, at_us: int) -> Int64s:
    """Edges of the block that contains this moment."""
    start = protection.block_start(rule, moment(at_us))
    return np.array([micros(start), micros(start + timedelta(seconds=rule.finer_than_s))], np.int64)
