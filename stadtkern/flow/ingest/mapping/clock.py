# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A device's clock against the time of arrival: when it cannot be right, the time of arrival counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from stadtkern.kernel.observation import Quality

OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No device of the city measured before; clocks that lost their battery start in 1970 or 1980."""
AHEAD = timedelta(days=1)
"""A device may be so far ahead of the time of arrival: wrong time zones are, broken clocks are further."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """The time that counts, and what the device had said when it cannot be right."""

    time: datetime
    quality: Quality | None = None
    parameters: str | None = None
    """JSON object of the observation's parameters."""


def settled(device_time: datetime | None, received_at: datetime) -> Settled:
    """The phenomenon time [UTC] of what arrived; no time of the device: the time of arrival."""
    if device_time is None:
        return Settled(time=received_at)
    if OLDEST <= device_time <= received_at + AHEAD:
        return Settled(time=device_time)
    told = msgspec.json.encode({"device_time": device_time.isoformat()}).decode()
    return Settled(time=received_at, quality=Quality.CLOCK, parameters=told)
