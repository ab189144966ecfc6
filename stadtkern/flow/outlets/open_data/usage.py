# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How often datasets are used: numbers per day, nothing about who.

Counted in memory and added to the register now and then; a process that dies loses half a minute of it.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from stadtkern.flow.catalogue.models import UsageDay
from stadtkern.kernel import small_numbers

Kind = Literal["page", "download", "query", "api"]
KINDS: tuple[Kind, ...] = ("page", "download", "query", "api")
BERLIN = ZoneInfo("Europe/Berlin")
_WAIT_S = 30.0
_MOST = 1000
"""Numbers that are kept in memory at most."""
_GUARD = threading.Lock()
_COUNTED: Counter[tuple[str, date, Kind]] = Counter()
_WRITTEN = [time.monotonic()]


@dataclass(frozen=True, kw_only=True)
class UsageOfDay:
    """What happened to a dataset on one day."""

    day: date
    counts: tuple[int | None, ...]
    """In the order of ``KINDS``; null: too few to be told (``kernel.small_numbers``)."""


def note(key: str, kind: Kind, now: datetime) -> None:
    """Count one use of a dataset."""
    with _GUARD:
        _COUNTED[key, now.astimezone(BERLIN).date(), kind] += 1
        due = time.monotonic() - _WRITTEN[0] > _WAIT_S or len(_COUNTED) > _MOST
    if due:
        write()


def write() -> None:
    """Add what was counted to the register."""
    with _GUARD:
        counted = dict(_COUNTED)
        _COUNTED.clear()
        _WRITTEN[0] = time.monotonic()
    with transaction.atomic():
        for (key, day, kind), times in counted.items():
            row, _made = UsageDay.objects.get_or_create(key=key, day=day, kind=kind)
            UsageDay.objects.filter(pk=row.pk).update(count=F("count") + times)


def days(key: str, now: datetime, *, back: int = 30) -> list[UsageOfDay]:
    """The days of the last month on which the dataset was used, newest first, without small counts."""
    today = now.astimezone(BERLIN).date()
    rows = UsageDay.objects.filter(key=key, day__gt=today - timedelta(days=back)).values_list(
        "day", "kind", "count"
    )
    found: dict[date, Counter[str]] = {}
    for day, kind, count in rows:
        found.setdefault(day, Counter())[kind] += count
    return [
        UsageOfDay(day=day, counts=tuple(small_numbers.shown(found[day][kind]) for kind in KINDS))
        for day in sorted(found, reverse=True)
    ]
