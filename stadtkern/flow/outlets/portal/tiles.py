# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The numbers of the start page: one declared quantity over the whole city, with trend, age and source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Bucket, Interval
from stadtkern.flow.outlets import groups
from stadtkern.flow.outlets.groups import Group
from stadtkern.kernel.domain import Domain, Tile
from stadtkern.web.templatetags.web import day, local, number, unit

from . import wording

BERLIN = ZoneInfo("Europe/Berlin")
_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Trend:
    """Direction (icon name) and sentence."""

    direction: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ShownTile:
    """A tile as the template prints it."""

    title: str
    icon: str
    url: str
    value: float | None
    decimals: int
    unit: str
    time: datetime | None
    period: str
    """Over what the number goes, e.g. ``23 Zählstellen, 22.08.2026``."""
    source: str
    trend: Trend | None
    reason: str
    """Why there is no number."""


@dataclass(frozen=True, kw_only=True)
class _Number:
    value: float | None
    time: datetime | None
    period: str = ""
    trend: Trend | None = None
    reason: str = ""


def tiles(domains: Iterable[Domain], *, lake: Lake, now: datetime) -> list[ShownTile]:
    """All tiles of these domains; one register query, and one lake query per tile that sums days."""
    declared = [(domain, tile) for domain in domains for tile in domain.tiles]
    found = groups.groups((domain, tile.quantity) for domain, tile in declared)
    return [
        _shown(domain, tile, found[domain.name, tile.quantity.key], lake, now) for domain, tile in declared
    ]


def _shown(domain: Domain, tile: Tile, group: Group, lake: Lake, now: datetime) -> ShownTile:
    counted = _day_sum(tile, group, lake) if tile.summary == "day_sum" else _latest(tile, group, lake, now)
    used = {member.source for member in group.members}
    publishers = {source.publisher for source in domain.sources if source.key in used or not used}
    return ShownTile(
        title=local(tile, "title"),
        icon=domain.icon,
        url=reverse("portal:subject", args=[domain.slug]),
        value=counted.value,
        decimals=tile.quantity.decimals,
        unit=unit(tile.quantity),
        time=counted.time,
        period=counted.period,
        source=", ".join(sorted(publishers)) or domain.department,
        trend=counted.trend,
        reason=counted.reason,
    )


def _latest(tile: Tile, group: Group, lake: Lake, now: datetime) -> _Number:
    found = groups.together(group, lake=lake, now=now)
    value = {"latest_sum": found.total, "latest_mean": found.mean, "latest": found.newest_value}[tile.summary]
    if value is None:
        return _Number(value=None, time=found.newest, reason=_reason(found))
    places = ngettext("an %(n)s Ort", "an %(n)s Orten zusammen", found.shown)
    if tile.summary == "latest_mean":
        places = ngettext("an %(n)s Ort", "im Mittel von %(n)s Orten", found.shown)
    trend = _mean_trend(group, lake, found.newest, value) if _has_mean_trend(tile) else None
    return _Number(value=value, time=found.newest, period=places % {"n": number(found.shown)}, trend=trend)


def _reason(found: groups.Together) -> str:
    if found.withheld:
        return _("kleine Zahlen werden nicht veröffentlicht")
    return _("Die letzten Werte sind zu alt.") if found.stale else _("Noch keine Daten.")


def _has_mean_trend(tile: Tile) -> bool:
    return tile.compare == "week_before" and tile.summary == "latest_mean"


def _mean_trend(group: Group, lake: Lake, at: datetime | None, value: float) -> Trend | None:
    """Against the hour one week earlier; levels such as temperatures are compared as a difference."""
    if at is None:
        return None
    start = at - _WEEK - timedelta(minutes=30)
    hour = Interval(number=1, unit="hour")
    buckets = groups.series_together(
        group, start=start, end=start + timedelta(hours=1), interval=hour, lake=lake
    )
    counted = [(b.mean, b.count) for b in buckets if b.mean is not None]
    if not counted:
        return None
    before = sum(mean * n for mean, n in counted) / sum(n for _mean, n in counted)
    difference = value - before
    direction = "up" if difference > 0 else "down"
    amount = wording.amount(abs(difference), group.quantity)
    if number(abs(difference), group.quantity.decimals) == number(0, group.quantity.decimals):
        return Trend(direction="level", text=_("wie eine Woche davor"))
    more = (
        _("%(amount)s mehr als eine Woche davor")
        if difference > 0
        else _("%(amount)s weniger als eine Woche davor")
    )
    return Trend(direction=direction, text=more % {"amount": amount})


def _day_sum(tile: Tile, group: Group, lake: Lake) -> _Number:
    newest = max((one.last_time for one in lake.latest(group.ids).values()), default=None)
    if newest is None:
        return _Number(value=None, time=None, reason=_("Noch keine Daten."))
    end = _whole_day_end(newest, group)
    days = groups.series_together(
        group, start=end - timedelta(days=15), end=end, interval=Interval(number=1, unit="day"), lake=lake
    )
    filled = [bucket for bucket in days if bucket.count and bucket.end <= end]
    if not filled:
        return _Number(value=None, time=newest, reason=_("Noch ist kein Tag vollständig."))
    last = filled[-1]
    counted = _("%(sites)s, ganzer Tag %(day)s") % {
        "sites": _sites(len(group.members)),
        "day": day(last.start),
    }
    trend = _day_trend(last, days) if tile.compare == "week_before" else None
    return _Number(value=last.sum, time=newest, period=counted, trend=trend)


def _sites(n: int) -> str:
    return ngettext("%(n)s Messreihe", "%(n)s Messreihen", n) % {"n": number(n)}


def _whole_day_end(newest: datetime, group: Group) -> datetime:
    """Local midnight that ends the last day which is over in the data."""
    spacing = max((member.interval_s or 0 for member in group.members if member.period), default=0)
    local_end = (newest + timedelta(seconds=spacing)).astimezone(BERLIN)
    return local_end.replace(hour=0, minute=0, second=0, microsecond=0)


def _day_trend(last: Bucket, days: Sequence[Bucket]) -> Trend | None:
    """Against the same weekday one week earlier, unless observations are missing on one of the days."""
    target = (last.start.astimezone(BERLIN) - _WEEK).date()
    before = next((b for b in days if b.start.astimezone(BERLIN).date() == target), None)
    if before is None or not before.count or before.sum is None or last.sum is None:
        return None
    when = wording.weekday_before(last.start)
    if min(before.count, last.count) < 0.9 * max(before.count, last.count):
        return Trend(direction="level", text=_("nicht mit der Vorwoche vergleichbar: Messwerte fehlen"))
    direction, text = wording.change(last.sum, before.sum, when)
    return Trend(direction=direction, text=text)
