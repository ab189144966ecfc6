# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of visitor counts: the subject, and a day with weather and events."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.portal.views.edge import page
from stadtkern.flow.outlets.portal.views.subjects import subject_context
from stadtkern.kernel import registry
from stadtkern.kernel.errors import NotFound
from stadtkern.web.templatetags.web import day as shown_day
from stadtkern.web.templatetags.web import number

from . import service
from .domain import DOMAIN
from .service import Day


@page
def subject(request: HttpRequest) -> HttpResponseBase:
    """The subject page with the events to come; htmx asks for the places alone."""
    now = timezone.now()
    context = subject_context(request, DOMAIN, lake=lake(), now=now)
    if request.headers.get("HX-Request") == "true":
        return render(request, "portal/subject_results.html", context)
    context |= {"coming": service.coming(now), "sites": service.sites()}
    return render(request, "people_counting/subject.html", context)


@page
def one_day(request: HttpRequest) -> HttpResponseBase:
    """A day at a site, hour by hour."""
    sites = service.sites()
    code = request.GET.get("ort") or (sites[0].code if sites else "")
    context: dict[str, object] = {"domain": DOMAIN, "sites": sites, "code": code}
    try:
        found = service.day_at(code, _day(request), lake=lake(), now=timezone.now())
    except NotFound:
        if request.GET.get("ort") and code not in {one.code for one in sites}:
            raise
    else:
        context |= {
            "found": found,
            "quantities": [registry.quantity(key) for key in found.quantities],
            "sentence": sentence(found),
            "previous": found.day - timedelta(days=1),
            "following": found.day + timedelta(days=1),
        }
    whole = request.headers.get("HX-Request") != "true"
    template = "people_counting/day.html" if whole else "people_counting/day_results.html"
    return render(request, template, context)


def sentence(found: Day) -> str:
    """The day in words."""
    told = {"day": shown_day(found.day), "total": number(found.total)}
    if found.total is None:
        return _("Für den %(day)s gibt es keine Tagessumme.") % told
    if found.usual is None or found.usual <= 0:
        return _("Am %(day)s wurden %(total)s Menschen gezählt.") % told
    change = (found.total - found.usual) / found.usual * 100
    if abs(change) < 5:
        return _("Am %(day)s wurden %(total)s Menschen gezählt, etwa so viele wie üblich.") % told
    told["change"] = number(abs(change))
    if change > 0:
        return _("Am %(day)s wurden %(total)s Menschen gezählt, %(change)s %% mehr als üblich.") % told
    return _("Am %(day)s wurden %(total)s Menschen gezählt, %(change)s %% weniger als üblich.") % told


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("tag", ""))
    except ValueError:
        return None
