# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values over steps with what is known about them, and arithmetic that keeps gaps as gaps."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from .streams import Stream
from .words import Floats

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What values rest on."""

    streams: frozenset[Stream] = frozenset()
    withdrawn: int = 0
    unfit: int = 0
    expected: int = 0
    counted: int = 0
    left_out: int = 0
    doubts: int = 0
    first_us: int | None = None
    last_us: int | None = None
    method: tuple[str, ...] = ()
    held: bool = False
    """Nothing but what hardly changes: its time tells nothing about how new a combination is."""
    old: bool = False
    """Of a current value: a part of it is missing, because its newest observations are too old."""

    def saying(self, sentence: str) -> Evidence:
        """With a sentence about the method, once."""
        return self if sentence in self.method else replace(self, method=(*self.method, sentence))


def joined(left: Evidence, right: Evidence) -> Evidence:
    """What two values together rest on; what both rest on counts once for the number of datastreams."""
    timed = [one for one in (left, right) if one.last_us is not None]
    moving = [one for one in timed if not one.held] or timed
    return Evidence(
        streams=left.streams | right.streams,
        withdrawn=left.withdrawn + right.withdrawn,
        unfit=left.unfit + right.unfit,
        expected=left.expected + right.expected,
        counted=left.counted + right.counted,
        left_out=left.left_out + right.left_out,
        doubts=left.doubts | right.doubts,
        first_us=min((one for one in (left.first_us, right.first_us) if one is not None), default=None),
        last_us=max((one.last_us for one in moving if one.last_us is not None), default=None),
        method=tuple(dict.fromkeys((*left.method, *right.method))),
        held=bool(timed) and all(one.held for one in timed),
        old=left.old or right.old,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Curve:
    """One line."""

    values: Floats
    coverage: Floats
    """Share of the expected observations per step; NaN where nothing is expected."""
    withheld: Bools
    total: float
    """Over the whole range as one step; NaN: nothing."""
    evidence: Evidence
    thing: Stream | None = None
    """Any datastream of its thing, with ``each``."""
    constant: bool = False


def constant(value: float, steps: int) -> Curve:
    """A number as a line."""
    return Curve(
        values=np.full(steps, value),
        coverage=np.full(steps, np.nan),
        withheld=np.zeros(steps, np.bool_),
        total=value,
        evidence=Evidence(),
        constant=True,
    )


def mapped(curve: Curve, change: Callable[[Floats], Floats]) -> Curve:
    """The line with each value changed on its own."""
    values = finite(change(curve.values))
    (total,) = finite(change(np.array([curve.total]))).tolist()
    return replace(curve, values=values, total=total)


def combined(left: Curve, right: Curve, operation: Callable[[Floats, Floats], Floats]) -> Curve:
    """Two lines step by step; the coverage is that of the worse one."""
    with np.errstate(all="ignore"):
        values = finite(operation(left.values, right.values))
        (total,) = finite(operation(np.array([left.total]), np.array([right.total]))).tolist()
    withheld = left.withheld | right.withheld
    values[withheld] = np.nan
    return Curve(
        values=values,
        coverage=np.fmin(left.coverage, right.coverage),
        withheld=withheld,
        total=total,
        evidence=joined(left.evidence, right.evidence),
        thing=left.thing or right.thing,
        constant=left.constant and right.constant,
    )


def finite(values: Floats) -> Floats:
    """Values with a gap wherever there is no finite number."""
    found: Floats = np.where(np.isfinite(values), values, np.nan)
    return found


def known(value: float) -> float | None:
    """The number; null for a gap."""
    return None if math.isnan(value) else value
