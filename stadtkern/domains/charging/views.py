# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of charging: the subject, and its stations by power and operator."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.portal.views.edge import page
from stadtkern.flow.outlets.portal.views.subjects import subject_context
from stadtkern.web.templatetags.web import number

from . import service
from .domain import DOMAIN
from .service import Share

_MOST = 25


@page
def subject(request: HttpRequest) -> HttpResponseBase:
    """The subject page with the power classes; htmx asks for the places alone."""
    context = subject_context(request, DOMAIN, lake=lake(), now=timezone.now())
    if request.headers.get("HX-Request") == "true":
        return render(request, "portal/subject_results.html", context)
    classes = service.by_power_class()
    return render(
        request, "charging/subject.html", context | {"classes": named(classes), "sentence": sentence(classes)}
    )


@page
def power(request: HttpRequest) -> HttpResponseBase:
    """Stations, points and connected load by power class and by operator."""
    classes = service.by_power_class()
    context = {
        "domain": DOMAIN,
        "classes": named(classes),
        "sentence": sentence(classes),
        "operators": service.by_operator(most=_MOST),
        "operators_total": service.number_of_operators(),
        "source": DOMAIN.sources[0],
    }
    return render(request, "charging/power.html", context)


def named(classes: list[Share]) -> list[tuple[str, Share]]:
    """Power classes with their German names."""
    names = {
        "normal": _("Normalladen, bis 22 kW"),
        "fast": _("Schnellladen, über 22 kW"),
        "ultra": _("Schnellladen, ab 150 kW"),
    }
    return [(names[share.name], share) for share in classes]


def sentence(classes: list[Share]) -> str:
    """All stations in one sentence; empty without stations."""
    stations = sum(share.stations for share in classes)
    if not stations:
        return ""
    points = sum(share.points for share in classes)
    fast = sum(share.points for share in classes if share.name != "normal")
    told = ngettext("%(n)s Ladestation", "%(n)s Ladestationen", stations) % {"n": number(stations)}
    return _(
        "%(stations)s mit zusammen %(points)s Ladepunkten, davon %(fast)s an Stationen mit mehr als 22 kW."
    ) % {
        "stations": told,
        "points": number(points),
        "fast": number(fast),
    }
