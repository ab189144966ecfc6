# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Electricity against the old way (full light from sunset to sunrise with the old lamps) in kWh, € and CO2.

Measured where meters cover the period, else computed from profile and power: power follows the level
in proportion, overrides and presence are left out. Rows say how many lamps are which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from stadtkern.commons.electricity.models import Terms
from stadtkern.commons.electricity.service import terms
from stadtkern.commons.schedules.sun import BERLIN
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.quantities import ACTIVE_ENERGY

from . import fleet
from .fleet import Lit
from .profiles import ALWAYS, full_hours

_READINGS = Path(__file__).parent / "queries" / "meter_readings.sql"
_COVERED = timedelta(hours=36)
"""The first and the last reading may be so far from the ends of the period."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One row of ``queries/meter_readings.sql``."""

    datastream_id: int
    first_time: datetime
    last_time: datetime
    first_kwh: float
    last_kwh: float


@dataclass(frozen=True, kw_only=True)
class Use:
    """What the lamps of a group used in a period, beside the old way."""

    name: str
    """Empty: lamps of no group."""
    lamps: int
    simulated: int
    measured: int
    """Lamps whose meters cover the period; the others are computed."""
    old_kwh: float
    new_kwh: float

    @property
    def computed(self) -> int:
        """Lamps whose use is computed from profile and power."""
        return self.lamps - self.measured

    @property
    def saved_kwh(self) -> float:
        """Negative: more than before."""
        return self.old_kwh - self.new_kwh


@dataclass(frozen=True, kw_only=True)
class Account:
    """The report of a period."""

    start: datetime
    end: datetime
    """The end of the period, or now while it lasts."""
    uses: tuple[Use, ...]
    total: Use
    terms: Terms


def period(year: int, month: int | None) -> tuple[datetime, datetime]:
    """A month, or without one a year, in Europe/Berlin [UTC]."""
    first = date(year, month or 1, 1)
    after = date(year + 1, 1, 1) if month in (None, 12) else date(year, (month or 0) + 1, 1)
    return _midnight(first), _midnight(after)


def account(start: datetime, end: datetime, *, lake: Lake, now: datetime) -> Account:
    """The report of a period, by group; the future is left out."""
    until = max(min(end, now), start)
    groups = [one for one in fleet.fleet() if one.lamps]
    metered = _metered(start, until, lake)
    uses = tuple(_use(one, start, until, metered) for one in groups)
    return Account(start=start, end=until, uses=uses, total=_sum(uses), terms=terms())


def _use(lit: Lit, start: datetime, end: datetime, metered: Mapping[int, float]) -> Use:
    old_hours = full_hours(ALWAYS, lit.place, start, end)
    hours = full_hours(lit.profile or ALWAYS, lit.place, start, end)
    new_kwh = sum(metered.get(one.thing, one.power_w * hours / 1000) for one in lit.lamps)
    return Use(
        name=lit.group.name if lit.group else "",
        lamps=len(lit.lamps),
        simulated=sum(one.simulated for one in lit.lamps),
        measured=sum(one.thing in metered for one in lit.lamps),
        old_kwh=sum(one.old_power_w for one in lit.lamps) * old_hours / 1000,
        new_kwh=new_kwh,
    )


def _sum(uses: Sequence[Use]) -> Use:
    names = ("lamps", "simulated", "measured", "old_kwh", "new_kwh")
    return Use(name="", **{name: sum(getattr(one, name) for one in uses) for name in names})


def _metered(start: datetime, end: datetime, lake: Lake) -> dict[int, float]:
    """Use by thing [kWh], of the lamps whose readings cover the period and never went back."""
    things = {stream: thing for thing, stream in fleet.streams(ACTIVE_ENERGY.key).items()}
    if not things or start >= end:
        return {}
    rows = lake.rows(_READINGS, Reading, datastreams=list(things), start=start, end=end)
    return {
        things[row.datastream_id]: row.last_kwh - row.first_kwh
        for row in rows
        if row.first_time - start <= _COVERED
        and end - row.last_time <= _COVERED
        and row.last_time > row.first_time
        and row.last_kwh >= row.first_kwh
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BERLIN).astimezone(UTC)
