# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of pedestrians: the subject, and a day with its weather."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.portal.views.edge import page
from stadtkern.flow.outlets.portal.views.subjects import subject_context
from stadtkern.web.templatetags.web import day as shown_day
from stadtkern.web.templatetags.web import number

from . import service
from .domain import DOMAIN
from .service import Day


@page
def subject(request: HttpRequest) -> HttpResponseBase:
    """The subject page with a link to the day with its weather; htmx asks for the places alone."""
    context = subject_context(request, DOMAIN, lake=lake(), now=timezone.now())
    if request.headers.get("HX-Request") == "true":
        return render(request, "portal/subject_results.html", context)
    return render(request, "pedestrians/subject.html", context)


@page
def weather(request: HttpRequest) -> HttpResponseBase:
    """A day by the hour with its weather, and the mean counts per weather condition."""
    sites = service.sites()
    code = request.GET.get("ort") or (sites[0].thing.code if sites else "")
    context: dict[str, object] = {"domain": DOMAIN, "sites": sites, "code": code}
    if sites:
        open_lake = lake()
        found = service.day_with_weather(code, _day(request), lake=open_lake, now=timezone.now())
        names = conditions()
        context |= {
            "found": found,
            "hours": [(hour, names.get(hour.condition or "", hour.condition)) for hour in found.hours],
            "sentence": sentence(found),
            "previous": found.day - timedelta(days=1),
            "following": found.day + timedelta(days=1),
            "by_weather": [
                (names.get(one.condition, one.condition), one)
                for one in service.by_weather(found.site, lake=open_lake)
            ],
        }
    whole = request.headers.get("HX-Request") != "true"
    return render(
        request, "pedestrians/weather.html" if whole else "pedestrians/weather_results.html", context
    )


def sentence(found: Day) -> str:
    """The day in words."""
    when = shown_day(found.day)
    counted = [hour for hour in found.hours if hour.people is not None]
    if found.total is None or not counted:
        return _("Für den %(day)s liegen keine Zählungen vor.") % {"day": when}
    busiest = max(counted, key=lambda hour: hour.people or 0)
    told = {
        "day": when,
        "total": number(found.total),
        "hour": f"{timezone.localtime(busiest.start):%H:%M}",
        "most": number(busiest.people),
    }
    return _("Am %(day)s: %(total)s Menschen, die meisten ab %(hour)s Uhr (%(most)s in einer Stunde).") % told


def conditions() -> dict[str, str]:
    """Weather conditions of the source in words."""
    return {
        "clear-day": _("klar"),
        "clear-night": _("klar, nachts"),
        "partly-cloudy-day": _("teils bewölkt"),
        "partly-cloudy-night": _("teils bewölkt, nachts"),
        "cloudy": _("bewölkt"),
        "fog": _("Nebel"),
        "wind": _("Wind"),
        "rain": _("Regen"),
        "snow": _("Schnee"),
        "sleet": _("Schneeregen"),
        "hail": _("Hagel"),
        "thunderstorm": _("Gewitter"),
    }


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("tag", ""))
    except ValueError:
        return None
