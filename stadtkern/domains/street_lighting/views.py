# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Public pages: lamps, tonight's profile, known faults, and the form for a new one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.commons.defects import reporting
from stadtkern.commons.schedules.plans import switching_times
from stadtkern.commons.schedules.sun import DAY, night_of, noon
from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.portal.views.edge import page
from stadtkern.flow.outlets.portal.views.subjects import subject_context

from . import faults, fleet, numbers
from .domain import DOMAIN
from .fleet import Lit
from .profiles import level_at

_MOST_FAULTS, _MOST_FOUND = 50, 30
_SLOT = timedelta(minutes=10)


@page
def subject(request: HttpRequest) -> HttpResponseBase:
    """The subject page with numbers, tonight and known faults; htmx asks for the places alone."""
    now, open_lake = timezone.now(), lake()
    context = subject_context(request, DOMAIN, lake=open_lake, now=now)
    if request.headers.get("HX-Request") == "true":
        return render(request, "portal/subject_results.html", context)
    groups = sorted((one for one in fleet.fleet() if one.lamps), key=lambda one: -len(one.lamps))
    night = night_of(now)
    tonight = [(one, switching_times(one.profile, one.place, night)) for one in groups if one.profile]
    context |= {
        "now": now,
        "numbers": numbers.numbers(groups, lake=open_lake, now=now),
        "tonight": tonight,
        "night": night,
        "faults": faults.known(most=_MOST_FAULTS),
    }
    return render(request, "street_lighting/subject.html", context)


@page
def tonight_chart(request: HttpRequest) -> HttpResponseBase:
    """Tonight's levels of the largest group, noon to noon, as the chart element reads them."""
    now = timezone.now()
    lit = max((one for one in fleet.fleet() if one.profile), key=lambda one: len(one.lamps), default=None)
    start, end = noon(night_of(now)), noon(night_of(now) + DAY)
    starts = [start + n * _SLOT for n in range(int((end - start) / _SLOT))] if lit else []
    return JsonResponse(
        {
            "kind": "sum",
            "decimals": 0,
            "unit": "%",
            "days": False,
            "starts": [int(at.timestamp()) for at in starts],
            "ends": [int((at + _SLOT).timestamp()) for at in starts],
            "values": [_level(lit, at) for at in starts],
            "partial": [],
            "withheld": [],
            "words": {"empty": _("keine Daten"), "partial": "", "withheld": ""},
            "thresholds": [],
        }
    )


@page
def report(request: HttpRequest) -> HttpResponseBase:
    """The form for a fault; lamps can be looked for by street. A robot is thanked, but nothing is stored."""
    words = request.GET.get("suche", "").strip()[:100]
    found = fleet.lamp_things().public()
    for word in words.split()[:5]:
        found = found.filter(name__icontains=word)
    form, status = reporting.answer(request, kinds=faults.REPORTABLE, report=faults.report)
    if status == reporting.TAKEN:
        return redirect(f"{reverse('street_lighting:report')}?danke=1")
    context = {
        "domain": DOMAIN,
        "form": form,
        "words": words,
        "found": list(found.order_by("name", "pk")[:_MOST_FOUND]) if words else [],
        "thanks": "danke" in request.GET,
    }
    return render(request, "street_lighting/report.html", context, status=status)


def _level(lit: Lit | None, at: datetime) -> int:
    return level_at(lit.profile, lit.place, at) if lit is not None and lit.profile else 0
