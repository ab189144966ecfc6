# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The time that a record tells, in UTC."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from stadtkern.kernel.errors import CityError

from .texts import scalar_text
from .words import TimeMapping


class TimeUnreadable(CityError):
    """Diese Zeit ist nicht lesbar."""


_PER_SECOND = {"unix_s": 1.0, "unix_ms": 1000.0}


def moment(value: object, mapping: TimeMapping) -> datetime:
    """The time [UTC] that this value means.

    Raises:
        TimeUnreadable: it is none.
    """
    try:
        if mapping.form in _PER_SECOND:
            return _since_1970(value, _PER_SECOND[mapping.form])
        if isinstance(value, str):
            read = _read(value.strip(), mapping)
            return (read if read.tzinfo else read.replace(tzinfo=zone(mapping.zone))).astimezone(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise TimeUnreadable(_unreadable(value, mapping)) from error
    raise TimeUnreadable(_unreadable(value, mapping))


@lru_cache(maxsize=100)
def zone(name: str) -> ZoneInfo:
    """The time zone of this name.

    Raises:
        TimeUnreadable: there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise TimeUnreadable(f"Die Zeitzone „{name}“ gibt es nicht (z. B. Europe/Berlin).") from error


def _read(text: str, mapping: TimeMapping) -> datetime:
    if mapping.form == "pattern":
        return datetime.strptime(text, mapping.pattern)  # noqa: DTZ007 - the zone is set by the caller
    return datetime.fromisoformat(text)


def _since_1970(value: object, per_second: float) -> datetime:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("no number")
    number = float(value) / per_second
    if not math.isfinite(number):
        raise ValueError("no number")
    return datetime.fromtimestamp(number, UTC)


def _unreadable(value: object, mapping: TimeMapping) -> str:
    expected = {
        "iso": "ISO 8601, z. B. 2026-08-01T12:00:00+02:00",
        "unix_s": "Sekunden seit 1970",
        "unix_ms": "Millisekunden seit 1970",
        "pattern": f"das Muster {mapping.pattern}",
    }[mapping.form]
    shown = scalar_text(value) or "kein einzelner Wert"
    return f"Die Zeit „{shown[:60]}“ ist nicht lesbar; erwartet wird {expected}."
