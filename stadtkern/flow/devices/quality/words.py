# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known about the values of a datastream, as the checks on the way into the lake use it."""

from __future__ import annotations

import math
from dataclasses import dataclass

Microseconds = int


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """A calibration: value = measured · factor + offset for times in [start_us, end_us), in us since 1970."""

    start_us: Microseconds
    end_us: Microseconds
    factor: float
    offset: float


@dataclass(frozen=True, kw_only=True, slots=True)
class StreamRule:
    """How the values of one datastream are judged; what is not asked for is infinite, zero or false."""

    low: float = -math.inf
    high: float = math.inf
    step: float = math.inf
    step_per_minute: bool = False
    stuck_values: int = 0
    stuck_us: Microseconds = 0
    stuck_zero: bool = False
    gap_us: Microseconds = 0
    interval_us: Microseconds = 0
    """Expected spacing; 0 when irregular."""
    drifting: bool = False
    corrections: tuple[Correction, ...] = ()

    @property
    def looks_back(self) -> bool:
        """Whether a value is judged by those before it."""
        return self.step < math.inf or self.stuck_values > 0 or self.stuck_us > 0

    @property
    def says_nothing(self) -> bool:
        """Whether no value could ever be flagged or changed."""
        ranged = self.low > -math.inf or self.high < math.inf
        return not (ranged or self.looks_back or self.gap_us or self.drifting or self.corrections)
