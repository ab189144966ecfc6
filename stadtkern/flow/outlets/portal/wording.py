# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Readings, trends and series in words, in the visitor's language."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.outlets.portal.doubts import reasons
from stadtkern.flow.outlets.readings import Point, Reading, Series
from stadtkern.kernel.quantities import Quantity
from stadtkern.web.templatetags.web import age, day, moment, number, quantity_name, unit

BERLIN = ZoneInfo("Europe/Berlin")


def amount(value: float | None, quantity: Quantity) -> str:
    """Number and unit; a missing one is a dash."""
    return f"{number(value, quantity.decimals)} {unit(quantity)}".strip() if value is not None else "—"


def reading_value(reading: Reading) -> str:
    """What stands where the number would be."""
    return amount(reading.value, reading.quantity)


def reading_note(reading: Reading) -> str:
    """Why there is no number, or how old it is."""
    if reading.state == "empty":
        return _("keine Daten")
    if reading.state == "withheld":
        return _("kleine Zahlen werden nicht veröffentlicht")
    if reading.state == "stale":
        return _("Wert zu alt: %(when)s") % {"when": age(reading.age_s)}
    note = moment(reading.time)
    if reading.suspect:
        return _("%(when)s, fraglich: %(why)s") % {"when": note, "why": reasons(reading.quality)}
    return note


def change(now_value: float, before: float, when: str) -> tuple[str, str]:
    """Direction (``up``, ``down``, ``level``) and sentence of a change against an earlier value."""
    if before <= 0:
        return "level", _("%(when)s: %(before)s") % {"when": when, "before": number(before)}
    percent = round((now_value - before) / before * 100)
    if abs(percent) < 3:
        return "level", _("etwa so viel wie %(when)s") % {"when": when}
    if percent > 0:
        return "up", _("%(percent)s %% mehr als %(when)s") % {"percent": number(percent), "when": when}
    return "down", _("%(percent)s %% weniger als %(when)s") % {"percent": number(-percent), "when": when}


def weekday_before(at: datetime) -> str:
    """``am Samstag davor``: the same weekday one week earlier."""
    names = (
        _("am Montag davor"),
        _("am Dienstag davor"),
        _("am Mittwoch davor"),
        _("am Donnerstag davor"),
        _("am Freitag davor"),
        _("am Samstag davor"),
        _("am Sonntag davor"),
    )
    return names[at.astimezone(BERLIN).weekday()]


def span(start: datetime, end: datetime) -> str:
    """A half-open range in words: one day, or first to last day."""
    first, last = day(start), day(end - timedelta(seconds=1))
    return (
        _("am %(day)s") % {"day": first}
        if first == last
        else _("vom %(first)s bis %(last)s") % {"first": first, "last": last}
    )


def sentence(found: Series, start: datetime, end: datetime) -> str:
    """The series in one or two sentences: total or mean, highest and lowest value, gaps."""
    filled = [point for point in found.points if point.value is not None]
    when = span(start, end)
    if not filled:
        return _("Für die Zeit %(when)s liegen keine Werte vor.") % {"when": when}
    return " ".join(part for part in (_main_sentence(found, filled, when), _gaps(found)) if part)


def _main_sentence(found: Series, filled: list[Point], when: str) -> str:
    quantity = found.channel.quantity
    highest = max(filled, key=lambda point: point.value or 0.0)
    lowest = min(filled, key=lambda point: point.value or 0.0)
    facts = {
        "name": quantity_name(quantity),
        "when": when,
        "highest": amount(highest.value, quantity),
        "highest_when": point_time(highest),
        "lowest": amount(lowest.value, quantity),
        "lowest_when": point_time(lowest),
    }
    if quantity.circular:
        return _("%(name)s %(when)s: zuletzt %(last)s.") % {
            **facts,
            "last": amount(filled[-1].value, quantity),
        }
    if quantity.summary == "sum":
        if found.withheld:
            return _("%(name)s %(when)s: am meisten %(highest)s (%(highest_when)s).") % facts
        total = sum(point.value or 0.0 for point in filled)
        return _("%(name)s %(when)s: zusammen %(total)s, am meisten %(highest)s (%(highest_when)s).") % {
            **facts,
            "total": amount(total, quantity),
        }
    weights = [point.count or 1 for point in filled]
    mean = sum((point.value or 0.0) * n for point, n in zip(filled, weights, strict=True)) / sum(weights)
    return _(
        "%(name)s %(when)s: im Mittel %(mean)s, am höchsten %(highest)s (%(highest_when)s), "
        "am niedrigsten %(lowest)s (%(lowest_when)s)."
    ) % {**facts, "mean": amount(mean, quantity)}


def _gaps(found: Series) -> str:
    parts = []
    if found.withheld:
        parts.append(
            ngettext(
                "%(n)s Zeitraum wird zum Schutz kleiner Zahlen nicht gezeigt.",
                "%(n)s Zeiträume werden zum Schutz kleiner Zahlen nicht gezeigt.",
                found.withheld,
            )
            % {"n": number(found.withheld)}
        )
    empty = sum(point.count == 0 or (point.count is None and not point.withheld) for point in found.points)
    if empty:
        parts.append(
            ngettext(
                "Für %(n)s von %(all)s Zeiträumen fehlen Messwerte.",
                "Für %(n)s von %(all)s Zeiträumen fehlen Messwerte.",
                empty,
            )
            % {"n": number(empty), "all": number(len(found.points))}
        )
    return " ".join(parts)


def point_time(point: Point) -> str:
    """The interval of a point: a day, a range of days, or a time of day."""
    length = point.end - point.start
    if length < timedelta(hours=23):
        start, end = point.start.astimezone(BERLIN), point.end.astimezone(BERLIN)
        return f"{day(point.start)}, {start:%H:%M}–{end:%H:%M}"
    last = point.end - timedelta(seconds=1)
    return day(point.start) if length <= timedelta(hours=25) else f"{day(point.start)} – {day(last)}"


def point_value(point: Point, quantity: Quantity) -> str:
    """A cell of the table twin."""
    if point.withheld:
        return _("nicht veröffentlicht")
    return _("keine Daten") if point.value is None else number(point.value, quantity.decimals)
