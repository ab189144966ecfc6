# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Conversions between aware UTC times and microseconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import pyarrow as pa

Column: TypeAlias = "pa.ChunkedArray[Any]"

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_US = -2_208_988_800_000_000
LAST_US = 7_258_118_400_000_000
"""1900 and 2200: the lake takes times from the first up to, but not including, the second [us since 1970]."""
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Microseconds since 1970, UTC.

    Raises:
        ValueError: the time has no offset.
    """
    if moment.tzinfo is None:
        raise ValueError(f"time without offset: {moment.isoformat()}")
    return (moment - EPOCH) // _MICROSECOND


def moment(value: int) -> datetime:
    """Aware UTC time of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=value)


def moments(column: Column) -> list[datetime | None]:
    """Aware UTC times of a timestamp column; much faster than ``to_pylist``."""
    numbers = column.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()).to_pylist()
    return [None if value is None else moment(value) for value in numbers]
