# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page of public Wi-Fi: hotspots with their state."""

from __future__ import annotations

from collections.abc import Mapping

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
from .service import State

_SHOWN = 200


@page
def subject(request: HttpRequest) -> HttpResponseBase:
    """The subject page with the state of each hotspot; htmx asks for the places alone."""
    open_lake, now = lake(), timezone.now()
    context = subject_context(request, DOMAIN, lake=open_lake, now=now)
    if request.headers.get("HX-Request") == "true":
        return render(request, "portal/subject_results.html", context)
    found = service.hotspots(lake=open_lake, now=now)
    context |= {
        "hotspots": found[:_SHOWN],
        "sentence": sentence(service.numbers(found)),
        "now": now,
    }
    return render(request, "public_wifi/subject.html", context)


def sentence(found: Mapping[State, int]) -> str:
    """How many hotspots work, in words."""
    total = sum(found.values())
    up = ngettext(
        "%(up)s von %(total)s Hotspots ist in Betrieb.",
        "%(up)s von %(total)s Hotspots sind in Betrieb.",
        found["up"],
    ) % {"up": number(found["up"]), "total": number(total)}
    rest = []
    if found["down"]:
        rest.append(_("Außer Betrieb: %(n)s.") % {"n": number(found["down"])})
    if found["unknown"]:
        rest.append(_("Ohne aktuelle Meldung: %(n)s.") % {"n": number(found["unknown"])})
    return " ".join([up, *rest])
