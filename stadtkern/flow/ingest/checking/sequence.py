# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Steps and stuck values: pure columns of numbers, sorted by (datastream, time), each time once.

A row is *linked* to the one before when nothing can lie between them. The judgement does not depend on how
deliveries are cut: rows that are stored already lead the way with what was found out about them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Int64s = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
_MINUTE_US = 60_000_000.0
_BESIDE = 1.5
"""Late values closer than this many intervals follow each other."""
_ACROSS = 3.0
"""A step between two values is not judged over more than this many intervals."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What applies to each row."""

    step: Doubles
    """Infinite: no limit."""
    per_minute: Mask
    stuck_values: Int64s
    stuck_us: Int64s
    stuck_zero: Mask
    interval_us: Int64s


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The rows: those that are stored already (``context``), and the delivered ones."""

    stream: Int64s
    time_us: Int64s
    value: Doubles
    known_from_us: Int64s
    """After this time nothing is stored that is not among the rows."""
    context: Mask
    stepped: Mask
    """Context: whether it is flagged as a step."""
    run: Int64s
    """Context: how many equal values end here."""
    since_us: Int64s
    """Context: when they began."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was found out about each row."""

    stepped: Mask
    stuck: Mask
    run: Int64s
    since_us: Int64s


def judged(rows: Rows, limits: Limits) -> Found:
    """Whether each row is too far from the one before, or one of too many equal ones."""
    linked = _linked(rows, limits)
    stepped = _stepped(rows, limits, linked)
    run, since = _runs(rows, limits, linked)
    lasting = rows.time_us - since
    stuck = (limits.stuck_values > 0) & (run >= limits.stuck_values)
    stuck |= (limits.stuck_us > 0) & (lasting >= limits.stuck_us)
    return Found(stepped=stepped, stuck=stuck & (run > 1), run=run, since_us=since)


def _linked(rows: Rows, limits: Limits) -> Mask:
    same = rows.stream[1:] == rows.stream[:-1]
    apart = np.diff(rows.time_us)
    beside = (limits.interval_us[1:] > 0) & (apart <= _BESIDE * limits.interval_us[1:])
    linked = np.zeros(len(rows.stream), np.bool_)
    linked[1:] = same & (beside | (rows.time_us[1:] > rows.known_from_us[1:]))
    return linked


def _stepped(rows: Rows, limits: Limits, linked: Mask) -> Mask:
    far = linked & _far(rows, limits, 1)
    if not far.any():
        return rows.context & rows.stepped
    back = far & _shifted(linked) & ~_far(rows, limits, 2)
    # A value that comes back from a spike is none itself: after a flagged row such a row is not flagged,
    # after one that is not flagged it is. So the answer is the one of the last row that does not ask, turned
    # as often as rows have asked since.
    sure = rows.context | ~back
    answer = np.where(rows.context, rows.stepped, far)
    position = np.arange(len(far))
    last = np.maximum.accumulate(np.where(sure, position, 0))
    turned: Mask = answer[last] ^ ((position - last) % 2 == 1)
    return turned


def _far(rows: Rows, limits: Limits, behind: int) -> Mask:
    """Whether the value is further from the one ``behind`` rows before than allowed."""
    far = np.zeros(len(rows.value), np.bool_)
    apart = (rows.time_us[behind:] - rows.time_us[:-behind]).astype(np.float64)
    minutes = np.where(limits.per_minute[behind:], apart / _MINUTE_US, 1.0)
    judged_at_all = (
        limits.per_minute[behind:]
        | (limits.interval_us[behind:] == 0)
        | (apart <= _ACROSS * behind * limits.interval_us[behind:])
    )
    with np.errstate(over="ignore", invalid="ignore"):
        moved = np.abs(rows.value[behind:] - rows.value[:-behind])
        allowed = limits.step[behind:] * np.maximum(minutes, 0.0)
        far[behind:] = judged_at_all & (moved > allowed)
    return far


def _runs(rows: Rows, limits: Limits, linked: Mask) -> tuple[Int64s, Int64s]:
    """How many equal values end at each row, and when they began."""
    equal = np.zeros(len(rows.value), np.bool_)
    equal[1:] = linked[1:] & (rows.value[1:] == rows.value[:-1])
    equal &= limits.stuck_zero | (rows.value != 0.0)
    equal &= ~rows.context
    position = np.arange(len(equal))
    start = np.maximum.accumulate(np.where(equal, 0, position))
    run = np.where(rows.context[start], rows.run[start], 1) + position - start
    since = np.where(rows.context[start], rows.since_us[start], rows.time_us[start])
    return run, since


def _shifted(mask: Mask) -> Mask:
    """The mask one row later."""
    moved = np.zeros(len(mask), np.bool_)
    moved[1:] = mask[:-1]
    return moved
