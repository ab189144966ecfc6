# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How single values are written: times as ISO 8601 in UTC, periods as ``start/end``."""

from __future__ import annotations

from datetime import UTC, datetime

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.sensorthings.query.words import Period
from stadtkern.flow.outlets.sensorthings.reading.words import Shown


def time_text(time: datetime) -> str:
    """ISO 8601 with Z; fractions of a second only where there are some."""
    if time.tzinfo is not UTC:
        time = time.astimezone(UTC)
    if not time.microsecond:
        return time.isoformat()[:-6] + "Z"
    spec = "microseconds" if time.microsecond % 1000 else "milliseconds"
    return time.isoformat(timespec=spec)[:-6] + "Z"


def period_text(period: Period) -> str:
    """ISO 8601 interval."""
    return f"{time_text(period.start)}/{time_text(period.end)}"


def as_json(value: Shown) -> Json:
    """The value as JSON has it."""
    kind = type(value)
    if kind is datetime:
        return time_text(value)  # type: ignore[arg-type]
    if kind is Period:
        return period_text(value)  # type: ignore[arg-type]
    return value  # type: ignore[return-value]
