# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How many lamps there are, burn now and are broken, and what they save this month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from stadtkern.commons.defects.models import Defect
from stadtkern.commons.schedules.sun import BERLIN
from stadtkern.flow.devices.models.state import revision
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.quantities import DIMMING_LEVEL

from . import energy, fleet
from .domain import DOMAIN
from .energy import Account
from .fleet import Lit
from .profiles import level_at

_FRESH = timedelta(hours=26)
_KEPT_S = 300
_LAST: dict[tuple[str, int], Account] = {}
"""The account of this month, which is dear: kept for five minutes while the register stays the same."""


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """The state of the street lighting at a moment."""

    lamps: int
    simulated: int
    on: int
    """Lamps that burn: as they reported, else as planned."""
    reporting: int
    """Lamps that reported within 26 hours."""
    newest: datetime | None
    """The newest report."""
    faults: int
    account: Account


def numbers(groups: Sequence[Lit], *, lake: Lake, now: datetime) -> Numbers:
    """Count the lamps of all groups."""
    streams = fleet.streams(DIMMING_LEVEL.key)
    latest = lake.latest(list(streams.values()))
    on = reporting = 0
    for lit in groups:
        planned = level_at(lit.profile, lit.place, now) if lit.profile else 0
        for one in lit.lamps:
            newest = latest.get(streams.get(one.thing, 0))
            reports = newest is not None and now - newest.last_time <= _FRESH
            reporting += reports
            on += bool(newest.result if newest is not None and reports else planned)
    return Numbers(
        lamps=sum(len(one.lamps) for one in groups),
        simulated=sum(lamp.simulated for one in groups for lamp in one.lamps),
        on=on,
        reporting=reporting,
        newest=max((one.last_time for one in latest.values()), default=None),
        faults=Defect.objects.unsettled().filter(thing__domain=DOMAIN.name).count(),
        account=_account(lake, now),
    )


def _account(lake: Lake, now: datetime) -> Account:
    key = (revision(), int(now.timestamp()) // _KEPT_S)
    if key not in _LAST:
        local = now.astimezone(BERLIN)
        found = energy.account(*energy.period(local.year, local.month), lake=lake, now=now)
        _LAST.clear()
        _LAST[key] = found
    return _LAST[key]
