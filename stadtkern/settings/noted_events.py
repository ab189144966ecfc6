# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events that make themselves: holidays of the state in which the city lies, and roadworks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from stadtkern.commons.schedules.holidays import holidays_of
from stadtkern.commons.territory.service import city
from stadtkern.domains.roadworks import events as roadworks
from stadtkern.flow.outlets.annotations.words import Noted

_BERLIN = ZoneInfo("Europe/Berlin")


def holidays(start: datetime, end: datetime) -> Iterator[Noted]:
    """Public holidays of ``[start, end)``; the days are Europe/Berlin."""
    keys = city().keys
    first, last = start.astimezone(_BERLIN).date(), end.astimezone(_BERLIN).date()
    for year in range(max(first.year, 1950), min(last.year, 2100) + 1):
        for one in holidays_of(keys[0] if keys else "", year):
            begins = _midnight(one.day)
            ends = _midnight(one.day + timedelta(days=1))
            if begins < end and ends > start:
                yield Noted(title=one.title, title_en=one.title_en, kind="holiday", start=begins, end=ends)


def free_days(year: int) -> frozenset[date]:
    """The public holidays of a year where the city lies."""
    keys = city().keys
    return frozenset(one.day for one in holidays_of(keys[0] if keys else "", year))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), _BERLIN).astimezone(UTC)


PROVIDERS = (holidays, roadworks.noted)
"""Who knows events without anybody noting them."""
