# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Datastreams become lines: one query to the lake per part of an expression, with coverage and protection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.flow.lake.members import Member, MembersQuestion, Summary
from stadtkern.kernel.quantities import Quantity

from . import guarding, lasting
from .asking import Asking
from .curves import Curve, Evidence
from .expecting import Expected, expected
from .grids import Grid
from .streams import Found, Stream
from .tree import Aggregate, OneStream
from .words import Floats, Int64s


@dataclass(frozen=True, kw_only=True, eq=False)
class Leaf:
    """Datastreams of one quantity, and what is wanted of them."""

    node: Aggregate | OneStream
    quantity: Quantity
    found: Found
    last: bool = False
    """Whether the last value of a step counts, as of meters."""

    @property
    def kind(self) -> str:
        """How the datastreams become lines."""
        return self.node.kind if isinstance(self.node, Aggregate) else "mean"

    @property
    def summary(self) -> Summary:
        """What a datastream's value of a step is."""
        return "last" if self.last else self.quantity.summary


def curves(node: Aggregate | OneStream, grid: Grid, asking: Asking, *, last: bool = False) -> list[Curve]:
    """The lines of a leaf over the grid; ``each``: one per thing, otherwise one."""
    found = asking.found(node)
    many = isinstance(node, Aggregate) and node.kind == "each"
    if found.quantity is None or not found.streams:
        return [] if many else [_nothing(grid, found)]
    leaf = Leaf(node=node, quantity=found.quantity, found=found, last=last)
    if leaf.quantity.lasting:
        return lasting.curves(leaf.kind, found, grid, asking)
    guarded = guarding.guarded(found.streams, leaf.quantity, grid, asking, single=last)
    made = _each(leaf, guarded, asking) if many else [_one(leaf, guarded, asking)]
    return [_cut(curve, guarded, leaf) for curve in made]


def question(leaf: Leaf, grid: Grid) -> MembersQuestion:
    """What the lake is asked."""
    return MembersQuestion(
        members=[member(one) for one in leaf.found.streams],
        edges=grid.edges,
        start_us=grid.start_us,
        end_us=grid.end_us,
        summary=leaf.summary,
        single=leaf.summary != "sum",
        median=leaf.kind == "median",
    )


def member(stream: Stream) -> Member:
    """What is read of a datastream."""
    return Member(
        datastream_id=stream.datastream_id,
        component=stream.component,
        factor=stream.factor,
        offset=stream.offset,
        regular=bool(stream.interval_s),
    )


def _one(leaf: Leaf, guarded: guarding.Guarded, asking: Asking) -> Curve:
    grid = guarded.grid
    table = asking.lake.together(question(leaf, grid))
    column = "streams" if leaf.kind == "count" else leaf.kind
    values, total = _dense(table, column, grid.steps)
    if leaf.quantity.circular:
        counts, number = _dense(table, "count", grid.steps)
        values[counts > 1], total = np.nan, total if number == 1 else np.nan
    if leaf.kind == "count":
        values = np.where(grid.starts < asking.now_us, np.nan_to_num(values), np.nan)
    counted, _all = _dense(table, "counted", grid.steps)
    wanted = expected(leaf.found.streams, grid, asking)
    return Curve(
        values=values,
        coverage=_coverage(counted, wanted),
        withheld=guarded.hidden(range(len(leaf.found.streams)), values),
        total=total,
        evidence=_evidence(leaf, wanted, _whole(table)),
    )


def _each(leaf: Leaf, guarded: guarding.Guarded, asking: Asking) -> list[Curve]:
    grid, streams = guarded.grid, leaf.found.streams
    table = asking.lake.members(question(leaf, grid))
    rows = table["member"].to_numpy()
    by_thing: dict[int, list[int]] = {}
    for number, stream in enumerate(streams):
        by_thing.setdefault(stream.thing_id, []).append(number)
    found = []
    for numbers in by_thing.values():
        parts = [
            table.slice(*_run(rows, number)) for number in numbers
        ]  # the table is in the order of its members
        found.append(_thing(leaf, guarded, asking, list(zip(numbers, parts, strict=True))))
    return found


def _thing(
    leaf: Leaf, guarded: guarding.Guarded, asking: Asking, parts: Sequence[tuple[int, pa.Table]]
) -> Curve:
    grid = guarded.grid
    own = tuple(leaf.found.streams[number] for number, _part in parts)
    each = [_stepwise(leaf, part, grid.steps) for _number, part in parts]
    combine = _summed if leaf.summary == "sum" else _averaged
    values = combine(np.array([values for values, _total in each]))
    counted = np.array([_dense(part, "counted", grid.steps)[0] for _number, part in parts])
    wanted = expected(own, grid, asking)
    part_leaf = replace(leaf, found=replace(leaf.found, streams=own, withdrawn=0, unfit=0))
    return Curve(
        values=values,
        coverage=_coverage(_summed(counted), wanted),
        withheld=guarded.hidden([number for number, _part in parts], values),
        total=float(combine(np.array([[total] for _values, total in each]))[0]),
        evidence=_evidence(part_leaf, wanted, _sums(pa.concat_tables([part for _n, part in parts]))),
        thing=own[0],
    )


