# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Datastreams become lines: one query to the lake per part of an expression, with coverage and protection."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.flow.lake.members import Member, MembersQuestion, Summary
from stadtkern.kernel.quantities import Quantity

from . import guarding, lasting
from .asking import Asking
from .curves import Curve, Evidence
from .expecting import Expected, expected, spans
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
    streams = leaf.found.streams
    table = asking.lake.members(question(leaf, guarded.grid))
    matrices = _matrices(table, (len(streams), guarded.grid.steps))
    rows = table["member"].to_numpy()
    by_thing: dict[int, list[int]] = {}
    for number, stream in enumerate(streams):
        by_thing.setdefault(stream.thing_id, []).append(number)
    known: dict[tuple[tuple[int, int], ...], Expected] = {}
    found = []
    for numbers in by_thing.values():
        own = tuple(streams[number] for number in numbers)
        key = spans(own, guarded.grid, asking)
        wanted = known.get(key) or expected(own, guarded.grid, asking)
        known[key] = wanted
        parts = [table.slice(*_run(rows, number)) for number in numbers]
        whole = _sums(pa.concat_tables(parts) if len(parts) > 1 else parts[0])
        part = replace(leaf, found=replace(leaf.found, streams=own, withdrawn=0, unfit=0))
        found.append(_thing(part, guarded, matrices.of(numbers), wanted, _evidence(part, wanted, whole)))
    return found


@dataclass(frozen=True, kw_only=True, eq=False)
class _Matrices:
    """Sums, numbers and last values by datastream and step; a gap where there is nothing."""

    rows: list[int]
    sums: Floats
    counts: Floats
    counted: Floats
    last: Floats

    def of(self, rows: list[int]) -> _Matrices:
        """Those of some datastreams (positions)."""
        return _Matrices(
            rows=rows,
            sums=self.sums[rows],
            counts=self.counts[rows],
            counted=self.counted[rows],
            last=self.last[rows],
        )


def _matrices(table: pa.Table, shape: tuple[int, int]) -> _Matrices:
    where = table["member"].to_numpy(), table["bucket"].to_numpy()
    inside = (where[1] >= 0) & (where[1] < shape[1])
    place = where[0][inside], where[1][inside]

    def matrix(column: str) -> Floats:
        found = np.full(shape, np.nan)
        found[place] = _floats(table, column)[inside]
        return found

    names = ("sum", "count", "counted", "last")
    sums, counts, counted, last = (matrix(name) for name in names)
    return _Matrices(rows=[*range(shape[0])], sums=sums, counts=counts, counted=counted, last=last)


def _thing(
    leaf: Leaf, guarded: guarding.Guarded, own: _Matrices, wanted: Expected, evidence: Evidence
) -> Curve:
    each, totals = _stepwise(leaf, own)
    combine = _summed if leaf.summary == "sum" else _averaged
    values = combine(each)
    return Curve(
        values=values,
        coverage=_coverage(_summed(own.counted), wanted),
        withheld=guarded.hidden(own.rows, values),
        total=float(combine(totals[:, np.newaxis])[0]),
        evidence=evidence,
        thing=leaf.found.streams[0],
    )


def _stepwise(leaf: Leaf, own: _Matrices) -> tuple[Floats, Floats]:
    """Each datastream's value of each step, and of the whole range."""
    number = np.nansum(own.counts, axis=1)
    whole = np.where(number > 0, np.nansum(own.sums, axis=1), np.nan)
    if leaf.summary == "sum":
        return own.sums, whole
    if leaf.summary == "last":
        return own.last, np.array([_newest(row) for row in own.last])
    with np.errstate(all="ignore"):
        values = own.sums / np.where(own.counts > 0, own.counts, np.nan)
        means = whole / number
    if leaf.quantity.circular:
        values[own.counts > 1] = np.nan
        means[number > 1] = np.nan
    return values, means


def _newest(row: Floats) -> float:
    present = row[~np.isnan(row)]
    return float(present[-1]) if len(present) else np.nan


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
