# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of waste containers: the subject with forecasts, and the list for tomorrow (also as CSV)."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.portal.views.edge import page
from stadtkern.flow.outlets.portal.views.subjects import subject_context
from stadtkern.kernel.models import Person
from stadtkern.kernel.rights import Visitor
from stadtkern.web.templatetags.web import number

from . import service
from .domain import DOMAIN
from .service import Container, Tomorrow

_SHOWN = 100


@page
def subject(request: HttpRequest) -> HttpResponseBase:
    """The subject page with the containers that will be full first; htmx asks for the places alone."""
    open_lake, now = lake(), timezone.now()
    context = subject_context(request, DOMAIN, lake=open_lake, now=now)
    if request.headers.get("HX-Request") == "true":
        return render(request, "portal/subject_results.html", context)
    found = service.containers(AnonymousUser(), lake=open_lake, now=now)
    context |= {
        "containers": found[:_SHOWN],
        "sentence": sentence(found),
        "now": now,
    }
    return render(request, "waste_containers/subject.html", context)


@page
def tomorrow(request: HttpRequest) -> HttpResponseBase:
    """Which containers to empty tomorrow, among those that the visitor may see."""
    now = timezone.now()
    found = service.containers(_visitor(request), lake=lake(), now=now)
    listed = service.tomorrow(found, now=now)
    if request.GET.get("format") == "csv":
        return _as_csv(listed)
    context = {"domain": DOMAIN, "listed": listed, "found": found, "day": _last_moment(listed.until)}
    return render(request, "waste_containers/tomorrow.html", context)


def sentence(found: Sequence[Container]) -> str:
    """How many containers are full, in words; empty without any."""
    if not found:
        return ""
    full = sum(one.forecast.level >= one.empty_at and not one.silent for one in found)
    if not full:
        return _("Kein Behälter ist zurzeit voll.")
    return ngettext("Ein Behälter ist voll.", "%(n)s Behälter sind voll.", full) % {"n": number(full)}


def _visitor(request: HttpRequest) -> Visitor:
    return request.user if isinstance(request.user, Person) else AnonymousUser()


def _last_moment(until: datetime) -> datetime:
    """A moment of the day that ends at ``until``."""
    return until - timedelta(seconds=1)


def _as_csv(listed: Tomorrow) -> HttpResponse:
    """Semicolons and decimal commas, as German spreadsheets expect; formulas are defused."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="behaelter-morgen.csv"'
    answer.write("\ufeff")
    sheet = csv.writer(answer, delimiter=";")
    sheet.writerow(["Behälter", "Abfallart", "Füllstand [%]", "Stand", "voraussichtlich voll", "Einstufung"])
    parts = (("voll", listed.due), ("vielleicht voll", listed.perhaps), ("meldet nicht", listed.silent))
    for title, part in parts:
        for one in part:
            likely = one.forecast.likely
            sheet.writerow(
                [
                    _text(one.datastream.thing.name),
                    _text(one.waste),
                    f"{one.forecast.level:.0f}",
                    f"{timezone.localtime(one.forecast.at):%d.%m.%Y %H:%M}",
                    f"{timezone.localtime(likely):%d.%m.%Y %H:%M}" if likely else "",
                    title,
                ]
            )
    return answer


def _text(value: str) -> str:
    return f"'{value}" if value[:1] in "=+-@\t\r" and value else value
