# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The series language computed the slow way, in plain Python: what the fast way is compared with."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from stadtkern.flow.outlets.series.tree import (
    Aggregate,
    Call,
    Chain,
    Expression,
    Negative,
    Number,
    OneStream,
)

BERLIN = ZoneInfo("Europe/Berlin")
Observations = Mapping[str, Sequence[tuple[datetime, float]]]
"""By code of the thing."""
Step = tuple[datetime, datetime]
Values = list[float | None]


@dataclass(frozen=True, kw_only=True)
class World:
    """What was observed of each quantity, and which of them are counts of a period."""

    data: Mapping[str, Observations] = field(repr=False)
    counts: frozenset[str]
    unit: str
    """``minute15``, ``hour`` or ``day``."""


def steps(start: datetime, end: datetime, unit: str) -> list[Step]:
    """All steps that touch the range."""
    found, at = [], floor(start, unit)
    while at < end:
        after = following(at, unit)
        found.append((at, after))
        at = after
    return found


def floor(at: datetime, unit: str) -> datetime:
    """Where the step of a moment begins."""
    if unit == "day":
        wall = at.astimezone(BERLIN)
        return datetime(wall.year, wall.month, wall.day, tzinfo=BERLIN).astimezone(at.tzinfo)
    minutes = 15 if unit == "minute15" else 60
    return at - timedelta(minutes=at.minute % minutes, seconds=at.second, microseconds=at.microsecond)


def following(at: datetime, unit: str) -> datetime:
    """Where the next step begins."""
    if unit == "day":
        wall = at.astimezone(BERLIN) + timedelta(days=1)
        return datetime(wall.year, wall.month, wall.day, tzinfo=BERLIN).astimezone(at.tzinfo)
    return at + timedelta(minutes=15 if unit == "minute15" else 60)


def values(node: Expression, grid: list[Step], start: datetime, end: datetime, world: World) -> Values:
    """A value per step; null is a gap."""
    if isinstance(node, Number):
        return [node.value] * len(grid)
    if isinstance(node, Aggregate | OneStream):
        return [_leaf(node, (max(a, start), min(b, end)), world) for a, b in grid]
    if isinstance(node, Negative):
        return [None if one is None else -one for one in values(node.operand, grid, start, end, world)]
    if isinstance(node, Chain):
        found = values(node.first, grid, start, end, world)
        for sign, part in node.rest:
            other = values(part, grid, start, end, world)
            found = [_joined(a, b, sign) for a, b in zip(found, other, strict=True)]
        return found
    return _call(node, grid, (start, end), world) if isinstance(node, Call) else []


def _leaf(node: Aggregate | OneStream, step: Step, world: World) -> float | None:
    key = node.selector.quantity if isinstance(node, Aggregate) else node.code.rpartition("/")[2]
    counted = key in world.counts
    each, single = [], []
    for code, rows in world.data[key].items():
        if isinstance(node, OneStream) and code != node.code.split("/")[1]:
            continue
        inside = [value for at, value in rows if step[0] <= at < step[1]]
        if inside:
            each.append(math.fsum(inside) if counted else math.fsum(inside) / len(inside))
            single += inside
    kind = node.kind if isinstance(node, Aggregate) else "mean"
    if kind == "count":
        return float(len(each))
    if not each:
        return None
    pool = each if counted or kind not in {"min", "max"} else single
    reduce: dict[str, Callable[[Sequence[float]], float]] = {
        "sum": math.fsum, "mean": statistics.fmean, "min": min, "max": max, "median": statistics.median,
    }  # fmt: skip
    return reduce[kind](pool)


def _joined(a: float | None, b: float | None, sign: str) -> float | None:
    if a is None or b is None or (sign == "/" and b == 0):
        return None
    return {"+": a + b, "-": a - b, "*": a * b}[sign] if sign != "/" else a / b


def _call(node: Call, grid: list[Step], span: Step, world: World) -> Values:
    if node.function == "percent":
        above, below = (values(one, grid, *span, world) for one in node.operands)
        shares = [_joined(a, b, "/") for a, b in zip(above, below, strict=True)]
        return [None if one is None else 100 * one for one in shares]
    if node.function == "cumulative":
        total, found = 0.0, Values()
        for one in values(node.operands[0], grid, *span, world):
            total += one or 0.0
            found.append(None if one is None else total)
        return found
    if node.function == "shift":
        return _shifted(node, grid, span, world)
    if node.function == "moving_mean":
        return _moving(node, grid, span, world)
    return []


def _shifted(node: Call, grid: list[Step], span: Step, world: World) -> Values:
    days = 0 if node.length is None else node.length.number * (7 if node.length.unit == "w" else 1)

    def back(at: datetime) -> datetime:
        wall = at.astimezone(BERLIN).replace(tzinfo=None) - timedelta(days=days)
        return wall.replace(tzinfo=BERLIN).astimezone(at.tzinfo)

    # An hour that the clocks leave out is read as the one after it, which may lie outside of the moved range.
    befores = [back(a) for a, _b in grid]
    start = min([back(span[0]), *befores[1:]])
    end = max(back(span[1]), max(befores) + timedelta(microseconds=1))
    found = Values()
    for before, (_a, b) in zip(befores, grid, strict=True):
        one = (before, following(before, world.unit) if world.unit != "day" else back(b))
        found += values(node.operands[0], [one], start, end, world)
    return found


def _moving(node: Call, grid: list[Step], span: Step, world: World) -> Values:
    seconds = {"h": 3600, "d": 86_400, "w": 604_800, "min": 60}
    length_s = node.length.number * seconds[node.length.unit] if node.length else 0
    number = max(round(length_s / {"minute15": 900, "hour": 3600, "day": 86_400}[world.unit]), 1)
    first = grid[0][0]
    for _n in range(number - 1):
        first = floor(first - timedelta(seconds=1), world.unit)
    wide = steps(first, grid[-1][1], world.unit)
    start = first if number > 1 else span[0]
    inner = values(node.operands[0], wide, start, span[1], world)
    found = Values()
    for n in range(number - 1, len(wide)):
        window = [one for one in inner[n - number + 1 : n + 1] if one is not None]
        found.append(statistics.fmean(window) if window and len(window) >= 0.8 * number else None)
    return found