def _stepwise(leaf: Leaf, part: pa.Table, steps: int) -> tuple[Floats, float]:
    """A datastream's value of each step and of the whole range."""
    sums, _none = _dense(part, "sum", steps)
    counts, _none = _dense(part, "count", steps)
    number = float(np.nansum(part["count"].to_numpy())) if part.num_rows else 0.0
    whole = float(np.nansum(_floats(part, "sum"))) if number else np.nan
    if leaf.summary == "sum":
        return sums, whole
    if leaf.summary == "last":
        last, _none = _dense(part, "last", steps)
        present = last[~np.isnan(last)]
        return last, float(present[-1]) if len(present) else np.nan
    with np.errstate(all="ignore"):
        values = sums / np.where(counts > 0, counts, np.nan)
    if leaf.quantity.circular:
        values[counts > 1] = np.nan
        return values, whole if number == 1 else np.nan
    return values, whole / number if number else np.nan


def _cut(curve: Curve, guarded: guarding.Guarded, leaf: Leaf) -> Curve:
    """The line without what may not be shown."""
    small = guarded.small(curve.values) if leaf.kind in {"min", "max"} and leaf.summary != "sum" else None
    withheld = curve.withheld if small is None else curve.withheld | small
    values = np.where(withheld, np.nan, curve.values)
    total = curve.total
    if guarded.single or (small is not None and guarded.rule is not None and total < guarded.rule.below):
        total = np.nan
    return replace(curve, values=values, withheld=withheld, total=total)


def _nothing(grid: Grid, found: Found) -> Curve:
    nothing = np.full(grid.steps, np.nan)
    return Curve(
        values=nothing,
        coverage=nothing.copy(),
        withheld=np.zeros(grid.steps, np.bool_),
        total=np.nan,
        evidence=Evidence(withdrawn=found.withdrawn, unfit=found.unfit),
    )


def _evidence(leaf: Leaf, wanted: Expected, whole: dict[str, int | None]) -> Evidence:
    return Evidence(
        streams=frozenset(leaf.found.streams),
        withdrawn=leaf.found.withdrawn,
        unfit=leaf.found.unfit,
        expected=wanted.until_now,
        counted=min(whole["counted"] or 0, wanted.until_now),
        left_out=whole["left_out"] or 0,
        doubts=whole["doubts"] or 0,
        first_us=whole["first_us"],
        last_us=whole["last_us"],
    )


_FACTS = ("counted", "left_out", "doubts", "first_us", "last_us")


def _whole(table: pa.Table) -> dict[str, int | None]:
    """Facts about the whole range, from the row without bucket."""
    rows = table.filter(pc.is_null(table["bucket"])).to_pylist()
    return {name: rows[0][name] if rows else None for name in _FACTS}


def _sums(table: pa.Table) -> dict[str, int | None]:
    """The same from rows of single buckets."""
    if not table.num_rows:
        return dict.fromkeys(_FACTS)
    doubts = np.bitwise_or.reduce(np.asarray(table["doubts"].to_numpy(), np.int64))
    first, last = (_floats(table, name) for name in ("first_us", "last_us"))
    return {
        "counted": int(table["counted"].to_numpy().sum()),
        "left_out": int(table["left_out"].to_numpy().sum()),
        "doubts": int(doubts),
        "first_us": None if np.isnan(first).all() else int(np.nanmin(first)),
        "last_us": None if np.isnan(last).all() else int(np.nanmax(last)),
    }


def _dense(table: pa.Table, column: str, steps: int) -> tuple[Floats, float]:
    """One number for every step, a gap where the lake has none; and that of the whole range."""
    values = np.full(steps, np.nan)
    buckets = _floats(table, "bucket")
    given = _floats(table, column)
    inside = (buckets >= 0) & (buckets < steps)
    values[buckets[inside].astype(np.int64)] = given[inside]
    whole = given[np.isnan(buckets)]
    return values, float(whole[0]) if len(whole) else np.nan


def _floats(table: pa.Table, column: str) -> Floats:
    found: Floats = table[column].cast(pa.float64()).to_numpy()
    return found


def _coverage(counted: Floats, wanted: Expected) -> Floats:
    with np.errstate(all="ignore"):
        share = np.nan_to_num(counted) / wanted.steps
    found: Floats = np.where(wanted.steps > 0, np.minimum(share, 1.0), np.nan)
    return found


def _run(rows: Int64s, number: int) -> tuple[int, int]:
    first, last = np.searchsorted(rows, [number, number + 1])
    return int(first), int(last - first)


def _summed(values: Floats) -> Floats:
    present = (~np.isnan(values)).sum(axis=0)
    found: Floats = np.where(present == 0, np.nan, np.nansum(values, axis=0))
    return found


def _averaged(values: Floats) -> Floats:
    number = (~np.isnan(values)).sum(axis=0)
    found: Floats = np.where(number > 0, np.nansum(values, axis=0) / np.maximum(number, 1), np.nan)
    return found
