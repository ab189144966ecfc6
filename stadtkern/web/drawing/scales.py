# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From values to positions: scales with round steps."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from .figures import Axis
from .numerals import Language, clean, short


@dataclass(frozen=True, kw_only=True)
class Scale:
    """A scale of values; ``low`` and ``high`` are its ends, printed at ``ticks``."""

    low: float
    high: float
    ticks: tuple[float, ...]
    decimals: int

    def part(self, value: float) -> float:
        """Where a value lies, from 0 (low) to 1 (high)."""
        return min(1.0, max(0.0, (value / 2 - self.low / 2) / (self.high / 2 - self.low / 2)))

    def labels(self, language: Language) -> tuple[str, ...]:
        """The ticks as printed."""
        return tuple(short(tick, self.decimals, language) for tick in self.ticks)


def value_scale(values: Iterable[float | None], axis: Axis, *, most: int = 6) -> Scale:
    """A scale that holds all values, with at most so many steps."""
    found = [value for one in values if (value := clean(one)) is not None]
    low, high = (min(found), max(found)) if found else (0.0, 1.0)
    if axis.from_zero or (low >= 0 and low < (high - low) * 0.25):
        low, high = min(low, 0.0), max(high, 0.0)
    if high / 2 - low / 2 <= abs(high) * 1e-9 or high == low:
        room = max(abs(high) * 0.1, 10.0**-axis.decimals)
        low, high = (min(0.0, low), max(high, room)) if low == 0 else (low - room, high + room)
    return stepped(low, high, most=most, least=10.0**-axis.decimals if high - low >= 1 else 0.0)


def stepped(low: float, high: float, *, most: int, least: float = 0.0) -> Scale:
    """The scale of round steps around a span; steps are not finer than what is printed."""
    step = max(least, round_step((high / most) - (low / most)))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(step * number for number in range(first, last + 1))
    decimals = max(0, min(12, -math.floor(math.log10(step) + 1e-9)))
    if decimals and not math.isclose(round(step, decimals), step, rel_tol=1e-9):
        decimals += 1
    return Scale(low=ticks[0], high=ticks[-1], ticks=ticks, decimals=decimals)


def matching(values: Iterable[float | None], axis: Axis, steps: int) -> Scale:
    """A second scale with as many steps as the first one, so that both share the lines across."""
    own = value_scale(values, axis, most=max(1, steps))
    step = own.ticks[1] - own.ticks[0]
    low = own.low
    while round(own.high / step) - round(low / step) > steps:
        step = round_step(step * 1.01)
        low = math.floor(own.low / step + 1e-9) * step
    ticks = tuple(low + step * number for number in range(steps + 1))
    decimals = max(own.decimals if step < 1 else 0, 0)
    return Scale(low=ticks[0], high=ticks[-1], ticks=ticks, decimals=decimals)


def round_step(size: float) -> float:
    """The next 1, 2 or 5 times a power of ten that is not smaller."""
    size = max(size, 1e-290)
    power = 10.0 ** math.floor(math.log10(size))
    return next(part * power for part in (1.0, 2.0, 5.0, 10.0, 20.0) if part * power >= size * (1 - 1e-9))
