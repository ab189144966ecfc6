# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Faults that telemetry shows; people report others. The list of both is kept by commons.defects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.commons.defects import service as defects
from stadtkern.commons.defects.models import Defect
from stadtkern.commons.defects.service import Found
from stadtkern.commons.setpoints import steering
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.words import Latest
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.quantities import ACTIVE_POWER, DIMMING_LEVEL, LAMP_FAULT

from . import fleet
from .domain import DOMAIN
from .fleet import Lamp, Lit
from .profiles import height

REPORTABLE = {
    "dark": gettext_lazy("brennt nicht"),
    "flicker": gettext_lazy("flackert"),
    "day": gettext_lazy("brennt am Tag"),
    "damaged": gettext_lazy("beschädigt"),
}
"""What people in the street can see."""
_MEASURED = {
    "code": gettext_lazy("meldet eine Störung"),
    "power": gettext_lazy("Leistung weicht stark ab"),
    "silent": gettext_lazy("meldet sich nicht mehr"),
    "day": REPORTABLE["day"],
}
SILENT_AFTER = timedelta(hours=26)
"""Even a lamp that reports once a day has missed a report."""
_TOGETHER = timedelta(minutes=20)
_FRESH = timedelta(hours=2)
_LIGHT_DEG = 6.0
"""The sun stands so high that no lamp should burn."""
_LEAST_W, _TOLERANCE, _LEAST_LEVEL = 5.0, 0.35, 20.0


@dataclass(frozen=True)
class _Report:
    """The newest values of one lamp."""

    level: Latest | None
    power: Latest | None
    code: Latest | None

    @property
    def newest(self) -> datetime | None:
        """When it reported last."""
        return max((one.last_time for one in (self.level, self.power, self.code) if one), default=None)


def look(now: datetime) -> str | None:
    """The periodic job: make the list of faults say what the telemetry shows."""
    reports = _reports()
    burning = {pk for pk, one in steering.in_force(DOMAIN.name, now).items() if one.level}
    found = [
        Found(thing=lamp.thing, kind=kind, what=str(_MEASURED[kind]), detail=detail)
        for lit in fleet.fleet()
        for lamp in lit.lamps
        if lamp.thing in reports
        for kind, detail in _faults(lamp, reports[lamp.thing], lit, burning, now)
    ]
    new, gone = defects.measured(found, domain=DOMAIN.name, kinds=tuple(_MEASURED), now=now)
    if not (new or gone):
        return None
    return _("%(new)s neue Störungen, %(gone)s von selbst behoben.") % {"new": new, "gone": gone}


def report(number: str, kind: str, now: datetime) -> Defect:
    """A resident has seen a fault; ``number`` as it stands on the pole, or the code of the lamp.

    Raises:
        NotFound: no public lamp has this number, or there is no such kind.
        LimitExceeded: too many reports within the last hour.
    """
    lamps = fleet.lamp_things().public()
    plain = number.strip()
    lamp = lamps.filter(code=plain).first() or lamps.filter(properties__number=plain).order_by("pk").first()
    if lamp is None or kind not in REPORTABLE:
        raise NotFound(f"no lamp {plain[:60]!r}")
    return defects.report(lamp, kind=kind, what=str(REPORTABLE[kind]), now=now)


def known(*, most: int) -> list[Defect]:
    """Unsettled faults of public lamps, oldest first."""
    rows = Defect.objects.unsettled().filter(thing__in=fleet.lamp_things().public())
    return list(rows.select_related("thing").order_by("opened_at", "pk")[:most])


def _reports() -> dict[int, _Report]:
    streams = {key: fleet.streams(key) for key in (DIMMING_LEVEL.key, ACTIVE_POWER.key, LAMP_FAULT.key)}
    latest = lake().latest([pk for one in streams.values() for pk in one.values()])
    things = {thing for one in streams.values() for thing in one}

    return {thing: _Report(*(latest.get(one.get(thing, 0)) for one in streams.values())) for thing in things}


def _faults(
    lamp: Lamp, report: _Report, lit: Lit, burning: set[int], now: datetime
) -> Iterator[tuple[str, str]]:
    """Kinds and details of what is wrong with one lamp."""
    if report.newest is None:
        return
    if now - report.newest > SILENT_AFTER:
        yield "silent", _("seit mehr als 26 Stunden")
        return
    if report.code is not None and report.code.result:
        yield "code", f"Code {report.code.result:g}"
    if _odd_power(lamp, report.level, report.power):
        yield "power", f"{_value(report.power):g} W"
    by_hand = lit.group is not None and lit.group.pk in burning
    if not by_hand and _burns_in_daylight(report, lit, now):
        yield "day", f"{_value(report.power):g} W"


def _odd_power(lamp: Lamp, level: Latest | None, power: Latest | None) -> bool:
    if level is None or power is None or level.result is None or power.result is None:
        return False
    if abs(level.last_time - power.last_time) > _TOGETHER or level.result < _LEAST_LEVEL:
        return False
    expected = lamp.power_w * level.result / 100
    return abs(power.result - expected) > max(_LEAST_W, _TOLERANCE * expected)


def _burns_in_daylight(report: _Report, lit: Lit, now: datetime) -> bool:
    power = report.power
    if power is None or power.result is None or power.result <= _LEAST_W or now - power.last_time > _FRESH:
        return False
    return min(height(lit.place, now), height(lit.place, power.last_time)) > _LIGHT_DEG


def _value(latest: Latest | None) -> float:
    return latest.result or 0.0 if latest is not None else 0.0
